/** Waiting for a condition, never for luck: every wait has a deadline, and its error says what was waited for. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Waiting {
	/** Default 15,000. */
	deadlineMs?: number;
	/** Between two looks; default 100. */
	everyMs?: number;
}

type Maybe<T> = T | undefined | false;

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/**
 * What `look` returns as soon as it is neither `undefined` nor `false`. An error that `look` throws ends the wait.
 *
 * @throws an Error "Waited <n> s for <what>." at the deadline
 */
export async function until<T>(what: string, look: () => Promise<Maybe<T>> | Maybe<T>, options: Waiting = {}): Promise<T> {
	const deadlineMs = options.deadlineMs ?? 15_000;
	const endsAt = Date.now() + deadlineMs;
	for (;;) {
		const seen = await look();
		if (seen !== undefined && seen !== false) return seen;
		if (Date.now() >= endsAt) throw new Error(`Waited ${seconds(deadlineMs)} for ${what}.`);
		await sleep(options.everyMs ?? 100);
	}
}
