import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { compareVersions } from '../../nodes/Meshtech/version';
import { testCertificates } from '../simulators/support/certificates';
import { page, startPortal, type Running } from '../support/meshtech';
import { pressTest as press } from '../support/pressTest';
import { startServer } from '../support/server';

const { methods } = new Meshtech();
const started: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of started.splice(0)) await stop();
});

async function start(options?: Parameters<typeof startPortal>[0]): Promise<Running> {
	const running = await startPortal(options);
	started.push(running.stop);
	return running;
}

const pressTest = async (data: ICredentialDataDecryptedObject) => await press({ methods }, 'meshtechApi', data);

describe('the credential test', () => {
	const green = { status: 'OK', message: 'Connection tested successfully' };

	it('signs in and asks for one device: documented requests only', async () => {
		const running = await start({ assumed: { device: null, jobs: null, firmwares: null } });
		expect(await pressTest(running.credential)).toEqual(green);
		expect(running.sent()).toEqual(['GET /devices']);
		expect(running.simulator.requests.at(-1)!.query).toEqual({ MaxResults: '1' });
	});

	it('always asks, also after a rejection, and says the same of it each time', async () => {
		const running = await start();
		const wrong = { ...running.credential, password: 'wrong' };
		for (const presses of [1, 2]) {
			const { status, message } = await pressTest(wrong);
			expect(status).toBe('Error');
			expect(message).toMatch(/^INVALID_CREDENTIALS.*Check user name and password/);
			expect(running.simulator.signIns).toBe(presses);
		}
	});

	it('that turns green lets the node ask again at once', async () => {
		const running = await start();
		running.simulator.answerNext({ path: /login$/ }, { status: 401, body: { status: 'LOCKED' } });
		for (let tries = 0; tries < 2; tries++) expect((await running.run('device', 'getAll')).run.status).toBe('error');
		expect(running.simulator.signIns).toBe(1);
		expect(await pressTest(running.credential)).toEqual(green);
		expect((await running.run('device', 'getAll')).run.status).toBe('success');
	});

	const page404 = '<!doctype html><html><head><title>Device Management Portal</title></head><body>Please sign in</body></html>';
	it.each<[string, (running: Running, other: string) => ICredentialDataDecryptedObject, RegExp[]]>([
		['the portal in the place of the sign-in', (_, other) => ({ signInUrl: `${other}/login` }), [/web page titled "Device Management Portal"/, /'Sign-In URL'.*ops-api\.meshtech\.no/]],
		['the portal in the place of the API', (_, other) => ({ baseUrl: other }), [/web page titled "Device Management Portal"/, /'API URL'.*iot-api\.meshtech\.no/]],
		['the API in the place of the sign-in', ({ simulator }) => ({ signInUrl: `${simulator.apiUrl}/auth/login` }), [/Unauthorized/, /check 'Sign-In URL'/]],
		['an API URL without its path (A5)', ({ simulator }) => ({ baseUrl: new URL(simulator.apiUrl).origin }), [/No such route/, /Check 'API URL' in the credential/]],
		['a sign-in URL without its path', ({ simulator }) => ({ signInUrl: new URL(simulator.signInUrl).origin }), [/No such route/]],
		['no sign-in URL', () => ({ signInUrl: '' }), [/no address/]],
		['no API URL', () => ({ baseUrl: '' }), [/no address/]],
		['no password', () => ({ password: '' }), [/no user name or no password/]],
		['a correction that is none', () => ({ advanced: true, jobsPath: 'https://elsewhere.example' }), [/'Path of Jobs' of the credential.*not a path/]],
	])('says of %s what is wrong', async (_, change, expected) => {
		const running = await start();
		const other = await startServer((__, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page404));
		started.push(other.stop);
		const { status, message } = await pressTest({ ...running.credential, ...change(running, other.url) });
		expect(status).toBe('Error');
		for (const words of expected) expect(message).toMatch(words);
		expect(message).not.toMatch(/<|Please sign in|p_simulator|\bID\b|may have been carried out/);
	});

	it.each([
		['is refused as it stands', {}, /signed by an authority that n8n does not know/],
		['is taken with its authority', { trusted: true }, /successfully/],
		['is taken with Ignore SSL Issues', { ignored: true }, /successfully/],
	])('a certificate of its own %s, at both hosts', async (_, { trusted, ignored }: { trusted?: boolean; ignored?: boolean }, words) => {
		const { ca, valid: tls } = await testCertificates();
		const { credential } = await start({ tls });
		expect((await pressTest({ ...credential, allowUnauthorizedCerts: ignored === true, caCertificate: trusted ? ca : '' })).message).toMatch(words);
	});
});

