/** Commands on devices: whose answer is whose, and what is said where none comes. */
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import type { Command, CommandResult } from '../../nodes/MeshCentral/command';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import type { RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { FakeServer, recorded, type Sent } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let server: FakeServer;
let client: ControlClient;
let devices = 0;
/** A device of its own for each test: what is still running on one holds up what comes after it. */
let pc: DeviceRecord;
const deviceNamed = (name: string): DeviceRecord => ({ _id: `node//${`${name}${++devices}`.padEnd(64, 'x')}`, name, conn: 1, agent: { id: 6 }, meshid: 'mesh//x', groupname: null });

beforeEach(() => {
	jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'performance'] });
	server = new FakeServer();
	jest.mocked(openLink).mockImplementation(server.open);
	client = new ControlClient(server.connection, {});
	pc = deviceNamed('pc');
});
afterEach(async () => {
	await jest.advanceTimersByTimeAsync(200_000);
	await sessions.closeAll();
	jest.useRealTimers();
});

const TIMEOUT_MS = 60_000;
/** What a command gets beyond its time, for its end and its output of at most 1 MiB. */
const GRACE_MS = 14_400;
const command = (more: Partial<Command> = {}): Command => ({ text: 'uptime', shell: 'default', runAs: 'agent', wait: true, timeoutMs: TIMEOUT_MS, outputAtMost: 1_048_576, ...more });
const run = async (device = pc, more: Partial<Command> = {}) => await client.run(device, command(more)).catch((error: unknown) => error as RefusedError);
const after = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

const markOf = ({ cmds }: Sent) => /^echo __b=(\w+)/.exec(String(cmds))![1]!;
const deviceOf = ({ nodeids }: Sent) => (nodeids as [string])[0];
/** As a device answers that ran it. */
const reply = (frame: Sent, output: string, told = 's t0') => {
	const mark = markOf(frame);
	const result = `__b=${mark}\n__out=1${mark}\n${Buffer.from(`${output}__end=${mark}\n`).toString('base64')}\n__out=2${mark} ${told}\n`;
	return { action: 'msg', type: 'runcommands', result, responseid: frame.responseid, nodeid: deviceOf(frame) };
};
const begins = (frame: Sent) => ({ action: 'msg', type: 'console', value: `__b=${markOf(frame)}\n`, nodeid: deviceOf(frame) });
const busy = (nodeid: string) => ({ ...recorded('runcommands-busy-reply').received.find(({ type }) => type === 'console')!, nodeid });
const connected = (nodeid: string, conn: number) => ({ action: 'event', event: { ...(recorded('runcommands-agent-gone').received[1]!.event as object), nodeid, conn } });

describe('A5 a command for the user who is logged in', () => {
	it.each<[Command['runAs'], boolean]>([
		['user', true],
		['userIfAny', false],
		['agent', false],
	])('that runs as %s and is not answered: that nobody may be logged in is said (%s)', async (runAs, isSaid) => {
		const asked = run(pc, { runAs });
		await after(TIMEOUT_MS + GRACE_MS + 1);
		expect((await asked as unknown as UnreachableError).advice!.endsWith("If nobody is logged in there, choose 'Run As': Agent.")).toBe(isSaid);
	});
});

