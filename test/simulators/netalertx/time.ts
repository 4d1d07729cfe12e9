/** The database's own format: UTC without a zone, one second of resolution. */
export function stamp(date: Date): string {
	return date.toISOString().slice(0, 19).replace('T', ' ');
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** When a stored time was; a stored zone counts, none means UTC. */
export function moment(stored: string): number {
	const zoned = /(Z|[+-]\d\d:\d\d)$/.test(stored) ? stored : `${stored}Z`;
	return Date.parse(zoned.replace(' ', 'T'));
}
