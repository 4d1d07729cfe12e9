import type { INode } from 'n8n-workflow';
import { byId, byName, jsonOf, lab, startLab, until, type Running } from '../support/tacticalRmm';

// Waits between two tries take a hundredth of their time.
jest.mock('../../nodes/shared/pause', () => {
	const { pause } = jest.requireActual<typeof import('../../nodes/shared/pause')>('../../nodes/shared/pause');
	return { pause: async (ms: number, signal?: AbortSignal) => await pause(ms / 100, signal) };
});

let running: Running;
beforeEach(async () => {
	running = await startLab({ betaApi: true });
});
afterEach(async () => await running.stop());

const names = (found: object[]) => found.map((each) => (each as { name: string }).name).sort();
const world = () => running.simulator.world;
const onServer = { deviceId: byName(lab.server) };

describe('Get', () => {
	it('gives the ten fields of every system, in the order in which people read them, and then what Tactical RMM is about', async () => {
		const [agent] = jsonOf(await running.run('agent', 'get', onServer));
		const ten = ['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source'];
		const own = ['status', 'client', 'site', 'monitoringType', 'loggedInUser', 'needsReboot', 'inMaintenance', 'hasPatchesPending'];
		expect(Object.keys(agent!)).toEqual([...ten, ...own]);
		expect(agent).toMatchObject({ source: 'tacticalRmm', name: lab.server, online: true, group: 'Acme Corp / Berlin HQ' });
		expect(agent).toMatchObject({ status: 'online', client: 'Acme Corp', site: 'Berlin HQ', monitoringType: 'server', needsReboot: false, inMaintenance: false, hasPatchesPending: null });
	});

	it('what is online was last seen now, by the clock of the server', async () => {
		const before = Date.now() - 1000;
		const [agent] = jsonOf(await running.run('agent', 'get', onServer)) as Array<{ lastSeen: string }>;
		expect(Date.parse(agent!.lastSeen)).toBeGreaterThanOrEqual(before);
		const [row] = jsonOf(await running.run('agent', 'getAll', { returnAll: true })) as Array<{ lastSeen: string; hasPatchesPending: boolean }>;
		expect(Date.parse(row!.lastSeen)).toBeGreaterThanOrEqual(before);
		expect(typeof row!.hasPatchesPending).toBe('boolean');
	});

	it('T12 a raw record has no list of all time zones', async () => {
		const [agent] = jsonOf(await running.run('agent', 'get', { ...onServer, simplify: false }));
		expect(agent).toHaveProperty('timezone');
		expect(agent).not.toHaveProperty('all_timezones');
	});

	it('or the whole record, with its custom fields by name beside', async () => {
		const [agent] = jsonOf(await running.run('agent', 'get', { ...onServer, simplify: false }));
		expect(agent).toMatchObject({ hostname: lab.server, services: expect.any(Array), custom_fields: expect.any(Array), customFields: { 'Asset Number': expect.any(String) } });
	});

	it('or that without their names, for a key that may not see these', async () => {
		const apiKey = 'NOFIELDS000000000000000000000000';
		world().access.addKey(apiKey, { username: 'agents-only', rights: ['can_list_agents'] });
		const [agent] = jsonOf(
			await running.run('agent', 'get', { ...onServer, simplify: false }, { credentials: { tacticalRmmApi: { ...running.credential, apiKey } } }),
		);
		expect(agent).toMatchObject({ hostname: lab.server });
		expect(agent).not.toHaveProperty('customFields');
	});
});

