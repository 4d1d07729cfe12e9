/** No command ever runs twice: two n8n processes, which know nothing of each other, and other programs have one agent run commands. */
import { randomBytes } from 'node:crypto';
import type { ControlClient as Client } from '../../nodes/MeshCentral/control/client';
import type { Command, CommandResult } from '../../nodes/MeshCentral/command';
import type { DeviceRecord } from '../../nodes/MeshCentral/schemas';
import { Random } from '../simulators/support/random';
import { FakeServer, type Sent, type Wire } from './controlWire';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

const device: DeviceRecord = { _id: `node//${'x'.repeat(64)}`, name: 'pc', conn: 1, agent: { id: 6 }, meshid: 'mesh//x', groupname: null };
const BUSY = "Run commands can't execute, already busy.";

interface Conditions {
	/** How long a command takes, in ms. */
	takes: () => number;
	/** Whether the agent tells consoles a text: it drops what is more than ten within a second. */
	tells: () => boolean;
	/** From a session to the agent, and back, in ms. */
	latency: () => number;
}

/** One agent behind one server, seen by several sessions; it tells all of them what it tells one. */
class AgentWorld {
	readonly servers: FakeServer[] = [];
	/** How often each command has run, by its text. */
	readonly runs = new Map<string, number>();
	readonly order: string[] = [];
	private isBusy = false;

	constructor(private readonly conditions: Conditions) {}

	/** The server as one process reaches it. */
	server(): FakeServer {
		const server = new FakeServer();
		server.answer = (frame) => {
			if (frame.action === 'runcommands') this.pass(frame);
			return [];
		};
		this.servers.push(server);
		return server;
	}

	/** Another program's command. */
	occupy(ms: number): void {
		this.pass({ action: 'runcommands', cmds: `sleep ${ms}`, responseid: 'theirs', nodeids: [device._id] }, ms);
	}

	/** The server passes a command on, and tells everybody. */
	private pass(frame: Sent, takes?: number): void {
		this.toAll({ action: 'event', event: { action: 'runcommands', nodeid: device._id, cmds: frame.cmds } });
		setTimeout(() => this.take(frame, takes ?? this.conditions.takes()), this.conditions.latency());
	}

	private take(frame: Sent, takes: number): void {
		if (this.isBusy) return this.tell(BUSY);
		this.isBusy = true;
		const text = String(frame.cmds);
		this.runs.set(text, (this.runs.get(text) ?? 0) + 1);
		this.order.push(text);
		const mark = /^echo __b=(\w+)/.exec(text)?.[1];
		if (mark !== undefined) setTimeout(() => this.tell(`__b=${mark}\n`), Math.min(takes, 5));
		setTimeout(() => {
			this.isBusy = false;
			const result = mark === undefined ? '' : `__b=${mark}\n__out=1${mark}\n${Buffer.from(`done__end=${mark}\n`).toString('base64')}\n__out=2${mark} s t0\n`;
			this.toAll({ action: 'msg', type: 'runcommands', result, responseid: frame.responseid, nodeid: device._id });
		}, takes);
	}

	private tell(value: string): void {
		if (this.conditions.tells()) this.toAll({ action: 'msg', type: 'console', value, nodeid: device._id });
	}

	private toAll(frame: object): void {
		const say = (wire: Wire) => wire.isOpen && wire.say(frame);
		setTimeout(() => this.servers.forEach(({ wires }) => wires.forEach(say)), this.conditions.latency());
	}
}

/** A process of n8n of its own: the module with a memory of its own. */
function newProcess(world: AgentWorld): { client: Client; close: () => Promise<void> } {
	const server = world.server();
	let made: { client: Client; close: () => Promise<void> } | undefined;
	jest.isolateModules(() => {
		const { openLink } = jest.requireMock<{ openLink: jest.Mock }>('../../nodes/MeshCentral/control/link');
		openLink.mockImplementation(server.open);
		const { ControlClient } = jest.requireActual<{ ControlClient: typeof Client }>('../../nodes/MeshCentral/control/client');
		const { sessions } = jest.requireActual<{ sessions: { closeAll(): Promise<void> } }>('../../nodes/MeshCentral/control/channel');
		made = { client: new ControlClient(server.connection, {}), close: async () => await sessions.closeAll() };
	});
	return made!;
}

