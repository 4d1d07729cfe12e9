import { byId, byName, jsonOf, startLab, type Running } from '../support/tacticalRmm';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const values = (...entries: Array<[string, string]>) => ({ entries: entries.map(([name, value]) => ({ name, value })) });

describe('Client', () => {
	it('is created with a site and its custom fields by name, found by its name, and returned', async () => {
		const got = await running.run('client', 'create', { name: ' Umbrella ', siteName: 'HQ', customFields: values(['client notes field', 'silver']) });
		expect(running.written()).toEqual([
			['POST /clients/', { client: { name: 'Umbrella' }, site: { name: 'HQ' }, custom_fields: [{ field: 2, string_value: 'silver' }] }],
		]);
		expect(jsonOf(got)).toEqual([
			{
				id: 4,
				name: 'Umbrella',
				sites: [{ id: 6, name: 'HQ', agentCount: 0 }],
				agentCount: 0,
				// T10
				anyInMaintenance: false,
				customFields: { 'Client Notes Field': 'silver' },
			},
		]);
	});

	it.each([
		['a name that exists', { name: 'Globex', siteName: 'HQ' }, /already exists/, 1],
		['a name with a bar', { name: 'A|B', siteName: 'HQ' }, /"A\|B" cannot be a name/, 0],
		['a site with a bar', { name: 'Umbrella', siteName: 'H|Q' }, /"H\|Q" cannot be a name/, 0],
		['no site', { name: 'Umbrella', siteName: '={{ "" }}' }, /'First Site' must not be empty/, 0],
		['a custom field that does not exist', { name: 'Umbrella', siteName: 'HQ', customFields: values(['Tier', 'x']) }, /no custom field "Tier" for clients/, 0],
		["another kind's custom field", { name: 'Umbrella', siteName: 'HQ', customFields: values(['Priority', 'low']) }, /no custom field "Priority" for clients/, 0],
	])('is not created with %s', async (_, parameters, message, sent) => {
		const { error } = await running.run('client', 'create', parameters);
		expect(error?.message).toMatch(message);
		expect(running.written()).toHaveLength(sent);
		expect(running.simulator.world.tables.clients.size).toBe(3);
	});

	it('that was created and cannot be seen afterwards is told so', async () => {
		running.simulator.answerNext({ method: 'GET', path: /^\/clients\/$/ }, { status: 200, body: [] });
		const { error } = await running.run('client', 'create', { name: 'Umbrella', siteName: 'HQ' });
		expect(error?.message).toBe('The new client is not in the list');
		expect(error?.description).toContain('The client was created; only reading it afterwards failed.');
	});

	it('is changed in what is added, and in nothing else', async () => {
		const updateFields = { name: 'Globex Inc', alertTemplate: 0, customFields: values(['Client Notes Field', 'gold']) };
		const got = await running.run('client', 'update', { clientId: byName('Globex'), updateFields });
		expect(running.written()).toEqual([
			['PUT /clients/2/', { client: { name: 'Globex Inc', alert_template: null }, custom_fields: [{ field: 2, string_value: 'gold' }] }],
		]);
		expect(jsonOf(got)).toMatchObject([{ id: 2, name: 'Globex Inc', customFields: { 'Client Notes Field': 'gold' } }]);
	});

	it('with nothing to change is refused before anything is sent', async () => {
		const { error } = await running.run('client', 'update', { clientId: byId(2), updateFields: {} });
		expect(error?.message).toBe("'Update Fields' must have at least one field added");
		expect(running.sent()).toEqual([]);
	});

	it('with agents is deleted only where they move, and not to one of its own sites', async () => {
		const clientId = byId(1);
		const kept = await running.run('client', 'delete', { clientId });
		expect(kept.error?.message).toMatch(/^Agents exist under this client/);
		const own = await running.run('client', 'delete', { clientId, agents: 'move', moveToSiteId: byId(2) });
		expect(own.error?.message).toBe('Agents of "Acme Corp" cannot move to "Hamburg", which is deleted as well');
		const moved = await running.run('client', 'delete', { clientId, agents: 'move', moveToSiteId: byName('Globex|Warehouse') });
		expect(jsonOf(moved)).toEqual([{ deleted: true, name: 'Acme Corp', id: 1 }]);
		expect(running.simulator.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/clients/1/', query: { move_to_site: '4' } });
		expect(running.simulator.world.agent('WIN-SRV-00').row.site).toBe(4);
	});

	it('gives its agents as devices; one that does not exist is an error and not an empty list', async () => {
		const got = await running.run('client', 'getAgents', { clientId: byName('Initech'), returnAll: true });
		expect(jsonOf(got)).toHaveLength(6);
		for (const device of jsonOf(got)) expect(device).toMatchObject({ source: 'tacticalRmm', group: 'Initech / Austin' });
		const { error } = await running.run('client', 'getAgents', { clientId: byId(99) });
		expect(error?.message).toBe('No Client matches the given query.');
	});

	it('raw has the custom fields by name beside what the server answered, and without a right to their names only that', async () => {
		const parameters = { clientId: byId(1), simplify: false };
		expect(jsonOf(await running.run('client', 'get', parameters))).toMatchObject([
			{ id: 1, custom_fields: [{ field: 2, value: 'gold contract' }], customFields: { 'Client Notes Field': 'gold contract' } },
		]);
		const key = 'WITHOUT00000000000000000000FIELDS';
		running.simulator.world.access.addKey(key, { username: 'narrow', rights: ['can_list_clients'] });
		const credentials = { tacticalRmmApi: { ...running.credential, apiKey: key } };
		const [narrow] = jsonOf(await running.run('client', 'get', parameters, { credentials }));
		expect(narrow).toMatchObject({ id: 1, custom_fields: [{ field: 2 }] });
		expect(narrow).not.toHaveProperty('customFields');
		expect(jsonOf(await running.run('client', 'get', { clientId: byId(1) }, { credentials }))).toMatchObject([{ customFields: null }]);
	});
});

describe('Site', () => {
	it('is created within its client, found by both names, and returned', async () => {
		const got = await running.run('site', 'create', { clientId: byName('Globex'), name: 'Hamburg', customFields: values(['Site Notes Field', 'attic']) });
		expect(running.written()).toEqual([
			['POST /clients/sites/', { site: { client: 2, name: 'Hamburg' }, custom_fields: [{ field: 3, string_value: 'attic' }] }],
		]);
		expect(jsonOf(got)).toMatchObject([{ id: 6, name: 'Hamburg', clientId: 2, clientName: 'Globex', customFields: { 'Site Notes Field': 'attic' } }]);
	});

	it('is changed in what is added, and in nothing else', async () => {
		const got = await running.run('site', 'update', { siteId: byName('Austin'), updateFields: { blockPolicyInheritance: true, serverPolicy: 1 } });
		expect(running.written()).toEqual([['PUT /clients/sites/5/', { site: { block_policy_inheritance: true, server_policy: 1 } }]]);
		expect(jsonOf(got)).toMatchObject([{ id: 5, name: 'Austin', customFields: {} }]);
	});

	it('is deleted with its agents moved, never to itself, and never the last one', async () => {
		const itself = await running.run('site', 'delete', { siteId: byId(4), agents: 'move', moveToSiteId: byId(4) });
		expect(itself.error?.message).toMatch(/cannot move to that same site/);
		expect(running.sent()).toEqual([]);
		expect(jsonOf(await running.run('site', 'delete', { siteId: byId(4), agents: 'move', moveToSiteId: byId(5) }))).toEqual([{ deleted: true, name: 'Warehouse', id: 4 }]);
		const last = await running.run('site', 'delete', { siteId: byId(3), agents: 'move', moveToSiteId: byId(5) });
		expect(last.error?.message).toBe('A client must have at least 1 site.');
	});

	it('of one client or of all, with counts of agents', async () => {
		const ofOne = jsonOf(await running.run('site', 'getAll', { sitesOf: 'client', clientId: byName('Globex') }));
		expect(ofOne).toMatchObject([{ id: 3, agentCount: 6 }, { id: 4, agentCount: 6, clientName: 'Globex' }]);
		expect(jsonOf(await running.run('site', 'getAll', { returnAll: true }))).toHaveLength(5);
	});
});

describe('Custom Field', () => {
	it.each([
		['any', 8],
		['agent', 6],
		['client', 1],
		['site', 1],
	])('of %s: %i', async (model, count) => {
		expect(jsonOf(await running.run('customField', 'getAll', { model, returnAll: true }))).toHaveLength(count);
	});

	it('tells its options and its default in the kind of its type', async () => {
		const fields = jsonOf(await running.run('customField', 'getAll', { model: 'agent', returnAll: true }));
		expect(fields).toContainEqual({ id: 5, name: 'Priority', model: 'agent', type: 'single', options: ['low', 'medium', 'high'], required: false, default: null });
		expect(fields).toContainEqual(expect.objectContaining({ name: 'Roles', default: [] }));
		expect(fields).toContainEqual(expect.objectContaining({ name: 'Backup Enabled', default: false }));
	});
});
