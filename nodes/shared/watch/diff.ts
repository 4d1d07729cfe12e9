import { byTime } from '../time';
import { entityOf, keptFields } from './entity';
import { feedFrom, forgetOld, later, seenKey } from './feed';
import { MASS_FROM } from './mass';
import { OfflineGuard } from './massOffline';
import { guardRemoved } from './massRemoved';
import { arrivalOf, livesAnew, wasThere, type Sight } from './members';
import { occurrenceKey, tellingsOf, type Judges, type Telling } from './occurrences';
import { byId, matched } from './sightings';
import type { Entity, State } from './state';
import { comesInSight, follow, followNew, isAsKept, type Transition, type TransitionOptions } from './transition';
import type { Proof, Sighting, Snapshot, WatchEvent, Whereabouts } from './types';

export interface DiffOptions extends Omit<TransitionOptions, 'now' | 'hasLog' | 'epoch' | 'kept' | 'isMassOpen'> {
	/** Most events in one go; what is over keeps its old state and is found again by the next look. */
	most: number;
	/** Whether an event is one of those that the user chose: what is not counts as reported. */
	chosen: (event: WatchEvent) => boolean;
	/** See {@link Judges}. */
	mayPass?: Judges['mayPass'];
	/** Added and removed are left for the next look, as after a change of who asks. */
	holdBackMembers?: boolean;
	/** How the system is named in a device's `source`. */
	source: string;
	/** What of all devices the listing shows; everything by default. */
	sight?: Sight;
	/** When devices that were not known began to exist, where the listing does not say. */
	births?: ReadonlyMap<string, string>;
	/** How many devices at least are reported as one; {@link MASS_FROM} by default. */
	massFrom?: number;
	/** Devices missing from the listing that were requested one by one. */
	whereabouts?: ReadonlyMap<string, Whereabouts>;
}

export interface Difference {
	/** Oldest first. */
	events: WatchEvent[];
	next: State;
}

/** A state with nothing reported: what is there is taken as it is. */
export function baseline(snapshot: Snapshot, options: Pick<DiffOptions, 'watched' | 'filtered'>): State {
	const { proofs = [], occurrences = [], open = [], now } = snapshot;
	const sightings = snapshot.sightings ?? [];
	const kept = keptFields(options);
	return {
		entities: new Map(sightings.map((sighting) => [sighting.device.id, entityOf(sighting, { kept, now })])),
		seen: new Set([...proofs.map(seenKey), ...occurrences.map(occurrenceKey)]),
		// What is older than the oldest entry was not read at all: met later, it is no news.
		feedFrom: later(feedFrom('', snapshot), proofs[0]?.at ?? ''),
		open: [...open],
		mass: { offline: null, removed: null },
		epoch: now,
		looked: snapshot.sightings ? now : '',
		begun: [],
		heldOccurrences: [],
	};
}

/** Devices that the listing no longer has, less those that are known to be away. */
export function missing(state: State, sightings: readonly Sighting[] | null): Entity[] {
	if (!sightings) return [];
	return matched(state.entities, sightings).unlisted.filter(({ away }) => away === null);
}

/** How many devices are watched; those that are only known, because they were, do not count. */
export function watchedBy({ entities }: State): number {
	let count = 0;
	for (const { away } of entities.values()) if (away === null || away === 'gone') count++;
	return count;
}

/**
 * What changed between a state and a look: pure, the same for the same arguments. Nothing of a device is kept as reported that is not
 * among the events, so whatever is left out is found again.
 */
