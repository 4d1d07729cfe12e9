/** Counts polls at the server: a poll is some requests in quick succession, whichever they are, and then silence. */
import type { ReceivedRequest } from '../../simulators/netalertx';

const silenceMs = 1_000;

/** How many polls have begun by the way named in the requests' `Host` header. */
export function pollsBy(host: string, requests: readonly ReceivedRequest[]): number {
	const times = requests.filter(({ headers }) => headers.host === host).map(({ at }) => at);
	return times.filter((at, index) => at - (times[index - 1] ?? 0) >= silenceMs).length;
}

/** Whether no poll is under way. */
export const isSilent = (requests: readonly ReceivedRequest[]): boolean => Date.now() - (requests.at(-1)?.at ?? 0) >= silenceMs;
