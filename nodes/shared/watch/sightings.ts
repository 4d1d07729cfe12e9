import type { Sighting } from './types';

/** By list: several ask for the same one at every look. */
const indexes = new WeakMap<readonly Sighting[], ReadonlyMap<string, Sighting>>();

/** Sightings by the id of their device; a device that the list has twice is as it comes last. Made once for a list. */
export function byId(sightings: readonly Sighting[]): ReadonlyMap<string, Sighting> {
	const known = indexes.get(sightings);
	if (known) return known;
	const index = new Map<string, Sighting>();
	for (const sighting of sightings) index.set(sighting.device.id, sighting);
	indexes.set(sightings, index);
	return index;
}

/** The same with each device once: a server may list one twice, because it changed while the list was read. */
export function unique(sightings: readonly Sighting[]): readonly Sighting[] {
	const index = byId(sightings);
	if (index.size === sightings.length) return sightings;
	const once = [...index.values()];
	indexes.set(once, index);
	return once;
}