describe('Get Many', () => {
	const all = { returnAll: true };
	const getAll = async (parameters: INode['parameters']) => jsonOf(await running.run('agent', 'getAll', parameters));
	const hostsWhere = (passes: (agent: ReturnType<ReturnType<typeof world>['agents']>[number]) => boolean) =>
		world()
			.agents()
			.filter(passes)
			.map(({ hostname }) => hostname)
			.sort();

	it.each<[string, INode['parameters'], Parameters<typeof hostsWhere>[0], Record<string, string>]>([
		['all', {}, () => true, {}],
		['of a client', { agentsOf: 'client', clientId: byName('globex') }, ({ row }) => row.site === 3 || row.site === 4, { client: '2' }],
		['of a site', { agentsOf: 'site', siteId: byName('Hamburg') }, ({ row }) => row.site === 2, { site: '2' }],
		['of a type', { monitoringType: 'server' }, ({ row }) => row.monitoring_type === 'server', { monitoring_type: 'server' }],
		['by status', { status: 'overdue' }, ({ status }) => status === 'overdue', {}],
		['by two statuses', { status: 'silent' }, ({ status }) => status !== 'online', {}],
		['by platform', { platform: 'linux' }, ({ row }) => row.plat === 'linux', {}],
		[
			'by all of these together',
			{ agentsOf: 'client', clientId: byId(1), monitoringType: 'workstation', status: 'online', platform: 'windows' },
			({ row, status }) => row.site <= 2 && row.monitoring_type === 'workstation' && status === 'online' && row.plat === 'windows',
			{ client: '1', monitoring_type: 'workstation' },
		],
	])('%s, of which the server filters what it can', async (_, parameters, passes, query) => {
		const expected = hostsWhere(passes);
		expect(expected.length).toBeGreaterThan(0);
		expect(names(await getAll({ ...parameters, ...all }))).toEqual(expected);
		expect(running.simulator.requests.filter(({ path }) => path === '/agents/').at(-1)?.query).toEqual(query);
	});

	it('stops at the limit', async () => {
		expect(await getAll({ limit: 3 })).toHaveLength(3);
	});

	it('T10 does not read a long list for a few agents', async () => {
		await running.stop();
		running = await startLab({ agents: 300 });
		world().removeAgent(world().agentsAsStored()[1]!);
		const few = await getAll({ limit: 3 });
		expect(few).toHaveLength(3);
		for (const agent of few) expect(agent).toMatchObject({ source: 'tacticalRmm', online: expect.any(Boolean), os: expect.any(String), group: expect.stringContaining(' / ') });
		expect(running.simulator.requests.map(({ path, query }) => [path.replace(/[A-Za-z]{40}/, '<agent>'), query])).toEqual([
			['/agents/', { detail: 'false' }],
			...few.map(() => ['/agents/<agent>/', {}]),
		]);
		// By what only the list tells, it has to be read.
		expect(await getAll({ limit: 3, platform: 'windows' })).toHaveLength(3);
		expect(running.simulator.requests.at(-1)).toMatchObject({ path: '/agents/', query: {} });
	});

	it('T10 passes over an agent that is deleted meanwhile', async () => {
		await running.stop();
		running = await startLab({ agents: 100 });
		running.simulator.answerNext({ path: /^\/agents\/[A-Za-z]{40}\/$/ }, { status: 404, body: { detail: 'No Agent matches the given query.' } });
		expect(await getAll({ limit: 2 })).toHaveLength(2);
	});

	it('gives the raw rows, with the custom fields of each by name, from one look at their definitions', async () => {
		const rows = await getAll({ ...all, simplify: false });
		expect(rows).toHaveLength(30);
		expect(rows.find((row) => (row as { hostname: string }).hostname === lab.server)).toMatchObject({ client_name: 'Acme Corp', customFields: expect.objectContaining({ 'Asset Number': expect.any(String) }) });
		expect(running.sent().filter((each) => each.includes('customfields'))).toHaveLength(1);
	});

	it('asks for the short list where ids and names are enough', async () => {
		const rows = await getAll({ ...all, simplify: false, idsOnly: true, agentsOf: 'site', siteId: byId(5) });
		expect(rows.map((row) => Object.keys(row).sort())).toEqual(rows.map(() => ['agent_id', 'client', 'hostname', 'id', 'site']));
		expect(running.simulator.requests.at(-1)?.query).toEqual({ detail: 'false', site: '5' });
	});

	it('says that the short list knows no status', async () => {
		const { error } = await running.run('agent', 'getAll', { simplify: false, idsOnly: true, status: 'online' });
		expect(error?.message).toBe("'IDs and Names Only' cannot be combined with 'Status', 'Platform' or 'Filters'");
	});
});

