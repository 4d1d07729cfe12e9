import type { Timers } from './timers';

/** From one look's beginning to the next one's, at least. */
const LEAST_APART_MS = 1_000;
/** Where a look takes long, the server has this many times as long for others, up to some seconds. */
const REST = 2;
const LONGEST_REST_MS = 5_000;

/**
 * Turns rings into looks: at once where nothing was looked at just now, one at a time, and all that ring meanwhile as one. A ring is never lost:
 * what rings while a look is under way has the next look begin after it.
 */
export class Bell {
	/** When the next look is wanted, by the clock of the timers. */
	private wantedAt = Infinity;
	private notBefore = -Infinity;
	private cancel?: () => void;
	private looking?: Promise<void>;
	private isStopped = false;

	/** @param look never fails. @returns in how many ms the next one is due, whether it rings or not */
	constructor(
		private readonly look: () => Promise<number>,
		private readonly timers: Timers,
	) {}

	ring(): void {
		this.wantWithin(0);
	}

	/** A look in so many ms, or sooner if it rings. */
	wantWithin(ms: number): void {
		const at = this.timers.now() + ms;
		if (this.isStopped || at >= this.wantedAt) return;
		this.wantedAt = at;
		if (!this.looking) this.schedule();
	}

	/** No look begins any more. @returns once the one under way has ended */
	async stop(): Promise<void> {
		this.isStopped = true;
		this.cancel?.();
		await this.looking;
	}

	private schedule(): void {
		this.cancel?.();
		this.cancel = this.timers.after(Math.max(0, Math.max(this.wantedAt, this.notBefore) - this.timers.now()), () => this.begin());
	}

	private begin(): void {
		this.wantedAt = Infinity;
		const begun = this.timers.now();
		this.looking = this.look().then((dueInMs) => {
			this.looking = undefined;
			const ended = this.timers.now();
			this.notBefore = Math.max(begun + LEAST_APART_MS, ended + Math.min(LONGEST_REST_MS, REST * (ended - begun)));
			this.wantedAt = Math.min(this.wantedAt, ended + dueInMs);
			if (!this.isStopped) this.schedule();
		});
	}
}
