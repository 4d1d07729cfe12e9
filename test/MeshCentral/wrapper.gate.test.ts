/** How many requests a wrapper gets at a time, and which of them twice. */
import { Gate } from '../../nodes/shared/gate';
import { Wrapper } from '../../nodes/MeshCentral/wrapper/wrapper';
import { commands } from '../../nodes/MeshCentral/wrapper/commands';
import { dialect } from '../../nodes/MeshCentral/wrapper/dialect';
import { CancelledError, type UnreachableError } from '../../nodes/shared/errors';
import { Http } from '../../nodes/shared/http/http';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { failureOf } from '../support/http';
import { lab, startWrapped, until, type Wrapped } from './wrapperWorld';

describe('a gate', () => {
	it('lets in as many as there are places, in the order in which they came', async () => {
		const gate = new Gate(2);
		const doors = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
		const begun: number[] = [];
		const tasks = doors.map((door, number) => gate.run(async () => {
			begun.push(number);
			await door.promise;
		}));
		await until(() => begun.length === 2);
		doors[1]!.resolve();
		await until(() => begun.length === 3);
		for (const door of doors) door.resolve();
		await Promise.all(tasks);
		expect(begun).toEqual([0, 1, 2, 3, 4]);
	});

	it('gives the place of a task that failed to the next', async () => {
		const gate = new Gate(1);
		const failing = gate.run(async () => await Promise.reject(new Error('no')));
		const next = gate.run(async () => await Promise.resolve('in'));
		await expect(failing).rejects.toThrow('no');
		await expect(next).resolves.toBe('in');
	});

	it('lets those leave who wait and are cancelled, and nobody else', async () => {
		const gate = new Gate(1);
		const door = Promise.withResolvers<void>();
		const cancel = new AbortController();
		const inside = gate.run(async () => await door.promise, cancel.signal);
		const leaving = gate.run(async () => await Promise.reject(new Error('ran')), cancel.signal);
		const next = gate.run(async () => await Promise.resolve('in'));
		cancel.abort();
		await expect(leaving).rejects.toBeInstanceOf(CancelledError);
		await expect(gate.run(async () => await Promise.resolve(), cancel.signal)).rejects.toBeInstanceOf(CancelledError);
		door.resolve();
		await inside;
		await expect(next).resolves.toBe('in');
	});
});

let wrapped: Wrapped | undefined;
const start = async (options?: Parameters<typeof startWrapped>[0]) => (wrapped = await startWrapped(options));
afterEach(async () => await wrapped?.stop());

const requests = ({ simulator }: Wrapped, path: RegExp) => simulator.requests.filter((request) => path.test(request.path));

it('a wrapper gets at most two requests at a time, of however many clients', async () => {
	const { client, simulator } = await start({ latencyMs: 20 });
	let most = 0;
	const looking = setInterval(() => (most = Math.max(most, simulator.workers.busy)), 1);
	await Promise.all(Array.from({ length: 12 }, async () => await client().device(lab.two)));
	clearInterval(looking);
	expect(most).toBe(2);
});

describe('asked again', () => {
	it.each([
		['a broken connection', 'reset'],
		['a wrapper that restarts', { status: 502, body: '<title>502 Bad Gateway</title>' }],
		['MeshCentral that restarts', { status: 200, body: 'Unable to connect to wss://127.0.0.1/control.ashx\n', headers: { 'content-type': 'application/json' } }],
	] as const)('%s: what reads', async (_, fault) => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /listusers/ }, fault);
		expect(await client().users()).toHaveLength(2);
		expect(requests(wrapped!, /listusers/)).toHaveLength(2);
	});

	it.each([
		['a broken connection', 'reset'],
		['a wrapper that restarts', { status: 502, body: '<title>502 Bad Gateway</title>' }],
		['MeshCentral that restarts', { status: 200, body: 'Unable to connect to wss://127.0.0.1/control.ashx\n', headers: { 'content-type': 'application/json' } }],
	] as const)('%s: never what acts', async (_, fault) => {
		const { client, simulator } = await start();
		const share = { types: ['files'], guestName: 'guest', validFor: 'unlimited' } as const;
		simulator.answerNext({ method: 'POST' }, fault);
		await expect(client().createShare(lab.two, share)).rejects.toMatchObject({ name: expect.stringMatching(/^(Unreachable|Refused)Error$/) });
		expect(requests(wrapped!, /devicesharing/)).toHaveLength(1);
	});

	it('what may be written twice, as a description', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ method: 'POST' }, 'reset');
		await client().updateDevice(lab.two, { desc: 'x' });
		expect(requests(wrapped!, /editdevice/)).toHaveLength(2);
	});

	it('what was not sent at all, by the transport alone', async () => {
		const { simulator } = await start();
		const connection = { baseUrl: `${simulator.url}/api`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '' };
		await simulator.stop();
		const random = jest.fn(() => 1);
		const wrapper = new Wrapper(new Http(connection, dialect, { surroundings: { now: Date.now, random, memory: new SecretMemory() } }));
		await expect(wrapper.ask(commands.listusers)).rejects.toMatchObject({ code: 'ECONNREFUSED', arrived: 'no' });
		// Once for every attempt.
		expect(random).toHaveBeenCalledTimes(4);
	});

	it('never what was met with silence, not even what reads: it holds one of five workers', async () => {
		const { simulator } = await start();
		const connection = { baseUrl: `${simulator.url}/api`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '' };
		const wrapper = new Wrapper(new Http(connection, dialect, { surroundings: { now: Date.now, random: () => 1, memory: new SecretMemory() } }));
		simulator.answerNext({ path: /listusers/ }, 'hang', 9);
		const error = await failureOf<UnreachableError>(wrapper.ask(commands.listusers, {}, { timeoutMs: 100 }));
		expect(error).toMatchObject({ name: 'UnreachableError', repeatable: false });
		expect(error.advice).toMatch(/blocks one of the wrapper's five workers/);
		expect(requests(wrapped!, /listusers/)).toHaveLength(1);
	});

	it('never what a web server gave up on, which goes on behind it', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /listusers/ }, { status: 504, body: '<title>504 Gateway Time-out</title>' }, 9);
		await expect(client().users()).rejects.toMatchObject({ status: 504, advice: expect.stringMatching(/^A command that is never answered blocks/) as string });
		expect(requests(wrapped!, /listusers/)).toHaveLength(1);
	});
});

describe('cancelled', () => {
	it('who reads need not wait for the answer', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /listusers/ }, 'hang');
		const cancel = new AbortController();
		const reading = failureOf(client(cancel.signal).users());
		await until(() => requests(wrapped!, /listusers/).length === 1);
		cancel.abort();
		expect(await reading).toBeInstanceOf(CancelledError);
	});

	it('what acts is left to finish', async () => {
		const { client, simulator } = await start({ latencyMs: 100 });
		const two = await wrapped!.device(lab.two);
		const cancel = new AbortController();
		const acting = client(cancel.signal).message(two, { title: 'x', text: 'x', as: 'toast', seconds: 1 });
		await until(() => requests(wrapped!, /devicetoast/).length === 1);
		cancel.abort();
		await expect(acting).resolves.toMatchObject({ answer: 'ok' });
		expect(simulator.received).toHaveLength(1);
	});
});
