import { simplified as inShort, toDevice, toEvent, toIsoTime } from '../../nodes/NetAlertX/device';
import { deviceList, deviceRecord, eventList, wrappedDeviceList, type DeviceRecord } from '../../nodes/NetAlertX/schemas';
import { recorded } from '../support/recordings';

const one = (name: string) => deviceRecord.parse(recorded(name));
const inTable = (name: string) => wrappedDeviceList.parse(recorded(name)).devices;
const inView = (name: string) => deviceList.parse(recorded(name));
const simplified = (record: DeviceRecord | undefined) => toDevice(record!);

/** When the devices are looked at. */
const now = new Date('2026-11-20T19:00:00.000Z');
const withOwnFields = (record: DeviceRecord, asleep?: ReadonlySet<string>) => inShort(record, now, asleep);

/** The ten fields in the order in which people read them: the same in all systems. */
const inOrder = ['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source'];

/** What every device of NetAlertX has in common. */
const always = { source: 'netAlertX', os: null, version: null };

describe('a recorded device in the ten fields that all systems share', () => {
	it.each<[string, () => DeviceRecord | undefined, object]>([
		[
			'one read by its MAC address',
			() => one('device-get'),
			{
				id: '00:11:32:aa:bb:10',
				name: 'nas',
				online: true,
				lastSeen: '2026-11-20T18:37:01.000Z',
				ip: '192.168.10.10',
				mac: '00:11:32:aa:bb:10',
				group: 'Servers',
			},
		],
		[
			'one of the raw list',
			() => inTable('devices-list')[0],
			{
				id: '3c:22:fb:10:00:01',
				name: 'gateway',
				online: true,
				lastSeen: '2026-11-20T18:37:01.000Z',
				ip: '192.168.10.1',
				mac: '3c:22:fb:10:00:01',
				group: 'Infrastructure',
			},
		],
		[
			'one that is down',
			() => inView('devices-by-status.down')[0],
			{
				id: '3c:22:fb:10:00:03',
				name: 'ap-attic',
				online: false,
				lastSeen: '2026-11-20T18:22:06.000Z',
				ip: '192.168.10.3',
				mac: '3c:22:fb:10:00:03',
				group: 'Infrastructure',
			},
		],
		[
			'an archived one that is still there',
			() => inView('devices-by-status.archived')[0],
			{
				id: 'b8:27:eb:20:00:20',
				name: 'old-12',
				online: true,
				lastSeen: '2026-11-20T18:37:01.000Z',
				ip: '192.168.10.32',
				mac: 'b8:27:eb:20:00:20',
				group: 'Phones',
			},
		],
		[
			'one whose name "0042" and group "007" the server has made numbers: text again',
			() => one('device-update.numeric-name-readback'),
			{
				id: 'b8:27:eb:14:00:14',
				name: '42',
				online: true,
				lastSeen: '2026-11-20T18:22:06.000Z',
				ip: '192.168.10.20',
				mac: 'b8:27:eb:14:00:14',
				group: '7',
			},
		],
		[
			'one just created, with no group',
			() => one('device-create-readback'),
			{
				id: 'aa:bb:cc:00:00:01',
				name: 'created',
				online: false,
				lastSeen: '2026-11-20T18:24:05.000Z',
				ip: '192.168.10.200',
				mac: 'aa:bb:cc:00:00:01',
				group: null,
			},
		],
	])('%s', (_, read, expected) => {
		expect(simplified(read())).toEqual({ ...always, ...expected });
	});

	it('the root of the network has an id and no MAC address', () => {
		expect(simplified({ ...one('device-get'), devMac: 'Internet' })).toMatchObject({ id: 'internet', mac: null });
	});

	it('an id is in lower case although the raw list keeps the case that was sent', () => {
		const raw = { ...one('device-get'), devMac: '00:11:32:AA:BB:10' };
		expect(simplified(raw)).toMatchObject({ id: '00:11:32:aa:bb:10', mac: '00:11:32:aa:bb:10' });
	});

	it.each([
		['name', 'devName'],
		['ip', 'devLastIP'],
		['group', 'devGroup'],
		['lastSeen', 'devLastConnection'],
		['online', 'devPresentLastScan'],
	])('%s is null where the server has null', (field, column) => {
		const raw = recorded('device-get') as object;
		expect(simplified(deviceRecord.parse({ ...raw, [column]: null }))).toHaveProperty(field, null);
	});

	it.each([
		['name', 'devName'],
		['ip', 'devLastIP'],
		['group', 'devGroup'],
		['lastSeen', 'devLastConnection'],
	])('%s is null where the server has nothing but empty text', (field, column) => {
		const raw = recorded('device-get') as object;
		expect(simplified(deviceRecord.parse({ ...raw, [column]: '' }))).toHaveProperty(field, null);
	});

	it('a device that is marked as new is online if the last scan saw it, whatever its status says', () => {
		const online = inView('devices-by-status.new').map((record) => [record.devStatus, simplified(record).online]);
		expect(online).toContainEqual(['New', true]);
	});

	it.each(['devices-list', 'devices-by-status', 'devices-by-status.all'])('every device of %s has all ten fields', (name) => {
		const records = name === 'devices-list' ? inTable(name) : inView(name);
		expect(records.length).toBeGreaterThan(0);
		for (const record of records) {
			expect(Object.keys(toDevice(record))).toEqual(inOrder);
		}
	});
});

