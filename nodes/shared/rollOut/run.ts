import { CancelledError } from '../errors';
import { mayRepeat } from '../http/retry';
import { Plan, type Waves } from './plan';

/** What happens to devices that are offline when their turn comes: run anyway, left out, or waited for, each for so long. */
export type IfOffline = 'fail' | 'leaveOut' | { waitMs: number };

/** What a user wants of a roll-out. */
export interface RollOut extends Waves {
	/** Between the end of a wave and the start of the next one. */
	pauseMs: number;
	ifOffline: IfOffline;
}

/** How a device came out of it. */
export type Result<R> =
	| { outcome: 'done'; wave: number; value: R }
	| { outcome: 'failed'; wave: number; error: unknown }
	| { outcome: 'leftOut' | 'notStarted'; wave: null; reason: string };

/** The devices, by their number from 0, and the world that they are in. */
export interface World<R> {
	/** Does it for one device. @throws where it failed */
	run(device: number): Promise<R>;
	/** Whether each of these is online; null or not there where that is not known, which is no reason to leave a device out. */
	areOnline(devices: readonly number[]): Promise<ReadonlyMap<number, boolean | null>>;
	/** How many devices of a wave run at the same time. */
	atOnce: number;
	/** @throws CancelledError */
	pause(ms: number): Promise<void>;
	/** ms */
	now(): number;
	signal?: AbortSignal;
}

/** How often a device that is offline is looked for. */
export const LOOK_MS = 60_000;
/** How often a question that failed for a reason that passes, such as a server that restarts, is requested again: five minutes in all. */
const MOST_ASKED = 6;

/**
 * Does something for many devices, wave after wave: each once, at most a wave at the same time, and none is started after too many have
 * failed or the execution was cancelled. What runs then is awaited.
 * @returns by device
 * @throws what asking whether devices are online threw, where nothing was started yet
 */
export async function runInWaves<R>(count: number, rollOut: RollOut, world: World<R>): Promise<Array<Result<R>>> {
	const running = new Running(count, rollOut, world);
	return await running.all();
}

class Running<R> {
	private readonly plan: Plan;
	private readonly results: Array<Result<R>> = [];
	/** The server has told who is online before, and can be trusted to do so again. */
	private wasAnswered = false;

	constructor(
		count: number,
		private readonly rollOut: RollOut,
		private readonly world: World<R>,
	) {
		this.plan = new Plan(count, rollOut);
	}

	async all(): Promise<Array<Result<R>>> {
		let reason = await this.waves();
		if (this.world.signal?.aborted) reason = 'The execution was canceled';
		this.settle(this.plan.abandon(), 'notStarted', reason);
		return this.results;
	}

	/** @returns why it ended before all devices had their turn */
	private async waves(): Promise<string> {
		try {
			while (await this.fill()) {
				await this.runWave(this.plan.start());
				if (this.plan.isStopped) return stopped(this.plan.failed);
				if (this.isCancelled || !this.plan.hasMore) break;
				if (this.rollOut.pauseMs > 0) await this.world.pause(this.rollOut.pauseMs);
			}
		} catch (error) {
			if (error instanceof CancelledError) return '';
			if (this.plan.wave === 0) throw error;
			return `The roll-out stopped because it could not check which devices are online (${error instanceof Error ? error.message : String(error)})`;
		}
		return '';
	}

	private get isCancelled(): boolean {
		return this.world.signal?.aborted === true;
	}

	/** Fills the next wave; waits where only devices that are offline are left. @returns whether it has any */
	private async fill(): Promise<boolean> {
		for (;;) {
			if (this.isCancelled) return false;
			await this.lookForAbsent();
			if (await this.gather()) return !this.isCancelled;
			const deadline = this.plan.firstDeadline;
			if (deadline === undefined) return false;
			await this.world.pause(Math.max(1, Math.min(LOOK_MS, deadline - this.world.now())));
		}
	}

