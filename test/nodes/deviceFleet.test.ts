import { NodeHelpers, type INode } from 'n8n-workflow';
import { DeviceFleet } from '../../nodes/DeviceFleet/DeviceFleet.node';
import type { FleetDevice } from '../../nodes/shared/fleet/fleetDevice';
import { FleetLab, wholeFleet } from '../support/deviceFleet';
import { lab } from '../support/netAlertX';
import { lab as agents } from '../support/tacticalRmm';

let fleet: FleetLab;
beforeEach(async () => {
	fleet = await FleetLab.start();
});
afterEach(async () => await fleet.stop());

const named = (devices: readonly FleetDevice[], name: string) => devices.filter((device) => device.name?.toLowerCase() === name.toLowerCase());
const hints = (run: Awaited<ReturnType<FleetLab['run']>>) => (run.run.data.resultData.runData.Node?.[0]?.hints ?? []).map(({ message }) => message).join(' ');

/** The printer gets an agent's host name, and its address. */
function nameAsAgent(mac: string, hostname: string): void {
	const { row } = fleet.tacticalRmm.world.agent(hostname);
	Object.assign(fleet.netAlertX.database.device(mac)!, { devName: `${row.hostname.toLowerCase()}.corp.example.com` });
}

describe('Get Many', () => {
	it('gives each device once, with all systems that know it', async () => {
		nameAsAgent(lab.printer, agents.server);
		const devices = await fleet.devices();
		const [device, ...others] = named(devices, agents.server);
		expect(others).toEqual([]);
		expect(device).toMatchObject({
			systems: ['netAlertX', 'tacticalRmm'],
			missingFrom: ['meshCentral', 'meshtech'],
			matchedBy: 'name',
			confidence: 0.85,
			macs: [lab.printer],
			netAlertX: { id: lab.printer, source: 'netAlertX', name: 'win-srv-00.corp.example.com' },
			tacticalRmm: { name: agents.server, source: 'tacticalRmm' },
			meshCentral: null,
			meshtech: null,
			unclear: [],
		});
		const ids = devices.flatMap((each) => [...['netAlertX', 'tacticalRmm', 'meshCentral', 'meshtech'].flatMap((system) => (each[system] as { id: string } | null)?.id ?? []), ...each.otherRecords.map(({ id }) => id)]);
		expect(new Set(ids).size).toBe(ids.length);
		expect(devices.some(({ id }) => id === 'netAlertX:internet')).toBe(false);
	});

	it('reads each system once, at the same time, however many items ask', async () => {
		const { output } = await fleet.run('getAll', { ...wholeFleet, returnAll: true }, { items: [{}, {}, {}] });
		expect(output[0]!.length % 3).toBe(0);
		expect(fleet.tacticalRmm.requests.filter(({ path }) => path === '/agents/')).toHaveLength(1);
		expect(fleet.netAlertX.requests.filter(({ path }) => path.startsWith('/devices'))).toHaveLength(1);
	});

	it('tells two cards of one device by what the user said in NetAlertX', async () => {
		const [nas] = named(await fleet.devices(), 'nas');
		expect(nas!.macs.sort()).toEqual([lab.nas, lab.nasCard]);
		expect(nas!.otherRecords).toMatchObject([{ id: lab.nasCard }]);
	});

	it('leaves out what is archived, unless it is wanted', async () => {
		expect(named(await fleet.devices(), 'old-12')).toHaveLength(0);
		expect(named(await fleet.devices({ filters: { includeArchived: true } }), 'old-12')).toHaveLength(1);
	});

	it('filters by where a device is seen and where it surely is not', async () => {
		nameAsAgent(lab.printer, agents.server);
		const unmanaged = await fleet.devices({ filters: { seenIn: ['netAlertX'], notSeenIn: ['tacticalRmm', 'meshCentral'] } });
		expect(named(unmanaged, 'nas')).toHaveLength(1);
		expect(named(unmanaged, agents.server)).toHaveLength(0);
		for (const { systems, missingFrom } of unmanaged) {
			expect(systems).toContain('netAlertX');
			expect(missingFrom).toEqual(expect.arrayContaining(['tacticalRmm', 'meshCentral']));
		}
		const unseen = await fleet.devices({ filters: { seenIn: ['tacticalRmm'], notSeenForDays: 1 } });
		expect(unseen.length).toBeGreaterThan(0);
		for (const { online, lastSeen } of unseen) {
			expect(online).toBe(false);
			expect(Date.now() - Date.parse(lastSeen!)).toBeGreaterThan(86_400_000);
		}
	});

	it.each(['00-11-32-AA-BB-10', '0011.32aa.bb10', '192.168.10.10'])('finds an address in any spelling by text: %s', async (text) => {
		expect((await fleet.devices({ filters: { text } })).map(({ name }) => name)).toEqual(['nas']);
	});

	it('says where two systems disagree', async () => {
		nameAsAgent(lab.printer, agents.silent);
		const conflicts = await fleet.devices({ filters: { conflictsOnly: true } });
		expect(conflicts.map(({ conflicts: all }) => all)).toEqual([[{ field: 'online', values: { netAlertX: true, tacticalRmm: false } }]]);
	});

	it('says what could be two, and concludes nothing from it', async () => {
		fleet.tacticalRmm.world.agent(agents.workstation).row.hostname = agents.server;
		nameAsAgent(lab.printer, agents.server);
		const [printer] = (await fleet.devices({ filters: { unclearOnly: true } })).filter(({ netAlertX }) => netAlertX !== null);
		expect(printer).toMatchObject({ systems: ['netAlertX'], unclear: [{ system: 'tacticalRmm', by: 'name', value: 'win-srv-00' }] });
		expect(printer!.missingFrom).not.toContain('tacticalRmm');
		expect(printer!.unclear[0]!.candidates).toHaveLength(2);
		expect(await fleet.devices({ filters: { seenIn: ['netAlertX'], notSeenIn: ['tacticalRmm'], text: 'win-srv' } })).toEqual([]);
	});

	it('keeps to a rule of the user', async () => {
		const rule = (is: string) => ({ ownRules: { rule: [{ one: 'printer', is, other: agents.server }] } });
		expect(named(await fleet.devices(rule('same')), agents.server)[0]).toMatchObject({ systems: ['netAlertX', 'tacticalRmm'], matchedBy: 'pair', confidence: 1 });
		nameAsAgent(lab.printer, agents.server);
		expect((await fleet.devices({ ownRules: { rule: [{ one: lab.printer, is: 'apart', other: agents.server }] } })).find(({ macs }) => macs.includes(lab.printer))!.systems).toEqual(['netAlertX']);
	});

	// n8n drops an expression instead of the whole table, so that a list has a field of its own.
	const listed = (rules: string) => ({ ownRules: { list: [{ rules }] } });
	const rules = [{ one: 'printer', other: agents.server }];
	it.each<[string, string]>([
		['a list', `={{ ${JSON.stringify(rules)} }}`],
		['JSON text of a list', `={{ ${JSON.stringify(JSON.stringify(rules))} }}`],
		['JSON that was typed in', JSON.stringify(rules)],
		['what the editor stores', `={{ { "rule": ${JSON.stringify(rules)} } }}`],
		['one rule', `={{ ${JSON.stringify(rules[0])} }}`],
	])('keeps to rules that come as %s', async (_, entered) => {
		expect(named(await fleet.devices(listed(entered)), agents.server)[0]).toMatchObject({ systems: ['netAlertX', 'tacticalRmm'], matchedBy: 'pair' });
	});

	it('keeps to rules of both kinds', async () => {
		nameAsAgent(lab.printer, agents.server);
		const [apart, same] = [{ one: 'printer', is: 'apart', other: agents.server }, { one: 'nas', is: 'same', other: agents.server }];
		const devices = await fleet.devices({ ownRules: { rule: [{ ...apart, one: lab.printer }], list: [{ rules: JSON.stringify([same]) }] } });
		expect(devices.find(({ macs }) => macs.includes(lab.printer))!.systems).toEqual(['netAlertX']);
		expect(devices.find(({ macs }) => macs.includes(lab.nas))).toMatchObject({ systems: ['netAlertX', 'tacticalRmm'], matchedBy: 'pair' });
	});

	it.each(['not a rule', '5', '[5]', '[{"one":"printer"}]', '{"rules":[]}', '[{"one":"printer","is":"maybe","other":"nas"}]'])('says what is wrong with a list of rules such as %s', async (entered) => {
		const { error } = await fleet.run('getAll', { ...wholeFleet, ...listed(entered) });
		expect(error?.message).toMatch(/'Matching Rules' must /);
	});

	it.each(['={{ [] }}', '={{ null }}', '={{ "" }}', '={{ undefined }}', '[]', '{}', ''])('has no rules of its own with a list such as %s', async (entered) => {
		expect((await fleet.devices(listed(entered))).some(({ matchedBy, systems }) => matchedBy === 'pair' && systems.length > 1)).toBe(false);
	});

	it('finds MeshCentral by the id that Tactical RMM has of it, where details are read, and asks once a day', async () => {
		const device = fleet.meshCentral.world.devices.get('node//EEFIOkSecvkY8Nn$HYuyZmo1tI9GLUNWPi$OlnnWnRbMsgvw5xZeLnWWFm5BGQKR') ?? [...fleet.meshCentral.world.devices.values()][0]!;
		const last = device.node._id.split('/').at(-1)!;
		fleet.tacticalRmm.world.agent(agents.server).row.mesh_node_id = Buffer.from(last.replaceAll('@', '+').replaceAll('$', '/'), 'base64').toString('hex').toUpperCase();
		const asked = () => fleet.tacticalRmm.requests.filter(({ path }) => /^\/agents\/\w{40}\/$/.test(path)).length;
		const found = (await fleet.devices({ readDetails: true })).find(({ tacticalRmm }) => (tacticalRmm as { name: string } | null)?.name === agents.server);
		expect(found).toMatchObject({ systems: ['meshCentral', 'tacticalRmm'], matchedBy: 'meshId', confidence: 1 });
		const count = asked();
		expect(count).toBe(30);
		await fleet.devices({ readDetails: true });
		expect(asked()).toBe(count);
	});

	it('asks for no more details in one run than it may, and goes on in the next', async () => {
		const asked = () => fleet.tacticalRmm.requests.filter(({ path }) => /^\/agents\/\w{40}\/$/.test(path)).length;
		const first = await fleet.run('getAll', { systems: ['tacticalRmm'], readDetails: true, detailsAtMost: 20 });
		expect(asked()).toBe(20);
		expect(hints(first)).toContain('Tactical RMM: the details of 10 devices are left for the next run');
		const second = await fleet.run('getAll', { systems: ['tacticalRmm'], readDetails: true, detailsAtMost: 20 });
		expect(asked()).toBe(30);
		expect(hints(second)).toBe('');
	});
});

