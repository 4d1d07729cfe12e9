const SOONEST_MS = 250;
const LATEST_MS = 5_000;
/** Looking takes a tenth of the time at most, so that a slow server or a long history is not asked all the time. */
const SHARE = 10;

/**
 * How long to wait before the next look, in ms: a quarter of a second for what was just started, then a tenth of its age, up to 5 s; and
 * at least ten times as long as the last look took.
 */
export function untilNextLook(youngestAgeMs: number, lastLookMs: number): number {
	const byAge = Math.min(Math.max(youngestAgeMs / 10, SOONEST_MS), LATEST_MS);
	return Math.max(byAge, lastLookMs * SHARE);
}