describe('the reply', () => {
	it('is told from those of others by its id and its device', async () => {
		const asked = run();
		await after(0);
		const [frame] = server.sent as [Sent];
		server.wire.say({ ...reply(frame, 'of another session\n'), responseid: 'theirs' });
		server.wire.say({ ...reply(frame, 'of another device\n'), nodeid: deviceNamed('other')._id });
		server.wire.say({ ...reply(frame, 'no reply'), type: 'console' });
		server.wire.say(reply(frame, 'up 3 days\n'));
		expect(await asked).toMatchObject({ output: 'up 3 days\n', exitCode: 0 });
	});

	it('to each of many commands for many devices is its own, whatever the order', async () => {
		const all = Array.from({ length: 20 }, (_, index) => deviceNamed(`pc-${index}`));
		const asked = all.map(async (device) => await run(device));
		await after(0);
		expect(server.sent).toHaveLength(20);
		for (const frame of server.sent.toReversed()) server.wire.say(reply(frame, `${String(frame.nodeids)}`));
		const outputs = (await Promise.all(asked)).map((result) => (result as CommandResult).output);
		expect(outputs).toEqual(all.map(({ _id }) => _id));
	});

	it('that is late is not taken for the next one', async () => {
		const first = run(pc, { timeoutMs: 1_000 });
		await after(1_000 + GRACE_MS);
		expect(await first).toMatchObject({ message: 'pc did not answer within 15 s', advice: expect.stringContaining('is stopped there after 1 s') as string, arrived: 'unknown' });
		const second = run();
		await after(0);
		const [late, inTime] = server.sent as [Sent, Sent];
		server.wire.say(reply(late, 'late'));
		server.wire.say(reply(inTime, 'in time'));
		expect(await second).toMatchObject({ output: 'in time' });
	});

	it('says how long it took', async () => {
		server.answer = (frame) => [reply(frame, '')];
		expect(await run()).toEqual({ output: '', exitCode: 0, timedOut: false, truncated: false, durationMs: expect.any(Number) as number });
	});

	it('M3 says that the time was over, and is waited for beyond it', async () => {
		const clock = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(8_000);
		const asked = run(pc, { timeoutMs: 5_000 });
		await after(8_000);
		server.wire.say(reply(server.sent[0]!, 'begin\n', 's t124'));
		const result = await asked;
		clock.mockRestore();
		expect(result).toMatchObject({ output: 'begin\n', exitCode: 124, timedOut: true });
	});
});

