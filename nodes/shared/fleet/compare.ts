import { eachInTurns, passingInTurns } from './turns';

/** As much of a fleet device as is compared; what was kept of one may be as old as a release. */
export interface Comparable {
	name: string | null;
	online: boolean | null;
	systems: readonly string[];
	ips: readonly string[];
	macs: readonly string[];
	id: string;
	/** Its records in the systems, as system and id: what it is found again by. */
	records: readonly string[];
	/** As it was given. */
	whole: object;
}

export interface FieldChange {
	field: 'name' | 'online' | 'systems' | 'ips' | 'macs';
	from: unknown;
	to: unknown;
}

export interface Comparison {
	change: 'added' | 'gone' | 'changed';
	name: string | null;
	changes: FieldChange[];
	before: object | null;
	after: object | null;
}

const FIELDS = ['name', 'online', 'systems', 'ips', 'macs'] as const;

/**
 * What became of the devices of one list in another. A device is the same where any of its records is; what was one and is two now is the
 * first of them, and the other was added; what was two and is one now is that one both times, and neither is gone.
 */
export async function compared(earlier: readonly Comparable[], later: readonly Comparable[]): Promise<Comparison[]> {
	const byRecord = new Map<string, Comparable>();
	await eachInTurns(later, (device) => device.records.forEach((record) => byRecord.set(record, device)));
	const found = new Set<Comparable>();
	const before = await eachInTurns(earlier, (device): Comparison[] => {
		const all = device.records.flatMap((record) => byRecord.get(record) ?? []);
		const now = all.find((each) => !found.has(each)) ?? all[0];
		if (!now) return [{ change: 'gone', name: device.name, changes: [], before: device.whole, after: null }];
		found.add(now);
		const changes = FIELDS.filter((field) => asText(device[field]) !== asText(now[field])).map((field) => ({ field, from: device[field], to: now[field] }));
		return changes.length > 0 ? [{ change: 'changed', name: now.name, changes, before: device.whole, after: now.whole }] : [];
	});
	const added = (await passingInTurns(later, (device) => !found.has(device))).map((device): Comparison => ({ change: 'added', name: device.name, changes: [], before: null, after: device.whole }));
	return [...before.flat(), ...added];
}

/** Lists are in no promised order. */
function asText(value: unknown): string {
	return JSON.stringify(Array.isArray(value) ? [...(value as unknown[])].sort() : value);
}
