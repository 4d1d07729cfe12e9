import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { generate } from 'selfsigned';
import { NetAlertXApi } from '../../credentials/NetAlertXApi.credentials';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { testCertificates } from '../simulators/support/certificates';
import { credentialFor, jsonOf, lab, startLab, type Running } from '../support/netAlertX';
import { pressTest as press } from '../support/pressTest';
import { startServer } from '../support/server';

const { methods } = new NetAlertX();
const started: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of started.splice(0)) await stop();
});

async function start(options?: Parameters<typeof startLab>[0]): Promise<Running> {
	const running = await startLab(options);
	started.push(running.stop);
	return running;
}

const pressTest = async (data: ICredentialDataDecryptedObject) => await press({ methods }, 'netAlertXApi', data);

/** A server that is no NetAlertX. */
async function otherServer(status: number, contentType: string, body: string): Promise<string> {
	const server = await startServer((_, response) => response.writeHead(status, { 'content-type': contentType }).end(body));
	started.push(server.stop);
	return server.url;
}

describe('the credential test', () => {
	const green = { status: 'OK', message: 'Connection tested successfully' };

	it('is green with the right address and token, after one cheap request', async () => {
		const running = await start();
		expect(await pressTest(running.credential)).toEqual(green);
		expect(running.sent()).toEqual(['GET /auth']);
	});

	it.each([
		['a slash at the end', (url: string) => `${url}/`],
		['blanks around it', (url: string) => ` ${url} `],
	])('takes an address with %s', async (_, entered) => {
		const running = await start();
		expect(await pressTest({ ...running.credential, baseUrl: entered(running.simulator.url) })).toEqual(green);
	});

	it('A8 accepts blanks around a token that was copied, and so does the node', async () => {
		const running = await start();
		const copied = { ...running.credential, apiToken: ` ${running.simulator.token}\n` };
		expect(await pressTest(copied)).toEqual(green);
		expect((await running.run('statistics', 'getTotals', {}, { credentials: { netAlertXApi: copied } })).error).toBeUndefined();
		expect(new NetAlertXApi().authenticate).toMatchObject({ properties: { headers: { Authorization: '=Bearer {{$credentials.apiToken.trim()}}' } } });
	});

	it('with a wrong token sends exactly one request a press, because every one is an alert in NetAlertX', async () => {
		const running = await start();
		const wrong = { ...running.credential, apiToken: 'wrong' };
		for (const presses of [1, 2]) {
			const { status, message } = await pressTest(wrong);
			expect(status).toBe('Error');
			expect(message).toMatch(/Not authorized.*Copy the API token from NetAlertX/);
			expect(running.sent()).toHaveLength(presses);
			expect(running.simulator.notifications).toHaveLength(presses);
		}
	});

	it('that turns green lets the node ask again at once', async () => {
		const running = await start({ token: 'new' });
		const { simulator, credential } = running;
		simulator.answerNext({}, { status: 403, body: { success: false, error: 'Forbidden', message: 'ERROR: Not authorized' } });
		const statuses = [];
		for (let tries = 0; tries < 2; tries++) statuses.push((await running.run('statistics', 'getTotals')).run.status);
		expect(statuses).toEqual(['error', 'error']);
		expect(running.sent()).toHaveLength(1);
		expect(await pressTest(credential)).toEqual(green);
		expect(jsonOf(await running.run('statistics', 'getTotals'))).toMatchObject([{ devices: 37 }]);
	});

	const page = '<!doctype html><html><head><title>NetAlertX | Login</title></head><body><p>Please sign in</p></body></html>';
	it.each<[string, () => Promise<string>, RegExp[]]>([
		[
			'the web interface',
			async () => await otherServer(200, 'text/html', page),
			[/web page titled "NetAlertX \| Login"/, /GRAPHQL_PORT/],
		],
		[
			'the web interface that refuses',
			async () => await otherServer(403, 'text/html', page),
			[/web page titled "NetAlertX \| Login"/, /GRAPHQL_PORT/],
		],
		[
			'another API',
			async () => await otherServer(200, 'application/json', '{"status":"up"}'),
			[/NetAlertX returned an unexpected answer/],
		],
		[
			'another API that refuses',
			async () => await otherServer(404, 'application/json', '{"detail":"Not Found"}'),
			[/GRAPHQL_PORT/],
		],
		['a server without a word', async () => await otherServer(200, 'text/plain', ''), [/sent an empty answer/]],
		[
			'an address with a path',
			async () => `${(await start()).simulator.url}/server`,
			[/API route not found|not found on the server/, /path \(\/server\)/],
		],
		[
			'https where http is spoken',
			async () => (await start()).simulator.url.replace('http:', 'https:'),
			[/does not speak HTTPS/, /begin the address in the credential with http:\/\//],
		],
		['nobody', async () => await addressOfNobody(), [/refused the connection/, /port in the credential is right/]],
	])('says of %s what is wrong', async (_, address, expected) => {
		const { status, message } = await pressTest(credentialFor(await address(), 't_simulator'));
		expect(status).toBe('Error');
		for (const words of expected) expect(message).toMatch(words);
		expect(message).not.toMatch(/<|Please sign in|t_simulator/);
	});

	it.each([
		['nothing', '', /The credential has no address/],
		['a host without a scheme', 'netalertx:20212', /does not begin with http:\/\/ or https:\/\//],
		['another scheme', 'ftp://netalertx', /does not begin with http:\/\/ or https:\/\//],
		['a query', 'http://netalertx:20212/?token=x', /must end before/],
		['a password', 'http://user:pass@netalertx:20212', /contains a user name or password/],
		['what is no address', 'http://:20212', /is not (an address|valid)/],
	])('says of %s in the place of the address what is wrong', async (_, baseUrl, words) => {
		expect(await pressTest(credentialFor(baseUrl, 't'))).toMatchObject({ status: 'Error', message: expect.stringMatching(words) });
	});
});

async function addressOfNobody(): Promise<string> {
	const running = await startLab();
	await running.stop();
	return running.simulator.url;
}

/** Certificates of a server, each with what the credential may trust as their authority. */
const certificates = {
	valid: async () => await ofTestAuthority('valid'),
	expired: async () => await ofTestAuthority('expired'),
	wrongName: async () => await ofTestAuthority('wrongName'),
	selfSigned: async () => {
		const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }];
		const { private: key, cert } = await generate([{ name: 'commonName', value: 'netalertx' }], { keyType: 'ec', extensions });
		return { tls: { key, cert }, authority: cert };
	},
};

async function ofTestAuthority(which: 'valid' | 'expired' | 'wrongName') {
	const { ca, [which]: tls } = await testCertificates();
	return { tls, authority: ca };
}

describe('a certificate of its own', () => {
	const green = 'Connection tested successfully';
	it.each<[string, keyof typeof certificates, { ignored?: boolean; trusted?: boolean }, string | RegExp]>([
		['is refused as it stands', 'valid', {}, /signed by an authority that n8n does not know.*'CA Certificate' under 'Connection'/],
		['is taken with its authority', 'valid', { trusted: true }, green],
		['is taken with Ignore SSL Issues', 'valid', { ignored: true }, green],
		['that is self-signed is refused as it stands', 'selfSigned', {}, /is self-signed.*'Ignore SSL Issues'/],
		['that is self-signed is taken as its own authority', 'selfSigned', { trusted: true }, green],
		['that is self-signed is taken with Ignore SSL Issues', 'selfSigned', { ignored: true }, green],
		['that has expired is refused with its authority', 'expired', { trusted: true }, /has expired/],
		['that has expired is taken with Ignore SSL Issues', 'expired', { ignored: true }, green],
		['for another name is refused with its authority', 'wrongName', { trusted: true }, /is issued for another name/],
	])('%s, by the test and by the node', async (_, which, { ignored = false, trusted }, expected) => {
		const { tls, authority } = await certificates[which]();
		const running = await start({ tls });
		const credential = { ...running.credential, allowUnauthorizedCerts: ignored, caCertificate: trusted ? authority : '' };
		const { status, message } = await pressTest(credential);
		expect(message).toMatch(expected);
		expect(status).toBe(expected === green ? 'OK' : 'Error');
		const { error } = await running.run('statistics', 'getTotals', {}, { credentials: { netAlertXApi: credential } });
		expect(error === undefined).toBe(status === 'OK');
	});

	it('that is no certificate is said to be unreadable', async () => {
		const running = await start({ tls: (await testCertificates()).valid });
		const { message } = await pressTest({ ...running.credential, caCertificate: 'not a certificate' });
		expect(message).toMatch(/The 'CA Certificate' of the credential could not be read.*PEM/);
	});
});

describe("the locator's list", () => {
	async function search(running: Running, filter?: string, token?: string): Promise<INodeListSearchResult> {
		const getCredentials = async () => await Promise.resolve(running.credential);
		const context = { getCredentials, getNode: () => ({ name: 'Node', parameters: {} }) };
		return await methods.listSearch.searchDevices!.call(context as unknown as ILoadOptionsFunctions, filter, token);
	}

	it('shows all devices by name, with their addresses', async () => {
		const running = await start();
		const { results, paginationToken } = await search(running);
		expect(results).toHaveLength(40);
		expect(paginationToken).toBeUndefined();
		expect(results).toContainEqual({ name: `nas (${lab.nas}, 192.168.10.10)`, value: lab.nas });
		expect(results.map(({ name }) => name)).toEqual(results.map(({ name }) => name).sort((one, other) => one.localeCompare(other)));
	});

	it.each([
		['a name', 'NAS', ['nas', 'nas-nic2']],
		['a MAC address', '00:11:32:AA', ['nas', 'nas-nic2']],
		['an IP address', '192.168.10.12', ['printer']],
		['a vendor', 'silex', ['printer']],
		['a name, with blanks around it', ' printer ', ['printer']],
		['what nothing has', 'no-such-thing', []],
	])('finds by %s', async (_, filter, names) => {
		const { results } = await search(await start(), filter);
		expect(results.map(({ name }) => name.split(' (')[0])).toEqual(names);
	});

	it('comes in pages of 200 that hold every device once', async () => {
		const running = await start({ devices: 450 });
		const pages: INodeListSearchResult[] = [];
		for (let token: unknown; pages.length === 0 || token !== undefined; token = pages.at(-1)!.paginationToken) {
			pages.push(await search(running, '', token as string | undefined));
		}
		expect(pages.map(({ results }) => results.length)).toEqual([200, 200, 50]);
		expect(new Set(pages.flatMap(({ results }) => results.map(({ value }) => value))).size).toBe(450);
	});

	it('sorts names as people count, and marks what is offline', async () => {
		const running = await start();
		for (const [mac, devName, devPresentLastScan] of [[lab.nas, 'bulb-18', 1], [lab.printer, 'bulb-2', 0]] as const) Object.assign(running.simulator.database.device(mac)!, { devName, devPresentLastScan });
		expect((await search(running, 'bulb')).results.map(({ name }) => name)).toEqual([expect.stringMatching(/^bulb-2 \(.*, offline\)$/), expect.stringMatching(/^bulb-18 \((?!.*offline)/)]);
	});

	it('of notifications shows the unread ones, newest first', async () => {
		const running = await start();
		for (const [guid, timestamp, content] of [['a-1', '2026-11-20 18:00:00', 'Backup of nas has failed<br>at once'], ['b-2', '2026-11-20 19:00:00', 'All is well']] as const) {
			running.simulator.notifications.push({ guid, timestamp, level: 'info', read: 0, content });
		}
		const context = { getCredentials: async () => await Promise.resolve(running.credential), getNode: () => ({ name: 'Node', parameters: {} }) };
		const list = async (filter: string) => (await methods.listSearch.searchNotifications!.call(context as unknown as ILoadOptionsFunctions, filter)).results;
		expect((await list('')).map(({ value }) => value)).toEqual(['b-2', 'a-1']);
		expect(await list('BACKUP')).toEqual([{ name: expect.stringMatching(/^Backup of nas has failed \(info, 2026-11-20T18:00:00/) as string, value: 'a-1' }]);
	});

	it('says why it is empty if the server refuses, without the token', async () => {
		const running = await start();
		running.simulator.answerNext({}, { status: 500, body: { success: false, error: `ENOENT of ${running.simulator.token}` } });
		await expect(search(running)).rejects.toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(/^ENOENT of \*\*\*\. GET \/devices returned status 500\./) as string, httpCode: '500' });
	});
});