export function diff(state: State, snapshot: Snapshot, options: DiffOptions): Difference {
	const { next, finished } = draftOf(state);
	const { now } = snapshot;
	const about = { ...options, now, epoch: state.epoch, massFrom: options.massFrom ?? MASS_FROM, total: () => watchedBy(state), sightingOf: (id: string) => byId(snapshot.sightings ?? []).get(id) };
	const offline = new OfflineGuard(state, about);
	const transitions = transitionsOf(state, snapshot, { ...options, isMassOpen: offline.isOpen });
	const staying = offline.guard(transitions, next);
	const gone = missing(state, snapshot.sightings);
	const isHeldBack = options.holdBackMembers || !snapshot.sightings;
	const leaving = isHeldBack ? { told: [], transitions: [] } : guardRemoved(state, next, { ...about, missing: gone, transitions });
	const inSight = new Set(transitions.filter((each) => each.inSight).map(({ id }) => id));
	const recorded = tellingsOf(state, snapshot, { ...options, isNewInSight: (id) => inSight.has(id) });
	const tellings = [...[...staying.transitions, ...leaving.transitions].map(tellingOf), ...recorded];
	const events: WatchEvent[] = [...staying.told, ...leaving.told].filter(options.chosen);
	let isFull = false;
	for (const { events: all, take } of inOrder(tellings)) {
		const wanted = all.filter(options.chosen);
		// One device's events belong together; a device with more of them than the whole limit still has to get through. Once one does
		// not fit, nothing younger is reported before it.
		isFull ||= events.length > 0 && wanted.length > 0 && events.length + wanted.length > options.most;
		if (isFull && wanted.length > 0) continue;
		events.push(...wanted);
		take(next);
	}
	// What is left for later has to be met again in the log, and to be missing again among what is open.
	if (!isFull && staying.transitions.length === transitions.length) next.feedFrom = feedFrom(state.feedFrom, snapshot);
	// A new device that is left for later is new then, too.
	if (!isFull && !isHeldBack) next.looked = now;
	next.open = isFull ? [...new Set([...state.open, ...(snapshot.open ?? [])])] : [...(snapshot.open ?? [])];
	forgetOld(next, snapshot);
	return { events: events.sort(byTime), next: finished() };
}

/** A copy to be changed. Devices are copied once one of them is to be another: at most looks, none is. */
function draftOf(state: State): { next: State; finished: () => State } {
	let copied: Map<string, Entity> | undefined;
	const next: State = { ...state, seen: new Set(state.seen), mass: { ...state.mass } };
	Object.defineProperty(next, 'entities', { get: () => (copied ??= new Map(state.entities)), enumerable: false });
	return { next, finished: () => ({ ...next, entities: copied ?? state.entities }) };
}

function tellingOf(transition: Transition): Telling {
	return { id: transition.id, events: transition.events, take: (next) => take(transition, next) };
}

function transitionsOf(state: State, { sightings, proofs, now }: Snapshot, options: DiffOptions & { isMassOpen: boolean }): Transition[] {
	const unread = new Map<string, Proof[]>();
	for (const proof of proofs ?? []) {
		if (proof.at < state.feedFrom || state.seen.has(seenKey(proof))) continue;
		const ofDevice = unread.get(proof.id);
		if (ofDevice) ofDevice.push(proof);
		else unread.set(proof.id, [proof]);
	}
	const all = { ...options, now, hasLog: proofs !== undefined, epoch: state.epoch, kept: keptFields(options) };
	const times = { looked: state.looked, now };
	const listed = sightings ?? [];
	const isAnotherLife = livesAnew(state, listed, now);
	const transitions: Transition[] = [];
	const { known } = matched(state.entities, listed);
	// Most devices are as they were, at most looks: nothing is made for them.
	for (let index = 0; index < listed.length; index++) {
		const sighting = listed[index]!;
		const before = known[index];
		const proofsOfIt = unread.size > 0 ? unread.get(sighting.device.id) : undefined;
		if (before) {
			if (!proofsOfIt && isAsKept(before, sighting, all)) continue;
			transitions.push(follow(before, sighting, proofsOfIt ?? [], all, isAnotherLife(sighting)));
		} else if (!options.holdBackMembers) {
			transitions.push(arrive(sighting, proofsOfIt ?? [], { ...all, times }));
		}
	}
	return transitions;
}

/** A device that was not known until now. */
function arrive(sighting: Sighting, proofs: readonly Proof[], options: DiffOptions & TransitionOptions & { times: { looked: string; now: string } }): Transition {
	const { births, sight = 'everything', times, now } = options;
	const arrival = arrivalOf(sighting.born || (births?.get(sighting.device.id) ?? ''), times, sight);
	if (arrival !== 'added') return comesInSight(undefined, sighting, options, arrival === 'moved in' ? 'moved' : 'hidden');
	// One that brings an earlier time along, such as from a file, was added when it was there for the first time.
	return followNew(sighting, proofs, options, wasThere(sighting.born, times) ? now : undefined);
}

function inOrder(tellings: Telling[]): Telling[] {
	const first = ({ events }: Telling) => ({ at: events[0]?.at ?? '' });
	return tellings.sort((a, b) => byTime(first(a), first(b)) || (a.id < b.id ? -1 : 1));
}

function take({ id, next: entity, consumed }: Transition, next: State): void {
	if (entity) next.entities.set(id, entity);
	else next.entities.delete(id);
	for (const key of consumed) next.seen.add(seenKey({ id, key }));
}
