import type { IDataObject, INodeExecutionData, INodeType, IPollFunctions } from 'n8n-workflow';
import { Poller, type Saving } from '../../support/poller';
import type { AnyWorld, Deed } from './world';
import type { Watch } from '../../../nodes/shared/watch/watch';

/** What happens to n8n, or of one poll. */
export const turns = [
	'poll',
	/** The server gives so many answers as the step says, and then none. */
	'failing poll',
	'two polls at once',
	/** The list leaves a device out, which is there, and has it again at the next poll. */
	'a list with a gap',
	'lists with everything twice',
	'test run in the editor',
	'published again',
	/** While no execution runs. */
	'killed',
	'killed, and the server away at the start',
	/** Another process of n8n takes over, from what is on disk; the one before stays, and may take over again. */
	'another leader',
	/** A poll tells, and nothing of it reaches the disk. */
	'killed while telling',
	/** As by a Code node that writes static data; n8n is restarted after it. */
	'an old state put back',
	'the state lost',
] as const;
export type Turn = (typeof turns)[number];

/** Some things happen, then time passes, and then it is n8n's turn. */
export interface Step {
	deeds: Deed[];
	minutes: number;
	/** Minutes by which the server's clock is wrong from now on; as it was by default. */
	serverWrongBy?: number;
	/** The same of n8n's. */
	n8nWrongBy?: number;
	turn: Turn;
	answers: number;
}

/** The whole of a trigger's poll, as one process of n8n has it. */
export type Poll = (context: IPollFunctions, watch: Watch<never>) => Promise<INodeExecutionData[][] | null>;

export interface LifeOptions {
	parameters?: IDataObject;
	/** The most that one poll may tell. What is over comes later: then it is not compared poll by poll. */
	most?: number;
}

/** More of them than anything is left to tell after the longest history. */
const MOST_POLLS = 200;

let count = 0;

/** A trigger in an n8n that lives through a history, and after every poll the question whether it told what it had to. */
export class Life {
	/** Ids by what they told. */
	readonly lines = new Map<string, string>();
	/** Everything that was reported, in order. */
	readonly ids: string[] = [];
	private readonly idsOf = new Map<string, string>();
	private readonly poller: Poller;
	/** The events that the trigger reports. */
	private readonly chosen: string[];
	private readonly unused: Poll[];
	private running: Poll | undefined;
	/** The process that led before the one that does now. */
	private idle: Poll | undefined;
	private takesOver = false;
	/** The look that the state in memory was made of; undefined where there is none. */
	private base: unknown;
	/** By what n8n has on disk: the look that it was made of. */
	private readonly looks = new Map<string, unknown>();
	private readonly states: IDataObject[] = [];
	private n8nWrongBy = 0;

	/** @param processes n8n's, in the order in which they are started: each has a memory of its own */
	constructor(
		private readonly world: AnyWorld,
		private readonly saving: Saving,
		processes: readonly Poll[],
		private readonly more: LifeOptions = {},
	) {
		this.unused = [...processes];
		const parameters = { ...world.parameters, ...this.more.parameters };
		this.chosen = parameters.triggerOn as string[];
		this.poller = new Poller({
			load: async () => await Promise.resolve(typeWith(world.node, this.process(), world.watch())),
			parameters: parameters as never,
			credentials: world.credentials,
			saving,
			workflowId: `w${++count}`,
		});
	}

	/** The process of n8n that runs the trigger from now on. */
	private process(): Poll {
		const next = (this.takesOver && this.idle) || this.unused.shift()!;
		if (this.takesOver) this.idle = this.running;
		this.running = next;
		return next;
	}

	/** n8n's clock continues with that of everybody else, but for what it is wrong by. */
	private isNow(): void {
		jest.setSystemTime(this.world.clock.right + this.n8nWrongBy);
	}

	/** What was reported so far, an entry for each event. */
	get told(): string[] {
		return this.ids.map((id) => this.lines.get(id)!);
	}

	async begins(): Promise<void> {
		await this.polled(async () => await this.poller.activate());
	}

