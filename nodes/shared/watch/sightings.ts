import { NONE, type Entity, type State } from './state';
import type { Sighting, Snapshot } from './types';

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

/** What is known of the devices of a listing, and who of those that are known is not in it. */
export interface Matches {
	/** By their place in the listing; undefined of a device that is not known. */
	known: ReadonlyArray<Entity | undefined>;
	unlisted: readonly Entity[];
	/** Each device has the same place in the listing as among those that are known; those that are not listed come after them. */
	isInStep: boolean;
}

const matches = new WeakMap<readonly Sighting[], { entities: State['entities']; found: Matches }>();

/** Made once for a list and what is known at that look. */
export function matched(entities: State['entities'], sightings: readonly Sighting[]): Matches {
	const before = matches.get(sightings);
	if (before?.entities === entities) return before.found;
	const found = inStep(entities, sightings) ?? byIds(entities, sightings);
	matches.set(sightings, { entities, found });
	return found;
}

/** Servers list their devices in the same order at every look: going along both lists takes a small part of the time that looking each up does. */
function inStep(entities: State['entities'], sightings: readonly Sighting[]): Matches | undefined {
	const known: Entity[] = [];
	const unlisted: Entity[] = [];
	for (const entity of entities.values()) {
		const sighting = sightings[known.length];
		if (sighting === undefined) unlisted.push(entity);
		else if (sighting.device.id === entity.id) known.push(entity);
		else return undefined;
	}
	return known.length === sightings.length ? { known, unlisted, isInStep: true } : undefined;
}

function byIds(entities: State['entities'], sightings: readonly Sighting[]): Matches {
	const listed = byId(sightings);
	const known = sightings.map(({ device }) => entities.get(device.id));
	const isEachListedOnce = listed.size === sightings.length;
	const areTheSame = isEachListedOnce && sightings.length === entities.size && known.every(Boolean);
	const unlisted = areTheSame ? NONE : [...entities.values()].filter(({ id }) => !listed.has(id));
	return { known, unlisted, isInStep: false };
}

/** The same devices, in the order in which they are listed: the next look is in step with them. */
export function inOrderOf(sightings: readonly Sighting[], entities: State['entities']): State['entities'] {
	const { known, unlisted, isInStep } = matched(entities, sightings);
	if (isInStep) return entities;
	return new Map([...known, ...unlisted].flatMap((entity) => (entity ? [[entity.id, entity] as const] : [])));
}

/** The same with each device once: a server may list one twice, because it changed while the list was read. */
export function eachOnce<S extends Pick<Snapshot, 'sightings'>>(snapshot: S, entities: State['entities'] = NOBODY): S {
	const { sightings } = snapshot;
	// In step with devices that are known, none can be there twice.
	if (!sightings || matched(entities, sightings).isInStep) return snapshot;
	const index = byId(sightings);
	if (index.size === sightings.length) return snapshot;
	const once = [...index.values()];
	indexes.set(once, index);
	return { ...snapshot, sightings: once };
}

const NOBODY: State['entities'] = new Map();
