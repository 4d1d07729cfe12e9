import { spawnSync } from 'node:child_process';
import { lab } from '../simulators/meshcentral';
import { nobody, startWrapper, type RunningWrapper } from '../support/meshCentral';
import { at, jsonOf } from '../support/netAlertX';

let running: RunningWrapper;
beforeEach(async () => {
	running = await startWrapper();
});
afterEach(async () => await running.stop());

const two = at('id', lab.two);
const idsOf = (ran: Parameters<typeof jsonOf>[0]) => jsonOf(ran).map((item) => (item as { id: string }).id);

describe('devices', () => {
	it('are listed, all and those of a group', async () => {
		expect(idsOf(await running.run('device', 'getAll'))).toEqual([lab.one, lab.two, lab.three]);
		expect(idsOf(await running.run('device', 'getAll', { listBy: 'group', groupId: at('name', 'openframe'), status: 'offline' }))).toEqual([lab.three]);
	});

	it('are read with the report of the server, and the MAC address out of it', async () => {
		const got = await running.run('device', 'get', { deviceId: at('name', 'lab-two'), includeDetails: true });
		const details = { General: { 'Server Name': 'lab-two' } };
		expect(jsonOf(got)).toMatchObject([{ id: lab.two, group: 'OpenFrame', online: true, mac: '02:00:00:00:00:01', details }]);
	});

	it('run a command and give its output and exit code, whatever its characters', async () => {
		// The agent pipes what it gets into a shell; here that is this machine's.
		const shell = await startWrapper({
			onCommand: (_, { text }) => {
				const { stdout, status } = spawnSync('sh', { input: text, encoding: 'utf8' });
				return { output: stdout, exitCode: status ?? 0 };
			},
		});
		const command = `echo "it's" '$HOME' é; echo & wait\nexit 3`;
		const got = await shell.run('device', 'runCommand', { deviceId: two, command });
		expect(jsonOf(got)).toEqual([{ id: lab.two, name: 'lab-two', output: "it's $HOME é\n\n", exitCode: 3, timedOut: false, truncated: false, durationMs: expect.any(Number) }]);
		expect(shell.simulator.dangerousLines).toEqual([]);
		await shell.stop();
	});

	it('are changed, moved, and deleted while they are offline', async () => {
		await running.run('device', 'update', { deviceId: two, updateFields: { name: 'renamed', tags: 'b, a' } });
		expect(running.simulator.world.device(lab.two).node).toMatchObject({ name: 'renamed', tags: ['a', 'b'] });
		const made = await running.run('deviceGroup', 'create', { name: 'Second', description: 'of two' });
		const [{ id: groupId }] = jsonOf(made) as [{ id: string }];
		expect((await running.run('device', 'move', { deviceId: two, groupId: at('id', groupId) })).error).toBeUndefined();
		expect(idsOf(await running.run('device', 'getAll', { listBy: 'group', groupId: at('name', 'Second') }))).toEqual([lab.two]);
		expect(jsonOf(await running.run('device', 'delete', { deviceId: at('id', lab.three) }))).toMatchObject([{ deleted: true, id: lab.three }]);
		expect((await running.run('device', 'delete', { deviceId: at('id', lab.three) })).error?.message).toBe('Invalid device id');
	});

	it.each([
		['power', { powerAction: 'wake' }],
		['runCommand', { command: 'uptime' }],
		['message', { message: 'x' }],
		['update', { updateFields: { name: 'x' } }],
		['delete', {}],
		['waitUntilOnline', {}],
	])('that are unknown are an error of %s, although the server says ok to some of it', async (operation, parameters) => {
		const { error } = await running.run('device', operation, { deviceId: at('id', nobody), ...parameters } as never);
		expect(error?.message).toBe('Invalid device id');
		expect(running.simulator.received).toEqual([]);
	});

	it('get a message and a power action, each once', async () => {
		await running.run('device', 'message', { deviceId: two, message: 'now', title: 'Hey', messageType: 'toast' });
		await running.run('device', 'power', { deviceId: two, powerAction: 'reset' });
		expect(running.simulator.received).toMatchObject([{ nodeid: lab.two, what: 'toast' }, { nodeid: lab.two, what: 'power', value: 'reset' }]);
	});
});

describe('what REST commands cannot do', () => {
	it.each<[string, string, string, object, RegExp]>([
		['processes', 'device', 'processes', { deviceId: two }, /processes/],
		['events of a user', 'event', 'getAll', { eventsOf: 'user', userId: 'user//labadmin' }, /one user/],
		['an apostrophe in a name', 'device', 'update', { deviceId: two, updateFields: { name: "Ada's" } }, /apostrophe/i],
		['an empty description', 'device', 'update', { deviceId: two, updateFields: { description: '' } }, /.+/],
	])('%s is refused with the other way named, and nothing is changed', async (_, resource, operation, parameters, words) => {
		const { error } = await running.run(resource, operation, parameters as never);
		expect(error?.message).toMatch(words);
		expect(error?.description).toContain("'WebSocket' in 'Connect Through'");
		expect(running.simulator.world.device(lab.two).node.name).toBe('lab-two');
	});
});

