/** Anyone who listens to what the server pushes, over the session that all use. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { UnreachableError } from '../../nodes/shared/errors';
import { FakeServer, recorded, replayed } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const MINUTE = 60_000;
let server: FakeServer;
const after = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

/** A listener, how often it rang, and what became of it. */
async function listening(client = new ControlClient(server.connection, {})) {
	const closing = new AbortController();
	const heard = { rings: 0, client, close: () => closing.abort(), outcome: undefined as unknown };
	client.listen(() => void heard.rings++, closing.signal).then(
		() => (heard.outcome = 'over'),
		(error: unknown) => (heard.outcome = error),
	);
	await after(0);
	return heard;
}

beforeEach(() => {
	jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick'] });
	server = new FakeServer();
	server.answer = (frame) => replayed(frame.action, frame);
	jest.mocked(openLink).mockImplementation(server.open);
});
afterEach(async () => {
	await sessions.closeAll();
	jest.useRealTimers();
});

/** The frames that a real server pushed. */
const pushed = (name: string) => (recorded(name).received as Array<{ action: string; event?: { action: string } }>).filter(({ action }) => action === 'event');

it('rings when it is open, and once for each recorded change of devices', async () => {
	const heard = await listening();
	expect(heard.rings).toBe(1);
	for (const name of ['event-nodeconnect-offline', 'event-nodeconnect-online', 'event-addnode', 'event-removenode', 'event-nodemeshchange', 'event-changenode-by-user', 'event-relaylog', 'event-login', 'event-authfail']) {
		const before = heard.rings;
		for (const frame of pushed(name)) server.wire.say(frame);
		await after(0);
		expect([name, heard.rings > before]).toEqual([name, true]);
	}
});

it('passes over what changes all the time and says nothing, and over what is no event', async () => {
	const heard = await listening();
	for (const name of ['event-wssessioncount', 'event-devicesessions-none']) {
		for (const frame of pushed(name).filter(({ event }) => /wssessioncount|devicesessions/.test(event!.action))) server.wire.say(frame);
	}
	for (const frame of [{ action: 'event' }, { action: 'event', event: null }, { action: 'event', event: { action: 7 } }, { action: 'nodeconnect' }, 'no JSON', '[]']) server.wire.say(frame);
	await after(0);
	expect(heard.rings).toBe(1);
});

it('uses the one session, takes no answer away from anybody, and keeps it open', async () => {
	const client = new ControlClient(server.connection, {});
	const [one, two] = [await listening(client), await listening()];
	expect(await client.devices()).toBeInstanceOf(Array);
	await after(20 * MINUTE);
	expect([server.wires.length, server.wire.isOpen, one.outcome, two.outcome]).toEqual([1, true, undefined, undefined]);
	expect(server.wire.pings).toBeGreaterThan(20);
	one.close();
	await after(0);
	for (const frame of pushed('event-nodeconnect-offline')) server.wire.say(frame);
	await after(0);
	expect([one.rings, two.rings > 1, one.outcome]).toEqual([1, true, 'over']);
	two.close();
	await after(4 * MINUTE);
	expect([server.wire.isOpen, jest.getTimerCount()]).toEqual([false, 0]);
});

it('ends with the session, whoever ended it', async () => {
	const heard = await listening();
	server.wire.break();
	await after(0);
	expect(heard.outcome).toBeInstanceOf(UnreachableError);
});

it('ends within a minute where the server is gone without a word', async () => {
	const heard = await listening();
	server.wire.isDeaf = true;
	await after(MINUTE);
	expect(heard.outcome).toBeInstanceOf(UnreachableError);
	expect(server.wire.isOpen).toBe(false);
});

it('says what kept it from being opened', async () => {
	server.unreachable = new UnreachableError('refused', { method: 'sign-in', path: '/' }, 'no', { repeatable: false });
	expect((await listening()).outcome).toMatchObject({ message: 'refused' });
});
