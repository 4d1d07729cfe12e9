import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { TacticalRmmApi } from '../../credentials/TacticalRmmApi.credentials';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { pressTest as press } from '../support/pressTest';
import { startServer } from '../support/server';
import { credentialFor, startLab, type Running } from '../support/tacticalRmm';
import { furnishOffice } from './samples/tacticalRmm';

const { methods } = new TacticalRmm();
const started: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const stop of started.splice(0)) await stop();
});

async function start(options?: Parameters<typeof startLab>[0]): Promise<Running> {
	const running = await startLab(options);
	started.push(running.stop);
	return running;
}

const pressTest = async (data: ICredentialDataDecryptedObject) => await press({ methods }, 'tacticalRmmApi', data);

/** A server that is no Tactical RMM. */
async function otherServer(status: number, headers: Record<string, string>, body: string): Promise<string> {
	const server = await startServer((_, response) => response.writeHead(status, headers).end(body));
	started.push(server.stop);
	return server.url;
}

describe('the credential test', () => {
	const green = { status: 'OK', message: 'Connection tested successfully' };

	it('is green with the right address and key, after two small requests', async () => {
		const running = await start();
		expect(await pressTest(running.credential)).toEqual(green);
		expect(running.sent()).toEqual(['GET /core/dashinfo/', 'GET /agents/']);
		expect(await pressTest({ ...running.credential, apiKey: running.simulator.keys.scoped })).toEqual(green);
	});

	it.each(['norole', 'empty'] as const)('T9 fails where nothing could be seen, and names the right (%s)', async (key) => {
		const running = await start();
		const { status, message } = await pressTest({ ...running.credential, apiKey: running.simulator.keys[key] });
		expect(status).toBe('Error');
		expect(message).toMatch(/^You do not have permission to perform this action\. GET \/agents\/ returned status 403\. This needs the right can_list_agents \(List Agents\)\./);
	});

	it.each([
		['a slash at the end', (url: string) => `${url}/`],
		['blanks around it', (url: string) => ` ${url} `],
	])('takes an address with %s', async (_, entered) => {
		const running = await start();
		expect(await pressTest({ ...running.credential, baseUrl: entered(running.simulator.url) })).toEqual(green);
	});

	it.each<[string, (running: Running) => string, RegExp]>([
		['wrong', () => 'wrong', /^Invalid token\..*Create a key in Tactical RMM/],
		['past its date', ({ simulator }) => simulator.keys.expired, /^The token has expired\./],
		['empty', () => '', /^Invalid token\./],
	])('says what is wrong with a key that is %s', async (_, key, expected) => {
		const running = await start();
		const { status, message } = await pressTest({ ...running.credential, apiKey: key(running) });
		expect(status).toBe('Error');
		expect(message).toMatch(expected);
	});

	it('A8 accepts blanks around a key that was copied', async () => {
		const running = await start();
		expect(await pressTest({ ...running.credential, apiKey: ` ${running.simulator.apiKey}\n` })).toEqual(green);
	});

	it.each<[string, number, Record<string, string>, string, RegExp]>([
		['a web interface, which answers every path with its page', 200, { 'content-type': 'text/html' }, '<html><title>Tactical RMM</title></html>', /titled "Tactical RMM".*not its web interface/],
		['something else that answers in JSON', 200, { 'content-type': 'application/json' }, '{"version": 1}', /unexpected answer: trmm_version.*not its web interface/],
		['a redirect to https', 301, { location: 'https://api.example.com/core/dashinfo/' }, '', /redirects to https:\/\/api\.example\.com.*most often HTTPS/],
		['a page that is not found', 404, { 'content-type': 'text/html' }, '<html><title>404 Not Found</title></html>', /titled "404 Not Found".*web interface/],
	])('says that there is %s', async (_, status, headers, body, expected) => {
		const url = await otherServer(status, headers, body);
		const { status: result, message } = await pressTest(credentialFor(url, 'key'));
		expect(result).toBe('Error');
		expect(message).toMatch(expected);
	});
});

it("lets n8n's HTTP Request node send the key", () => {
	expect(new TacticalRmmApi().authenticate).toEqual({ type: 'generic', properties: { headers: { 'X-API-KEY': '={{$credentials.apiKey.trim()}}' } } });
});

