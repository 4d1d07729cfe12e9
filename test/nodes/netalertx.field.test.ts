import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { at, byMac, jsonOf, lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const row = (mac: string) => running.simulator.database.device(mac);

async function listed(filter: string): Promise<string[]> {
	const context = { getCredentials: async () => await Promise.resolve(running.credential), getNode: () => ({ name: 'Node', parameters: {} }) };
	const { results } = await new NetAlertX().methods.listSearch.searchDevices!.call(context as unknown as ILoadOptionsFunctions, filter);
	return results.map(({ value }) => String(value));
}

describe('N1 a device without a MAC address', () => {
	beforeEach(() => {
		running.simulator.network.join({ mac: '', ip: '192.168.10.99', name: 'nameless' });
		running.simulator.network.scan();
	});

	it('is left out, since nothing can be asked about it, and the node says so', async () => {
		const { output, run, error } = await running.run('device', 'getAll', { returnAll: true });
		expect(error).toBeUndefined();
		expect(JSON.stringify(output)).not.toContain('nameless');
		expect(run.data.resultData.runData.Node?.[0]?.hints).toMatchObject([{ message: expect.stringMatching(/^Parts of the server's answer could not be read\. 1 of \d+ rows of GET \/devices\/by-status .* left out: devMac: expected text that names a device\.$/) as string }]);
		expect(await listed('nameless')).toEqual([]);
	});

	it.each([
		['name', 'nameless'],
		['address', '192.168.10.99'],
	] as const)('cannot be pointed at by %s', async (mode, value) => {
		const { error } = await running.run('device', 'get', { deviceId: at(mode, value) });
		expect(error?.message).toMatch(/^NetAlertX has no device with the/);
		expect(running.sent()).toEqual(['GET /devices']);
	});
});

describe.each([
	['Switch Livingroom', 'switch livingroom', null],
	['zz:0z', 'zz:0z', null],
	['AA-BB-CC-00-00-01', 'aa-bb-cc-00-00-01', 'aa:bb:cc:00:00:01'],
])('N2 a device that has "%s" in the place of a MAC address', (devMac, id, mac) => {
	const odd = { devName: 'dummy', devLastIP: '192.168.10.88', devFirstConnection: '2026-01-01 00:00:00', devLastConnection: '2026-01-01 00:00:00' };
	beforeEach(() => void running.simulator.database.insert({ devMac, ...odd }));

	it.each([
		['by its id', byMac(id)],
		['by what the database has', byMac(devMac)],
		['from the list', at('list', id)],
		['by name', at('name', 'dummy')],
		['by IP address', at('address', '192.168.10.88')],
		['by the bare value', devMac],
	])('is read %s', async (_, deviceId) => {
		expect(jsonOf(await running.run('device', 'get', { deviceId }))).toMatchObject([{ id, mac, name: 'dummy' }]);
	});

	it('is in the list and in the drop-down', async () => {
		expect(jsonOf(await running.run('device', 'getAll', { returnAll: true }))).toContainEqual(expect.objectContaining({ id, mac }));
		expect(await listed('dummy')).toEqual([id]);
	});

	it.each<[string, object, object]>([
		['update', { updateFields: { devOwner: 'Grace' } }, { devOwner: 'Grace' }],
		['updateField', { fieldName: 'devOwner', fieldValue: 'Grace' }, { devOwner: 'Grace' }],
		['setAlias', { alias: 'plug' }, { devName: 'plug' }],
		['markAsKnown', {}, { devIsNew: 0 }],
		['archive', {}, { devIsArchived: 1 }],
		['resetProperties', {}, { devCustomProps: expect.stringMatching(/^W/) }],
	])('%s writes it', async (operation, parameters, columns) => {
		const got = await running.run('device', operation, { deviceId: byMac(id), ...parameters });
		expect(jsonOf(got)).toMatchObject([{ id }]);
		expect(row(devMac)).toMatchObject(columns);
	});

	it('Delete, Delete Events and Event > Create find it', async () => {
		const events = () => running.simulator.database.events().filter(({ eveMac }) => String(eveMac).toLowerCase() === id);
		expect(jsonOf(await running.run('event', 'create', { deviceId: byMac(id), type: 'Maintenance' }))).toMatchObject([{ id, confirmed: true }]);
		expect(events()).toHaveLength(1);
		expect(jsonOf(await running.run('event', 'getAll', { eventsOf: 'one', deviceId: byMac(id) }))).toHaveLength(1);
		await running.run('device', 'deleteEvents', { deviceId: byMac(id) });
		expect(events()).toEqual([]);
		expect(jsonOf(await running.run('device', 'delete', { deviceId: byMac(id) }))).toEqual([{ deleted: true, id, name: 'dummy', ip: '192.168.10.88' }]);
		expect(row(devMac)).toBeUndefined();
	});

	it.each<[string, object, string]>([
		['replace', { newFields: { devOwner: 'Grace' } }, 'replace the device'],
		['lockField', { fieldName: 'devName' }, 'lock fields of the device'],
		['unlockField', { fieldName: 'devName' }, 'unlock fields of the device'],
		['copy', { targetMac: nobody }, 'copy the device'],
		['wake', {}, 'wake the device'],
	])('%s is refused with what NetAlertX cannot do, before anything is sent for it', async (operation, parameters, what) => {
		const before = { ...row(devMac) };
		const { error } = await running.run('device', operation, { deviceId: byMac(id), ...parameters });
		expect(error?.message).toBe(`NetAlertX cannot ${what}: "${id}" is not a MAC address`);
		expect(running.written()).toEqual([]);
		expect(row(devMac)).toEqual(before);
	});
});

describe('N2 a device whose text in that place means something else in a path', () => {
	it.each(['new', '4', 'a/b', '..'])('"%s" is read from the list, and nothing else in its place', async (devMac) => {
		running.simulator.database.insert({ devMac, devName: 'dummy', devLastIP: '', devFirstConnection: '', devLastConnection: '' });
		expect(jsonOf(await running.run('device', 'get', { deviceId: at('name', 'dummy') }))).toMatchObject([{ id: devMac, name: 'dummy', mac: null }]);
		expect(running.sent()).toEqual(['GET /devices', 'GET /devices/by-status']);
	});
});

describe('N2 a parent that has some text in the place of a MAC address', () => {
	beforeEach(() => void running.simulator.database.insert({ devMac: 'Switch Livingroom', devName: 'switch', devFirstConnection: '', devLastConnection: '' }));

	it.each<[string, object, object]>([
		['update', { updateFields: { devParentMAC: 'switch livingroom' } }, {}],
		['updateField', { fieldName: 'devParentMAC', fieldValue: 'Switch Livingroom' }, { field: 'Parent Device', value: 'Switch Livingroom' }],
	])('%s writes it as it is stored', async (operation, parameters, said) => {
		const got = await running.run('device', operation, { deviceId: byMac(lab.phone), ...parameters });
		expect(jsonOf(got)).toEqual([{ name: "Zoë's phone", ip: '192.168.10.20', id: lab.phone, ...said, updated: { devParentMAC: 'Switch Livingroom' } }]);
		expect(row(lab.phone)).toMatchObject({ devParentMAC: 'Switch Livingroom' });
	});

	it.each<[string, object]>([
		['create', { mac: nobody, name: 'x', additionalFields: { devParentMAC: 'Switch Livingroom' } }],
		['replace', { deviceId: byMac(lab.phone), newFields: { devParentMAC: 'Switch Livingroom' } }],
	])('%s refuses it: the server would make a MAC address of it', async (operation, parameters) => {
		const { error } = await running.run('device', operation, parameters as never);
		expect(error?.message).toMatch(/^NetAlertX cannot set 'Parent Device' together with all other fields: "Switch Livingroom" is not a MAC address$/);
		expect(running.written()).toEqual([]);
	});

	it.each(['no such switch', 'SWITCH  LIVINGROOM'])('"%s", which no device has, is refused', async (fieldValue) => {
		const { error } = await running.run('device', 'updateField', { deviceId: byMac(lab.phone), fieldName: 'devParentMAC', fieldValue });
		expect(error?.message).toBe(`"${fieldValue}" is not a MAC address`);
		expect(running.written()).toEqual([]);
	});

	it('the device itself is refused as its own parent', async () => {
		const { error } = await running.run('device', 'update', { deviceId: byMac('switch livingroom'), updateFields: { devParentMAC: 'Switch Livingroom' } });
		expect(error?.message).toMatch(/^'Parent Device' is the device itself/);
	});
});

describe('N8', () => {
	const html = '<i class="fas fa-laptop"></i>';
	const inBase64 = Buffer.from(html).toString('base64');

	it('Create sets the IP address, the relationship child, the icon and the custom properties', async () => {
		const additionalFields = { devLastIP: ' 192.168.10.77 ', devParentRelType: 'child', devIcon: html, devCustomProps: '[{"a": 1}]' };
		const got = await running.run('device', 'create', { mac: nobody, name: 'new one', additionalFields });
		expect(jsonOf(got)).toMatchObject([{ id: nobody, ip: '192.168.10.77' }]);
		const devCustomProps = Buffer.from('[{"a":1}]').toString('base64');
		expect(row(nobody)).toMatchObject({ devLastIP: '192.168.10.77', devParentRelType: 'child', devIcon: inBase64, devCustomProps });
	});

	it('Create with what is no IP address is refused before anything is sent', async () => {
		const { error } = await running.run('device', 'create', { mac: nobody, name: 'x', additionalFields: { devLastIP: 'nas' } });
		expect(error?.message).toContain('\'IP Address\' must be an IP address, but is "nas"');
		expect(running.sent()).toEqual([]);
	});

	it('Update says what was stored', async () => {
		const got = await running.run('device', 'update', { deviceId: byMac(lab.phone), updateFields: { devIcon: html } });
		expect(jsonOf(got)).toEqual([{ name: "Zoë's phone", ip: '192.168.10.20', id: lab.phone, updated: { devIcon: inBase64 } }]);
		expect(row(lab.phone)).toMatchObject({ devIcon: inBase64 });
	});

	it.each<[string, unknown, object]>([
		['devIcon', html, { devIcon: inBase64 }],
		['devCustomProps', '={{ [{ a: 1 }] }}', { devCustomProps: Buffer.from('[{"a":1}]').toString('base64') }],
		['devParentRelType', 'child', { devParentRelType: 'child' }],
	])('Update Field of %s', async (fieldName, fieldValue, columns) => {
		const got = await running.run('device', 'updateField', { deviceId: byMac(lab.phone), fieldName, fieldValue } as never);
		expect(got.error).toBeUndefined();
		expect(row(lab.phone)).toMatchObject(columns);
	});

	it.each([
		['devIcon', 'laptop', "'Value' must be HTML, such as"],
		['devCustomProps', 'color: red', "'Value' must be a JSON array or object"],
	])('Update Field of %s with what is neither is refused before anything is sent', async (fieldName, fieldValue, words) => {
		const { error } = await running.run('device', 'updateField', { deviceId: byMac(lab.phone), fieldName, fieldValue });
		expect(error?.message).toContain(words);
		expect(running.written()).toEqual([]);
	});
});

describe('N10 API > Request', () => {
	it.each([
		['GET', '/sse/state', /stream that never ends/],
		['POST', '/device/OPEN_PORTS', /resets every column/],
	])('%s %s is refused before anything is sent', async (method, path, reason) => {
		const before = running.simulator.database.devices().length;
		const { error } = await running.run('api', 'request', { method, path, body: '{"createNew": true, "devName": "junk"}' });
		expect(error?.message).toBe(`${method} ${path} is not available here`);
		expect(error?.description).toMatch(reason);
		expect(running.sent()).toEqual([]);
		expect(running.simulator.database.devices()).toHaveLength(before);
	});
});

describe('N11 what is said is so', () => {
	const described = (resource: string, operation: string) => {
		const choice = new NetAlertX().description.properties.find(({ name, displayOptions }) => name === 'operation' && displayOptions?.show?.resource?.includes(resource));
		return String((choice!.options as Array<{ value: string; description: string }>).find(({ value }) => value === operation)!.description);
	};

	it('Get Template does not claim to be what new devices start with: a scan gives them the settings', async () => {
		const [template] = jsonOf(await running.run('device', 'getTemplate'));
		const { mac } = running.simulator.network.join();
		running.simulator.network.scan();
		expect(row(mac)).not.toMatchObject(template as { devScan: number });
		expect(described('device', 'getTemplate')).toMatch(/default values of NetAlertX's page for adding a device; .* found by a scan start with the NEWDEV settings/);
	});

	it('Get Totals leaves archived devices out of all counts but two', async () => {
		for (const { devMac } of running.simulator.database.devices()) running.simulator.database.patch(String(devMac), { devIsArchived: 1 });
		expect(jsonOf(await running.run('statistics', 'getTotals'))).toEqual([{ devices: 0, connected: 33, favorites: 0, new: 0, down: 0, archived: 40 }]);
		expect(described('statistics', 'getTotals')).toMatch(/\(without archived ones\), and connected and archived devices/);
	});
});

describe('N12 finding', () => {
	beforeEach(() => {
		const { database } = running.simulator;
		database.patch(lab.nas, { devName: ' nas ' });
		database.patch(lab.printer, { devName: 'print_er' });
		database.patch(lab.phone, { devName: 'printer' });
	});
	const found = async (searchText: string) => jsonOf(await running.run('device', 'getAll', { listBy: 'search', searchText, returnAll: true })).map((device) => (device as { id: string }).id);

	it.each<[string, string, string[]]>([
		['a MAC address with dashes', '00-11-32-AA-BB-10', [lab.nas]],
		['with dots', '0011.32aa.bb10', [lab.nas]],
		['without separators', '001132aabb10', [lab.nas]],
		['a part of one with dashes', '32-AA-BB', [lab.nas, lab.nasCard]],
		['an IPv6 address in full', 'fd00:0db8:0:0:0:0:0:10', [lab.nas]],
		['an IPv6 address in capitals', 'FD00:DB8::10', [lab.nas]],
		['an underscore, which stands for itself', 't_e', [lab.printer]],
		['a percent sign, which stands for itself', 'p%r', []],
		['a name, with blanks around it', ' printer ', [lab.phone]],
	])('Get Many and the drop-down find by %s', async (_, text, ids) => {
		expect((await found(text)).sort()).toEqual([...ids].sort());
		expect((await listed(text)).sort()).toEqual([...ids].sort());
	});

	it.each([
		['by a name that is stored with blanks around it', at('name', 'nas')],
		['by an IPv6 address in another spelling', at('address', 'FD00:0DB8:0:0::0010')],
	])('a device is pointed at %s', async (_, deviceId) => {
		expect(jsonOf(await running.run('device', 'get', { deviceId }))).toMatchObject([{ id: lab.nas }]);
	});
});

describe('N13 the simplified device', () => {
	it('says of a device that sleeps that it does, also where the list does not tell', async () => {
		const all = jsonOf(await running.run('device', 'getAll', { returnAll: true }));
		const sleepy = all.find((device) => (device as { name: string }).name === 'laptop-sleepy');
		expect(sleepy).toMatchObject({ status: 'Sleeping', online: false });
		running.simulator.requests.length = 0;
		expect(jsonOf(await running.run('device', 'getAll', { listBy: 'search', searchText: 'laptop-sleepy' }))).toEqual([sleepy]);
		expect(running.sent()).toEqual(['POST /devices/search', 'GET /devices/by-status']);
		expect(running.simulator.requests.at(-1)?.query).toEqual({ status: 'sleeping' });
	});

	it('is what Create and Copy return', async () => {
		const own = { vendor: null, type: null, owner: null, location: null, status: 'Offline', isNew: false, isFavorite: false, isArchived: false };
		expect(jsonOf(await running.run('device', 'create', { mac: nobody, name: 'new one' }))).toMatchObject([own]);
		const copy = await running.run('device', 'copy', { deviceId: byMac(lab.nas), targetMac: 'aa:bb:cc:00:00:98' });
		expect(jsonOf(copy)).toMatchObject([{ name: 'nas', owner: 'Ada', isFavorite: true, status: 'Online' }]);
	});
});

describe('what was done to a device names it', () => {
	const nas = { id: lab.nas, name: 'nas', ip: '192.168.10.10' };
	it.each<[string, object, object]>([
		['lockField', { fieldName: 'devVendor' }, { ...nas, field: 'Vendor', locked: true }],
		['unlockField', { fieldName: 'devVendor' }, { ...nas, field: 'Vendor', locked: false }],
		['resetProperties', {}, { ...nas, reset: true }],
		['wake', {}, { ...nas, message: 'WOL packet sent' }],
		['deleteEvents', {}, { deleted: true, ...nas }],
		['delete', {}, { deleted: true, ...nas }],
	])('%s', async (operation, parameters, output) => {
		const got = await running.run('device', operation, { deviceId: byMac(lab.nas), ...parameters });
		expect(jsonOf(got)).toEqual([output]);
	});

	it.each<[string, string, object, string | null]>([
		['its new name', lab.nas, { devName: 'storage' }, 'storage'],
		['no name where that was reset', lab.nas, { devOwner: 'Grace' }, null],
		['its locked name', lab.gateway, { devOwner: 'Grace' }, 'gateway'],
	])('Replace by %s', async (_, mac, newFields, name) => {
		expect(jsonOf(await running.run('device', 'replace', { deviceId: byMac(mac), newFields } as never))).toMatchObject([{ id: mac, name, set: newFields }]);
	});
});

it('R5 events of a server before 26.4.6 are read like those of today', async () => {
	const old = await startLab({ oldEventColumns: true });
	const [first] = jsonOf(await old.run('event', 'getAll', { limit: 1 }));
	const created = jsonOf(await old.run('event', 'create', { deviceId: byMac(lab.nas), type: 'Maintenance' }));
	await old.stop();
	expect(first).toMatchObject({ type: 'New Device', mac: '7c:10:c9:00:00:71', ip: '192.168.10.71' });
	expect(created).toMatchObject([{ confirmed: true }]);
});
