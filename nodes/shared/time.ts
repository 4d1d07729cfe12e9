/** Orders by ISO 8601 times in UTC, oldest first. */
export function byTime(a: { at: string }, b: { at: string }): number {
	return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}

/** A moment in ms since the epoch as ISO 8601 in UTC; null for what no calendar reaches. */
export function isoOf(ms: number): string | null {
	const at = new Date(ms);
	return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** Without this, almost any text with a number in it is a time to JavaScript: "room 5" is in May 2001. */
export const BEGINS_AS_ISO = /^\s*[-+]?\d{4,6}-\d{2}/;

const WITHOUT_ZONE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

/**
 * A point in time from ISO 8601 text; text without a zone, as n8n's date picker writes it, is wall-clock time in `timezone`.
 * @returns undefined for what is not a time
 */
export function parseTime(text: string, timezone: string): Date | undefined {
	const local = WITHOUT_ZONE.exec(text.trim());
	const at = local ? wallClock(Date.parse(`${local[1]}T${local[2] ?? '00:00'}Z`), timezone) : BEGINS_AS_ISO.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(at) ? undefined : new Date(at);
}

/** The moment at which clocks in the zone show what UTC's would show at `asUtc`. Twice, because the offset may change in between. */
function wallClock(asUtc: number, timezone: string): number {
	if (Number.isNaN(asUtc)) return asUtc;
	return asUtc - offsetAt(asUtc - offsetAt(asUtc, timezone), timezone);
}

function offsetAt(moment: number, timezone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: timezone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
	}).formatToParts(moment);
	const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
	const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
	return shown - Math.floor(moment / 1000) * 1000;
}
