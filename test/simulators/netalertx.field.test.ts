import { startNetAlertX, type EventRow, type NetAlertX } from './netalertx';

/** What scans and routes of real servers do, and no recording shows: read in the server's source, and seen in the field. */

let simulator: NetAlertX;
beforeEach(async () => {
	simulator = await startNetAlertX();
});
afterEach(() => simulator.stop());

const computer = 'b8:27:eb:15:00:15';
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const row = (mac: string) => simulator.database.device(mac);
const eventsOf = (mac: string) => simulator.database.events().filter(({ eveMac }) => eveMac === mac);
const typesOf = (events: EventRow[]) => events.map(({ eveEventType }) => eveEventType);

async function call(method: string, path: string, body?: object) {
	const response = await fetch(`${simulator.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${simulator.token}`, ...(body && { 'Content-Type': 'application/json' }) },
		body: body && JSON.stringify(body),
	});
	return { status: response.status, body: (await response.json()) as { devices?: unknown[]; events?: object[]; error?: string; success?: boolean } };
}

it('N1 a scan stores a device without a MAC address where a scanner reports none, and no route finds it', async () => {
	simulator.network.join({ mac: '', ip: '192.168.10.99' });
	simulator.network.scan();
	expect(row('')).toMatchObject({ devMac: '', devLastIP: '192.168.10.99' });
	expect((await call('GET', '/device/')).status).toBe(404);
	expect((await call('DELETE', '/devices/empty-macs')).body).toEqual({ deleted: 1, success: true });
	expect(row('')).toBeUndefined();
});

it.each(['Switch Livingroom', 'zz:0z'])('N2 a device whose MAC is "%s" is found by the routes that compare it as it is, and missed by those that normalise it', async (devMac) => {
	simulator.database.insert({ devMac, devName: 'dummy', devFirstConnection: '', devLastConnection: '' });
	const path = `/device/${encodeURIComponent(devMac.toLowerCase())}`;
	expect((await call('GET', path)).status).toBe(200);
	expect((await call('POST', `${path}/update-column`, { columnName: 'devOwner', columnValue: 'Ada' })).body).toEqual({ success: true });
	expect((await call('POST', `${path}/set-alias`, { alias: 'plug' })).body).toEqual({ success: true });
	expect(row(devMac)).toMatchObject({ devName: 'plug', devOwner: 'Ada' });
	expect((await call('POST', '/nettools/wakeonlan', { devMac })).status).toBe(422);
	expect((await call('POST', '/device/copy', { macFrom: devMac, macTo: computer })).status).toBe(422);
	expect((await call('DELETE', `${path}/delete`, {})).body).toEqual({ success: true });
	expect(row(devMac)).toBeUndefined();
});

describe('N3 of events with the same device, address, type and time', () => {
	const create = async (time: string, info: string) =>
		await call('POST', `/events/create/${computer}`, { event_type: 'Maintenance', additional_info: info, pending_alert: 0, event_time: time });
	const stored = () => eventsOf(computer).filter(({ eveEventType }) => eveEventType === 'Maintenance').map(({ eveDateTime, eveAdditionalInfo }) => `${eveDateTime} ${eveAdditionalInfo}`);

	it('the server keeps the first, and says the same of all', async () => {
		for (const info of ['a', 'b', 'c']) expect((await create('2026-01-02T03:04:05Z', info)).body.success).toBe(true);
		expect(stored()).toEqual(['2026-01-02 03:04:05+00:00 a']);
	});

	it('those are apart that differ by milliseconds', async () => {
		for (const info of ['a', 'b']) await create(`2026-01-02T03:04:05.00${info === 'a' ? 0 : 7}Z`, info);
		expect(stored()).toEqual(['2026-01-02 03:04:05+00:00 a', '2026-01-02 03:04:05.007000+00:00 b']);
	});
});

it('N4 a scan that finds a device by its other known address says nothing of it, and the row keeps both', () => {
	const { database, network } = simulator;
	const [ipv4, ipv6] = [String(row(computer)!.devLastIP), 'fd00:db8::15'];
	const before = eventsOf(computer).length;
	for (const ip of [ipv6, ipv4, ipv6, ipv4]) {
		network.changeAddress(computer, ip);
		network.scan();
		expect(row(computer)).toMatchObject({ devLastIP: ip, devPrimaryIPv4: ipv4, devPrimaryIPv6: ipv6 });
	}
	expect(database.events().filter(({ eveMac }) => eveMac === computer).slice(before)).toMatchObject([
		{ eveEventType: 'IP Changed', eveIp: ipv6, eveAdditionalInfo: `Previous IP: ${ipv4}` },
	]);
});

