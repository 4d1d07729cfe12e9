import { occurrenceKey } from './occurrences';
import type { State } from './state';
import type { Proof, Snapshot } from './types';

/** A proof's key tells it from others of the same device. */
export function seenKey({ id, key }: Pick<Proof, 'id' | 'key'>): string {
	return `${id} ${key}`;
}

/** Rows may be written late, and clocks differ: the log is read again from an hour before its newest entry. */
const OVERLAP_MS = 60 * 60_000;
/** The time moves on in steps, so that a state in which nothing changed stays the same. */
const STEP_MS = 10 * 60_000;

export function later(a: string, b: string): string {
	return a > b ? a : b;
}

/** From when on to read the log next time: by the server's own times, never backwards, and not led astray by an entry dated in the future. */
export function feedFrom(before: string, { proofs, occurrences, now }: Snapshot): string {
	const anHourAgo = Date.parse(now) - OVERLAP_MS;
	// A record's own time may be that of its first entry; what was there at this look counts as handled, whatever its time.
	if (!proofs) {
		const step = new Date(Math.floor(anHourAgo / STEP_MS) * STEP_MS).toISOString();
		return occurrences ? later(step, before) : '';
	}
	const latest = proofs.reduce((newest, { at }) => (at > newest && at <= now ? at : newest), '');
	const from = latest ? new Date(Date.parse(latest) - OVERLAP_MS).toISOString() : '';
	return from > before ? from : before || new Date(anHourAgo).toISOString();
}

/** Keys older than what is read are never met again, and a record that is gone leaves its key free. */
export function forgetOld(next: State, { proofs, occurrences, unasked = [] }: Snapshot): void {
	if (!proofs && !occurrences) return;
	const readAgain = new Set([
		...(proofs ?? []).filter(({ at }) => at >= next.feedFrom).map(seenKey),
		...(occurrences ?? []).filter(({ at }) => at >= next.feedFrom).map(occurrenceKey),
		...unasked.map(occurrenceKey),
	]);
	for (const key of next.seen) if (!readAgain.has(key)) next.seen.delete(key);
}