describe('a device that is busy', () => {
	const sentAfter = async (ms: number) => (await after(ms), server.sent.length);

	it('M9 is tried again, with nothing that has begun, until it is free', async () => {
		let isBusy = true;
		server.answer = (frame) => [isBusy ? busy(pc._id) : reply(frame, 'mine')];
		const asked = run();
		expect(await sentAfter(10)).toBe(1);
		expect(await sentAfter(1_000)).toBe(2);
		isBusy = false;
		expect(await sentAfter(1_000)).toBe(3);
		expect(await asked).toMatchObject({ output: 'mine', exitCode: 0 });
		expect(new Set(server.sent.map(({ cmds, responseid }) => `${String(cmds)} ${responseid}`)).size).toBe(1);
	});

	it('M9 is said to be so when the time is over, and then nothing has run', async () => {
		server.answer = () => [busy(pc._id)];
		const asked = run(pc, { timeoutMs: 4_500 });
		await after(6_000);
		expect(await asked).toMatchObject({ name: 'RefusedError', message: 'pc is busy with another command', advice: expect.stringContaining('was not run') as string });
		expect(server.sent).toHaveLength(5);
		expect(await sentAfter(60_000)).toBe(5);
	});

	it('M9 has the whole time for a command once it runs it', async () => {
		let isBusy = true;
		server.answer = () => (isBusy ? [busy(pc._id)] : []);
		const asked = run(pc, { timeoutMs: 10_000 });
		await after(8_500);
		isBusy = false;
		await after(1_000);
		const last = server.sent.at(-1)!;
		server.wire.say(begins(last));
		await after(9_900);
		server.wire.say(reply(last, 'done'));
		expect(await asked).toMatchObject({ output: 'done' });
	});

	it.each<[string, (frame: Sent) => object[]]>([
		['it had begun before', (frame) => [begins(frame), busy(pc._id)]],
		['it begins after', (frame) => [busy(pc._id), begins(frame)]],
		['the word is about another device', () => [busy(deviceNamed('other')._id)]],
	])('M9 is not tried again where the word was for another session: %s', async (_, answers) => {
		server.answer = answers;
		const asked = run();
		expect(await sentAfter(59_000)).toBe(1);
		server.wire.say(reply(server.sent[0]!, 'mine'));
		expect(await asked).toMatchObject({ output: 'mine' });
	});

	describe('and another session sends a command at the same time', () => {
		const sentBy = (cmds: string, nodeid = pc._id) => ({ action: 'event', event: { action: 'runcommands', nodeid, cmds } });
		const both = (cmds: string) => (frame: Sent) => [sentBy(String(frame.cmds)), sentBy(cmds), busy(pc._id)];
		const theirMark = 'abcdefabcdef';
		const said = (value: string) => ({ action: 'msg', type: 'console', value, nodeid: pc._id });
		const answered = (result: string) => ({ action: 'msg', type: 'runcommands', responseid: 'theirs', result, nodeid: pc._id });

		it('M9 is not tried again, since the word may be about that one, until ours is answered', async () => {
			server.answer = both('sleep 5');
			const asked = run();
			expect(await sentAfter(50_000)).toBe(1);
			server.wire.say(reply(server.sent[0]!, 'mine'));
			expect(await asked).toMatchObject({ output: 'mine' });
		});

		it.each([
			['has begun', `echo __b=${theirMark}\nsh`, () => said(`__b=${theirMark}\n`)],
			['is answered', `echo __b=${theirMark}\nsh`, () => answered(`__b=${theirMark}\n__out=1`)],
			['of another program is answered', 'sleep 5', () => answered('done\n')],
			['was refused as well', 'sleep 5', () => said("Run commands can't execute, already busy.")],
		])('M9 is tried again once that one %s, since the word was about ours then', async (_, cmds, proof) => {
			server.answer = both(cmds);
			const asked = run();
			expect(await sentAfter(10_000)).toBe(1);
			server.answer = (frame) => [reply(frame, 'mine')];
			server.wire.say(proof());
			expect(await sentAfter(1_000)).toBe(2);
			expect(await asked).toMatchObject({ output: 'mine' });
		});

		it('M9 is tried again where that was for another device, or has begun before', async () => {
			await client.serverInfo();
			server.wire.say(sentBy(`echo __b=${theirMark}`));
			server.wire.say(said(`__b=${theirMark}\n`));
			server.wire.say(sentBy('sleep 5', 'node//other'));
			await after(0);
			server.answer = (frame) => [sentBy(String(frame.cmds)), busy(pc._id)];
			const asked = run(pc, { timeoutMs: 1_500 });
			expect(await sentAfter(1_010)).toBe(2);
			await after(2_000);
			expect(await asked).toMatchObject({ message: 'pc is busy with another command' });
		});

		it('M9 what a word is missing for is forgotten after a minute', async () => {
			await client.serverInfo();
			server.wire.say(sentBy('sleep 5'));
			await after(61_000);
			server.answer = (frame) => [sentBy(String(frame.cmds)), busy(pc._id)];
			const asked = run(pc, { timeoutMs: 100_000 });
			await after(5_000);
			expect(server.sent.length).toBeGreaterThan(1);
			server.answer = (frame) => [reply(frame, 'mine')];
			await after(2_000);
			expect(await asked).toMatchObject({ output: 'mine' });
		});
	});

	it('M9 that has run it all the same, without saying so, is believed its answer, however late', async () => {
		server.answer = () => [busy(pc._id)];
		const asked = run();
		await after(1_500);
		expect(server.sent).toHaveLength(2);
		server.wire.say(reply(server.sent[0]!, 'mine'));
		expect(await asked).toMatchObject({ output: 'mine' });
		expect(await sentAfter(60_000)).toBe(2);
	});

	it('M9 that begins late is not tried once more', async () => {
		server.answer = () => [busy(pc._id)];
		const asked = run();
		await after(1_500);
		server.wire.say(begins(server.sent[0]!));
		expect(await sentAfter(30_000)).toBe(2);
		server.wire.say(reply(server.sent[0]!, 'mine'));
		expect(await asked).toMatchObject({ output: 'mine' });
	});

	it('M9 lets whoever cancels go, and is sent nothing more', async () => {
		server.answer = () => [busy(pc._id)];
		const cancel = new AbortController();
		const asked = new ControlClient(server.connection, { signal: cancel.signal }).run(pc, command()).catch((error: unknown) => error as Error);
		await after(1_500);
		cancel.abort();
		await after(1_500);
		expect(await asked).toMatchObject({ name: 'CancelledError' });
		expect(server.sent).toHaveLength(2);
	});
});

describe('a device that goes away', () => {
	it('M9 in the middle of a command is not waited for', async () => {
		const asked = run();
		await after(20);
		server.wire.say(begins(server.sent[0]!));
		server.wire.say(connected(pc._id, 0));
		await after(0);
		const error = (await asked) as RefusedError;
		expect(error).toMatchObject({ name: 'UnreachableError', message: 'pc went offline while the command was running', arrived: 'unknown' });
		expect(error.advice).toMatch(/may have run; if it is running, it is stopped there after 60 s. It was not sent again/);
		await after(60_000);
		expect(server.sent).toHaveLength(1);
	});

	it('M9 is not taken for another one, nor for one that comes', async () => {
		const asked = run();
		await after(0);
		server.wire.say(connected(deviceNamed('other')._id, 0));
		server.wire.say(connected(pc._id, 1));
		server.wire.say(connected(pc._id, 17));
		await after(0);
		server.wire.say(reply(server.sent[0]!, 'mine'));
		expect(await asked).toMatchObject({ output: 'mine' });
	});

	it('M9 while its console answers is said to have gone', async () => {
		const asked = run(pc, { shell: 'console', text: 'info' });
		await after(0);
		server.wire.say({ action: 'runcommands', responseid: server.sent[0]!.responseid, result: 'OK' });
		server.wire.say(connected(pc._id, 0));
		await after(0);
		expect(await asked).toMatchObject({ message: 'pc went offline while the command was running' });
	});
});

