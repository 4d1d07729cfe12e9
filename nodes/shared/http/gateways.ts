/**
 * Statuses with which something in front of a server speaks for itself, not for the server. Cloudflare has its own: 520 to 526 and 530 where
 * others say 502, and 524 where others say 504 (it waits 100 s).
 */

/** It cannot reach the server, or does not understand its answer. It does not know whether the request was carried out. */
const NOT_REACHED: ReadonlySet<number> = new Set([502, 520, 521, 522, 523, 525, 526, 530]);
const STOPPED_WAITING: ReadonlySet<number> = new Set([504, 524]);
/** Of these, how the two are set up, which asking again does not change: certificates and names. */
const LASTING: ReadonlySet<number> = new Set([525, 526, 530]);

/** It got tired of waiting: the server may still be at work on it. */
export function stoppedWaiting(status: number | undefined): boolean {
	return STOPPED_WAITING.has(status ?? 0);
}

/** The server behind it was not reached. */
export function notReached(status: number | undefined): boolean {
	return NOT_REACHED.has(status ?? 0);
}

/** Somebody is overloaded, restarting or behind what is: it is worth asking again. */
export function isPassing(status: number | undefined): boolean {
	return status === 429 || status === 503 || stoppedWaiting(status) || (notReached(status) && !LASTING.has(status!));
}

/** What to do where it was not reached. */
export function adviceIfNotReached(status: number): string {
	if (status === 525 || status === 526) return 'Cloudflare is in front of the server, and the two could not agree on HTTPS: check the certificate of the server, or the SSL mode in Cloudflare.';
	if (status === 530) return "Cloudflare is in front of the server and cannot reach it: its tunnel may be down, or the server's name may be wrong there.";
	return 'Something in front of the server answers, but the server behind it does not: it may be restarting or down.';
}
