/** How many devices are begun with, how many follow at a time, and when no more follow. */
export interface Waves {
	/** Devices in the first wave. */
	first: number;
	/** Devices in each wave after it: all that are left, so many, or a share of all devices of the roll-out. */
	next: 'one' | { devices: number } | { percent: number };
	/** After so many failures nothing more is started; 0 goes on whatever fails. */
	stopAfter: number;
}

/**
 * Which devices are in which wave, by their number from 0: the arithmetic of a roll-out. Nothing in here runs, asks or waits.
 *
 * A wave is filled by looking at devices, each of which joins it, is left out, or is put off until it is back; then it is started, and the
 * next one is filled when each of its devices has ended.
 */
export class Plan {
	/** Not looked at yet, or back: in the order in which they are taken. */
	private queue: number[];
	/** Put off, each with the time until which it is waited for, in ms. */
	private readonly absent = new Map<number, number>();
	/** Until when each is waited for that was ever put off: one that comes and goes is not waited for again each time. */
	private readonly deadlines = new Map<number, number>();
	private joined: number[] = [];
	private begun = 0;
	private failures = 0;

	/** @param count devices in all */
	constructor(
		private readonly count: number,
		private readonly waves: Waves,
	) {
		this.queue = Array.from({ length: count }, (_, device) => device);
	}

	/** The number of the wave that was started last, from 1. */
	get wave(): number {
		return this.begun;
	}

	/** So many failed that nothing more may be started. */
	get isStopped(): boolean {
		return this.waves.stopAfter > 0 && this.failures >= this.waves.stopAfter;
	}

	get failed(): number {
		return this.failures;
	}

	/** How many devices the wave that is being filled has at most. */
	get size(): number {
		if (this.begun === 0) return this.waves.first;
		const { next } = this.waves;
		if (next === 'one') return Math.max(1, this.count);
		return 'devices' in next ? next.devices : Math.max(1, Math.ceil((this.count * next.percent) / 100));
	}

	/** How many devices the wave that is being filled still takes. */
	get room(): number {
		return this.isStopped ? 0 : this.size - this.joined.length;
	}

	/** Some devices have neither been started nor left out. */
	get hasMore(): boolean {
		return this.queue.length > 0 || this.absent.size > 0;
	}

	/** Takes the next devices to be looked at: these many, or as many as the wave has room for; none where it has no room. */
	take(count = this.room): number[] {
		return this.room > 0 ? this.queue.splice(0, Math.max(count, this.room)) : [];
	}

	/** These were taken, and are the next to be taken again. */
	putBack(devices: readonly number[]): void {
		this.queue = [...devices, ...this.queue];
	}

	/** A device that was taken is in the wave. @throws where it has no room: a wave is never larger than it may be */
	join(device: number): void {
		if (this.room < 1) throw new Error('The wave is full');
		this.joined.push(device);
	}

	/**
	 * A device that was taken is not there: it is waited for, and others take its place. It has one deadline, from the first time on.
	 * @param now ms @returns false where it has been waited for long enough before
	 */
	putOff(device: number, now: number, waitMs: number): boolean {
		const until = this.deadlines.get(device) ?? now + waitMs;
		if (until <= now) return false;
		this.deadlines.set(device, until);
		this.absent.set(device, until);
		return true;
	}

	/** It was seen to be offline before. */
	wasPutOff(device: number): boolean {
		return this.deadlines.has(device);
	}

	/** Those that are waited for, in order. */
	get awaited(): number[] {
		return [...this.absent.keys()].sort((a, b) => a - b);
	}

	/** When the first of them has been waited for long enough, in ms; undefined where there is none. */
	get firstDeadline(): number | undefined {
		return this.absent.size > 0 ? Math.min(...this.absent.values()) : undefined;
	}

	/** These are back, and the next to be taken. */
	comeBack(devices: readonly number[]): void {
		this.putBack(devices.filter((device) => this.absent.delete(device)).sort((a, b) => a - b));
	}

	/** Takes those that have been waited for long enough out of the roll-out. @param now ms */
	giveUp(now: number): number[] {
		const over = this.awaited.filter((device) => this.absent.get(device)! <= now);
		for (const device of over) this.absent.delete(device);
		return over;
	}

	/** Starts what has joined as the next wave. @returns its devices, in the order in which they are started */
	start(): number[] {
		const members = this.joined;
		this.joined = [];
		if (members.length > 0) this.begun++;
		return members;
	}

	/** A device failed. */
	fail(): void {
		this.failures++;
	}

	/** What was never started and will not be: all that is left. */
	abandon(): number[] {
		const left = [...this.joined, ...this.queue, ...this.absent.keys()].sort((a, b) => a - b);
		this.joined = [];
		this.queue = [];
		this.absent.clear();
		return left;
	}
}