describe('the lists of the locators', () => {
	async function search(running: Running, method: string, filter?: string, token?: string, form: Record<string, unknown> = {}): Promise<INodeListSearchResult> {
		const context = { getNode: () => ({ name: 'Node' }), getCurrentNodeParameter: (name: string) => form[name], getCredentials: async () => await Promise.resolve(running.credential) };
		return await methods.listSearch[method]!.call(context as unknown as ILoadOptionsFunctions, filter, token);
	}

	it.each([
		['searchAgents', 'win-srv-00', [{ name: 'WIN-SRV-00 (Acme Corp / Berlin HQ)', value: 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk' }]],
		['searchClients', 'globex', [{ name: 'Globex', value: '2' }]],
		[
			'searchSites',
			'acme',
			[
				{ name: 'Berlin HQ (Acme Corp)', value: '1' },
				{ name: 'Hamburg (Acme Corp)', value: '2' },
			],
		],
		['searchScripts', 'clear', [{ name: 'Clear Temp (Maintenance)', value: '1' }]],
	])('%s finds "%s"', async (method, filter, expected) => {
		expect(await search(await start(), method, filter)).toEqual({ results: expected });
	});

	it('agents are found by client and site too, and come by name', async () => {
		const { results } = await search(await start(), 'searchAgents', 'Initech / Austin');
		expect(results).toHaveLength(6);
		expect(results.map(({ name }) => name)).toEqual(results.map(({ name }) => name).sort((a, b) => a.localeCompare(b)));
	});

	it('T10 twins are told apart by their IDs', async () => {
		const running = await start();
		const { world } = running.simulator;
		const twin = world.addAgent({ ...world.agent('WIN-SRV-00').row });
		const { results } = await search(running, 'searchAgents', 'WIN-SRV-00');
		expect(results.map(({ name }) => name).sort()).toEqual(
			['OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk', twin.agent_id].map((id) => `WIN-SRV-00 (Acme Corp / Berlin HQ), ID ${id.slice(0, 8)}…`).sort(),
		);
		expect(new Set(results.map(({ value }) => value)).size).toBe(2);
		world.tables.scripts.add({ ...world.tables.scripts.get(1), id: undefined });
		expect((await search(running, 'searchScripts', 'Clear Temp')).results.map(({ name }) => name)).toEqual(['Clear Temp (Maintenance), ID 1', 'Clear Temp (Maintenance), ID 6']);
	});

	it('long lists come in pages', async () => {
		const running = await start({ agents: 250 });
		const first = await search(running, 'searchAgents');
		expect(first.results).toHaveLength(200);
		const second = await search(running, 'searchAgents', '', String(first.paginationToken));
		expect(second.results).toHaveLength(50);
		expect(second.paginationToken).toBeUndefined();
	});

	it('says what the server says', async () => {
		const running = await start();
		const failing = { ...running, credential: { ...running.credential, apiKey: running.simulator.keys.norole } };
		await expect(search(failing, 'searchAgents')).rejects.toMatchObject({
			message: expect.stringMatching(/^You do not have permission to perform this action\. GET \/agents\/.* This needs the right can_list_agents \(List Agents\)\./) as string,
		});
	});

	it('says where the key belongs, if the server does not take it', async () => {
		const running = await start();
		const failing = { ...running, credential: { ...running.credential, apiKey: 'wrong' } };
		await expect(search(failing, 'searchPolicies')).rejects.toMatchObject({ message: expect.stringMatching(/^Invalid token\..*Create a key in Tactical RMM/) as string });
	});

	it('sorts names as people count, and marks agents that are offline', async () => {
		const running = await start();
		const { world } = running.simulator;
		for (const hostname of ['bulb-18', 'bulb-2']) world.addAgent({ ...world.agent('WIN-SRV-00').row, hostname });
		const bulbs = (await search(running, 'searchAgents', 'bulb')).results.map(({ name }) => name);
		expect(bulbs).toEqual(['bulb-2 (Acme Corp / Berlin HQ)', 'bulb-18 (Acme Corp / Berlin HQ)']);
		const offline = (await search(running, 'searchAgents', 'offline')).results.map(({ value }) => value);
		const states = await running.run('agent', 'getAll', { returnAll: true, status: 'silent' });
		expect([...offline].sort()).toEqual(states.output[0]!.map(({ json }) => json.id).sort());
		expect(offline.length).toBeGreaterThan(0);
	});

	it.each<[string, RegExp]>([
		['searchAlerts', /\(.*(error|warning|info)(, snoozed)?, ID \d+\)$/],
		['searchChecks', /\(.*ID \d+\)$/],
		['searchPolicyChecks', /\(policy .*, ID \d+\)$/],
		['searchTasks', /\(.*ID \d+\)$/],
		['searchPolicyTasks', /\(policy .*, ID \d+\)$/],
		['searchNotes', /\(\w+-.*, ID \d+\)$/],
		['searchDeployments', /^Acme Corp \/ .*expires \d{4}-\d\d-\d\d, ID \d+\)$/],
		['searchPendingActions', /\(.*ID \d+\)$/],
		['searchPackages', /^[\w.-]+$/],
		['searchPoliciesOrNone', /./],
		['searchAlertTemplatesOrNone', /./],
	])('%s tells what each is', async (method, entry) => {
		const running = await start();
		furnishOffice(running.simulator.world);
		const { results } = await search(running, method);
		expect(results.length).toBeGreaterThan(0);
		for (const { name } of results) expect(name).toMatch(entry);
		const [first] = results as [{ name: string; value: string }];
		expect((await search(running, method, first.name.toUpperCase())).results).toContainEqual(first);
	});

	it.each<[string, RegExp]>([
		['searchAgentChecks', /\(.*ID \d+\)$/],
		['searchAgentPendingActions', /\(ID \d+\)$/],
		['searchProcesses', /\(\d+\)$/],
		['searchServices', /\(\w+, (running|stopped)\)$/],
		['searchPrograms', /./],
		['searchUpdates', /^KB\d+: .*\((approve|ignore|inherit|nothing)(, installed)?\)$/],
	])('%s is that of the agent in the form, and asks for one where there is none', async (method, entry) => {
		const running = await start();
		furnishOffice(running.simulator.world);
		const { results } = await search(running, method, '', undefined, { deviceId: { __rl: true, mode: 'name', value: 'WIN-SRV-00' } });
		expect(results.length).toBeGreaterThan(0);
		for (const { name } of results) expect(name).toMatch(entry);
		for (const deviceId of [undefined, { __rl: true, mode: 'list', value: '' }, { __rl: true, mode: 'id', value: '={{ $json.id }}' }]) {
			await expect(search(running, method, '', undefined, { deviceId })).rejects.toMatchObject({ message: expect.stringMatching(/'Agent'\. Choose an agent there first/) as string });
		}
	});

	it('every list that a locator asks for is there', () => {
		const asked = JSON.stringify(new TacticalRmm().description.properties).match(/(?<="searchListMethod":")\w+/g);
		expect([...new Set(asked)].sort()).toEqual(Object.keys(methods.listSearch).sort());
	});
});
