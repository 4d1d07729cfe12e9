import { pause } from '../../shared/pause';
import type { DeviceRecord } from '../schemas';

/**
 * An agent tells consoles no more than ten texts within a second, and drops the others silently (its ConsoleTextMaxRate; measured
 * with the Linux agent of 2022). What shell commands print goes there as well, each piece as a text of its own.
 */
const WINDOW_MS = 1_100;

/** When each device was last given something to print, the latest at the end. */
const printed = new Map<string, number>();

/** To be called when a command has run whose texts nobody counts. */
export function hasPrinted({ _id }: DeviceRecord): void {
	const now = Date.now();
	printed.delete(_id);
	printed.set(_id, now);
	for (const [id, at] of printed) {
		if (now - at < WINDOW_MS) break;
		printed.delete(id);
	}
}

/** Waits until what commands of this process have printed no longer keeps the agent from telling anything. */
export async function untilConsoleIsHeard({ _id }: DeviceRecord): Promise<void> {
	const left = (printed.get(_id) ?? -Infinity) + WINDOW_MS - Date.now();
	if (left > 0) await pause(Math.min(left, WINDOW_MS), undefined);
}
