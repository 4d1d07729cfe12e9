import { NONE, type Entity } from './state';
import type { Sighting, Value } from './types';

/** What to keep of a device that is seen for the first time: taken as it is, nothing reported. */
export function entityOf(sighting: Sighting, { kept, now }: { kept: readonly string[]; now: string }): Entity {
	const { device, status, onlineSince } = sighting;
	const { id, name, ip, mac, group, lastSeen } = device;
	return {
		id,
		name,
		ip,
		mac,
		group,
		// Where the server does not tell one life of a device from the next, the first sight of it does: no two events share an id then.
		born: sighting.born || now,
		status,
		told: status,
		lastSeen: status === 'offline' ? lastSeen : null,
		pending: null,
		changes: 0,
		values: keptValues(sighting, kept),
		onlineSince: status === 'online' ? (onlineSince ?? null) : null,
		owesOnline: false,
		held: NONE,
		flaps: NONE,
		flapping: null,
		away: null,
	};
}

/** Names of the fields of which a value is kept, in the order in which they are packed. */
export function keptFields({ watched, filtered }: { watched: readonly string[]; filtered: readonly string[] }): string[] {
	return [...new Set([...watched, ...filtered])].sort();
}

export function keptValues({ values }: Sighting, fields: readonly string[]): Record<string, Value> {
	return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

/** The one that was there before where nothing differs, so that what is the same is seen to be the same. */
export function sameOr(before: Entity, after: Entity): Entity {
	const names = Object.keys(after) as Array<keyof Entity>;
	return names.every((name) => before[name] === after[name] || JSON.stringify(sorted(before[name])) === JSON.stringify(sorted(after[name]))) ? before : after;
}

/** Values in one order of their names: they are kept in another than they are read in. */
function sorted(value: Entity[keyof Entity]): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