describe('Search', () => {
	it('finds by text, over the beta API, page by page', async () => {
		await running.stop();
		running = await startLab({ betaApi: true, agents: 130 });
		const found = jsonOf(await running.run('agent', 'search', { searchText: 'WIN-', returnAll: true }));
		expect(names(found)).toEqual(world().agents().map(({ hostname }) => hostname).filter((name) => name.startsWith('WIN-')).sort());
		const pages = running.simulator.requests.map(({ query }) => query.page);
		expect(pages).toEqual(pages.map((_, index) => String(index + 1)));
		expect(pages.length).toBeGreaterThan(1);
	});

	it.each<[string, object, Record<string, string>]>([
		['a client', { clientId: byName('Globex') }, { client_id: '2' }],
		['a site', { siteId: byName('Hamburg') }, { site: '2' }],
		['a host name', { hostname: lab.server }, { hostname: lab.server }],
		['a platform and type', { platform: 'darwin', monitoringType: 'server' }, { plat: 'darwin', monitoring_type: 'server' }],
		['those that need a reboot', { needsReboot: true }, { needs_reboot: 'true' }],
		['when they were seen', { lastSeenBefore: '2030-01-01T00:00:00Z' }, { last_seen_range_before: '2030-01-01T00:00:00.000Z' }],
	])('lets the server filter by %s', async (_, filters, query) => {
		const { error } = await running.run('agent', 'search', { limit: 2, filters: filters as INode['parameters'] });
		expect(error).toBeUndefined();
		const { query: sent } = running.simulator.requests.at(-1)!;
		expect(sent).toEqual({ ...query, ordering: 'id', page_size: '50', page: '1' });
	});

	it('asks for no more pages than the limit needs, and gives the raw rows as they are', async () => {
		const rows = jsonOf(await running.run('agent', 'search', { limit: 2, simplify: false }));
		expect(rows).toEqual([expect.objectContaining({ id: 1, hostname: lab.server, wmi_detail: expect.any(Object) }), expect.objectContaining({ id: 2 })]);
		expect(running.sent()).toHaveLength(1);
	});

	it('sends nothing where the credential says that the beta API is off', async () => {
		const { error } = await running.run('agent', 'search', {}, { credentials: { tacticalRmmApi: { ...running.credential, betaApi: false } } });
		expect(error?.message).toMatch(/needs Tactical RMM's beta API/);
		expect(error?.description).toMatch(/BETA_API_ENABLED/);
		expect(running.sent()).toEqual([]);
	});

	it('says so where it is off on the server', async () => {
		await running.stop();
		running = await startLab();
		const { error } = await running.run('agent', 'search', {}, { credentials: { tacticalRmmApi: { ...running.credential, betaApi: true } } });
		expect(error?.message).toMatch(/page titled "Not Found"/);
		expect(error?.description).toMatch(/no such route/);
	});
});

describe('what points at an agent, client, site or script', () => {
	const failed = async (resource: string, operation: string, parameters: INode['parameters']) => {
		const { error } = await running.run(resource, operation, parameters);
		return { message: error?.message, description: error?.description };
	};

	it('lists the candidates with client and site where two agents have one host name', async () => {
		const { agent_id: twin } = world().addAgent({ ...world().agent(lab.server).row, site: 5 });
		const { message, description } = await failed('agent', 'ping', onServer);
		expect(message).toBe(`2 agents have the name "${lab.server}"`);
		expect(description).toMatch(new RegExp(`They are (?=.*\\(Acme Corp / Berlin HQ\\))(?=.*${twin} \\(Initech / Austin\\)).*Choose one by its ID`));
		expect(running.sent()).toEqual(['GET /agents/']);
	});

	it('prefers the name in the right case', async () => {
		world().addAgent({ ...world().agent(lab.server).row, hostname: lab.server.toLowerCase() });
		expect(jsonOf(await running.run('agent', 'ping', onServer))).toEqual([expect.objectContaining({ name: lab.server })]);
	});

	it('T10 tells one site from another of the same name by its client', async () => {
		world().tables.sites.update(5, { name: 'Hamburg' });
		const of = (value: string) => ({ agentsOf: 'site', siteId: byName(value), returnAll: true });
		expect(await failed('agent', 'getAll', of('Hamburg'))).toEqual({
			message: '2 sites have the name "Hamburg"',
			description: expect.stringMatching(/They are Acme Corp\|Hamburg \(ID 2\) and Initech\|Hamburg \(ID 5\)\. Choose one by its ID, or with its client: client\|site\./) as string,
		});
		await running.run('agent', 'getAll', of('Initech|Hamburg'));
		expect(running.simulator.requests.at(-1)?.query).toEqual({ site: '5' });
	});

	it.each<[string, string, string, INode['parameters'], RegExp]>([
		['an agent', 'agent', 'ping', { deviceId: byName('nobody') }, /no agent with the name "nobody"/],
		['B20 an id that is too short', 'agent', 'ping', { deviceId: byId('abc') }, /no agent with the ID or name "abc"/],
		['B20 part of a host name', 'agent', 'ping', { deviceId: byId(lab.server.slice(0, -1)) }, /no agent with the ID or name "WIN-SRV-0"/],
		['B20 a client by part of its name', 'agent', 'getAll', { agentsOf: 'client', clientId: byId('Acme') }, /no client with the ID or name "Acme"/],
		['a client', 'agent', 'getAll', { agentsOf: 'client', clientId: byName('nobody') }, /no client with the name "nobody"/],
		['a site', 'agent', 'getAll', { agentsOf: 'site', siteId: byName('Globex|Hamburg') }, /no site with the name "Globex\|Hamburg"/],
		['a script', 'script', 'get', { scriptId: byName('nothing') }, /no script with the name "nothing"/],
		['B20 part of the name of a script', 'script', 'get', { scriptId: byId('Inventor') }, /no script with the ID or name "Inventor"/],
		['a number that is no id', 'script', 'get', { scriptId: byId('99999999999999999999') }, /no script with the ID or name "99999999999999999999"/],
	])('does not find %s that there is not', async (_, resource, operation, parameters, expected) => {
		expect((await failed(resource, operation, parameters)).message).toMatch(expected);
		expect(running.written()).toEqual([]);
	});

	it('B20 finds by its name what is pointed at where an ID belongs, as models do it', async () => {
		for (const deviceId of [byId(lab.server), byId(lab.server.toLowerCase()), lab.server, JSON.stringify(byId(lab.server))]) {
			expect(jsonOf(await running.run('agent', 'ping', { deviceId }))).toEqual([expect.objectContaining({ name: lab.server })]);
		}
		await running.run('agent', 'getAll', { agentsOf: 'client', clientId: byId('globex'), returnAll: true });
		expect(running.simulator.requests.at(-1)?.query).toEqual({ client: '2' });
		await running.run('agent', 'getAll', { agentsOf: 'site', siteId: byId('Acme Corp|hamburg'), returnAll: true });
		expect(running.simulator.requests.at(-1)?.query).toEqual({ site: '2' });
	});

	it('B20 takes an ID for an ID without asking', async () => {
		await running.run('agent', 'getChecks', { deviceId: byId(running.idOf(lab.server)) });
		expect(running.sent()).toEqual([`GET /agents/${running.idOf(lab.server)}/checks/`]);
	});

	it('B20 does nothing on a name that two have in any case, and lists both with their IDs', async () => {
		const { agent_id: twin } = world().addAgent({ ...world().agent(lab.server).row, hostname: lab.server.toLowerCase() });
		const { message, description } = await failed('agent', 'delete', { deviceId: byId(lab.server) });
		expect(message).toBe(`2 agents have the ID or name "${lab.server}"`);
		expect(description).toMatch(new RegExp(`(?=.*${running.idOf(lab.server)})(?=.*${twin}).*Choose one by its ID`));
		expect(running.written()).toEqual([]);
	});

	it.each<[string, string, INode['parameters']]>([
		['agent', 'getAll', { agentsOf: 'client', clientId: byId(99) }],
		['agent', 'getAll', { agentsOf: 'client', clientId: byId(99), simplify: false, idsOnly: true }],
		['agent', 'getAll', { agentsOf: 'site', siteId: byId(99) }],
		['agent', 'search', { filters: { clientId: byId(99) } }],
		['alert', 'getAll', { alertsOf: 'client', clientId: byId(99) }],
		['alert', 'getAll', { alertsOf: 'site', siteId: byId(99) }],
		['check', 'getAll', { checksOf: 'policy', policyId: 99 }],
		['task', 'getAll', { tasksOf: 'policy', policyId: 99 }],
	])('T7 %s > %s of %j, which there is not, is an error and not an empty list', async (resource, operation, parameters) => {
		expect((await failed(resource, operation, parameters)).message).toMatch(/^No (Client|Site|Policy) matches the given query\.$/);
	});

	it('T7 a client and a site without agents are empty', async () => {
		for (const agent of world().agents()) if (world().placeOf(agent).client === 3) world().removeAgent(agent);
		for (const place of [{ agentsOf: 'client', clientId: byId(3) }, { agentsOf: 'site', siteId: byId(5) }]) {
			expect(jsonOf(await running.run('agent', 'getAll', place))).toEqual([]);
		}
	});

	it('reads a list once for all items', async () => {
		const items = [{ host: lab.server }, { host: lab.workstation }, { host: lab.mac }];
		const { error } = await running.run('agent', 'ping', { deviceId: byName('={{ $json.host }}') }, { items });
		expect(error).toBeUndefined();
		expect(running.sent().filter((each) => each === 'GET /agents/')).toHaveLength(1);
	});
});

describe('what belongs to an agent', () => {
	const of = async (operation: string, parameters: INode['parameters'] = {}) => jsonOf(await running.run('agent', operation, { ...onServer, ...parameters }));

	it('its checks, with their results', async () => {
		const checks = await of('getChecks');
		expect(checks.length).toBeGreaterThan(0);
		expect(checks[0]).toMatchObject({ id: expect.any(Number), type: expect.any(String), status: expect.any(String) });
		expect(await of('getChecks', { simplify: false })).toEqual(checks.map(() => expect.objectContaining({ check_result: expect.any(Object) }) as unknown));
	});

	it('its tasks, with their results', async () => {
		const tasks = await of('getTasks');
		expect(tasks[0]).toMatchObject({ id: expect.any(Number), name: 'Nightly cleanup', status: expect.any(String) });
		expect((await of('getTasks', { simplify: false }))[0]).toMatchObject({ task_result: expect.any(Object) });
	});

	it('its history, newest first, by type', async () => {
		await running.run('agent', 'runCommand', { ...onServer, shell: 'cmd', command: 'hostname' });
		await running.run('agent', 'runScript', { ...onServer, scriptId: byName('Inventory') });
		const rows = (await of('getHistory', { returnAll: true })) as Array<{ id: number }>;
		expect(rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id).sort((a, b) => b - a));
		expect(rows[0]).toMatchObject({ type: 'script_run', what: 'Inventory', user: 'labadmin', exitCode: 0, stdout: expect.stringContaining('ran Inventory') });
		expect(await of('getHistory', { historyType: 'cmd_run', limit: 1 })).toEqual([expect.objectContaining({ what: 'hostname', stdout: expect.any(String), exitCode: null })]);
		expect((await of('getHistory', { simplify: false, limit: 1 }))[0]).toMatchObject({ script_results: expect.objectContaining({ retcode: 0 }) });
	});

	it('what it is still to do', async () => {
		expect((await of('getPendingActions'))[0]).toMatchObject({ deviceName: lab.server, type: 'schedreboot', status: 'pending', deviceId: running.idOf(lab.server) });
		expect((await of('getPendingActions', { simplify: false }))[0]).toMatchObject({ action_type: 'schedreboot', status: 'pending' });
	});

	it('its processes, and its event log', async () => {
		expect(await of('getProcesses')).toContainEqual({ deviceName: lab.server, name: 'svchost.exe', pid: 912, cpuPercent: '0.4%', memoryBytes: 31_457_280, username: 'NT AUTHORITY\\SYSTEM', deviceId: running.idOf(lab.server) });
		expect(await of('getProcesses', { simplify: false })).toContainEqual(expect.objectContaining({ name: 'svchost.exe', pid: 912, membytes: 31_457_280, cpu_percent: '0.4%' }));
		expect(await of('getEventLog', { days: 2, limit: 1 })).toEqual([expect.objectContaining({ deviceName: lab.server, source: 'Service Control Manager', deviceId: running.idOf(lab.server) })]);
		expect(running.sent()).toContain(`GET /agents/${running.idOf(lab.server)}/eventlog/System/2/`);
	});

	it.each(['getProcesses', 'getEventLog'])('%s says that an agent does not answer', async (operation) => {
		const { error } = await running.run('agent', operation, { deviceId: byName(lab.silent) });
		expect(error?.message).toBe('Unable to contact the agent');
	});

	it('links to it, of which no error ever tells', async () => {
		const [links] = await of('getRemoteLinks');
		expect(links).toMatchObject({ id: running.idOf(lab.server), control: expect.stringContaining('login='), terminal: expect.any(String), file: expect.any(String) });
		running.simulator.answerNext({ path: /meshcentral/ }, { status: 200, body: { hostname: lab.server, control: 'https://mesh/?login=T0KEN' } });
		const { error } = await running.run('agent', 'getRemoteLinks', onServer);
		expect(error?.message).toMatch(/unexpected answer: terminal/);
		expect(JSON.stringify(error)).not.toContain('T0KEN');
	});
});

