import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { lab, type MeshCentralWrapperOptions } from '../simulators/meshcentral';
import { FakeMeshCentral, ids, nodeWith } from '../support/fakeMeshCentral';
import { restCredential, startWrapper, type RunningWrapper } from '../support/meshCentral';
import { pressTest as press } from '../support/pressTest';
import { startServer } from '../support/server';
import { runNode } from '../support/runNode';

const { methods } = new MeshCentral();
const started: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of started.splice(0)) await stop();
});

async function start(options?: MeshCentralWrapperOptions): Promise<RunningWrapper> {
	const running = await startWrapper(options);
	started.push(running.stop);
	return running;
}

const pressTest = async (type: 'meshCentralApi' | 'meshCentralRestApi', data: ICredentialDataDecryptedObject) => await press({ methods }, type, data);

const green = { status: 'OK', message: 'Connection tested successfully' };

describe('the credential test of a REST wrapper', () => {
	it('is green after two cheap commands', async () => {
		const running = await start();
		expect(await pressTest('meshCentralRestApi', running.credential)).toEqual(green);
		expect(running.sent()).toEqual(['serverinfo', 'userinfo']);
	});

	it.each([
		['a slash at the end', (url: string) => `${url}/`],
		['/api at the end', (url: string) => `${url}/api`],
		['blanks around it', (url: string) => ` ${url}/api/ `],
	])('takes an address with %s', async (_, entered) => {
		const { simulator } = await start();
		expect(await pressTest('meshCentralRestApi', restCredential(entered(simulator.url)))).toEqual(green);
	});

	it("is green with the gateway's key, and says what is missing without it", async () => {
		const { simulator, credential } = await start({ gateway: { name: 'X-API-Key', value: 'k3y' } });
		expect(await pressTest('meshCentralRestApi', credential)).toEqual(green);
		const { status, message } = await pressTest('meshCentralRestApi', restCredential(simulator.url, 'wr0ng'));
		expect(status).toBe('Error');
		expect(message).toMatch(/gateway.*'Gateway Header Value'/i);
		expect(message).not.toContain('wr0ng');
	});

	it('says of a web page that it is one', async () => {
		const server = await startServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html><title>Welcome</title></html>'));
		started.push(server.stop);
		const { status, message } = await pressTest('meshCentralRestApi', restCredential(server.url));
		expect(status).toBe('Error');
		expect(message).toMatch(/"Welcome".*'Base URL' of the credential/);
	});

	it('says of a wrapper without a WebSocket that REST commands are the other way', async () => {
		const { credential } = await start();
		const { status, message } = await pressTest('meshCentralRestApi', { ...credential, connectThrough: 'webSocket' });
		expect(status).toBe('Error');
		expect(message).toMatch(/'Connect Through' of the credential to REST commands/i);
	});

	it.each([
		['no address', { baseUrl: '' }, /The credential has no address/],
		['a header without a name', { gatewayHeaderValue: 'x' }, /'Gateway Header Name'/],
	])('says of %s what is wrong', async (_, data, words) => {
		const pressed = await pressTest('meshCentralRestApi', { ...restCredential('http://127.0.0.1:1'), ...data });
		expect(pressed).toMatchObject({ status: 'Error', message: expect.stringMatching(words) });
	});
});

describe('the credential test of a MeshCentral server', () => {
	const data = { baseUrl: 'https://mesh.example', signInWith: 'loginToken', tokenUser: '~t:x', tokenPassword: 's3cret-of-token' };

	it('says of a server that is not there that it is not', async () => {
		const { simulator } = await start();
		await simulator.stop();
		const pressed = await pressTest('meshCentralApi', { ...data, baseUrl: simulator.url });
		expect(pressed).toMatchObject({ status: 'Error', message: expect.stringMatching(/refused the connection/) });
	});

	it.each([
		['no token', { tokenPassword: '' }, /The credential has no password.*Manage login tokens/],
		['no address', { baseUrl: '' }, /The credential has no address/],
	])('says of %s what is wrong, and never the secret', async (_, more, words) => {
		const { status, message } = await pressTest('meshCentralApi', { ...data, ...more });
		expect(status).toBe('Error');
		expect(message).toMatch(words);
		expect(message).not.toContain('s3cret');
		expect(message).not.toContain(Buffer.from('s3cret-of-token').toString('base64'));
	});
});