it('shows the credentials of the chosen systems, by a path that the editor does not take for a choice between them', () => {
	const { description } = new DeviceFleet();
	const shown = (parameters: INode['parameters']) => description.credentials!.filter((each) => NodeHelpers.displayParameter(parameters, each, { typeVersion: 1 }, description)).map(({ name }) => name);
	expect(shown({ systems: ['netAlertX', 'tacticalRmm'] })).toEqual(['netAlertXApi', 'tacticalRmmApi']);
	expect(shown({ systems: ['meshCentral'], meshCentralAuthentication: 'meshCentralRestApi' })).toEqual(['meshCentralRestApi']);
	// n8n hides every property that a credential is shown by, together with all that this one is shown by: operation and resource here.
	const names = description.properties.map(({ name }) => name);
	expect(description.credentials!.flatMap(({ displayOptions }) => Object.keys(displayOptions!.show!)).filter((name) => names.includes(name))).toEqual([]);
});

describe('a system that cannot be read', () => {
	it('is an error that names it', async () => {
		fleet.tacticalRmm.answerNext({}, { status: 500, body: { detail: 'out of order' } }, 20);
		const { error } = await fleet.run('getAll', wholeFleet);
		expect(error).toMatchObject({ message: 'out of order' });
		expect(error!.description).toContain('The request went to Tactical RMM.');
	});

	it('is left out with a warning where that is wanted, and nothing is concluded from it', async () => {
		fleet.tacticalRmm.answerNext({}, { status: 500, body: { detail: 'out of order' } }, 20);
		const run = await fleet.run('getAll', { ...wholeFleet, returnAll: true, continueWithout: true });
		expect(run.error).toBeUndefined();
		expect(hints(run)).toMatch(/^Tactical RMM could not be read and is left out: out of order. No device counts as missing from it/);
		for (const { json } of run.output[0]!) expect(json.missingFrom).not.toContain('tacticalRmm');
	});

	it('in half of its rows lets nothing be concluded from its absence either', async () => {
		const rows = await (await fetch(`${fleet.tacticalRmm.url}/agents/`, { headers: { 'x-api-key': fleet.tacticalRmm.apiKey } })).json() as object[];
		const half = rows.map((row, index) => (index % 2 ? { ...row, agent_id: null } : row));
		fleet.tacticalRmm.answerNext({ path: /^\/agents\/$/ }, { status: 200, body: half });
		const run = await fleet.run('getAll', { ...wholeFleet, returnAll: true });
		expect(hints(run)).toContain('were left out');
		for (const { json } of run.output[0]!) expect(json.missingFrom).not.toContain('tacticalRmm');
	});

	it('is an error with all the others, where none can be read', async () => {
		fleet.tacticalRmm.answerNext({}, { status: 500, body: { detail: 'out of order' } }, 20);
		const { error } = await fleet.run('getAll', { systems: ['tacticalRmm'], continueWithout: true });
		expect(error).toMatchObject({ message: 'out of order' });
	});

	it('gives its secrets away in no error and no warning', async () => {
		const { apiKey } = fleet.tacticalRmm;
		const told = { status: 500, body: { detail: `no ${apiKey}` } };
		fleet.tacticalRmm.answerNext({}, told, 20);
		const stopped = await fleet.run('getAll', { systems: ['netAlertX', 'tacticalRmm'] });
		fleet.tacticalRmm.answerNext({}, told, 20);
		const went = await fleet.run('getAll', { systems: ['netAlertX', 'tacticalRmm'], continueWithout: true });
		expect(stopped.error!.message).toBe('no ***');
		expect(JSON.stringify([stopped.error!.description, hints(went), went.output])).not.toContain(apiKey);
	});

	it('because of a row without a MAC address, which may be anything, is not said to lack a device', async () => {
		fleet.netAlertX.database.insert({ devMac: '', devName: 'printer-2', devLastIP: '', devPresentLastScan: 0 });
		const run = await fleet.run('getAll', { ...wholeFleet, returnAll: true });
		expect(hints(run)).toContain('was left out');
		for (const { json } of run.output[0]!) expect(json.missingFrom).not.toContain('netAlertX');
	});

	it('without a credential is said', async () => {
		const { netAlertXApi } = fleet.credentials;
		const { error } = await fleet.run('getAll', { systems: ['netAlertX', 'tacticalRmm'] }, { credentials: { netAlertXApi: netAlertXApi! } });
		expect(error).toMatchObject({ message: 'No credential for Tactical RMM is chosen', description: "Choose one in the node, or remove Tactical RMM from 'Systems'." });
	});
});

