import { at, byMac, jsonOf, lab, nobody, startLab, type Running } from '../support/netAlertX';

let running: Running;
beforeAll(async () => {
	running = await startLab();
});
beforeEach(() => void (running.simulator.requests.length = 0));
afterAll(async () => await running.stop());

const nas = {
	name: 'nas',
	online: true,
	lastSeen: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
	ip: '192.168.10.10',
	mac: lab.nas,
	os: null,
	version: null,
	group: 'Servers',
	id: lab.nas,
	source: 'netAlertX',
	vendor: 'Synology Incorporated',
	type: 'NAS',
	owner: 'Ada',
	location: 'Rack',
	status: 'Online',
	isNew: false,
	isFavorite: true,
	isArchived: false,
};

describe('Device > Get', () => {
	it('N13 gives the ten fields that all systems share, and then what NetAlertX is about', async () => {
		const got = await running.run('device', 'get', { deviceId: byMac(lab.nas) });
		expect(got.output).toEqual([[{ json: nas, pairedItem: { item: 0 } }]]);
		expect(Object.keys(jsonOf(got)[0]!)).toEqual(Object.keys(nas));
		expect(running.sent()).toEqual([`GET /device/${lab.nas}`]);
	});

	it('without Simplify gives what the server answered, with counts for the period chosen', async () => {
		const got = await running.run('device', 'get', { deviceId: byMac(lab.nas), simplify: false, period: '7 days' });
		const children = [{ devName: 'nas-nic2' }];
		const counts = { devSessions: expect.any(Number) };
		expect(jsonOf(got)).toMatchObject([{ devMac: lab.nas, devStatus: 'On-line', devChildrenDynamic: children, ...counts }]);
		expect(running.simulator.requests.at(-1)).toMatchObject({ query: { period: '7 days' } });
	});

	it('of an unknown device is an error in the words of the server, with what to do', async () => {
		const { error } = await running.run('device', 'get', { deviceId: byMac(nobody) });
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'Device not found',
			httpCode: '404',
			description: `GET /device/${nobody} returned status 404. NetAlertX has no such device: it may have been deleted, or its MAC address may have changed.`,
		});
	});
});