describe('N6 a machine with a network card that is a device of its own', () => {
	const card = 'aa:bb:cc:00:00:02';
	beforeEach(() => {
		simulator.network.join({ mac: card });
		simulator.network.scan(minutesAgo(10));
		simulator.database.patch(card, { devParentMAC: computer, devParentRelType: 'nic' });
	});
	const scans = (ago: number) => {
		const before = eventsOf(computer).length;
		simulator.network.scan(minutesAgo(ago));
		return typesOf(eventsOf(computer).slice(before));
	};

	it('stays online by its card, and is logged as disconnected at every scan that does not find itself', () => {
		simulator.network.leave(computer);
		for (const ago of [9, 8, 7]) expect(scans(ago)).toEqual(['Disconnected']);
		expect(row(computer)).toMatchObject({ devPresentLastScan: 1 });
		simulator.network.leave(card);
		expect(scans(6)).toEqual(['Disconnected']);
		expect(row(computer)).toMatchObject({ devPresentLastScan: 0 });
		expect(scans(5)).toEqual([]);
	});

	it('needs all of its cards where it says so', () => {
		const other = simulator.network.join().mac;
		simulator.network.scan(minutesAgo(9));
		simulator.database.patch(other, { devParentMAC: computer, devParentRelType: 'nic' });
		simulator.database.patch(computer, { devReqNicsOnline: 1 });
		simulator.network.leave(computer);
		scans(8);
		expect(row(computer)).toMatchObject({ devPresentLastScan: 1 });
		simulator.network.leave(other);
		scans(7);
		expect(row(computer)).toMatchObject({ devPresentLastScan: 0 });
	});
});

it('N7 every status but "connected" leaves archived devices out, and the list of those that sleep is short', async () => {
	simulator.database.patch(computer, { devIsArchived: 1, devCanSleep: 1 });
	simulator.network.leave(computer);
	simulator.network.scan();
	const named = async (status: string) => ((await call('GET', `/devices/by-status?status=${status}`)).body as unknown as Array<{ devMac: string }>).map(({ devMac }) => devMac);
	expect(await named('sleeping')).toEqual(['b8:27:eb:23:00:23']);
	expect(await named('offline')).not.toContain(computer);
	simulator.database.patch(computer, { devIsArchived: 0 });
	expect(await named('sleeping')).toEqual([computer, 'b8:27:eb:23:00:23']);
});

it('N9 a port scan of an IPv6 address is a success that scanned nothing', async () => {
	const { body } = await call('POST', '/nettools/nmap', { scan: 'fd00:db8::10', mode: 'fast' });
	expect(body).toMatchObject({ success: true, output: expect.arrayContaining([expect.stringContaining('0 hosts up')]) });
});

it.each<[string, string, string, object | undefined, number, object]>([
	['Set Alias', 'POST', `/device/${computer}/set-alias`, { alias: 'x' }, 500, { error: 'Internal Server Error' }],
	['Reset Properties', 'POST', `/device/${computer}/reset-props`, {}, 500, { error: 'Internal Server Error' }],
	['Delete', 'DELETE', `/device/${computer}/delete`, {}, 500, { error: 'Internal Server Error' }],
	['Delete Events', 'DELETE', `/device/${computer}/events/delete`, {}, 500, { error: 'Internal Server Error' }],
	['creating an event', 'POST', `/events/create/${computer}`, { pending_alert: 0 }, 500, { error: 'Internal Server Error' }],
	['locking', 'POST', `/device/${computer}/field/lock`, { fieldName: 'devName', lock: true }, 400, { error: 'database is locked', fieldName: 'devName', locked: true }],
	['unlocking', 'POST', '/devices/fields/unlock', { mac: computer }, 200, { error: 'database is locked', devicesAffected: 0 }],
])('N11 %s while the database is locked fails as that route does', async (_, method, path, body, status, expected) => {
	simulator.database.locked = true;
	expect(await call(method, path, body)).toMatchObject({ status, body: { success: false, ...expected } });
});

it('R5 a server before 26.4.6 names the columns of events otherwise', async () => {
	const old = await startNetAlertX({ oldEventColumns: true });
	const response = await fetch(`${old.url}/events/last?token=${old.token}`);
	await old.stop();
	const { events } = (await response.json()) as { events: object[] };
	expect(Object.keys(events[0]!)).toEqual(['eve_MAC', 'eve_IP', 'eve_DateTime', 'eve_EventType', 'eve_AdditionalInfo', 'eve_PendingAlertEmail', 'eve_PairEventRowid']);
});
