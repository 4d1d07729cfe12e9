import { isoOf, parseTime } from '../../nodes/shared/time';

test.each([
	['2026-01-31T08:00:00Z', 'Europe/Oslo', '2026-01-31T08:00:00.000Z'],
	['2026-01-31T08:00:00+05:30', 'Europe/Oslo', '2026-01-31T02:30:00.000Z'],
	['2026-01-31T08:00:00', 'Europe/Oslo', '2026-01-31T07:00:00.000Z'],
	['2026-07-31 08:00', 'Europe/Oslo', '2026-07-31T06:00:00.000Z'],
	['2026-07-31', 'America/New_York', '2026-07-31T04:00:00.000Z'],
	['2026-03-29T03:30:00', 'Europe/Oslo', '2026-03-29T01:30:00.000Z'],
	['2026-01-31T08:00:00.250', 'UTC', '2026-01-31T08:00:00.250Z'],
])('%s in %s', (text, zone, iso) => {
	expect(parseTime(text, zone)?.toISOString()).toBe(iso);
});

test.each(['soon', '', '2026-13-45T00:00:00', 'Z', 'room 5', '1', 'a\r\nb 12'])('"%s" is not a time', (text) => {
	expect(parseTime(text, 'UTC')).toBeUndefined();
});

test.each([
	[0, '1970-01-01T00:00:00.000Z'],
	[1_795_198_643_217, '2026-11-20T18:17:23.217Z'],
	[8.64e15 + 1, null],
	[-1e21, null],
	[NaN, null],
	[Infinity, null],
])('%d ms are %s', (ms, iso) => {
	expect(isoOf(ms)).toBe(iso);
});
