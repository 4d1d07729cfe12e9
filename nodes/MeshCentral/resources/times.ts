import { isoOf } from '../../shared/time';

/** A time of the server, in ms since the epoch, as ISO 8601 in UTC; null where it tells none. */
export function isoTime(ms: number | null | undefined): string | null {
	return typeof ms === 'number' ? isoOf(ms) : null;
}