describe('Get', () => {
	it.each([['a name', 'NAS'], ['a name with its domain', 'nas.lab.example'], ['a MAC address in any form', '0011.32aa.bb10'], ['an address', '192.168.10.10'], ['an id', lab.nas]])('finds a device by %s', async (_, deviceId) => {
		const { output, error } = await fleet.run('get', { ...wholeFleet, deviceId });
		expect(error).toBeUndefined();
		expect(output[0]!.map(({ json }) => json.name)).toEqual(['nas']);
	});

	it('lists those that are meant, where they are several', async () => {
		fleet.tacticalRmm.world.agent(agents.workstation).row.hostname = agents.server;
		const { error } = await fleet.run('get', { ...wholeFleet, deviceId: agents.server });
		expect(error).toMatchObject({ message: `2 devices match "${agents.server}"` });
		expect(error!.description).toMatch(/tacticalRmm:\w{40}, in Tactical RMM/);
	});

	it('says of one that is not found that a system could not be read', async () => {
		fleet.tacticalRmm.answerNext({}, { status: 500, body: {} }, 20);
		const { error } = await fleet.run('get', { ...wholeFleet, continueWithout: true, deviceId: agents.server });
		expect(error).toMatchObject({ message: `No device "${agents.server}" was found, but Tactical RMM could not be read completely: it may be there` });
	});

	it('says so of one that nobody has', async () => {
		const { error } = await fleet.run('get', { ...wholeFleet, deviceId: 'nobody-at-all' });
		expect(error).toMatchObject({ message: 'No chosen system has a device "nobody-at-all"' });
	});
});