describe('N5 NetAlertX has words for what it does not know', () => {
	it.each(['(unknown)', '(Unknown)', '(name not found)', 'null', 'NULL', '(Unknown: locally administered)', 'Unknown', ' ', ''])('"%s" is no name, group, vendor, type, owner or location', (word) => {
		const raw = { ...(recorded('device-get') as object), devName: word, devGroup: word, devVendor: word, devType: word, devOwner: word, devLocation: word };
		const nothing = { name: null, group: null, vendor: null, type: null, owner: null, location: null };
		expect(withOwnFields(deviceRecord.parse(raw))).toMatchObject(nothing);
	});

	it.each(['unknown-host', 'nullsoft', 'the (unknown)'])('"%s" is a name', (devName) => {
		expect(simplified({ ...one('device-get'), devName })).toMatchObject({ name: devName });
	});
});

describe('a MAC address', () => {
	it('is spelled like the id that it is', () => {
		const records = inTable('devices-list');
		const spelled = records.map((record) => toDevice(record)).filter(({ mac }) => mac !== null);
		expect(spelled.length).toBeGreaterThan(0);
		for (const { id, mac } of spelled) expect(mac).toBe(id);
	});
});

describe('what is online was last seen now', () => {
	it('in the short form, and a device that is offline when the server saw it', () => {
		const [online, offline] = [withOwnFields(one('device-get')), withOwnFields(inView('devices-by-status.down')[0]!)];
		expect(online).toMatchObject({ online: true, lastSeen: now.toISOString() });
		expect(offline).toMatchObject({ online: false, lastSeen: '2026-11-20T18:22:06.000Z' });
	});
});

describe('N4 the address of a device does not change with every scan', () => {
	const [ipv4, ipv6] = ['192.168.1.5', 'fd00::5'];
	it.each([
		['found by IPv4', { devLastIP: ipv4, devPrimaryIPv4: ipv4, devPrimaryIPv6: ipv6 }, ipv4],
		['found by IPv6', { devLastIP: ipv6, devPrimaryIPv4: ipv4, devPrimaryIPv6: ipv6 }, ipv4],
		['known by IPv6 only', { devLastIP: ipv6, devPrimaryIPv4: '', devPrimaryIPv6: ipv6 }, ipv6],
		['known by IPv6 only, in the table', { devLastIP: ipv6, devPrimaryIPv4: null, devPrimaryIPv6: ipv6 }, ipv6],
		['created with an address, and not scanned yet', { devLastIP: ipv4, devPrimaryIPv4: '', devPrimaryIPv6: '' }, ipv4],
	])('%s', (_, addresses, ip) => {
		expect(simplified({ ...one('device-get'), ...addresses })).toMatchObject({ ip });
	});
});

describe('N2 a device whose "MAC address" is none', () => {
	it.each([
		['Switch Livingroom', 'switch livingroom', null],
		['zz:0z', 'zz:0z', null],
		// SQLite knows capitals of ASCII only: in lower case, no route would find it.
		['Ätna', 'Ätna', null],
		['AA-BB-CC-00-00-01', 'aa-bb-cc-00-00-01', 'aa:bb:cc:00:00:01'],
		['', '', null],
	])('"%s" has the id that the routes find it by, and no MAC address where there is none', (devMac, id, mac) => {
		expect(simplified({ ...one('device-get'), devMac })).toMatchObject({ id, mac });
	});
});

