import { unreadIn } from '../http/record';
import type { State } from './state';
import type { Sighting, Snapshot } from './types';

/** null where it is not known: nothing is concluded then. */
export function statusOf(isOnline: boolean | null): Sighting['status'] {
	return isOnline === null ? null : isOnline ? 'online' : 'offline';
}

/**
 * What a sighting does not know, because it could not be read of the record.
 * @param shown what else a field of the record is shown as: `{ devLastIP: ['ip'] }`
 */
export function unreadOf(record: object, shown: Readonly<Record<string, readonly string[]>>): string[] | undefined {
	const fields = unreadIn(record);
	return fields.length > 0 ? fields.flatMap((field) => [field, ...(shown[field] ?? [])]) : undefined;
}

/** What could not be read of a device is what it was at the last look: not knowing a value is no change of it. */
export function asBefore(snapshot: Snapshot, state: State | undefined): Snapshot {
	const { sightings } = snapshot;
	if (!state || !sightings?.some(({ unread }) => unread)) return snapshot;
	return { ...snapshot, sightings: sightings.map((sighting) => completed(sighting, state)) };
}

const KEPT = ['name', 'ip', 'group', 'mac'] as const;

function completed(sighting: Sighting, { entities }: State): Sighting {
	const { unread, device, values } = sighting;
	const before = unread && entities.get(device.id);
	if (!before) return sighting;
	const known = KEPT.filter((field) => unread.includes(field)).map((field) => [field, before[field]]);
	const kept = unread.filter((field) => Object.hasOwn(before.values, field)).map((field) => [field, before.values[field]]);
	return { ...sighting, device: { ...device, ...Object.fromEntries(known) }, values: { ...values, ...Object.fromEntries(kept) } };
}