describe('the list of versions', () => {
	async function search(running: Running, filter = '') {
		const context = { getCredentials: async () => await Promise.resolve(running.credential), getNode: () => ({ name: 'Node', parameters: {} }) };
		return (await methods.listSearch.searchVersions!.call(context as unknown as ILoadOptionsFunctions, filter)).results;
	}

	it('has what can be installed and what gateways run, newest first', async () => {
		const running = await start();
		const versions = (await search(running)).map(({ value }) => String(value));
		expect(versions).toEqual([...versions].sort((a, b) => compareVersions(b, a)));
		expect(new Set(versions).size).toBe(versions.length);
		expect(versions).toEqual(expect.arrayContaining(running.simulator.fleet.list().map(({ firmwareVersion }) => firmwareVersion)));
		expect(await search(running, 'nothing')).toEqual([]);
	});

	it('has what gateways run where the server does not tell which firmware there is', async () => {
		const running = await start({ assumed: { firmwares: null } });
		const { firmwareVersion } = running.simulator.fleet.list()[0]!;
		expect((await search(running, firmwareVersion)).map(({ name }) => name)).toEqual([expect.stringMatching(/^\S+ \(\d run it\)$/)]);
	});
});

describe("the locator's list", () => {
	async function search(running: Running, filter?: string, token?: string): Promise<INodeListSearchResult> {
		const getCredentials = async () => await Promise.resolve(running.credential);
		const context = { getCredentials, getNode: () => ({ name: 'Node', parameters: {} }) };
		return await methods.listSearch.searchDevices!.call(context as unknown as ILoadOptionsFunctions, filter, token);
	}

	it('shows all devices by name, with their ids', async () => {
		const { results } = await search(await start());
		expect(results).toEqual([
			{ name: `BLE-GW-card (${page.card}, offline)`, value: page.card },
			{ name: `MT10225 (${page.office})`, value: page.office },
		]);
	});

	it.each([
		['a name', 'ble-gw', [page.card]],
		['an id', 'C0141F', [page.office]],
		['a label', 'KYIV', [page.office]],
		['a model', '2011', [page.card, page.office]],
		['what nothing has', 'no-such-thing', []],
	])('finds by %s', async (_, filter, expected) => {
		expect((await search(await start(), filter)).results.map(({ value }) => value)).toEqual(expected);
	});

	it.each<[string, RegExp]>([
		['searchLabels', /\(\d+ have it\)$/],
		['searchJobs', /^FIRMWARE_UPDATE \(\S+, 3\.4\.1, \w+\)$/],
	])('%s tells what each is', async (method, entry) => {
		const running = await start({ devices: 4 });
		running.simulator.jobs.create({ type: 'FIRMWARE_UPDATE', deviceIds: [running.simulator.fleet.list()[2]!.id], firmwareVersion: '3.4.1' });
		const context = { getCredentials: async () => await Promise.resolve(running.credential), getNode: () => ({ name: 'Node', parameters: {} }) };
		const { results } = await methods.listSearch[method]!.call(context as unknown as ILoadOptionsFunctions, '');
		expect(results.length).toBeGreaterThan(0);
		for (const { name } of results) expect(name).toMatch(entry);
	});

	it('comes in pages of 200 that hold every device once', async () => {
		const running = await start({ devices: 450 });
		const pages = [await search(running), await search(running, '', '200'), await search(running, '', '400')];
		expect(pages.map(({ results }) => results.length)).toEqual([200, 200, 50]);
		expect(new Set(pages.flatMap(({ results }) => results.map(({ value }) => value))).size).toBe(450);
	});
});
