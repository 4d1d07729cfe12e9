import { CancelledError } from './errors';

/**
 * Waits, unless the execution is cancelled meanwhile.
 * @throws CancelledError
 */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
	if (signal?.aborted) throw new CancelledError();
	await new Promise<void>((resolve, reject) => {
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', stop);
			resolve();
		}, ms);
		const stop = () => {
			clearTimeout(timer);
			reject(new CancelledError());
		};
		signal?.addEventListener('abort', stop, { once: true });
	});
}