describe('Wait Until Online', () => {
	it('pings until the agent answers', async () => {
		const agent = world().agent(lab.silent);
		const pings = () => running.sent().filter((each) => each.endsWith('/ping/')).length;
		const run = running.run('agent', 'waitUntilOnline', { deviceId: byName(lab.silent), waitAtMost: 60 });
		await until(() => pings() > 2);
		agent.state = 'answers';
		expect(jsonOf(await run)).toEqual([{ id: agent.agent_id, name: lab.silent, online: true, waitedSeconds: expect.any(Number) }]);
	});

	it('fails where it does not in time', async () => {
		const { error } = await running.run('agent', 'waitUntilOnline', { deviceId: byName(lab.silent), waitAtMost: 1 });
		expect(error?.message).toBe('The agent was not online within 1 s');
		expect(running.written()).toEqual([]);
	});

	it('waits over a restart of the server', async () => {
		running.simulator.answerNext({ path: /ping/ }, { status: 503, headers: { 'retry-after': '0' }, body: '' }, 5);
		const run = await running.run('agent', 'waitUntilOnline', { ...onServer, waitAtMost: 1 });
		expect(jsonOf(run)).toEqual([expect.objectContaining({ online: true })]);
	});

	it('does not wait for what will not change', async () => {
		const { error } = await running.run('agent', 'waitUntilOnline', { deviceId: byId('x'.repeat(40)), waitAtMost: 600 });
		expect(error?.message).toMatch(/No Agent matches/);
	});
});
