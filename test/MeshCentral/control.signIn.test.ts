/** Signing in: the socket opens for everybody, and the server says in a frame what it thinks of them. */
import { serverConnection } from '../../nodes/MeshCentral/access';
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { Sessions } from '../../nodes/MeshCentral/control/sessions';
import { BadAnswerError, RefusedError, SecretRejectedError, UnreachableError } from '../../nodes/shared/errors';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { FakeServer, recorded, replayed, welcome } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

interface AuthCase {
	case: string;
	received: Array<{ action: string; cause?: string; msg?: string }>;
}
const cases = (recorded('auth') as unknown as { cases: AuthCase[] }).cases;
const welcomed = cases.filter(({ received }) => received.some(({ action }) => action === 'userinfo'));
const sentAway = cases.filter(({ received }) => received.some(({ action }) => action === 'close'));

const use = (server: FakeServer): ControlClient => {
	jest.mocked(openLink).mockImplementation(server.open);
	return new ControlClient(server.connection, {});
};
const error = async (asked: Promise<unknown>): Promise<RefusedError> => await asked.then(() => { throw new Error('it was not refused'); }, (thrown: RefusedError) => thrown);
afterEach(async () => await sessions.closeAll());

it.each(welcomed)('takes "$case" for a welcome', async ({ received }) => {
	const server = new FakeServer();
	server.greeting = received.map((frame) => (frame.action === 'serverinfo' ? recorded('connect').received[0]! : frame));
	server.answer = (frame) => replayed(frame.action, frame);
	expect(await use(server).devices()).toHaveLength(3);
	expect(await use(server).serverInfo()).toMatchObject({ name: '127.0.0.1', domain: '', port: 18300 });
	expect(server.wires).toHaveLength(1);
});

it.each(sentAway)('takes "$case" for a no, hangs up, and asks nothing', async ({ received }) => {
	const server = new FakeServer();
	server.greeting = received;
	const thrown = await error(use(server).devices());
	expect(thrown).toBeInstanceOf(SecretRejectedError);
	expect(thrown.message).toContain(received[0]!.msg);
	expect([server.sent, server.wire.isOpen]).toEqual([[], false]);
});

const farewells: Array<[cause: string, msg: string, message: string, advice: string]> = [
	['noauth', 'noauth-2d', 'user name and password, or this login token', '~t:'],
	['noauth', 'noauth-2a', 'does not accept this user name and password', 'Check them'],
	['noauth', 'noauth', 'received nothing to sign in with', 'Fill in'],
	['noauth', 'noauth-2c', 'could not read the sign-in', 'both user name and password'],
	['noauth', 'tokenrequired', 'requires a two-factor code', 'login token'],
	['noauth', 'nokey', 'requires a key in its address', 'loginKey'],
	['notools', 'notools', 'may not use tools', 'No Tools'],
	['banned', 'banned-1', 'does not accept connections from this address', 'Wait'],
	['expired', 'expired-1', 'has expired', '~t:'],
	['emailvalidation', 'emailvalidationrequired', 'email address is not confirmed', 'browser'],
	['noauth', 'something-new', 'received nothing to sign in with', 'Fill in'],
	['somethingNew', 'of-a-later-version', 'ended the session', '~t:'],
];

describe('each way to be sent away', () => {
	it.each(farewells)('%s/%s', async (cause, msg, message, advice) => {
		const server = new FakeServer();
		server.greeting = [{ action: 'close', cause, msg }];
		const thrown = await error(use(server).users());
		expect([thrown.message, thrown.advice]).toEqual([expect.stringContaining(message), expect.stringContaining(advice)]);
	});

	it('has a sentence of its own', () => {
		const known = farewells.filter(([, msg]) => msg !== 'something-new').map(([, , message]) => message);
		expect(new Set(known).size).toBe(known.length);
	});

	it.each(['noauth-2a', 'noauth-2d', 'noauth'])("M15 %s of a wrapper is about the wrapper's own account, and not about what was sent", async (msg) => {
		const server = new FakeServer({ through: 'wrapper', headers: {}, secrets: [] });
		server.greeting = [{ action: 'close', cause: 'noauth', msg }];
		const thrown = await error(use(server).users());
		expect(thrown.message).toBe(`MeshCentral does not accept the wrapper's own account (noauth: ${msg})`);
	});

	it("is not the user's to correct through the wrapper, which signs in by itself, and not remembered", async () => {
		const server = new FakeServer({ through: 'wrapper', headers: {}, secrets: [] });
		server.greeting = [{ action: 'close', cause: 'noauth', msg: 'noauth-2d' }];
		const client = use(server);
		const thrown = await error(client.users());
		expect(thrown).not.toBeInstanceOf(SecretRejectedError);
		expect(thrown.advice).toContain('its administrator to check MESH_USER and MESH_PASS');
		await error(client.users());
		expect(server.wires).toHaveLength(2);
	});

	it('says of too many sessions that they are too many, and not that the password is wrong', async () => {
		const server = new FakeServer();
		server.greeting = [{ action: 'stopped', msg: 'Session count exceed' }];
		const thrown = await error(use(server).users());
		expect(thrown).not.toBeInstanceOf(SecretRejectedError);
		expect([thrown.message, thrown.advice]).toEqual([expect.stringContaining('Session count exceed'), expect.stringContaining('MaxUserSessions')]);
	});
});