describe('one command at a time for each device', () => {
	it('also from another credential and another session', async () => {
		const otherServer = new FakeServer();
		const other = new ControlClient(otherServer.connection, {});
		jest.mocked(openLink).mockImplementation(async (connection) => await (connection === otherServer.connection ? otherServer : server).open());
		const first = run();
		const second = other.run(pc, command());
		const elsewhere = other.run(deviceNamed('elsewhere'), command()).catch(() => undefined);
		await after(0);
		expect([server.sent.length, otherServer.sent.length]).toEqual([1, 1]);
		server.wire.say(reply(server.sent[0]!, 'one'));
		await first;
		await after(0);
		const [, next] = otherServer.sent as [Sent, Sent];
		otherServer.wire.say(reply(next, 'two'));
		expect(await second).toMatchObject({ output: 'two' });
		await after(TIMEOUT_MS + GRACE_MS);
		await elsewhere;
	});

	it('and the time that a command waits for its turn is not taken from its own', async () => {
		const first = run();
		const second = run();
		await after(TIMEOUT_MS - 1);
		server.wire.say(reply(server.sent[0]!, 'one'));
		await first;
		await after(TIMEOUT_MS - 1);
		server.wire.say(reply(server.sent[1]!, 'two'));
		expect(await second).toMatchObject({ output: 'two' });
	});

	it('and one that fails does not hold up the next', async () => {
		server.answer = ({ responseid }) => [{ action: 'runcommands', responseid, result: 'Agent not connected' }];
		expect(await Promise.all([run(), run()])).toMatchObject([{ message: 'Agent not connected' }, { message: 'Agent not connected' }]);
		expect(server.sent).toHaveLength(2);
	});
});

it.each([
	['agent', 0],
	['userIfAny', 1],
	['user', 2],
] as const)('runs as %s by number %d', async (runAs, runAsUser) => {
	server.answer = (frame) => [reply(frame, '')];
	await run(pc, { runAs });
	expect(server.sent[0]).toMatchObject({ runAsUser, reply: true });
});

it('that takes long keeps its session, however long nothing else is asked', async () => {
	const asked = run(pc, { timeoutMs: 20 * 60_000 });
	await after(15 * 60_000);
	expect([server.wires.length, server.wire.isOpen]).toEqual([1, true]);
	server.wire.say(reply(server.sent[0]!, 'done'));
	expect(await asked).toMatchObject({ output: 'done' });
});

describe('M1 a command that is only started', () => {
	const started = (frame: Sent) => ({ ...reply(frame, ''), result: `__b=${markOf(frame)}\n__out=2${markOf(frame)} s4711\n` });
	const start = async () => await run(pc, { wait: false, timeoutMs: 0 });

	it('is waited for until it has been', async () => {
		server.answer = (frame) => [started(frame)];
		expect(await start()).toEqual({ output: null, exitCode: null, timedOut: null, truncated: null, processId: 4711, durationMs: expect.any(Number) as number });
		expect(server.sent[0]).toMatchObject({ reply: true });
	});

	it('keeps the next one for the device waiting until then', async () => {
		const all = [start(), start(), start(), run()];
		await after(100);
		expect(server.sent).toHaveLength(1);
		server.answer = (frame) => [frame === server.sent[3] ? reply(frame, 'waited for') : started(frame)];
		server.wire.say(started(server.sent[0]!));
		await after(0);
		expect(server.sent).toHaveLength(4);
		expect(await Promise.all(all)).toMatchObject([{ processId: 4711 }, { processId: 4711 }, { processId: 4711 }, { output: 'waited for' }]);
	});

	it('is tried again for half a minute on a device that is busy', async () => {
		server.answer = () => [busy(pc._id)];
		const asked = start();
		await after(31_000);
		expect(await asked).toMatchObject({ message: 'pc is busy with another command' });
	});
});

