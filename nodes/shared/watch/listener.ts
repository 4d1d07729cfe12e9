import type { Timers } from './timers';

/** A listener that lasted this long is opened again as if for the first time. */
const LASTED_MS = 60_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** The code that opens it gives up sooner by itself. */
const OPENS_WITHIN_MS = 60_000;
/** How long an end that was requested is waited for. */
const ENDS_WITHIN_MS = 3_000;

/**
 * Listens until it is over: rings when it is open, since nobody tells what happened before, and then whenever something happened. Ends by
 * itself where the connection is silent for longer than the server ever is.
 */
export type Listen = (ring: () => void, signal: AbortSignal) => Promise<void>;

/** Receives what happens to it. */
export interface Hears {
	ring(): void;
	/** It has ended, or could not be opened, for the so-manieth time in a row. @param error undefined where the server ended it without a reason */
	ended(error: unknown, inARow: number): void;
}

/** Keeps one listener open: whenever it ends it is opened again, after a wait that grows as long as none lasts. */
export class Listener {
	private readonly closing = new AbortController();
	private running: Promise<void> = Promise.resolve();
	private wake: () => void = () => {};

	constructor(
		private readonly listen: Listen,
		private readonly hears: Hears,
		private readonly timers: Timers,
	) {}

	/** @returns once it is open @throws what kept it from being opened the first time; it is tried again anyway until it is closed */
	async open(): Promise<void> {
		const first = Promise.withResolvers<void>();
		// Nobody may be left to hear of its failure.
		first.promise.catch(() => {});
		this.running = this.keepOpen(first);
		await first.promise;
	}

	/** It is not opened again. @returns once it has ended, or does not want to */
	async close(): Promise<void> {
		this.closing.abort();
		this.wake();
		const tooLong = Promise.withResolvers<void>();
		const cancel = this.timers.after(ENDS_WITHIN_MS, tooLong.resolve);
		await Promise.race([this.running, tooLong.promise]);
		cancel();
	}

	private async keepOpen(first: PromiseWithResolvers<void>): Promise<void> {
		let inARow = 0;
		while (!this.closing.signal.aborted) {
			const begun = this.timers.now();
			const error = await this.once(first.resolve);
			if (this.closing.signal.aborted) break;
			first.reject(error ?? new Error('The server ended the connection at once'));
			inARow = this.timers.now() - begun >= LASTED_MS ? 1 : inARow + 1;
			this.hears.ended(error, inARow);
			await this.wait(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (inARow - 1)));
		}
		first.resolve();
	}

	/** Opened once, until it has ended. @returns why */
	private async once(opened: () => void): Promise<unknown> {
		const ending = new AbortController();
		const signal = AbortSignal.any([this.closing.signal, ending.signal]);
		const tooLong = Promise.withResolvers<void>();
		const cancel = this.timers.after(OPENS_WITHIN_MS, () => tooLong.reject(new Error('The connection was not open within a minute')));
		const ring = () => {
			if (signal.aborted) return;
			cancel();
			opened();
			this.hears.ring();
		};
		try {
			await Promise.race([this.listen(ring, signal), tooLong.promise]);
			return undefined;
		} catch (error) {
			return error;
		} finally {
			cancel();
			// Whatever it still does, it rings no more.
			ending.abort();
		}
	}

	private async wait(ms: number): Promise<void> {
		const waited = Promise.withResolvers<void>();
		const cancel = this.timers.after(ms, waited.resolve);
		this.wake = waited.resolve;
		if (this.closing.signal.aborted) waited.resolve();
		await waited.promise;
		cancel();
	}
}
