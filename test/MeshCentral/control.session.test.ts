/** A session among silence, breaks and frames of others. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { CancelledError, RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { FakeServer, replayed, type Sent, type Wire } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const MINUTE = 60_000;
let server: FakeServer;
const clientWith = (options: ConstructorParameters<typeof ControlClient>[1] = {}) => new ControlClient(server.connection, options);
const asRecorded = (frame: Sent) => replayed(frame.action, frame);
/** Lets everything happen that waits for nothing. */
const settle = async () => await jest.advanceTimersByTimeAsync(0);
const after = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);
/** What became of it, without an unhandled rejection meanwhile. */
const outcome = async (asked: Promise<unknown>): Promise<unknown> => await asked.catch((error: unknown) => error);

beforeEach(() => {
	jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
	server = new FakeServer();
	server.answer = asRecorded;
	jest.mocked(openLink).mockImplementation(server.open);
});
afterEach(async () => {
	await sessions.closeAll();
	jest.useRealTimers();
});

describe('one session', () => {
	it('is shared by all who use the same connection, at once and later, and not by others', async () => {
		const [one, two] = [clientWith(), clientWith()];
		await Promise.all([one.devices(), two.users(), one.lastConnects()]);
		await two.devices();
		expect(server.wires).toHaveLength(1);
		const other = new ControlClient({ ...server.connection, headers: { 'x-meshauth': 'another' } }, {});
		await other.users();
		expect(server.wires).toHaveLength(2);
	});

	it('is closed when nobody used it for three minutes, kept by one use a minute, and opened again', async () => {
		const client = clientWith();
		for (let minute = 0; minute < 10; minute++) {
			await client.users();
			await after(MINUTE);
		}
		expect([server.wires.length, server.wire.isOpen]).toEqual([1, true]);
		await after(3 * MINUTE);
		expect(server.wire.isOpen).toBe(false);
		expect(jest.getTimerCount()).toBe(0);
		await client.users();
		expect(server.wires).toHaveLength(2);
	});

	it('is kept alive by pings while a request takes long', async () => {
		server.answer = () => [];
		const asked = outcome(clientWith().devices());
		await after(110_000);
		expect(server.wire.pings).toBeGreaterThanOrEqual(2);
		expect(server.wire.isOpen).toBe(true);
		await after(10_000);
		expect(await asked).toBeInstanceOf(UnreachableError);
	});

	it('that is gone without a word is noticed within a minute, and what waits in it fails then', async () => {
		const asked = outcome(clientWith().createGroup('Lab', ''));
		server.answer = (_, wire) => ((wire.isDeaf = true), []);
		await after(29_000);
		expect(server.wire.isOpen).toBe(true);
		await after(31_000);
		expect(server.wire.isOpen).toBe(false);
		expect(await asked).toMatchObject({ arrived: 'unknown' });
	});

	it('that breaks under a change, with a server that is gone afterwards, does not say that the change was not sent', async () => {
		const client = clientWith();
		const id = (await client.groups())[0]!._id;
		server.answer = (frame, wire) => {
			if (frame.action !== 'editmesh') return asRecorded(frame);
			server.unreachable = new UnreachableError('mesh.example refused the connection', { method: 'editmesh', path: 'there' }, 'no');
			wire.break();
			return [];
		};
		const asked = outcome(client.updateGroup(id, { desc: 'new' }));
		await after(MINUTE);
		expect(server.sent.filter(({ action }) => action === 'editmesh')).toHaveLength(1);
		expect(await asked).toMatchObject({ message: 'mesh.example refused the connection', arrived: 'unknown', outcome: expect.stringContaining('may have been carried out') as string });
	});

	it('is tried for life by a request that got no answer, so that the next one gets a session that works', async () => {
		const client = clientWith();
		await client.users();
		const [first] = server.wires;
		first!.isDeaf = true;
		const asked = outcome(client.users());
		await after(41_000);
		expect(await asked).toMatchObject({ message: 'mesh.example gave no answer within 30 s', outcome: expect.stringMatching(/got no complete answer$/) as string });
		expect(first!.isOpen).toBe(false);
		expect(await client.users()).toHaveLength(1);
		expect(server.wires).toHaveLength(2);
	});

	it('gives every ping its full time, also one that follows upon another', async () => {
		server.answer = () => [];
		const client = clientWith();
		const [soon, later] = [outcome(client.send('users', {})), outcome(client.run(device(), { text: 'x', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 28_000, outputAtMost: 1 }))];
		await after(31_000);
		expect(await soon).toBeInstanceOf(UnreachableError);
		server.wire.isDeaf = true;
		// Given up, and asked for life, 10 s after its time; the ping of 30 s was answered, and its time ends at 40 s.
		await after(12_000);
		expect(await later).toBeInstanceOf(UnreachableError);
		expect(server.wire.isOpen).toBe(true);
		await after(7_000);
		expect(server.wire.isOpen).toBe(false);
	});

	it('that the server ends in a frame is closed by us, as the server leaves that to us', async () => {
		const client = clientWith();
		server.answer = () => [];
		const asked = outcome(client.createGroup('Lab', ''));
		await settle();
		server.wire.say({ action: 'stopped', msg: 'Administrator forced disconnection' });
		await settle();
		expect(server.wire.isOpen).toBe(false);
		expect(await asked).toMatchObject({ message: 'MeshCentral ended the session (Administrator forced disconnection)' });
	});
});

