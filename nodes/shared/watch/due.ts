import { NONE_RETURNED_FOR_MS } from './mass';
import type { Settings } from './settings';
import type { State } from './state';

/** Many that are offline at once are looked at a second time before they are reported as one. */
const SECOND_LOOK_MS = 5_000;

/**
 * When something becomes news though the server says nothing more of it, such as the end of a wait: ms from the server's `now` on, 0 where it
 * is due already; Infinity where nothing will.
 * @param now the server's clock, ISO 8601
 */
export function dueIn({ entities, mass }: State, { offlineForMs, flapping }: Pick<Settings, 'offlineForMs' | 'flapping'>, now: string): number {
	let earliest = mass.offline && !mass.offline.told ? Date.parse(now) + SECOND_LOOK_MS : Infinity;
	for (const { leftSince } of [mass.offline, mass.removed].filter((each) => each !== null)) {
		const quietAt = leftSince === undefined ? NaN : Date.parse(leftSince) + NONE_RETURNED_FOR_MS;
		if (quietAt > Date.parse(now)) earliest = Math.min(earliest, quietAt);
	}
	for (const { pending, flapping: flaps } of entities.values()) {
		if (pending && !pending.held && !pending.mass) earliest = Math.min(earliest, Date.parse(pending.at) + offlineForMs);
		if (flaps && flapping) earliest = Math.min(earliest, Date.parse(flaps.last) + flapping.withinMs);
	}
	return Math.max(0, earliest - Date.parse(now));
}