const command = (text: string, timeoutMs: number): Command => ({ text, shell: 'default', runAs: 'agent', wait: true, timeoutMs, outputAtMost: 1_000 });
const nameOf = (text: string) => /^C='echo (\S+)'/m.exec(text)?.[1];

beforeEach(() => jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'nextTick', 'performance'] }));
afterEach(() => jest.useRealTimers());

/** Lets time pass until all is done. */
async function finished<T>(all: Promise<T>): Promise<T> {
	let isDone = false;
	const settled = all.finally(() => (isDone = true));
	settled.catch(() => {});
	while (!isDone) await jest.advanceTimersByTimeAsync(50);
	return await settled;
}

async function runAll(world: AgentWorld, count: number, timeoutMs: number, meanwhile: () => void = () => {}) {
	const processes = [newProcess(world), newProcess(world)];
	const names = Array.from({ length: count }, (_, index) => `${index % 2}-${index}-${randomBytes(2).toString('hex')}`);
	const running = names.map(async (name, index) => await processes[index % 2]!.client.run(device, command(`echo ${name}`, timeoutMs)).catch((error: unknown) => error as Error));
	await jest.advanceTimersByTimeAsync(5);
	meanwhile();
	const results = await finished(Promise.all(running));
	await finished(Promise.all(processes.map(async ({ close }) => await close())));
	const runs = new Map(names.map((name) => [name, 0]));
	for (const [text, times] of world.runs) {
		const name = nameOf(text);
		if (name !== undefined) runs.set(name, (runs.get(name) ?? 0) + times);
	}
	const order = world.order.map(nameOf).filter((name) => name !== undefined);
	return { names, results, runs, order };
}

it('200 commands of two processes for one device run once each, and each process keeps its order', async () => {
	const random = new Random(1);
	const world = new AgentWorld({ takes: () => 1 + random.below(30), tells: () => true, latency: () => random.below(3) });
	const { names, results, runs, order } = await runAll(world, 200, 600_000);
	expect(results.map((result) => (result as CommandResult).output)).toEqual(names.map(() => 'done'));
	expect([...runs.values()].every((times) => times === 1)).toBe(true);
	for (const process of ['0', '1']) expect(order.filter((name) => name.startsWith(process))).toEqual(names.filter((name) => name.startsWith(process)));
}, 60_000);

it('M9 with another program that keeps the device busy now and then, each still runs once', async () => {
	const random = new Random(2);
	const world = new AgentWorld({ takes: () => 1 + random.below(3_000), tells: () => true, latency: () => random.below(20) });
	const { results, runs } = await runAll(world, 30, 600_000, () => [0, 1, 2].forEach((index) => setTimeout(() => world.occupy(4_000), index * 9_000)));
	expect(results.every((result) => !(result instanceof Error))).toBe(true);
	expect([...runs.values()].every((times) => times === 1)).toBe(true);
}, 60_000);

it.each([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])('M9 where the agent drops half of what it says and everything is late, none runs twice, and one that is said not to have run has not (%d)', async (seed) => {
	const random = new Random(seed);
	const world = new AgentWorld({ takes: () => 1 + random.below(5_000), tells: () => random.below(2) === 0, latency: () => random.below(400) });
	const { names, results, runs } = await runAll(world, 24, 20_000, () => [0, 1].forEach((index) => setTimeout(() => world.occupy(2_000), index * 7_000)));
	expect([...runs.values()].filter((times) => times > 1)).toEqual([]);
	names.forEach((name, index) => {
		const result = results[index]!;
		if (!(result instanceof Error)) expect([name, runs.get(name)]).toEqual([name, 1]);
		else if (result.message.includes('busy')) expect([name, runs.get(name)]).toEqual([name, 0]);
	});
}, 60_000);