const device = () => ({ _id: `node//${'x'.repeat(64)}`, name: 'pc', conn: 1, agent: { id: 6 }, meshid: 'mesh//x', groupname: null });

describe('a connection that breaks', () => {
	/** Breaks each of the first connections as soon as a request arrives there. */
	const breaking = (times: number) => {
		server.answer = (frame, wire: Wire) => {
			if (server.wires.indexOf(wire) >= times) return asRecorded(frame);
			wire.break();
			return [];
		};
	};

	it('before a request was sent sends it on a new one, whatever it does', async () => {
		const client = clientWith();
		await client.users();
		server.wire.break();
		await settle();
		expect(await client.createGroup('Second group', 'for moves')).toMatchObject({ id: expect.any(String) as string });
		expect(server.actions).toEqual(['users', 'createmesh']);
	});

	it.each(['users', 'groups', 'lastConnects'] as const)('while %s are read reads them again', async (method) => {
		breaking(2);
		const asked = clientWith()[method]();
		await after(2_000);
		expect(await asked).toBeTruthy();
		expect(server.wires).toHaveLength(3);
	});

	it('is given up after four attempts', async () => {
		breaking(99);
		const asked = outcome(clientWith().users());
		await after(5_000);
		expect(await asked).toMatchObject({ message: 'The connection to mesh.example broke before an answer arrived' });
		expect(server.wires).toHaveLength(4);
	});

	it.each([
		['createGroup', (client: ControlClient) => client.createGroup('Lab', '')],
		['send', (client: ControlClient) => client.send('userbroadcast', { msg: 'hello' })],
		['run', (client: ControlClient) => client.run(device(), { text: 'reboot', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 5_000, outputAtMost: 1_048_576 })],
		['power', (client: ControlClient) => client.power(device(), 'reset')],
		['message', (client: ControlClient) => client.message(device(), { title: 'a', text: 'b', as: 'toast', seconds: 0 })],
	])('after %s was sent never sends it again', async (_, act) => {
		breaking(1);
		const asked = outcome(act(clientWith()));
		await after(30_000);
		expect(await asked).toMatchObject({ arrived: 'unknown', outcome: expect.stringContaining('may have been carried out') as string });
		expect(server.sent).toHaveLength(1);
	});

	it('while devices and groups are deleted deletes nothing twice', async () => {
		const mesh = 'mesh//5hzWS2ug6Q1ZI61DmxtoYMvQnDVpHkt5SCOlr@ZIX380yBL2mBCpHvWTB1JKR5eR';
		const node = 'node//b36v9T3XZTP6TdWhy5EuZHzog4SepUZ13UDRq5XqY89HUBZ$c3Fiu5yUj3s54mMK';
		server.answer = (frame, wire) => (/^(deletemesh|removedevices)$/.test(frame.action) ? (wire.break(), []) : replayed(frame.action === 'nodes' ? 'nodes-one-device' : frame.action, frame));
		const asked = [outcome(clientWith().deleteGroup(mesh)), outcome(clientWith().deleteDevice(node))];
		await after(30_000);
		for (const each of asked) expect(await each).toMatchObject({ arrived: 'unknown' });
		expect(server.actions.filter((action) => action !== 'nodes' && action !== 'meshes').length).toBeLessThanOrEqual(2);
	});

	it('does not fail what comes after it has failed once for good', async () => {
		const client = clientWith();
		const one = 'node//b36v9T3XZTP6TdWhy5EuZHzog4SepUZ13UDRq5XqY89HUBZ$c3Fiu5yUj3s54mMK';
		breaking(99);
		const asked = outcome(client.find(one));
		await after(10_000);
		expect(await asked).toBeInstanceOf(UnreachableError);
		server.answer = (frame) => replayed(frame.action === 'nodes' ? 'nodes-one-device' : frame.action, frame);
		expect(await client.find(one)).toMatchObject({ name: 'lab-two' });
	});
});

