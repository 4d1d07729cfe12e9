import { wholeNumber } from '../shared/fields';
import { mayRepeat } from '../shared/http/retry';
import type { MeshtechClient } from './client';
import { clock } from './clock';

/** What was waited for did not come about in time. */
export class NotInTimeError extends Error {
	constructor(
		message: string,
		/** How things stood at the end. */
		readonly description: string,
	) {
		super(message);
		this.name = 'NotInTimeError';
	}
}

export interface Patience {
	timeoutMs: number;
	pollMs: number;
}

/**
 * Looks until it is over. Failures that pass by themselves (no connection, an overloaded server) do not end a wait that may last hours,
 * once a look has worked: the next look finds out.
 * @param isTrusted the server is known to answer, so that the very first look may fail as well
 * @returns false if the time was over first
 * @throws what the last look threw, if the time is over then
 */
export async function until(client: MeshtechClient, { timeoutMs, pollMs }: Patience, look: () => Promise<boolean>, isTrusted = false): Promise<boolean> {
	const end = clock.now() + timeoutMs;
	for (let trusted = isTrusted; ; ) {
		let failure: unknown;
		try {
			if (await look()) return true;
			trusted = true;
		} catch (error) {
			if (!trusted || !mayRepeat(error, 'read')) throw error;
			failure = error;
		}
		const left = end - clock.now();
		if (left <= 0 && failure !== undefined) throw failure;
		if (left <= 0) return false;
		await client.pause(Math.min(pollMs, left));
	}
}

/** The two fields of every operation that waits. */
export const patienceFields = {
	timeout: wholeNumber({ displayName: 'Timeout (Minutes)', default: 30, min: 1, max: 10_080, description: 'After that, the node fails with an error that reports the progress' }),
	pollInterval: pollInterval(15),
};

export function pollInterval(seconds: number) {
	return wholeNumber({ displayName: 'Check Every (Seconds)', default: seconds, min: 1, max: 3_600, description: 'How often the server is checked' });
}

export function patienceOf({ timeout, pollInterval: seconds }: { timeout: number; pollInterval: number }): Patience {
	return { timeoutMs: timeout * 60_000, pollMs: seconds * 1000 };
}
