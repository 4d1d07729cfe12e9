import { join } from 'node:path';
import { connect } from '../../nodes/Meshtech/connect';
import type { MeshtechClient } from '../../nodes/Meshtech/client';
import { closeAgents } from '../../nodes/shared/http/agents';
import { startMeshtech, type Meshtech } from '../simulators/meshtech';
import { credentialFor } from '../support/meshtech';
import { startServer, type TestServer } from '../support/server';
import { differences } from './support/compare';
import { recordedExchanges, replay, type Exchange } from './support/exchange';

/** No server could be recorded: these are the examples of the vendor's public page, word for word. */
const exchanges = recordedExchanges(join(__dirname, 'meshtech'));
const names = [...exchanges.keys()];
const exchange = (name: string) => exchanges.get(name)!;
const account = { username: 'yourUsername', password: 'yourPassword' };

describe("the simulator answers as the vendor's page says", () => {
	let simulator: Meshtech;
	beforeEach(async () => {
		// A third gateway, because the page's list of two is not the last.
		simulator = await startMeshtech({ ...account, devices: 3 });
		simulator.fleet.labels.delete('test-tag');
	});
	afterEach(async () => await simulator.stop());

	async function ask(name: string) {
		const signedIn = await replay(new URL(simulator.signInUrl).origin, exchange('auth-login'), {});
		if (name === 'auth-login') return signedIn;
		const { authToken } = signedIn.body as { authToken: string };
		return await replay(new URL(simulator.apiUrl).origin, exchange(name), { TOKEN: authToken });
	}

	it.each(names)('%s', async (name) => {
		const answered = await ask(name);
		const { response } = exchange(name);
		const withoutCharset = { ...answered, contentType: answered.contentType.replace('; charset=utf-8', '') };
		expect(differences(response, withoutCharset)).toEqual([]);
	});

	it('with the very devices of the page', async () => {
		const { body } = await ask('devices-list');
		expect((body as { items: unknown }).items).toEqual((exchange('devices-list').response.body as { items: unknown }).items);
	});

	it('and does what the requests say', async () => {
		await ask('device-rename');
		await ask('device-label-delete');
		await ask('label-create');
		expect(simulator.fleet.get('bmac-ff30c49c590d')).toMatchObject({ friendlyName: 'MT10225', labels: [] });
		expect(simulator.fleet.labels).toContain('test-tag');
	});
});

describe("the client sends what the vendor's page says, and understands its answers", () => {
	let server: TestServer;
	const bodies: unknown[] = [];
	beforeEach(async () => {
		bodies.length = 0;
		server = await startServer((request, response) => {
			const { pathname } = new URL(request.url!, 'http://host');
			const known = [...exchanges.values()].find((each) => each.request.method === request.method && each.request.path === pathname);
			let text = '';
			request.on('data', (chunk) => (text += chunk));
			request.on('end', () => {
				bodies.push(text === '' ? null : JSON.parse(text));
				const { status, contentType, body } = known!.response;
				response.writeHead(known ? status : 404, contentType ? { 'content-type': contentType } : {}).end(typeof body === 'string' ? body : JSON.stringify(body));
			});
		});
	});
	afterEach(async () => {
		await closeAgents();
		await server.stop();
	});

	const client = (): MeshtechClient => {
		const urls = { signInUrl: `${server.url}/api/v1/auth/login`, apiUrl: `${server.url}/api/v1` };
		return connect(credentialFor({ ...urls, ...account }));
	};
	const asked = ({ request }: Exchange) => `${request.method} ${request.path}`;

	it.each<[string, (client: MeshtechClient) => Promise<unknown>]>([
		['device-rename', async (one) => await one.rename('bmac-ff30c49c590d', 'MT10225')],
		['label-create', async (one) => await one.createLabel('test-tag')],
		['device-label-delete', async (one) => await one.removeLabel('bmac-ff30c49c590d', 'test-tag')],
	])('%s', async (name, act) => {
		await act(client());
		expect(server.arrived).toEqual([asked(exchange('auth-login')), asked(exchange(name))]);
		expect(bodies).toEqual([exchange('auth-login').request.body, exchange(name).request.body]);
	});

	it('devices-list', async () => {
		const { items } = exchange('devices-list').response.body as { items: unknown[] };
		expect(await client().devices(() => true, 2)).toEqual(items);
		expect(server.arrived).toEqual([asked(exchange('auth-login')), 'GET /api/v1/devices?MaxResults=100']);
	});

	it('devices-list answered to the next page as well is a circle, and said to be one', async () => {
		await expect(client().listing()).rejects.toThrow(/pages repeat/);
		const token = encodeURIComponent((exchange('devices-list').response.body as { nextToken: string }).nextToken);
		expect(server.arrived.at(-1)).toBe(`GET /api/v1/devices?MaxResults=100&NextToken=${token}`);
	});
});