describe('the lists of the locators', () => {
	async function search(running: RunningWrapper, list: string, filter?: string, form: Record<string, unknown> = {}): Promise<INodeListSearchResult> {
		const context = {
			getCurrentNodeParameter: (name: string) => (name === 'authentication' ? 'meshCentralRestApi' : form[name]),
			getCredentials: async () => await Promise.resolve(running.credential),
			getNode: () => ({ name: 'Node', parameters: {} }),
		};
		return await methods.listSearch[list]!.call(context as unknown as ILoadOptionsFunctions, filter);
	}

	it('show devices and groups of the chosen way', async () => {
		const running = await start();
		expect((await search(running, 'searchDevices')).results).toEqual([
			{ name: 'lab-three (host vm, 127.0.0.1, OpenFrame, offline)', value: lab.three },
			{ name: 'lab-two (host vm, 127.0.0.1, OpenFrame)', value: lab.two },
			{ name: 'vm (127.0.0.1, OpenFrame)', value: lab.one },
		]);
		expect((await search(running, 'searchDevices', ' TWO ')).results).toMatchObject([{ value: lab.two }]);
		expect((await search(running, 'searchGroups', 'open')).results).toEqual([{ name: 'OpenFrame', value: lab.group }]);
	});

	it('say why they are empty', async () => {
		const running = await start();
		running.simulator.answerNext({}, { status: 500, body: { error: 'Unable to connect' } });
		await expect(search(running, 'searchDevices')).rejects.toMatchObject({ name: 'NodeApiError', message: expect.stringMatching(/^Unable to connect\. .* returned status 500\./) as string });
	});

	it('show the commands that can be sent the chosen way', async () => {
		const { results } = await search(await start(), 'searchCommands', 'LIST');
		expect(results.map(({ value }) => value)).toEqual(expect.arrayContaining(['listdevices', 'listevents']));
		expect(results.every(({ value }) => String(value).includes('list'))).toBe(true);
	});

	it('show the share links of the device in the form, and ask for one where there is none', async () => {
		const running = await start();
		const made = await runNode(new MeshCentral(), { authentication: 'meshCentralRestApi', resource: 'tunnel', operation: 'create', deviceId: { __rl: true, mode: 'id', value: lab.one }, guestName: 'Ada' } as never, { credentials: { meshCentralRestApi: running.credential } });
		const { id } = made.output[0]![0]!.json;
		const { results } = await search(running, 'searchShares', '', { deviceId: { __rl: true, mode: 'id', value: lab.one } });
		expect(results).toEqual([{ name: expect.stringMatching(/^Ada \(.*until \d{4}-/) as string, value: id }]);
		for (const deviceId of [undefined, { __rl: true, mode: 'id', value: '={{ $json.id }}' }]) {
			await expect(search(running, 'searchShares', '', { deviceId })).rejects.toMatchObject({ message: expect.stringMatching(/'Device'\. Choose a device there first/) as string });
		}
	});

	it('come in pages where there are many', async () => {
		const client = new FakeMeshCentral();
		client.records = Array.from({ length: 450 }, (_, index) => ({ ...client.record(ids.web), _id: `node//${index}`, name: `web-${index}` }));
		const { listSearch } = nodeWith(client).methods as unknown as typeof methods;
		const context = { getCurrentNodeParameter: () => 'meshCentralApi', getCredentials: async () => await Promise.resolve({}), getNode: () => ({}) };
		const page = async (token?: string) => await listSearch.searchDevices!.call(context as unknown as ILoadOptionsFunctions, '', token);
		const first = await page();
		expect(first.results).toHaveLength(200);
		expect((await page(first.paginationToken as string)).results[0]).not.toEqual(first.results[0]);
	});
});
