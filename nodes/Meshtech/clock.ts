import { CancelledError } from '../shared/errors';
import { pause } from '../shared/pause';

/** Time as tokens and waits measure it; one object, so that tests can put a time of their own in its place. */
export const clock = {
	/** Milliseconds that only go forward, whatever happens to the clock of the machine. */
	now: (): number => performance.now(),
	pause,
};

/** The task's outcome, unless the execution is cancelled first: the task itself goes on then, for others who wait for it. */
export async function unlessCancelled<T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await task;
	return await new Promise<T>((resolve, reject) => {
		const stop = () => reject(new CancelledError());
		if (signal.aborted) stop();
		signal.addEventListener('abort', stop, { once: true });
		task.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
	});
}