	async lives({ deeds, minutes, serverWrongBy, n8nWrongBy, turn, answers }: Step): Promise<void> {
		const { world, poller } = this;
		// Of a device that is left out, no more of the log is kept than of the last hour.
		if (turn === 'a list with a gap') await this.polled(async () => await poller.poll());
		if (serverWrongBy !== undefined) await this.serverIsSet(serverWrongBy);
		for (const each of deeds) world.happen(...each);
		world.clock.passes(minutes);
		if (n8nWrongBy !== undefined) this.n8nWrongBy = n8nWrongBy * 60_000;
		this.isNow();
		switch (turn) {
			case 'poll':
				return await this.polled(async () => await poller.poll());
			case 'failing poll':
				return await this.fails(answers);
			case 'two polls at once':
				return await this.polled(async () => (await Promise.all([poller.poll(), poller.poll()])).flatMap((items) => items ?? []));
			case 'a list with a gap':
				return await this.misses(answers);
			case 'lists with everything twice':
				world.repeats = true;
				await this.polled(async () => await poller.poll());
				world.repeats = false;
				return;
			case 'test run in the editor':
				return await this.isTried();
			case 'published again':
				return await this.polled(async () => await poller.activate('update'));
			case 'killed':
				return await this.restarts();
			case 'killed, and the server away at the start':
				return await this.restarts({ isAway: true });
			case 'another leader':
				return await this.changesLeader();
			case 'killed while telling':
				return await this.isKilledWhileTelling();
			case 'an old state put back':
				poller.saved = this.states[answers % Math.max(1, this.states.length)];
				return await this.restarts();
			case 'the state lost':
				poller.saved = undefined;
				return await this.restarts();
		}
	}

	/** Polls until there is nothing left to tell. */
	async settles(): Promise<void> {
		for (let before = -1, polls = 0; before < this.ids.length; polls++) {
			expect(polls).toBeLessThan(MOST_POLLS);
			before = this.ids.length;
			await this.polled(async () => await this.poller.poll());
		}
	}

	/** What happened in the very moment in which a clock is set, nobody can put in order: all of it is reported before. */
	private async serverIsSet(wrongByMinutes: number): Promise<void> {
		await this.polled(async () => await this.poller.poll());
		this.world.clock.isSet(wrongByMinutes);
	}

	private async polled(poll: () => Promise<INodeExecutionData[] | null>): Promise<void> {
		this.isNow();
		const items = await poll();
		this.hasTold(this.read(items));
	}

	/** Compares what was reported since the last look with what there was to report. */
	private hasTold(lines: readonly string[]): void {
		const now = this.world.look();
		const expected = this.base === undefined ? [] : this.world.toTell(this.base, now).filter((line) => this.chosen.includes(line.split(' ')[0]!));
		if (this.more.most === undefined) expect([...lines].sort()).toEqual(expected);
		this.base = now;
		this.looksAtDisk();
	}

	/** What a poll told, each in a line. */
	private read(items: INodeExecutionData[] | null): string[] {
		const told = (items ?? []).map(({ json }) => ({ id: String(json.eventId), line: this.world.line(json) }));
		expect(told.length).toBeLessThanOrEqual(this.more.most ?? Infinity);
		areInOrder(items ?? []);
		for (const { id, line } of told) {
			// An id never means two things, and what the server proves never has two.
			expect(this.lines.get(id) ?? line).toBe(line);
			if (this.world.isProved(line)) expect(this.idsOf.get(line) ?? id).toBe(id);
			this.lines.set(id, line);
			this.idsOf.set(line, id);
			this.ids.push(id);
		}
		return told.map(({ line }) => line);
	}

	private looksAtDisk(): void {
		const { saved } = this.poller;
		const key = JSON.stringify(saved);
		if (saved === undefined || this.looks.has(key)) return;
		this.looks.set(key, this.base);
		this.states.push(structuredClone(saved));
	}

	/** The server answers some requests and no more: whatever of it was seen, nothing is reported, kept or written. */
	private async fails(answers: number): Promise<void> {
		const { world, poller } = this;
		world.answersLeft = answers % 2;
		const kept = () => JSON.stringify([poller.saved, this.saving === 'default' && poller.state]);
		const before = kept();
		await expect(poller.poll()).rejects.toThrow('the server is away');
		world.answersLeft = Infinity;
		expect(kept()).toBe(before);
	}

