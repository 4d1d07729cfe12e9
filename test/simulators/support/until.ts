import { setTimeout as delay } from 'node:timers/promises';

/** Waits until the condition holds; fails with its description when the deadline passes. */
export async function until(description: string, holds: () => boolean, deadlineMs = 5000): Promise<void> {
	const end = Date.now() + deadlineMs;
	while (!holds()) {
		if (Date.now() > end) throw new Error(`not within ${deadlineMs} ms: ${description}`);
		await delay(5);
	}
}