	/** Those that are back come next; those that were waited for long enough are left out. */
	private async lookForAbsent(): Promise<void> {
		const awaited = this.plan.awaited;
		if (awaited.length === 0) return;
		const online = await this.ask(awaited);
		this.plan.comeBack(awaited.filter((device) => this.isThere(device, online)));
		this.settle(this.plan.giveUp(this.world.now()), 'leftOut', this.waitedInVain);
	}

	private get waitedInVain(): string {
		const { ifOffline } = this.rollOut;
		const minutes = typeof ifOffline === 'object' ? Math.round(ifOffline.waitMs / 60_000) : 0;
		return `It was offline and did not come back within ${minutes} min`;
	}

	/** Takes devices in their order until the wave is full. Where many are offline, more and more are looked at together. @returns whether any joined */
	private async gather(): Promise<boolean> {
		let members = 0;
		for (let many = this.plan.room; this.plan.room > 0 && !this.isCancelled; many *= 2) {
			const taken = this.plan.take(many);
			if (taken.length === 0) break;
			members += await this.choose(taken);
		}
		return members > 0;
	}

	/** @returns how many of those that were taken joined the wave */
	private async choose(taken: readonly number[]): Promise<number> {
		const { ifOffline } = this.rollOut;
		const online = ifOffline === 'fail' ? undefined : await this.askOrPutBack(taken);
		let members = 0;
		for (const [index, device] of taken.entries()) {
			if (this.plan.room === 0) {
				// Their turn is later, whether they are there now or not.
				this.plan.putBack(taken.slice(index));
				break;
			}
			if (!online || this.isThere(device, online)) {
				this.plan.join(device);
				members++;
			} else if (typeof ifOffline !== 'object') this.settle([device], 'leftOut', 'It was offline');
			else if (!this.plan.putOff(device, this.world.now(), ifOffline.waitMs)) this.settle([device], 'leftOut', this.waitedInVain);
		}
		return members;
	}

	/** Of which that is not known is run; but who was seen to be offline is back once it is known to be. */
	private isThere(device: number, online: ReadonlyMap<number, boolean | null>): boolean {
		return online.get(device) ?? !this.plan.wasPutOff(device);
	}

	/** Devices of which nothing could be found out stay part of what is left. */
	private async askOrPutBack(taken: readonly number[]): Promise<ReadonlyMap<number, boolean | null>> {
		try {
			return await this.ask(taken);
		} catch (error) {
			this.plan.putBack(taken);
			throw error;
		}
	}

	/** Asks again where the reason that it failed for may pass: a roll-out may last hours, and a server restarts in the meantime. */
	private async ask(devices: readonly number[]): Promise<ReadonlyMap<number, boolean | null>> {
		for (let asked = 1; ; asked++) {
			try {
				const online = await this.world.areOnline(devices);
				this.wasAnswered = true;
				return online;
			} catch (error) {
				if (!this.wasAnswered || asked === MOST_ASKED || !mayRepeat(error, 'read')) throw error;
				await this.world.pause(LOOK_MS);
			}
		}
	}

	/** Runs a wave, as many of it at once as may be. Once too many have failed, or it was cancelled, none of its devices is started any more. */
	private async runWave(members: readonly number[]): Promise<void> {
		const { wave } = this.plan;
		const left = [...members];
		const work = async () => {
			while (left.length > 0 && !this.plan.isStopped && !this.isCancelled) {
				const device = left.shift()!;
				this.results[device] = await this.runOne(device, wave);
			}
		};
		await Promise.all(Array.from({ length: Math.min(this.world.atOnce, members.length) }, work));
		this.settle(left, 'notStarted', this.isCancelled ? 'The execution was canceled' : stopped(this.plan.failed));
	}

	private async runOne(device: number, wave: number): Promise<Result<R>> {
		try {
			return { outcome: 'done', wave, value: await this.world.run(device) };
		} catch (error) {
			this.plan.fail();
			return { outcome: 'failed', wave, error };
		}
	}

	private settle(devices: readonly number[], outcome: 'leftOut' | 'notStarted', reason: string): void {
		for (const device of devices) this.results[device] = { outcome, wave: null, reason };
	}
}

function stopped(failures: number): string {
	return `The roll-out stopped after ${failures} ${failures === 1 ? 'failure' : 'failures'}`;
}
