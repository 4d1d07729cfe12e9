/** A lock between processes: a file that its holder touches, so that a dead holder's lock is seen to be stale. */
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const touchEveryMs = 5_000;
const staleAfterMs = 30_000;

function isTaken(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** Whether a process of this number runs here. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function isStale(file: string): boolean {
	try {
		const pid = Number(readFileSync(file, 'utf8'));
		return Date.now() - statSync(file).mtimeMs > staleAfterMs || (pid > 0 && !isAlive(pid));
	} catch {
		return false; // It went away meanwhile: the next attempt to take it decides.
	}
}

function tryToTake(file: string): boolean {
	try {
		const handle = openSync(file, 'wx');
		writeSync(handle, String(process.pid));
		closeSync(handle);
		return true;
	} catch (error) {
		if (isTaken(error)) return false;
		throw error;
	}
}

function touch(file: string): void {
	try {
		utimesSync(file, new Date(), new Date());
	} catch {
		// Somebody took it for stale; see below why that does no harm.
	}
}

/**
 * Runs `work` while this process alone holds the lock `file`; waits as long as another living process has it, and calls
 * `waiting` every 10 seconds meanwhile. Two processes that find the same stale lock in the same instant may both go on, so
 * `work` must be harmless when done twice.
 */
export async function withLock<T>(file: string, waiting: (seconds: number) => void, work: () => Promise<T>): Promise<T> {
	for (let seconds = 0; !tryToTake(file); seconds++) {
		if (isStale(file)) {
			rmSync(file, { force: true });
			continue;
		}
		if (seconds % 10 === 0) waiting(seconds);
		await sleep(1_000);
	}
	const touching = setInterval(() => touch(file), touchEveryMs);
	try {
		return await work();
	} finally {
		clearInterval(touching);
		rmSync(file, { force: true });
	}
}