describe('answers', () => {
	it.each([
		['no JSON', 'garbage'],
		['a list', []],
		['null', 'null'],
		['no action', { result: 'ok' }],
		["another session's reply", { action: 'users', responseid: 'theirs', users: [] }],
		['an event', { action: 'event', event: { action: 'users', users: [] } }],
		["the server's own ping", { action: 'ping' }],
		['a frame of another action', { action: 'meshes', meshes: [] }],
	])('are not %s', async (_, noise) => {
		server.answer = (frame) => [noise as object, ...asRecorded(frame), noise as object];
		expect(await clientWith().users()).toHaveLength(1);
		expect(server.wires).toHaveLength(1);
	});

	it('that are not what the server answers are an error that says what is wrong with them', async () => {
		server.answer = ({ responseid }) => [{ action: 'nodes', responseid, nodes: { 'mesh//x': [{ _id: 7 }] } }];
		expect(await outcome(clientWith().devices())).toMatchObject({ name: 'BadAnswerError', message: expect.stringContaining('nodes.mesh//x.0._id') as string });
	});

	it('to requests of a kind without an id come one at a time, those about other devices at once', async () => {
		const pending: Sent[] = [];
		server.answer = (frame) => (pending.push(frame), []);
		const client = clientWith();
		const shares = (letter: string) => client.send('deviceShares', { nodeid: `node//${letter.repeat(64)}` });
		const asked = [shares('a'), shares('a'), shares('b'), clientWith().send('users', {}), client.send('users', {})];
		await settle();
		const kinds = () => pending.map(({ action, nodeid }) => `${action} ${String(nodeid ?? '').slice(6, 7)}`).sort();
		expect(kinds()).toEqual(['deviceShares a', 'deviceShares b', 'users ']);
		const reply = (letter: string, ...deviceShares: string[]) => server.wire.say({ action: 'deviceShares', nodeid: `node//${letter.repeat(64)}`, deviceShares });
		reply('b', 'of b');
		reply('a', 'of a');
		server.wire.say({ action: 'users', users: ['first'] });
		await settle();
		expect(kinds()).toEqual(['deviceShares a', 'deviceShares a', 'deviceShares b', 'users ', 'users ']);
		reply('a', 'of a again');
		server.wire.say({ action: 'users', users: ['second'] });
		expect(await Promise.all(asked)).toMatchObject([
			{ deviceShares: ['of a'] },
			{ deviceShares: ['of a again'] },
			{ deviceShares: ['of b'] },
			{ users: ['first'] },
			{ users: ['second'] },
		]);
	});

	it('that come after their time are not taken for those to the next request', async () => {
		const pending: Sent[] = [];
		server.answer = (frame) => (pending.push(frame), []);
		const client = clientWith();
		const first = outcome(client.events({ userId: 'user//a', limit: 5 }));
		const second = outcome(client.events({ userId: 'user//b', limit: 5 }));
		await after(121_000);
		expect(await first).toBeInstanceOf(UnreachableError);
		const events = (of: number, msg: string) => {
			const { action, userid, tag } = pending[of]!;
			server.wire.say({ action, userid, tag, events: [{ action: 'x', time: '2026', msg }] });
		};
		events(0, 'late');
		events(1, 'in time');
		expect(await second).toEqual([expect.objectContaining({ msg: 'in time' })]);
	});

	it("of all events in the place of one user's are a no", async () => {
		server.answer = ({ action, tag }) => [{ action, tag, events: [{ action: 'login', time: '2026', userid: 'user//other' }] }];
		expect(await outcome(clientWith().events({ userId: 'user//a', limit: 5 }))).toBeInstanceOf(RefusedError);
	});
});

describe('a cancelled execution', () => {
	const cancelled = () => {
		const controller = new AbortController();
		return { client: clientWith({ signal: controller.signal }), cancel: () => controller.abort() };
	};

	it('waits for no answer, and leaves the session to others', async () => {
		server.answer = () => [];
		const { client, cancel } = cancelled();
		const asked = outcome(client.devices());
		await settle();
		cancel();
		expect(await asked).toBeInstanceOf(CancelledError);
		expect(server.wire.isOpen).toBe(true);
		expect(await outcome(client.createGroup('Lab', ''))).toBeInstanceOf(CancelledError);
		expect(server.actions).not.toContain('createmesh');
	});

	it('waits for no connection either, which others may be waiting for', async () => {
		const connected = Promise.withResolvers<void>();
		jest.mocked(openLink).mockImplementation(async () => {
			await connected.promise;
			return await server.open();
		});
		const { client, cancel } = cancelled();
		const asked = outcome(client.users());
		const other = clientWith().users();
		cancel();
		expect(await asked).toBeInstanceOf(CancelledError);
		connected.resolve();
		expect(await other).toHaveLength(1);
		expect(server.actions).toEqual(['users']);
	});

	it('leaves a write that is under way to finish', async () => {
		const replies: Array<() => void> = [];
		server.answer = (frame, wire) => (replies.push(() => replayed(frame.action, frame).forEach((each) => wire.say(each))), []);
		const { client, cancel } = cancelled();
		const asked = outcome(client.createGroup('Lab', ''));
		await settle();
		cancel();
		replies.forEach((reply) => reply());
		expect(await asked).toMatchObject({ id: expect.any(String) as string });
	});

	it('never sends what was still waiting for its turn', async () => {
		server.answer = () => [];
		const { client, cancel } = cancelled();
		const command = { text: 'reboot', shell: 'default', runAs: 'agent', wait: true, timeoutMs: 60_000, outputAtMost: 1_048_576 } as const;
		const running = outcome(clientWith().run(device(), command));
		const queued = outcome(client.run(device(), command));
		await settle();
		cancel();
		expect(await queued).toBeInstanceOf(CancelledError);
		await after(76_000);
		await running;
		await settle();
		expect(server.actions).toEqual(['runcommands']);
	});
});
