/** Commands on devices through the wrapper: one at a time, once, and never with the output of another. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BadAnswerError, RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { lab, nobody, order, shell, startWrapped, until, type Wrapped } from './wrapperWorld';

let wrapped: Wrapped | undefined;
const start = async (options?: Parameters<typeof startWrapped>[0]) => (wrapped = await startWrapped(options));
afterEach(async () => await wrapped?.stop());

const runs = ({ simulator }: Wrapped) => simulator.arrivals.filter(({ command }) => command === 'runcommand');
const say = (body: string) => ({ status: 200, body, headers: { 'content-type': 'application/json' } });
const recorded = (name: string): string =>
	(JSON.parse(readFileSync(join(__dirname, `../contracts/meshcentral/rest-${name}.json`), 'utf8')) as { response: { body: string } }).response.body;

it('gives output, exit code and duration', async () => {
	const { client, device } = await start({ onCommand: shell(() => ({ output: 'out\nerr\n', exitCode: 3, delayMs: 50 })) });
	const result = await client().run(await device(lab.two), order('x'));
	expect(result).toEqual({ output: 'out\nerr\n', exitCode: 3, timedOut: false, truncated: false, durationMs: expect.any(Number) });
	expect(result.durationMs).toBeGreaterThanOrEqual(45);
});

describe('M1 what is only started', () => {
	it('answers as soon as it has been, and those behind it wait until then', async () => {
		const { client, device, simulator } = await start({ onCommand: shell((script) => ({ output: script, delayMs: 3_000 })) });
		const two = await device(lab.two);
		const started = ['one', 'two', 'three'].map(async (script) => await client().run(two, order(script, { wait: false, timeoutMs: 0 })));
		for (const each of await Promise.all(started)) expect(each).toEqual({ output: null, exitCode: null, timedOut: null, truncated: null, processId: 4711, durationMs: expect.any(Number) });
		expect(await client().run(two, order('waited for'))).toMatchObject({ output: 'waited for' });
		expect(simulator.received.map(({ value }) => value)).toEqual(['one', 'two', 'three', 'waited for']);
	});

	it('as a user of whom nothing is known is handed over, and nobody waits for an answer that may never come', async () => {
		const { client, device, last } = await start();
		expect(await client().run(await device(lab.two), order('x', { runAs: 'user', wait: false, timeoutMs: 0 }))).toMatchObject({ output: null, exitCode: null });
		expect(Object.keys(last('runcommand')!).sort()).toEqual(['id', 'run', 'runasuseronly']);
	});
});

it.each([
	['agent', undefined],
	['userIfAny', 'runasuser'],
	['user', 'runasuseronly'],
] as const)('as %s', async (runAs, flag) => {
	const { client, device, last } = await start();
	await client().run(await device(lab.two), order('x', { runAs, wait: false }));
	expect(Object.keys(last('runcommand')!).filter((name) => name.startsWith('runas'))).toEqual(flag ? [flag] : []);
});

it('each output belongs to its device, however many at once', async () => {
	const { client, device, simulator } = await start({ devices: 12, onCommand: shell((script, { name }) => ({ output: `${name} ${script}`, delayMs: name.length % 3 })) });
	const listed = (await client().devices()).filter(({ conn, osdesc }) => conn && osdesc?.includes('Linux'));
	const orders = Array.from({ length: 40 }, (_, number) => ({ target: listed[number % listed.length]!, text: String(number) }));
	const results = await Promise.all(orders.map(async ({ target, text }) => await client().run(await device(target._id), order(text))));
	expect(listed.length).toBeGreaterThan(2);
	expect(results.map(({ output }) => output)).toEqual(orders.map(({ target, text }) => `${target.name} ${text}`));
	expect(simulator.received.filter(({ what }) => what === 'command')).toHaveLength(40);
});

describe('refused before anything is sent', () => {
	const refused = async (id: string, more: Parameters<typeof order>[1]) => {
		const { client, device } = await start();
		const error = await failureOf<RefusedError>(client().run(await device(id), order('x', more)));
		expect(runs(wrapped!)).toEqual([]);
		return error;
	};

	it('a device that is offline', async () => {
		expect(await refused(lab.three, {})).toMatchObject({ name: 'InputError', message: 'lab-three is offline', advice: expect.stringContaining('Nothing was sent') });
	});

	it("the agent's console", async () => {
		expect(await refused(lab.two, { shell: 'console' })).toMatchObject({ name: 'InputError', advice: expect.stringContaining("'WebSocket'") });
	});

	it('waiting for a command of a user where nobody is signed in, which would never answer', async () => {
		expect(await refused(lab.two, { runAs: 'user' })).toMatchObject({ name: 'InputError', message: expect.stringContaining('nobody who is signed in at lab-two') });
	});
});

describe("the server's no", () => {
	it('went offline meanwhile', async () => {
		const { client, device, simulator } = await start();
		const two = await device(lab.two);
		simulator.world.disconnect(lab.two);
		expect(await failureOf(client().run(two, order('x')))).toMatchObject({ name: 'RefusedError', message: 'Agent not connected', status: 200, advice: expect.stringContaining('offline') });
	});

	it('does not know it any more', async () => {
		const { client, device } = await start();
		const gone = { ...(await device(lab.two)), _id: nobody };
		expect(await failureOf(client().run(gone, order('x')))).toMatchObject({ name: 'RefusedError', message: 'Invalid nodeid', advice: expect.stringContaining('no such device') });
	});

	it('the shell is not there', async () => {
		const { client, device } = await start();
		const two = { ...(await device(lab.two)), agent: { id: 4 } };
		expect(await failureOf(client().run(two, order('x')))).toMatchObject({ name: 'RefusedError', message: 'Invalid command type' });
	});

	it.each([true, false])('MeshCentral is down (waiting for output: %p)', async (wait) => {
		const { client, device, simulator } = await start();
		const two = await device(lab.two);
		simulator.world.down = true;
		expect(await failureOf(client().run(two, order('x', { wait })))).toMatchObject({ name: 'UnreachableError', message: expect.stringContaining('Unable to connect to wss://') });
		expect(runs(wrapped!)).toHaveLength(1);
	});
});

describe('what is not its own output', () => {
	it('of another device, as recorded, is not shown', async () => {
		const { client, device, simulator } = await start();
		const two = await device(lab.two);
		simulator.answerNext({ path: /runcommand/ }, say(recorded('runcommand')));
		const error = await failureOf<BadAnswerError>(client().run(two, order('x')));
		expect(error).toMatchObject({ name: 'BadAnswerError', message: 'Something else arrived instead of the output of this command' });
		expect(error.advice).toMatch(/may have run on lab-two, and was not sent again/);
		expect(JSON.stringify([error.message, error.advice])).not.toMatch(/hello|nobody/);
		expect(simulator.requests.filter(({ path }) => path.endsWith('runcommand'))).toHaveLength(1);
	});

	it('of a command of another process at the same time is not taken', async () => {
		const { client, device, simulator } = await start({ onCommand: shell((script) => ({ output: script, delayMs: script === 'mine' ? 300 : 0 })) });
		const two = await device(lab.two);
		const mine = failureOf(client().run(two, order('mine')));
		await until(() => simulator.received.length === 1);
		const theirs = `echo __b=0\nsh -c "$(printf %s ${Buffer.from('theirs').toString('base64')} | base64 -d)" </dev/null 2>&1\necho "__rc=$?"`;
		await fetch(`${simulator.url}/api/runcommand?id=${encodeURIComponent(lab.one)}&reply=1&run=${encodeURIComponent(theirs)}`, { method: 'POST' });
		expect(await mine).toMatchObject({ name: 'BadAnswerError', message: expect.stringContaining('Something else arrived') });
	});

	it('a word of the server that is not known is shown', async () => {
		const { client, device, simulator } = await start();
		const two = await device(lab.two);
		simulator.answerNext({ path: /runcommand/ }, say('Not allowed on this server.\n'));
		await expect(client().run(two, order('x'))).rejects.toThrow('"Not allowed on this server."');
	});
});

it('M13 an output is cut on the device to what the wrapper passes on, with the exit code', async () => {
	const { client, device } = await start({ devices: 12, onCommand: shell(() => ({ output: 'žluť'.repeat(30_000), exitCode: 3 })) });
	const windows = (await client().devices()).find(({ conn, osdesc }) => conn && osdesc?.includes('Windows'))!;
	for (const target of [await device(lab.two), windows]) {
		const { output, ...told } = await client().run(target, order('x'));
		expect(told).toMatchObject({ exitCode: 3, truncated: true, timedOut: false });
		expect(output).toMatch(/^(žluť)+ž?l?u?$/);
		expect(Buffer.byteLength(output!)).toBeGreaterThan(48_120);
	}
	expect(await client().run(windows, order('x', { outputAtMost: 13 }))).toMatchObject({ output: 'žluťžluť', truncated: true });
});

it('an output that is cut off all the same is said to be, and nothing of it is given', async () => {
	const { client, device, simulator } = await start();
	const two = await device(lab.two);
	const mark = '__b=0123456789ab';
	simulator.answerNext({ path: /runcommand/ }, say(`${mark}\n${'x'.repeat(65_536)}`));
	expect(await failureOf(client().run(two, order('x')))).toMatchObject({ name: 'BadAnswerError' });
});

describe('a command that does not end', () => {
	it('M3 is ended on the device when its time is over, and holds no worker: five of them leave the wrapper free', async () => {
		const { client, device, simulator } = await start({ onCommand: shell((script) => (script === 'hang' ? 'hangs' : { output: script })) });
		const two = await device(lab.two);
		const begun = Date.now();
		const results = await Promise.all(Array.from({ length: 5 }, async () => await client().run(two, order('hang', { timeoutMs: 1_000 }))));
		for (const result of results) expect(result).toMatchObject({ exitCode: 124, timedOut: true, output: '' });
		expect(Date.now() - begun).toBeGreaterThan(4_900);
		expect(simulator.workers.busy).toBe(0);
		expect(runs(wrapped!)).toHaveLength(5);
		expect(await client().run(two, order('free'))).toMatchObject({ output: 'free' });
	}, 20_000);

	it('A5 for the user who is logged in: that nobody may be is said', async () => {
		const { client, device } = await start({ onCommand: shell(() => 'hangs') });
		const two = { ...(await device(lab.two)), users: ['ada'] };
		const error = await failureOf<UnreachableError>(client().run(two, order('x', { timeoutMs: 200, runAs: 'user' })));
		expect(error.advice).toMatch(/It was not sent again\. If nobody is logged in there, choose 'Run As': Agent\. A command that is never answered/);
	});

	it('and is answered 504 by the web server: that it may have run is said', async () => {
		const { client, device } = await start({ gatewayTimeoutMs: 100, onCommand: shell(() => 'hangs') });
		const error = await failureOf<RefusedError>(client().run(await device(lab.two), order('hang')));
		expect(error).toMatchObject({ name: 'RefusedError', status: 504, message: expect.stringContaining('504 Gateway Time-out') });
		expect(error.advice).toMatch(/may still be running.*five workers/);
		expect(runs(wrapped!)).toHaveLength(1);
	});

	it('a broken connection is not answered by sending it again', async () => {
		const { client, device, simulator } = await start();
		const two = await device(lab.two);
		simulator.answerNext({ path: /runcommand/ }, 'reset');
		await expect(client().run(two, order('x'))).rejects.toMatchObject({ name: 'UnreachableError', arrived: 'unknown' });
		expect(simulator.requests.filter(({ path }) => path.endsWith('runcommand'))).toHaveLength(1);
	});
});

it.each([
	['of the same device', lab.one],
	['of another device', lab.two],
])('who cancels while a command %s runs is not kept waiting, and nothing is sent for it', async (_, id) => {
	const { client, device, simulator } = await start({ onCommand: shell((script) => ({ output: script, delayMs: script === 'first' ? 400 : 0 })) });
	const [one, other] = await Promise.all([device(lab.one), device(id)]);
	const cancel = new AbortController();
	let firstEnded = false;
	const first = client().run(one, order('first')).finally(() => (firstEnded = true));
	await until(() => simulator.received.length === 1);
	const waiting = failureOf(client(cancel.signal).run(other, order('second')));
	cancel.abort();
	expect(await waiting).toMatchObject({ name: 'CancelledError' });
	expect(firstEnded).toBe(false);
	expect(await first).toMatchObject({ output: 'first' });
	expect(await client().run(other, order('third'))).toMatchObject({ output: 'third' });
	expect(simulator.received.map(({ value }) => value)).toEqual(['first', 'third']);
});

it('who cancels while it runs gets its outcome all the same', async () => {
	const { client, device, simulator } = await start({ onCommand: shell((script) => ({ output: script, delayMs: 200 })) });
	const cancel = new AbortController();
	const running = client(cancel.signal).run(await device(lab.two), order('mine'));
	await until(() => simulator.received.length === 1);
	cancel.abort();
	expect(await running).toMatchObject({ output: 'mine' });
});

describe('commands that get no answer', () => {
	const silent = { gatewayTimeoutMs: 30 };
	const startSilent = async () => await start({ ...silent, devices: 12, onCommand: shell((script) => (script === 'silent' ? 'unanswered' : { output: script })) });
	const others = async ({ client }: Wrapped) => (await client().devices()).filter(({ conn, osdesc, _id }) => conn && osdesc?.includes('Linux') && _id !== lab.two);
	const outcome = async (running: Promise<unknown>) => await running.then(() => 'answered', (error: Error) => error.message);

	it('M3 are sent to a device twice, and from the third on refused', async () => {
		const world = await startSilent();
		const two = await world.device(lab.two);
		for (let count = 0; count < 2; count++) expect(await outcome(world.client().run(two, order('silent')))).toContain('504');
		const error = await failureOf<Error & { advice: string }>(world.client().run(two, order('x')));
		expect(error).toMatchObject({ name: 'UnreachableError', arrived: 'no', message: '2 commands through this wrapper were never answered, and each blocks one of its five workers: nothing was sent to lab-two' });
		expect(error.advice).toMatch(/another device answers frees them.*'WebSocket' in 'Connect Through'/);
		expect(world.simulator.workers.busy).toBe(2);
		expect(runs(world)).toHaveLength(2);
	});

	it('M3 never hold all five workers, however many devices are silent', async () => {
		const world = await startSilent();
		const all = [await world.device(lab.two), ...(await others(world))];
		const outcomes: string[] = [];
		for (let count = 0; count < 12; count++) outcomes.push(await outcome(world.client().run(all[count % all.length]!, order('silent'))));
		expect(all.length).toBeGreaterThanOrEqual(3);
		expect(world.simulator.workers.busy).toBeLessThanOrEqual(4);
		expect(outcomes.slice(5).every((message) => message.includes('nothing was sent'))).toBe(true);
		expect((await world.client().devices()).length).toBe(12);
	});

	it('M3 are forgotten when a command on another device is answered, which frees their workers', async () => {
		const world = await startSilent();
		const two = await world.device(lab.two);
		const [other] = await others(world);
		for (let count = 0; count < 3; count++) await outcome(world.client().run(two, order('silent')));
		expect(await outcome(world.client().run(other!, order('x')))).toBe('answered');
		await until(() => world.simulator.workers.busy === 0);
		expect(await outcome(world.client().run(two, order('x')))).toBe('answered');
	});
});

it('M16 a device without an agent is sent no command, which would end the server', async () => {
	const { client, device, simulator } = await start();
	const amt = { ...(await device(lab.two)), agent: undefined };
	simulator.world.device(lab.two).node.agent = undefined;
	for (const wait of [true, false]) {
		expect(await failureOf(client().run(amt, order('x', { wait })))).toMatchObject({ name: 'InputError', message: 'lab-two has no MeshCentral agent, and cannot run commands' });
	}
	expect(runs(wrapped!)).toEqual([]);
	expect(simulator.world.down).toBe(false);
});