describe('Match Items', () => {
	const fields = { name: '={{ $json.host }}', mac: '={{ $json.mac }}', serialNumber: '={{ $json.serial }}' };

	it('tells of an asset list what is there, only here and only there', async () => {
		const items = [{ host: 'nas' }, { host: 'somewhere', serial: 'sn000000' }, { host: 'sold-last-year' }];
		const { output, error } = await fleet.run('matchItems', { ...fields, ...wholeFleet }, { items });
		expect(error).toBeUndefined();
		const results = output[0]!.map(({ json, pairedItem }) => ({ ...json, pairedItem }) as Record<string, unknown>);
		expect(results.slice(0, 3)).toMatchObject([
			{ name: 'nas', match: 'matched', systems: ['netAlertX'], online: true, matchedBy: 'name', item: items[0], device: { systems: ['netAlertX'] }, pairedItem: { item: 0 } },
			{ name: agents.server, match: 'matched', matchedBy: 'serial', item: items[1], device: { name: agents.server }, pairedItem: { item: 1 } },
			{ name: 'sold-last-year', match: 'onlyHere', systems: [], online: null, item: items[2], device: null, pairedItem: { item: 2 } },
		]);
		for (const { json } of output[0]!) expect(Object.keys(json).slice(0, 4)).toEqual(['name', 'match', 'systems', 'online']);
		const rest = results.slice(3);
		expect(rest.length).toBeGreaterThan(30);
		for (const { name, match, item, device } of rest) expect([name, match, item]).toEqual([(device as { name: string }).name, 'onlyThere', null]);
	});

	it('says ambiguous where two could be meant, and unknown where a system is missing', async () => {
		fleet.tacticalRmm.world.agent(agents.workstation).row.hostname = agents.server;
		const ambiguous = await fleet.run('matchItems', { ...fields, systems: ['tacticalRmm'] }, { items: [{ host: agents.server }] });
		expect(ambiguous.output[0]![0]!.json).toMatchObject({ name: agents.server, match: 'ambiguous', systems: [], device: null, candidates: [{ system: 'tacticalRmm', by: 'name' }] });
		fleet.tacticalRmm.answerNext({}, { status: 500, body: {} }, 20);
		const unknown = await fleet.run('matchItems', { ...fields, systems: ['netAlertX', 'tacticalRmm'], continueWithout: true }, { items: [{ host: 'sold-last-year' }] });
		expect(unknown.output[0]![0]!.json).toMatchObject({ match: 'unknown' });
	});

	it('matches lists with each other, without any system', async () => {
		const items = [{ from: 'csv', host: 'pc-1' }, { from: 'directory', host: 'PC-1.corp.example.com' }, { from: 'directory', host: 'pc-2' }];
		const { output, error } = await fleet.run('matchItems', { ...fields, against: 'items', list: '={{ $json.from }}' }, { items, credentials: {} });
		expect(error).toBeUndefined();
		expect(output[0]!.map(({ json }) => json)).toMatchObject([
			{ name: 'pc-1', match: 'matched', matchedBy: 'name', lists: ['csv', 'directory'], missingFrom: [], items: items.slice(0, 2) },
			{ name: 'pc-2', match: 'onlyHere', lists: ['directory'], missingFrom: ['csv'], items: [items[2]] },
		]);
	});

	it('lets one item that cannot be read fail by itself', async () => {
		const items = [{ host: { an: 'object' } }, { host: 'nas' }];
		const { output } = await fleet.run('matchItems', { ...fields, systems: ['netAlertX'] }, { items, node: { onError: 'continueRegularOutput' } });
		expect(output[0]![0]!.json.error).toContain("'Name'");
		expect(output[0]![1]!.json).toMatchObject({ match: 'matched' });
	});
});