describe('pointing at a device', () => {
	it.each([
		['from the list', at('list', lab.nas), []],
		['by MAC address in capitals', byMac('00:11:32:AA:BB:10'), []],
		['by MAC address in another form', byMac('00-11-32-AA-BB-10'), ['GET /devices']],
		['by name', at('name', 'nas'), ['GET /devices']],
		['by name without regard to case', at('name', 'NAS'), ['GET /devices']],
		['by IP address', at('address', '192.168.10.10'), ['GET /devices']],
		['by IPv6 address in upper case', at('address', 'FD00:DB8::10'), ['GET /devices']],
		['by the bare value that an AI agent gives', lab.nas.toUpperCase(), []],
		['A3 by the mode that MAC addresses had before', at('id', lab.nas), []],
		['A3 by the empty mode of a field that something was dropped on', { ...at('id', lab.nas), mode: '' }, []],
		['B20 by a name where a MAC address belongs', byMac('NAS'), ['GET /devices']],
		['B20 by an IP address where a MAC address belongs', byMac('192.168.10.10'), ['GET /devices']],
		['B20 by the bare name that an AI agent gives', 'nas', ['GET /devices']],
	])('%s', async (_, deviceId, lookups) => {
		const got = await running.run('device', 'get', { deviceId });
		expect(got.error).toBeUndefined();
		expect(jsonOf(got)).toEqual([nas]);
		expect(running.sent()).toEqual([...lookups, `GET /device/${lab.nas}`]);
	});

	it('by a name of digits, which the server has made a number', async () => {
		expect(jsonOf(await running.run('device', 'get', { deviceId: at('name', '42') }))).toMatchObject([{ name: '42' }]);
	});

	it('by a name that several devices have lists them, and asks for nothing else', async () => {
		const { error } = await running.run('device', 'get', { deviceId: at('name', '(unknown)') });
		expect(error?.message).toMatch(/^\d devices have the name "\(unknown\)"$/);
		expect(error?.description).toMatch(/\(unknown\) \(b8:27:eb:1e:00:1e, 192\.168\.10\.30\).* and .*Choose one by its MAC address\./);
		expect(running.sent()).toEqual(['GET /devices']);
	});

	it('by a name that many devices have names the first five', async () => {
		const many = await startLab();
		const { database } = many.simulator;
		for (const { devMac } of database.devices().slice(0, 8)) database.patch(String(devMac), { devName: 'twin' });
		const { error } = await many.run('device', 'get', { deviceId: at('name', 'twin') });
		await many.stop();
		expect(error?.message).toBe('8 devices have the name "twin"');
		expect(error?.description?.match(/twin \(/g)).toHaveLength(5);
		expect(error?.description).toContain('and 3 more');
	});

	it('B20 by a name where a MAC address belongs, only where nothing else has it in any case, and with their MAC addresses where several do', async () => {
		const other = await startLab();
		other.simulator.database.patch(lab.printer, { devName: 'NAS' });
		other.simulator.database.patch(lab.phone, { devName: '192.168.10.12' });
		const [byCase, byEither] = [await other.run('device', 'delete', { deviceId: byMac('nas') }), await other.run('device', 'delete', { deviceId: byMac('192.168.10.12') })];
		const written = other.written();
		await other.stop();
		expect(byCase.error?.message).toBe('2 devices have the MAC address, IP address or name "nas"');
		expect(byCase.error?.description).toMatch(new RegExp(`(?=.*nas \\(${lab.nas}, )(?=.*NAS \\(${lab.printer}, ).*Choose one by its MAC address\\.`));
		expect(byEither.error?.message).toMatch(/^\d devices have/);
		expect(written).toEqual([]);
	});

	it('B20 what stands for "no name" is none, though one device alone has it', async () => {
		const other = await startLab();
		const { database } = other.simulator;
		for (const { devMac } of database.devices()) database.patch(String(devMac), { devName: String(devMac) === lab.phone ? '(unknown)' : `device ${String(devMac)}` });
		const { error } = await other.run('device', 'delete', { deviceId: byMac('(unknown)') });
		const written = other.written();
		await other.stop();
		expect(error?.message).toBe('NetAlertX has no device with the MAC address, IP address or name "(unknown)"');
		expect(written).toEqual([]);
	});

	it('prefers the exact name where others differ in case only', async () => {
		const other = await startLab();
		other.simulator.database.patch(lab.printer, { devName: 'NAS' });
		const named = async (name: string) => await other.run('device', 'get', { deviceId: at('name', name) });
		const exact = [await named('NAS'), await named('nas')];
		const neither = await named('Nas');
		await other.stop();
		expect(exact.flatMap(jsonOf)).toMatchObject([{ id: lab.printer }, { id: lab.nas }]);
		expect(neither.error?.message).toBe('2 devices have the name "Nas"');
	});

	it.each([
		['a name that no device has', at('name', 'toaster'), 'NetAlertX has no device with the name "toaster"', ['GET /devices']],
		[
			'an address that no device has',
			at('address', '10.9.9.9'),
			'NetAlertX has no device with the IP address "10.9.9.9"',
			['GET /devices'],
		],
		['B20 what is neither a MAC address nor anything else', byMac('toaster'), 'NetAlertX has no device with the MAC address, IP address or name "toaster"', ['GET /devices']],
		['B20 part of a name', byMac('na'), 'NetAlertX has no device with the MAC address, IP address or name "na"', ['GET /devices']],
		['B20 part of a MAC address', byMac(lab.nas.slice(0, -1)), `NetAlertX has no device with the MAC address, IP address or name "${lab.nas.slice(0, -1)}"`, ['GET /devices']],
		['a mode that there is not', { ...at('id', lab.nas), mode: 'url' }, "'Device' must have one of the modes list, mac, name or address", []],
		['nothing', byMac('={{ "" }}'), "'Device' must not be empty", []],
		['a blank', byMac(' '), "'Device' must not be empty", []],
	])('by %s is an error', async (_, deviceId, message, lookups) => {
		const { error } = await running.run('device', 'get', { deviceId });
		expect(error).toMatchObject({ name: 'NodeOperationError', message });
		expect(running.sent()).toEqual(lookups);
	});

	it('by name for many items reads the list only once', async () => {
		const items = ['nas', 'gateway', 'printer', 'nas'].map((name) => ({ name }));
		const got = await running.run('device', 'get', { deviceId: at('name', '={{ $json.name }}') }, { items });
		expect(jsonOf(got)).toMatchObject(items);
		expect(running.sent().filter((request) => request === 'GET /devices')).toHaveLength(1);
	});
});

describe('Device > Get Many', () => {
	const expected = (holds: (device: Record<string, unknown>) => boolean) => running.simulator.database.devices().filter(holds).length;

	it.each<[string, object, string, object, (device: Record<string, unknown>) => boolean]>([
		['all, archived ones included', {}, 'GET /devices/by-status', {}, () => true],
		[
			'by status',
			{ listBy: 'status', status: 'connected' },
			'GET /devices/by-status',
			{ status: 'connected' },
			(device) => device.devPresentLastScan === 1,
		],
		[
			'by another status',
			{ listBy: 'status', status: 'archived' },
			'GET /devices/by-status',
			{ status: 'archived' },
			(device) => device.devIsArchived === 1,
		],
		[
			'that match a text',
			{ listBy: 'search', searchText: 'nas' },
			'POST /devices/search',
			{},
			(device) => String(device.devName).includes('nas'),
		],
	])('%s', async (_, parameters, request, query, holds) => {
		const got = await running.run('device', 'getAll', { ...parameters, returnAll: true });
		expect(jsonOf(got)).toHaveLength(expected(holds));
		for (const device of jsonOf(got)) expect(Object.keys(device)).toEqual(Object.keys(nas));
		expect(running.sent()).toEqual([request]);
		expect(running.simulator.requests[0]?.query).toEqual(query);
	});

	it.each([
		['fifty by default', {}, 40],
		['up to the limit', { returnAll: false, limit: 3 }, 3],
		['all, whatever the limit', { returnAll: true, limit: 3 }, 40],
	])('%s', async (_, parameters, count) => {
		const { output } = await running.run('device', 'getAll', parameters);
		expect(output[0]).toHaveLength(count);
		expect(output[0]!.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
	});

	it('without Simplify gives the whole records', async () => {
		const [first] = jsonOf(await running.run('device', 'getAll', { limit: 1, simplify: false }));
		expect(first).toMatchObject({ devMac: lab.gateway, devStatus: 'On-line', rowid: 1 });
	});

	it.each([
		['a text', 'no-such-thing'],
		['a MAC address', nobody],
	])('that match %s of no device is an empty list', async (_, searchText) => {
		const got = await running.run('device', 'getAll', { listBy: 'search', searchText });
		expect(got.error).toBeUndefined();
		expect(got.output).toEqual([[]]);
	});

	it.each([
		['an empty text', { listBy: 'search', searchText: '={{ "" }}' }, "'Search' must not be empty"],
		['too long a text', { listBy: 'search', searchText: 'x'.repeat(257) }, "'Search' must have at most 256 characters"],
		['a limit of none', { limit: 0 }, "'Limit' must be a whole number of at least 1"],
		['a status that the server does not know', { listBy: 'status', status: '={{ "online" }}' }, /^'Status' must be one of: /],
	])('with %s is refused before anything is sent', async (_, parameters, message) => {
		const { error } = await running.run('device', 'getAll', parameters);
		expect(error?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
		expect(running.sent()).toEqual([]);
	});
});

describe('Device > Get Template', () => {
	it('gives the defaults of a new device', async () => {
		expect(jsonOf(await running.run('device', 'getTemplate'))).toMatchObject([{ devMac: '', devIsNew: 1, devScan: 0 }]);
		expect(running.sent()).toEqual(['GET /device/new']);
	});
});

describe('Statistics > Get Totals', () => {
	it('gives the counts by name', async () => {
		const [totals] = jsonOf(await running.run('statistics', 'getTotals'));
		expect(totals).toEqual({ devices: 37, connected: 33, favorites: 2, new: 4, down: 2, archived: 3 });
		expect(running.sent()).toEqual(['GET /devices/totals/named']);
	});
});

describe('API > Check Connection', () => {
	const report = { product: 'NetAlertX', user: null, devices: 37, missingRights: null };

	it('tells the version and the number of devices', async () => {
		expect(jsonOf(await running.run('api', 'checkConnection'))).toEqual([{ ...report, version: 'v26.8.22-lab', missing: [] }]);
		expect(running.sent()).toEqual(['GET /devices/totals/named', 'GET /settings/VERSION']);
	});

	it.each([
		['a setting that is not there', { status: 200, body: { success: true, value: '' } }],
		['a server without the route', { status: 404, body: { success: false, error: 'Not found' } }],
	])('tells no version of %s', async (_, answer) => {
		running.simulator.answerNext({ path: /VERSION/ }, answer);
		expect(jsonOf(await running.run('api', 'checkConnection'))).toEqual([{ ...report, version: null, missing: null }]);
	});
});