describe('share links', () => {
	it('are made with the times that the server allowed, listed and deleted', async () => {
		const before = Date.now();
		const got = await running.run('tunnel', 'create', { deviceId: two, type: ['terminal', 'files'], guestName: 'Ada', minutes: 30 });
		const [made] = jsonOf(got) as [{ id: string; expiresAt: string }];
		const link = { types: ['terminal', 'files'], guestName: 'Ada', viewOnly: false, url: expect.stringContaining('/sharing?c=') };
		expect(made).toMatchObject({ deviceId: lab.two, deviceName: 'lab-two', ...link });
		expect(Math.abs(Date.parse(made.expiresAt) - before - 30 * 60_000)).toBeLessThan(5_000);
		expect(jsonOf(await running.run('tunnel', 'getAll', { deviceId: two }))).toEqual([made]);
		const parameters = { deviceId: two, tunnelId: made.id };
		expect(jsonOf(await running.run('tunnel', 'delete', parameters))).toEqual([{ deleted: true, deviceName: 'lab-two', id: made.id, deviceId: lab.two }]);
		expect((await running.run('tunnel', 'delete', parameters)).error?.message).toMatch(/./);
		expect(jsonOf(await running.run('tunnel', 'getAll', { deviceId: two }))).toEqual([]);
	});

	it('last for ever where that is asked for', async () => {
		const got = await running.run('tunnel', 'create', { deviceId: two, type: ['desktop'], validFor: 'unlimited', viewOnly: true });
		expect(jsonOf(got)).toMatchObject([{ startsAt: null, expiresAt: null, viewOnly: true }]);
	});
});

it('M14 share links that open again and again do not look unlimited', async () => {
	const { world } = running.simulator;
	const again = { startTime: Date.UTC(2026, 10, 20, 8), recurring: 1, duration: 30 };
	world.device(lab.two).shares.push({ p: 1, publicid: 'again', userid: world.me._id, guestName: 'g', consent: 0, port: null, url: world.sharingLink(), ...again });
	const [link] = jsonOf(await running.run('tunnel', 'getAll', { deviceId: two }));
	expect(link).toMatchObject({ guestName: 'g', startsAt: '2026-11-20T08:00:00.000Z', expiresAt: null, recurring: 'daily', durationMinutes: 30 });
});

it('M14 a device that is moved to the group in which it is, is there already', async () => {
	const got = await running.run('device', 'move', { deviceId: two, groupId: at('name', 'OpenFrame') });
	expect(jsonOf(got)).toEqual([{ name: 'lab-two', group: 'OpenFrame', id: lab.two, groupId: lab.group, moved: true, wasThere: true }]);
	expect(running.sent()).not.toContain('movetodevicegroup');
});

it('M6 wake that used no device is an error with the words of the server', async () => {
	const { world } = running.simulator;
	for (const [id, { connection }] of world.devices) if (connection) world.disconnect(id);
	const { error } = await running.run('device', 'power', { deviceId: two, powerAction: 'wake' });
	expect(error).toMatchObject({ message: 'Used 0 device(s) to send wake packets', description: expect.stringContaining('so nothing was done') as string });
});

it('Check Connection says who the wrapper signs in as, how many devices it sees, and which rights it lacks', async () => {
	running.simulator.world.limitMe(8 + 131_072);
	const [got] = jsonOf(await running.run('server', 'checkConnection')) as [{ missingRights: string[] }];
	expect(got).toMatchObject({ product: 'MeshCentral', user: 'user//labadmin', devices: 3 });
	expect(got.missingRights).toEqual(expect.arrayContaining(['Chat and Notify', 'Edit Group', 'Reset and Off', 'Wake']));
	expect(got.missingRights).not.toContain('Remote Command');
});

it('groups with devices are kept, and empty ones deleted', async () => {
	const { error } = await running.run('deviceGroup', 'delete', { groupId: at('name', 'OpenFrame') });
	expect(error?.message).toBe('The device group has 3 devices and was not deleted');
	await running.run('deviceGroup', 'create', { name: 'Empty', description: '' });
	expect((await running.run('deviceGroup', 'delete', { groupId: at('name', 'Empty') })).error).toBeUndefined();
	expect(jsonOf(await running.run('deviceGroup', 'getAll'))).toMatchObject([{ name: 'OpenFrame' }]);
});

it('an invite link is an address', async () => {
	const got = await running.run('deviceGroup', 'createInviteLink', { groupId: at('name', 'OpenFrame'), hours: 2 });
	expect(jsonOf(got)).toMatchObject([{ groupId: lab.group, url: expect.stringMatching(/^https:\/\//), expiresAt: expect.any(String) }]);
});

it('the devices that events name are listed once for all items', async () => {
	running.simulator.world.log({ etype: 'node', action: 'changenode', msg: 'Changed device lab-two', nodeid: lab.two });
	const listings = async (items: object[]) => {
		const before = running.sent().length;
		const { error } = await running.run('event', 'getAll', { limit: 2 }, { items });
		expect(error).toBeUndefined();
		return running.sent().slice(before).filter((command) => command === 'listdevices').length;
	};
	const forOne = await listings([{}]);
	expect(forOne).toBeGreaterThan(0);
	expect(await listings([{}, {}, {}])).toBe(forOne);
});

it('events, users, server and commands are read', async () => {
	running.simulator.world.log({ etype: 'node', action: 'changenode', msg: 'Changed device lab-two', nodeid: lab.two });
	expect(jsonOf(await running.run('event', 'getAll', { eventsOf: 'device', deviceId: two, limit: 1 }))).toMatchObject([{ deviceId: lab.two, action: 'changenode' }]);
	expect(jsonOf(await running.run('user', 'getAll'))).toMatchObject([{ name: 'labadmin', isAdministrator: true }, { name: 'twofa', isAdministrator: false }]);
	expect(jsonOf(await running.run('server', 'getInfo'))).toMatchObject([{ name: '127.0.0.1' }]);
	expect(jsonOf(await running.run('command', 'send', { commandName: 'listdevices', commandParameters: '{"count": true}' }))).toHaveLength(1);
	const { error } = await running.run('command', 'send', { commandName: 'webrelay' });
	expect(error?.message).toMatch(/'webrelay' is not available here/);
	expect(error?.description).toContain('listdevices');
});
