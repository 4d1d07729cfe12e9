import { RefusedError } from '../../nodes/shared/errors';
import { FakeMeshCentral, ids, refused, runWith } from '../support/fakeMeshCentral';
import { at, jsonOf } from '../support/netAlertX';

let client: FakeMeshCentral;
beforeEach(() => {
	client = new FakeMeshCentral();
});

const run = async (resource: string, operation: string, parameters?: object) => await runWith(client, resource, operation, parameters);
const namesOf = (ran: Awaited<ReturnType<typeof run>>) => jsonOf(ran).map((item) => (item as { name: string }).name);

describe('Device > Get Many', () => {
	it('gives the ten fields and what MeshCentral is about, and of those that are offline when they were last connected', async () => {
		const got = jsonOf(await run('device', 'getAll', { searchText: 'web-1' }));
		expect(got).toEqual([
			{
				name: 'web-1',
				online: true,
				lastSeen: client.serverNow().toISOString(),
				ip: '192.0.2.2',
				mac: null,
				os: 'Debian GNU/Linux 12 (bookworm)',
				version: 'Nov 21 2022, 2189501291',
				group: 'Lab',
				id: ids.web,
				source: 'meshCentral',
				groupId: ids.lab,
				tags: ['production', 'web'],
				description: null,
				loggedInUsers: null,
				connectedSince: new Date(1_795_198_844_671).toISOString(),
				agentConnected: true,
				antivirus: null,
			},
		]);
		const ten = ['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source'];
		expect(Object.keys(got[0]!)).toEqual([...ten, 'groupId', 'tags', 'description', 'loggedInUsers', 'connectedSince', 'agentConnected', 'antivirus']);
		expect(client.count('lastConnects')).toBe(0);
		expect(jsonOf(await run('device', 'getAll', { status: 'offline', searchText: 'db-1' }))).toMatchObject([{ id: ids.database, online: false, lastSeen: '2026-11-20T18:00:00.000Z' }]);
		expect(client.count('lastConnects')).toBe(1);
	});

	it('leaves open when a device was last connected where that cannot be asked', async () => {
		client.lastConnectTimes = undefined;
		expect(jsonOf(await run('device', 'getAll', { status: 'offline', searchText: 'db-1' }))).toMatchObject([{ id: ids.database, lastSeen: null }]);
	});

	it.each<[string, object, string[]]>([
		['all, in the order of the server', {}, ['web-1', 'db-1', 'Laptop', 'vpro-1', 'kiosk', 'kiosk']],
		['at most the limit', { limit: 2 }, ['web-1', 'db-1']],
		['M10 those of which the agent is connected', { status: 'online' }, ['web-1', 'Laptop', 'kiosk', 'kiosk']],
		['M10 those that are connected in any way', { status: 'online', countAsOnline: 'any' }, ['web-1', 'Laptop', 'vpro-1', 'kiosk', 'kiosk']],
		['M10 those of which the agent is not connected', { status: 'offline' }, ['db-1', 'vpro-1']],
		['those that are not connected at all', { status: 'offline', countAsOnline: 'any' }, ['db-1']],
		['those of a group', { listBy: 'group', groupId: at('name', 'Branch') }, ['Laptop', 'kiosk']],
		['those of a group that are online and fit', { listBy: 'group', groupId: at('id', ids.lab), status: 'online', searchText: 'debian' }, ['web-1', 'kiosk']],
		['by a part of the host name', { searchText: 'desktop-0' }, ['Laptop']],
		['by a part of the address', { searchText: '2.0.2.3' }, ['db-1']],
		['by a tag', { searchText: 'PRODUCTION' }, ['web-1']],
		['by the limit after the text', { searchText: 'kiosk', limit: 1 }, ['kiosk']],
	])('gives %s', async (_, parameters, names) => {
		expect(namesOf(await run('device', 'getAll', { returnAll: !('limit' in parameters), ...parameters }))).toEqual(names);
	});

	it('asks the server for the group alone', async () => {
		await run('device', 'getAll', { listBy: 'group', groupId: at('id', ids.lab), simplify: false });
		expect(client.asked).toEqual([['devices', ids.lab, 50]]);
	});

	it('asks for no more than are wanted, unless they have to be picked out', async () => {
		await run('device', 'getAll', { limit: 7, simplify: false });
		await run('device', 'getAll', { limit: 7, searchText: 'kiosk', simplify: false });
		await run('device', 'getAll', { returnAll: true, simplify: false });
		expect(client.asked).toEqual([['devices', undefined, 7], ['devices', undefined, undefined], ['devices', undefined, undefined]]);
	});

	it('without Simplify gives what the server answered', async () => {
		expect(jsonOf(await run('device', 'getAll', { limit: 1, simplify: false }))).toEqual([client.record(ids.web)]);
	});
});