describe('Compare', () => {
	it('tells what became of yesterday’s devices', async () => {
		const earlier = await fleet.devices();
		fleet.netAlertX.database.delete(lab.printer);
		Object.assign(fleet.netAlertX.database.device(lab.nas)!, { devName: 'storage', devFQDN: '' });
		const later = await fleet.devices();
		const run = async (parameters = {}) => (await fleet.run('compare', { earlier: JSON.stringify(earlier), later: JSON.stringify(later), ...parameters })).output[0]!.map(({ json }) => json);
		expect(await run()).toMatchObject([
			{ change: 'changed', name: 'storage', changes: [{ field: 'name', from: 'nas', to: 'storage' }] },
			{ change: 'gone', name: 'printer', after: null },
		].sort((a, b) => earlier.findIndex(({ name }) => name === (a.name === 'storage' ? 'nas' : a.name)) - earlier.findIndex(({ name }) => name === (b.name === 'storage' ? 'nas' : b.name))));
		expect(await run({ show: ['added'] })).toEqual([]);
	});

	it('concludes nothing from a system that the later list was read without', async () => {
		nameAsAgent(lab.printer, agents.server);
		const earlier = await fleet.devices();
		fleet.tacticalRmm.answerNext({}, { status: 500, body: {} }, 20);
		const later = await fleet.devices({ continueWithout: true });
		const { output } = await fleet.run('compare', { earlier: JSON.stringify(earlier), later: JSON.stringify(later) });
		const changed = output[0]!.map(({ json }) => json as { change: string; changes: Array<{ field: string }> });
		expect(changed.filter(({ change }) => change === 'gone')).toEqual([]);
		expect(changed.flatMap(({ changes }) => changes.map(({ field }) => field))).not.toContain('systems');
	});

	it('tells of two that are one now that neither is gone', async () => {
		const device = (id: string, records: string[]) => ({ id, name: id, systems: records, ...Object.fromEntries(records.map((source) => [source, { source, id: '1' }])) });
		const earlier = [device('netAlertX:1', ['netAlertX']), device('tacticalRmm:1', ['tacticalRmm'])];
		const later = [device('tacticalRmm:1', ['netAlertX', 'tacticalRmm'])];
		const { output } = await fleet.run('compare', { earlier: JSON.stringify(earlier), later: JSON.stringify(later) });
		expect(output[0]!.map(({ json }) => json.change)).toEqual(['changed', 'changed']);
	});

	it('takes the items of another node, and refuses what is no fleet', async () => {
		const { error, output } = await fleet.run('compare', { earlier: '={{ [{ json: { id: "a:1", name: "x", systems: ["a"] } }] }}', later: '[]' });
		expect(error).toBeUndefined();
		expect(output[0]![0]!.json).toMatchObject({ change: 'gone', name: 'x' });
		expect((await fleet.run('compare', { earlier: '[{"hello":1}]', later: '[]' })).error!.message).toBe("'Earlier List' contains something that is not a device of the fleet");
	});
});