describe("the agent's console", () => {
	const line = (value: string) => ({ action: 'msg', type: 'console', value, nodeid: pc._id });
	const inConsole = async (more: Partial<Command> = {}) => await run(pc, { shell: 'console', text: 'info', ...more });
	const accept = () => server.wire.say({ action: 'runcommands', responseid: server.sent[0]!.responseid, result: 'OK' });

	it('has answered when it says nothing more, and what others said before is not its answer', async () => {
		const asked = inConsole();
		await after(0);
		server.wire.say(line('of another session'));
		accept();
		server.wire.say(line('first'));
		await after(200);
		server.wire.say(line('second'));
		await after(301);
		expect(await asked).toMatchObject({ output: 'first\nsecond', exitCode: null });
		expect(server.sent[0]).toMatchObject({ type: 4, cmds: 'info' });
	});

	it('that answers nothing is an error that says so', async () => {
		const asked = inConsole();
		await after(0);
		accept();
		await after(TIMEOUT_MS);
		expect(await asked).toMatchObject({ message: 'pc accepted the console command but returned no output', advice: expect.stringContaining('more than ten texts within a second') as string });
		expect(server.sent).toHaveLength(1);
	});

	describe('of which the agent drops what is more than ten texts within a second', () => {
		const answers = () => {
			server.answer = (frame) => (frame.reply ? [reply(frame, '')] : [{ action: 'runcommands', responseid: frame.responseid, result: 'OK' }, ...(frame.type === 4 ? [line('told')] : [])]);
		};
		const sentAfter = async (ms: number) => (await after(ms), server.sent.length);

		it.each<[string, Partial<Command>]>([
			['has run', {}],
			['was started', { wait: false, timeoutMs: 0 }],
			['ran in the console and was not listened to', { shell: 'console', wait: false }],
		])('is asked a second after a command %s', async (_, before) => {
			answers();
			await run(pc, before);
			const asked = inConsole();
			expect(await sentAfter(1_000)).toBe(1);
			expect(await sentAfter(100)).toBe(2);
			await after(301);
			expect(await asked).toMatchObject({ output: 'told' });
		});

		it('is asked at once where that is longer ago, of another device, or nothing but an answer in the console', async () => {
			answers();
			await run(pc, {});
			await run(deviceNamed('other'), {});
			await after(1_100);
			for (let count = 3; count < 6; count++) {
				const asked = inConsole();
				expect(await sentAfter(0)).toBe(count);
				await after(301);
				await asked;
			}
		});

		it('is not waited for by whoever does not listen', async () => {
			answers();
			await run(pc, {});
			const asked = inConsole({ wait: false });
			expect(await sentAfter(0)).toBe(2);
			expect(await asked).toMatchObject({ output: null });
		});
	});

	it('need not be waited for, and then without regard to how long an answer would take', async () => {
		const asked = inConsole({ wait: false, timeoutMs: 0, outputAtMost: 1_048_576 });
		await after(100);
		accept();
		expect(await asked).toMatchObject({ output: null, exitCode: null });
	});

	it('that refuses is heard to refuse, whatever others say before', async () => {
		const asked = inConsole({ wait: false, timeoutMs: 0, outputAtMost: 1_048_576 });
		await after(0);
		server.wire.say(line('of another session'));
		await after(0);
		server.wire.say({ action: 'runcommands', responseid: server.sent[0]!.responseid, result: 'Agent not connected' });
		expect(await asked).toMatchObject({ message: 'Agent not connected' });
	});

	it.each([
		['refused', () => server.wire.say({ action: 'runcommands', responseid: server.sent[0]!.responseid, result: 'Access denied' }), 'Access denied'],
		['broken off', () => (accept(), server.wire.break()), 'The connection to mesh.example broke before an answer arrived'],
	])('%s is said as it is', async (_, happen, message) => {
		const asked = inConsole();
		await after(0);
		happen();
		expect(await asked).toMatchObject({ message });
	});

	it('leaves nothing waiting behind', async () => {
		const asked = inConsole();
		await after(0);
		accept();
		server.wire.say(line('all'));
		await after(301);
		await asked;
		await after(4 * 60_000);
		expect(server.wire.isOpen).toBe(false);
		expect(jest.getTimerCount()).toBe(0);
	});
});