	/** Nothing is concluded of a device that the server still has; what happened to it is reported by the next poll. */
	private async misses(whom: number): Promise<void> {
		const { world, poller } = this;
		const ids = this.base === undefined ? [] : world.listedIds().filter((id) => !this.isNewAndLikeAnother(id));
		if (ids.length === 0) return await this.polled(async () => await poller.poll());
		world.leftOut = ids[whom % ids.length];
		const told = this.read(await poller.poll());
		expect(told.filter((line) => line.split(' ')[1] === world.leftOut)).toEqual([]);
		world.leftOut = undefined;
		this.hasTold([...told, ...this.read(await poller.poll())]);
	}

	/**
	 * Where rights say what is listed, a device that is left out of the first list that could have it is like one that comes in sight later:
	 * nobody can tell them apart.
	 */
	private isNewAndLikeAnother(id: string): boolean {
		const { world, base } = this;
		return world.watch().seesByRights === true && world.toTell(base, world.look()).includes(`deviceAdded ${id}`);
	}

	private async isTried(): Promise<void> {
		const disk = JSON.stringify(this.poller.saved);
		await this.poller.manual().catch((error: Error) => expect(error.message).toMatch(/No device matches/));
		expect(JSON.stringify(this.poller.saved)).toBe(disk);
	}

	/** What is only in memory is gone. In n8n's default mode and with its scheduler, the start polls. */
	private async restarts({ isAway = false } = {}): Promise<void> {
		const { world, poller } = this;
		this.base = this.looks.get(JSON.stringify(poller.saved));
		if (this.saving === 'durable') return void (await poller.restart());
		if (!isAway) return await this.polled(async () => await poller.restart());
		world.answersLeft = 0;
		expect(await poller.restart()).toBeNull();
		world.answersLeft = Infinity;
		// That something was repeated is noted on disk, and no look.
		this.looksAtDisk();
	}

	/** As after a kill, what is only in memory is of no use to any process. */
	private async changesLeader(): Promise<void> {
		// Where there is nothing on disk, a process that led before goes on from what it remembers.
		if (this.poller.saved === undefined) await this.polled(async () => await this.poller.poll());
		this.takesOver = true;
		this.base = this.looks.get(JSON.stringify(this.poller.saved));
		const takesOver = async () => await this.poller.restart('leadershipChange');
		await (this.saving === 'durable' ? takesOver() : this.polled(takesOver));
		this.takesOver = false;
	}

	/** Nothing happens between the two polls: what the second tells is what the first one told, with the same ids. */
	private async isKilledWhileTelling(): Promise<void> {
		const { poller } = this;
		const from = this.base;
		const first = this.ids.length;
		const disk = JSON.stringify(poller.saved);
		poller.savingFails = true;
		await this.polled(async () => await poller.poll());
		const told = this.ids.slice(first);
		this.base = this.looks.get(disk);
		const isFromDisk = this.base === from;
		await poller.restart().then(async (items) => await this.polled(async () => (this.saving === 'durable' ? await poller.poll() : items)));
		if (isFromDisk) expect(this.ids.slice(first + told.length)).toEqual(told);
	}
}

/** Oldest first; and a device comes and goes by turns. */
function areInOrder(items: readonly INodeExecutionData[]): void {
	const times = items.map(({ json }) => String(json.occurredAt));
	expect(times).toEqual([...times].sort());
	const presence = new Map<string, unknown>();
	for (const { json } of items) {
		const { event } = json;
		const { id } = (json.device ?? {}) as { id: string };
		if (event === 'deviceAdded') presence.delete(id);
		if (event !== 'deviceOnline' && event !== 'deviceOffline') continue;
		expect(event).not.toBe(presence.get(id));
		presence.set(id, event);
	}
}

/** The node as this process of n8n has it, with this watch. */
export function typeWith(node: INodeType, poll: Poll, watch: Watch<never>): INodeType {
	return Object.assign(Object.create(node) as INodeType, {
		description: node.description,
		async poll(this: IPollFunctions) {
			return await poll(this, watch);
		},
	});
}