describe('a secret that was rejected', () => {
	const rejecting = () => {
		const server = new FakeServer();
		server.greeting = [{ action: 'close', cause: 'noauth', msg: 'noauth-2d' }];
		return server;
	};

	it('is sent once for a hundred requests at once, and for a hundred one after the other', async () => {
		const server = rejecting();
		const client = use(server);
		const thrown = await Promise.all(Array.from({ length: 100 }, async () => await error(client.users())));
		for (let count = 0; count < 100; count++) thrown.push(await error(use(server).devices()));
		expect(server.wires).toHaveLength(1);
		expect(thrown.every((each) => each instanceof SecretRejectedError)).toBe(true);
		expect(thrown.at(-1)!.message).toContain('does not accept this user name and password');
		expect(thrown.at(-1)!.outcome).toMatch(/^MeshCentral rejected this sign-in \d+ seconds? ago, so no request was sent \(it blocks an address after several failed sign-ins\)$/);
	});

	it('E1 is asked again after five minutes and not before, however often somebody asks, and works then if it is good', async () => {
		let now = 0;
		const server = rejecting();
		jest.mocked(openLink).mockImplementation(server.open);
		const opened = new Sessions(new SecretMemory(() => now));
		const ask = async () => await opened.get(server.connection, { method: 'nodes', path: 'over wss://mesh.example/control.ashx' });
		for (let minute = 0; minute < 180; minute++, now += 60_000) expect(await error(ask())).toBeInstanceOf(SecretRejectedError);
		expect(server.wires).toHaveLength(180 / 5);
		server.greeting = recorded('connect').received;
		for (let minute = 0; minute < 5; minute++, now += 60_000) await ask().catch(() => {});
		expect((await ask()).server).toMatchObject({ port: 18300 });
		await opened.closeAll();
	});

	it.each([
		[' hunter2', true],
		['hunter2', false],
	])('A8 "%s" as a password: a blank at its end is named (%s), and sent as it was entered', async (password, isNamed) => {
		const connection = serverConnection({ baseUrl: 'https://mesh.example', signInWith: 'password', username: 'ada', password });
		expect(connection.headers['x-meshauth']).toContain(Buffer.from(password).toString('base64'));
		const server = new FakeServer(connection);
		server.greeting = [{ action: 'close', cause: 'noauth', msg: 'noauth-2d' }];
		for (let count = 0; count < 2; count++) {
			expect((await error(use(server).users())).notes).toEqual(isNamed ? ['There is a space before or after the password.'] : []);
		}
	});

	it('is sent anew by the credential test, and forgotten once it is good', async () => {
		const server = rejecting();
		const client = use(server);
		await error(client.users());
		await error(client.authenticate());
		expect(server.wires).toHaveLength(2);
		server.greeting = recorded('connect').received;
		await client.authenticate();
		expect(server.wire.isOpen).toBe(false);
		server.answer = (frame) => replayed(frame.action, frame);
		expect(await client.users()).toHaveLength(1);
	});

	it('is another one once it was changed', async () => {
		const server = rejecting();
		await error(use(server).users());
		const corrected = new FakeServer();
		corrected.answer = (frame) => replayed(frame.action, frame);
		expect(await use(corrected).users()).toHaveLength(1);
	});

	it('is nowhere in the error', async () => {
		const server = rejecting();
		server.connection.url += '?key=k3y';
		const thrown = await error(use(server).users());
		expect(JSON.stringify({ ...thrown, message: thrown.message })).not.toMatch(/secret-\d|k3y/);
	});
});

