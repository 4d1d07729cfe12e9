import { InputError, KeptOutError, RefusedError, SecretRejectedError, UnreachableError, type RequestError } from '../errors';
import { isPassing } from './gateways';

/**
 * What asking twice does to the server. It belongs to what is asked, not to the HTTP method (some GETs act, some POSTs read):
 * - `read`: changes nothing;
 * - `idempotent`: changes something, and twice is the same as once;
 * - `once`: twice is not the same as once, so it is never sent again if it may have arrived.
 */
export type Effect = 'read' | 'idempotent' | 'once';

export const ATTEMPTS = 4;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** Whether the same request may be sent again after this failure. */
export function mayRepeat(error: unknown, effect: Effect): boolean {
	if (error instanceof UnreachableError) return error.repeatable && (effect !== 'once' || error.arrived === 'no');
	if (error instanceof RefusedError) return error.nothingDone || (effect !== 'once' && isPassing(error.status));
	return false;
}

/** Whether an attempt that ended like this may still have been carried out. */
export function mayBeDone(error: RequestError): boolean {
	if (error instanceof UnreachableError) return error.arrived === 'unknown';
	return error instanceof RefusedError && !error.nothingDone && (error.status ?? 0) >= 500;
}

/**
 * Whether it is possible that a request that ended like this was carried out, be it in part: a no of the server proves nothing, since
 * some say no when an agent that was reached did not answer in time.
 */
export function mayHaveActed(error: unknown): boolean {
	if (error instanceof InputError || error instanceof SecretRejectedError || error instanceof KeptOutError) return false;
	if (error instanceof UnreachableError) return error.arrived === 'unknown';
	return !(error instanceof RefusedError && error.nothingDone);
}

/**
 * What there is to tell when no attempt went well: the last failure, except that "was not sent" would not be true of a write of which an
 * earlier attempt may have been carried out.
 */
export function inTheEnd(last: RequestError, effect: Effect, earlierMayBeDone: boolean): RequestError {
	if (effect === 'read' || !earlierMayBeDone || !(last instanceof UnreachableError) || last.arrived === 'unknown') return last;
	const { message, asked, code, advice, repeatable, notes } = last;
	const whole = new UnreachableError(message, asked, 'unknown', { code, advice, repeatable, cause: last });
	whole.notes.push(...notes);
	return whole;
}

/**
 * How long to wait before the next attempt, in ms: what the server asks for, else 250 ms doubled each time, up to 5 s, of which
 * a random half is taken off so that many clients do not come back together.
 * @param attempt the attempt that failed, from 1
 */
export function waitBefore(attempt: number, error: unknown, random: () => number): number {
	if (error instanceof RefusedError && error.retryAfterMs !== undefined) return error.retryAfterMs;
	const wait = Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS);
	return Math.round(wait * (1 - random() / 2));
}

/** A Retry-After header in ms, in both its forms (seconds, or a date); undefined where there is none that makes sense. */
export function retryAfterMs(header: string | string[] | undefined, now: number): number | undefined {
	const text = (Array.isArray(header) ? header[0] : header)?.trim();
	if (!text) return undefined;
	if (/^\d+$/.test(text)) return Number(text) * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
