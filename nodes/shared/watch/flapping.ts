import { NONE, type Flapping } from './state';

/** When a device counts as flapping: so many changes between online and offline within so long. */
export interface FlappingLimits {
	from: number;
	withinMs: number;
}

/**
 * One more change of a device that did not flap until now.
 * @param before when the last ones were
 * @returns which count for the next; and the flapping that begins with this one, if one does
 */
export function flaps(before: readonly string[], { key, at }: { key: string; at: string }, { from, withinMs }: FlappingLimits): { recent: readonly string[]; flapping: Flapping | null } {
	const recent = [...before.filter((each) => Date.parse(at) - Date.parse(each) < withinMs), at];
	if (recent.length < from) return { recent, flapping: null };
	return { recent: NONE, flapping: { since: recent[0]!, last: at, key, changes: recent.length } };
}

/** Whether it has been as it is for so long; at once where flapping is not looked for any more. */
export function isStable({ last }: Flapping, now: string, limits: FlappingLimits | undefined): boolean {
	return !limits || Date.parse(now) - Date.parse(last) >= limits.withinMs;
}