describe('N13 what NetAlertX is about stands behind the ten fields', () => {
	const own = ['vendor', 'type', 'owner', 'location', 'status', 'isNew', 'isFavorite', 'isArchived'];

	it.each(['devices-list', 'devices-by-status', 'devices-by-status.all'])('of every device of %s', (name) => {
		for (const record of name === 'devices-list' ? inTable(name) : inView(name)) {
			expect(Object.keys(withOwnFields(record))).toEqual([...inOrder, ...own]);
			const { lastSeen, ...others } = toDevice(record);
			expect(withOwnFields(record)).toMatchObject({ ...others, lastSeen: others.online ? now.toISOString() : lastSeen });
		}
	});

	it.each<[string, () => DeviceRecord | undefined, string]>([
		['online', () => one('device-get'), 'Online'],
		['down', () => inView('devices-by-status.down')[0], 'Down'],
		['asleep', () => inView('devices-by-status.sleeping')[0], 'Sleeping'],
		['new, whether it is there or not', () => inView('devices-by-status.new')[0], 'New'],
		['archived and there', () => inView('devices-by-status.archived')[0], 'Online'],
		['of the table', () => inTable('devices-list')[0], 'Online'],
	])('a device that is %s', (_, read, status) => {
		expect(withOwnFields(read()!).status).toBe(status);
	});

	const table = (columns: object) => withOwnFields(deviceRecord.parse({ ...(recorded('devices-list') as { devices: object[] }).devices[0], ...columns }), new Set(['3c:22:fb:10:00:01']));
	it.each<[object, string | null]>([
		[{ devIsNew: 1, devPresentLastScan: 0 }, 'New'],
		[{ devPresentLastScan: 1, devIsArchived: 1 }, 'Online'],
		[{ devPresentLastScan: 0, devAlertDown: 1 }, 'Sleeping'],
		[{ devMac: 'aa:bb:cc:00:00:01', devPresentLastScan: 0, devAlertDown: 1, devIsArchived: 1 }, 'Down'],
		[{ devMac: 'aa:bb:cc:00:00:01', devPresentLastScan: 0, devAlertDown: 0, devIsArchived: 1 }, 'Archived'],
		[{ devMac: 'aa:bb:cc:00:00:01', devPresentLastScan: 0, devAlertDown: 0 }, 'Offline'],
		[{ devMac: 'aa:bb:cc:00:00:01', devPresentLastScan: null, devAlertDown: 0 }, null],
	])("a row of the table with %j is judged in the server's order", (columns, status) => {
		expect(table(columns).status).toBe(status);
	});

	it('switches are true or false, and null where the server does not know', () => {
		expect(table({ devIsNew: 1, devFavorite: 0, devIsArchived: 1 })).toMatchObject({ isNew: true, isFavorite: false, isArchived: true });
		expect(table({ devIsNew: null, devFavorite: '', devIsArchived: null })).toMatchObject({ isNew: null, isFavorite: null, isArchived: null });
	});
});

describe("the server's times", () => {
	it.each([
		['without a zone are UTC', '2026-11-20 18:37:01', '2026-11-20T18:37:01.000Z'],
		['with a zone, as its API stores events', '2026-11-20 18:37:01+00:00', '2026-11-20T18:37:01.000Z'],
		['with an offset', '2026-11-20T19:37:01+01:00', '2026-11-20T18:37:01.000Z'],
		['with Z', '2026-11-20T18:37:01Z', '2026-11-20T18:37:01.000Z'],
		['with fractions of a second', '2026-11-20 18:37:01.5', '2026-11-20T18:37:01.500Z'],
		['with microseconds and a zone', '2026-11-20 18:37:01.007000+00:00', '2026-11-20T18:37:01.007Z'],
		['that are empty', '', null],
		['that are null', null, null],
		['that are missing', undefined, null],
		['that are no times', 'yesterday', null],
	])('%s', (_, stored, expected) => {
		expect(toIsoTime(stored)).toBe(expected);
	});
});

describe('a recorded event in short', () => {
	it('says what happened to which device, when', () => {
		const { events } = eventList.parse(recorded('events-list'));
		const time = '2026-11-20T18:37:01.000Z';
		const names = new Map([['b8:27:eb:29:00:29', 'device-41']]);
		expect(events.map((event) => toEvent(event, names))).toEqual([
			{ name: null, time, type: 'New Device', mac: '7c:10:c9:00:00:71', ip: '192.168.10.71', info: 'New Vendor Ltd' },
			{ name: 'device-41', time, type: 'IP Changed', mac: 'b8:27:eb:29:00:29', ip: '192.168.10.141', info: 'Previous IP: 192.168.10.41' },
			{ name: null, time, type: 'IP Changed', mac: 'b8:27:eb:28:00:28', ip: '192.168.10.140', info: 'Previous IP: 192.168.10.40' },
		]);
	});
});