describe('a server that is none', () => {
	it('is said to be no MeshCentral where it closes without a word', async () => {
		const server = new FakeServer();
		const client = use(server);
		jest.mocked(openLink).mockImplementation(async () => {
			const wire = await server.open();
			server.greeting = [];
			wire.close();
			return wire;
		});
		const thrown = await error(client.users());
		expect(thrown).toBeInstanceOf(BadAnswerError);
		expect([thrown.message, thrown.advice]).toEqual([expect.stringContaining('mesh.example opened a WebSocket and closed it'), expect.stringContaining('domain')]);
	});

	it('is given up after some time where it says nothing, and asked again a few times', async () => {
		jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
		try {
			const server = new FakeServer();
			server.greeting = [];
			const asked = error(use(server).users());
			await jest.advanceTimersByTimeAsync(75_000);
			const thrown = await asked;
			expect(thrown).toBeInstanceOf(UnreachableError);
			expect(thrown).toMatchObject({ arrived: 'no', message: expect.stringContaining('did not answer the sign-in within 15 s') as string });
			expect(server.wires.map(({ isOpen }) => isOpen)).toEqual([false, false, false, false]);
		} finally {
			jest.useRealTimers();
		}
	});

	it('that cannot be reached is tried again where that can help, whatever was asked, and not where it cannot', async () => {
		const asked = { method: 'sign-in', path: 'over wss://mesh.example/control.ashx' };
		const down = new FakeServer();
		down.unreachable = new UnreachableError('mesh.example refused the connection', asked, 'no');
		const creating = error(use(down).createGroup('Lab', ''));
		const wrong = new FakeServer();
		wrong.unreachable = new UnreachableError('The certificate of mesh.example is self-signed', asked, 'no', { repeatable: false });
		expect(await creating).toMatchObject({ message: 'mesh.example refused the connection', outcome: expect.stringContaining('was not sent') as string });
		expect(openLink).toHaveBeenCalledTimes(4);
		await error(use(wrong).createGroup('Lab', ''));
		expect(openLink).toHaveBeenCalledTimes(5);
	});
});

beforeEach(() => jest.mocked(openLink).mockReset());

describe('an account of another domain', () => {
	it.each<[string, domain: string, userId: string, message: string, advice: string]>([
		['of the default one at the address of another', 'customer', 'user//n8n', 'belongs to the default domain, but the address leads to the domain "customer"', "Leave 'Domain' of the credential empty"],
		['of another one at the default address', '', 'user/customer/n8n', 'belongs to the domain "customer", but the address leads to the default domain', 'Enter "customer" as \'Domain\' of the credential'],
	])('M7 %s sees nothing, and is told so before anything is asked', async (_, domain, _id, message, advice) => {
		const server = new FakeServer();
		server.greeting = welcome({ serverinfo: { domain }, userinfo: { _id } });
		const client = use(server);
		for (const ask of [client.authenticate(), client.devices(), client.users()]) {
			const thrown = await error(ask);
			expect([thrown.message, thrown.advice]).toEqual([expect.stringContaining(message), expect.stringContaining(advice)]);
			// It is no rejected secret: that would be kept in mind.
			expect(thrown).not.toBeInstanceOf(SecretRejectedError);
		}
		expect([server.sent, server.wires.some(({ isOpen }) => isOpen)]).toEqual([[], false]);
	});

	it("M7 of a wrapper is for the wrapper's administrator", async () => {
		const server = new FakeServer({ through: 'wrapper', headers: {}, secrets: [] });
		server.greeting = welcome({ serverinfo: { domain: 'customer' } });
		expect((await error(use(server).devices())).advice).toContain('ask its administrator to correct that account');
	});

	it.each([['', 'user//n8n'], ['customer', 'user/customer/n8n'], [undefined, 'user//n8n']])('of this one is not (%p, %p)', async (domain, _id) => {
		const server = new FakeServer();
		server.greeting = welcome({ serverinfo: { domain }, userinfo: { _id } });
		server.answer = (frame) => replayed(frame.action, frame);
		expect(await use(server).users()).toHaveLength(1);
	});

	it('whose name the server does not say is let in', async () => {
		const server = new FakeServer();
		server.greeting = [{ action: 'serverinfo', serverinfo: { name: 'x', domain: '' } }, { action: 'userinfo' }];
		server.answer = (frame) => replayed(frame.action, frame);
		expect(await use(server).users()).toHaveLength(1);
	});
});