describe('Device > Get', () => {
	const details = { network: { netif2: { eth0: [{ mac: '02:00:00:00:00:01', address: '192.0.2.2' }] } }, system: null };

	it('gives the ten fields, without asking for details', async () => {
		expect(jsonOf(await run('device', 'get', { deviceId: at('name', 'web-1') }))).toMatchObject([{ id: ids.web, mac: null }]);
		expect(client.count('details')).toBe(0);
	});

	it('with Include Details gives them beside the ten fields, and the MAC address out of them', async () => {
		client.detailsOf = details;
		const [got] = jsonOf(await run('device', 'get', { deviceId: at('id', ids.web), includeDetails: true }));
		expect(got).toMatchObject({ id: ids.web, mac: '02:00:00:00:00:01', details });
		expect(Object.keys(got!).at(-1)).toBe('details');
	});

	it('without Simplify gives what the server answered, with the details beside it', async () => {
		client.detailsOf = details;
		const got = await run('device', 'get', { deviceId: at('id', ids.web), includeDetails: true, simplify: false });
		expect(jsonOf(got)).toEqual([{ ...client.record(ids.web), details }]);
	});

	it('of an unknown device is an error', async () => {
		expect((await run('device', 'get', { deviceId: at('id', ids.nobody) })).error?.message).toBe('Invalid device id');
	});
});

describe('Device > Get Processes', () => {
	it('gives an item for each, with the device it runs on', async () => {
		const got = jsonOf(await run('device', 'processes', { deviceId: at('id', ids.web) }));
		expect(got).toEqual([
			{ deviceId: ids.web, deviceName: 'web-1', pid: 1, cmd: 'systemd', user: 'root' },
			{ deviceId: ids.web, deviceName: 'web-1', pid: 42, cmd: 'nginx', user: 'www' },
		]);
	});
});

describe('Event > Get Many', () => {
	const event = { action: 'runcommands', time: '2026-11-20T18:31:50.267Z', msg: 'Running commands', userid: 'user//labadmin', username: 'labadmin', cmds: 'echo', cmdType: 3 };
	beforeEach(() => {
		client.eventRecords = [{ ...event, nodeid: ids.laptop }, event];
	});

	it('gives them in short', async () => {
		expect(jsonOf(await run('event', 'getAll', { limit: 1 }))).toEqual([
			{ time: event.time, action: 'runcommands', message: 'Running commands', deviceName: 'Laptop', userName: 'labadmin', deviceId: ids.laptop, userId: 'user//labadmin' },
		]);
	});

	it('names no device where the list cannot be read, and still returns the events', async () => {
		client.before = (method) => {
			if (method === 'allDevices') throw new RefusedError('no', { method: 'GET', path: '/nodes' }, 403);
		};
		expect(jsonOf(await run('event', 'getAll', { limit: 1 }))).toMatchObject([{ message: 'Running commands', deviceName: null, deviceId: ids.laptop }]);
	});

	it.each([
		['null', null, null],
		['0, as of a user group that was deleted', 0, '0'],
		['another number', 42, '42'],
		['a switch', false, 'false'],
		['an object', { a: 1 }, null],
		['nothing', undefined, null],
	])('M2 gives an entry whose message is %s, in short and as it is', async (_, msg, message) => {
		client.eventRecords = [{ action: 'ugrpchange', time: event.time, msg } as never, event];
		expect(jsonOf(await run('event', 'getAll'))).toMatchObject([{ action: 'ugrpchange', message }, { message: 'Running commands' }]);
		expect(jsonOf(await run('event', 'getAll', { simplify: false }))).toEqual(JSON.parse(JSON.stringify(client.eventRecords)));
	});

	it('of one device names it, although its own events do not', async () => {
		const got = await run('event', 'getAll', { eventsOf: 'device', deviceId: at('name', 'web-1') });
		expect(jsonOf(got).map((each) => (each as { deviceId: string }).deviceId)).toEqual([ids.laptop, ids.web]);
	});

	it.each<[string, object, object]>([
		['all', {}, { limit: 50 }],
		['so many', { limit: 7 }, { limit: 7 }],
		['more than can be asked for', { limit: 99_999 }, { limit: 10_000 }],
		['as many as there are', { returnAll: true }, { limit: 10_000 }],
		['one device', { eventsOf: 'device', deviceId: at('id', ids.web) }, { deviceId: ids.web, limit: 50 }],
		['one user', { eventsOf: 'user', userId: ' user//labadmin ' }, { userId: 'user//labadmin', limit: 50 }],
	])('asks for %s', async (_, parameters, filter) => {
		await run('event', 'getAll', parameters);
		expect(client.asked.find(([method]) => method === 'events')).toEqual(['events', filter]);
	});

	it('of an unknown device is an error and no empty list', async () => {
		expect((await run('event', 'getAll', { eventsOf: 'device', deviceId: at('id', ids.nobody) })).error?.message).toBe('Invalid device id');
	});

	it('of what is not a user is refused', async () => {
		const { error } = await run('event', 'getAll', { eventsOf: 'user', userId: 'nobody' });
		expect(error?.message).toBe('MeshCentral has no user with the name "nobody"');
		expect(client.asked.map(([what]) => what)).not.toContain('events');
		expect((await run('event', 'getAll', { eventsOf: 'user', userId: ids.web })).error?.message).toMatch(/is not the ID of a user$/);
	});

	it('without Simplify gives what the server answered', async () => {
		expect(jsonOf(await run('event', 'getAll', { simplify: false }))).toEqual(client.eventRecords);
	});
});

it('User > Get Many gives them in short, with times that the server keeps in seconds', async () => {
	expect(jsonOf(await run('user', 'getAll'))).toEqual([
		{ id: 'user//labadmin', name: 'labadmin', email: 'labadmin@example.test', createdAt: '2026-11-20T18:16:56.000Z', isAdministrator: true, realName: null, emailVerified: false, isLocked: false, lastSignIn: null },
		{ id: 'user//guest', name: 'guest', email: null, createdAt: null, isAdministrator: false, realName: null, emailVerified: false, isLocked: false, lastSignIn: null },
	]);
	expect(jsonOf(await run('user', 'getAll', { simplify: false, limit: 1 }))).toMatchObject([{ _id: 'user//labadmin', siteadmin: 4_294_967_295 }]);
});

it('Server > Get Info gives what the server says of itself', async () => {
	expect(jsonOf(await run('server', 'getInfo'))).toEqual([{ name: 'mesh.example', domain: '', port: 443 }]);
});

it('Server > Check Connection shows who we are, how much is seen and which rights are missing', async () => {
	expect(jsonOf(await run('server', 'checkConnection'))).toEqual([{ product: 'MeshCentral', version: '1.1.55', user: 'user//n8n', devices: 6, missingRights: ['Wake'], missing: null }]);
	const [[, needs]] = client.asked as [[string, unknown[]]];
	expect(needs).toContainEqual({ on: 'device', all: ['Reset and Off'] });
});

describe('Command', () => {
	it('> Get Many lists what may be sent, and why the rest may not', async () => {
		expect(jsonOf(await run('command', 'getAll'))).toEqual([
			{ name: 'usergroups', allowed: true, reason: null, note: 'of the domain', parameters: ['filter'] },
			{ name: 'webrelay', allowed: false, reason: 'it crashes the server', note: null, parameters: [] },
		]);
	});

	it.each<[string, unknown, object[]]>([
		['an object', { result: 'ok' }, [{ result: 'ok' }]],
		['a list of objects', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
		['a list of other things', ['a', { b: 1 }], [{ answer: ['a', { b: 1 }] }]],
		['text', 'ok', [{ answer: 'ok' }]],
		['nothing', null, [{ answer: null }]],
	])('> Send gives %s as items', async (_, answer, items) => {
		client.answer = answer;
		expect(jsonOf(await run('command', 'send', { commandName: ' usergroups ', commandParameters: '{"filter": "x"}' }))).toEqual(items);
		expect(client.written).toEqual([['send', 'usergroups', { filter: 'x' }]]);
	});

	it('> Send with parameters that are no object is refused', async () => {
		const { error } = await run('command', 'send', { commandName: 'usergroups', commandParameters: '[1]' });
		expect(error?.message).toBe("'Parameters' must be a JSON object");
		expect(client.asked).toEqual([]);
	});

	it('> Send repeats the words of a refusal', async () => {
		client.before = () => {
			throw refused('not available here');
		};
		expect((await run('command', 'send', { commandName: 'webrelay' })).error?.message).toBe('not available here');
	});
});
