import { byTime } from '../time';
import { isMass, lookAgain, massEvent, silently } from './mass';
import { occurrenceEvent, occurrenceKey } from './occurrences';
import type { Entity, State } from './state';
import { entityOf, follow, isAsKept, keptFields, leave, type Transition, type TransitionOptions } from './transition';
import type { Proof, Sighting, Snapshot, WatchEvent, Whereabouts } from './types';

export interface DiffOptions extends Omit<TransitionOptions, 'now' | 'hasLog' | 'epoch' | 'kept'> {
	/** Most events in one go; what is over keeps its old state and is found again by the next look. */
	most: number;
	/** Whether an event is for this user at all: what is not counts as told. */
	wanted: (event: WatchEvent) => boolean;
	/** Added and removed are left for the next look, as after a change of who asks. */
	holdBackMembers?: boolean;
	/** How the system is named in a device's `source`. */
	source: string;
	/** What {@link missing} found, where somebody asked already: with many devices it takes a while. */
	missing?: readonly Entity[];
	/** Devices missing from the listing that were asked for one by one. */
	whereabouts?: ReadonlyMap<string, Whereabouts>;
}

export interface Difference {
	/** Oldest first. */
	events: WatchEvent[];
	next: State;
}

/** A state with nothing told: what is there is taken as it is. */
export function baseline(snapshot: Snapshot, options: Pick<DiffOptions, 'watched' | 'filtered'>): State {
	const { proofs = [], occurrences = [], open = [], now } = snapshot;
	const sightings = snapshot.sightings ?? [];
	const kept = keptFields(options);
	return {
		// In the order that they are packed in: what comes later is little, and quickly put in its place.
		entities: new Map(inOrderOfIds(sightings).map((sighting) => [sighting.device.id, entityOf(sighting, { kept, now })])),
		seen: new Set([...proofs.map(seenKey), ...occurrences.map(occurrenceKey)]),
		// What is older than the oldest entry was not read at all: met later, it is no news.
		feedFrom: later(feedFrom('', snapshot), proofs[0]?.at ?? ''),
		open: [...open],
		mass: { offline: null, removed: null },
		epoch: now,
	};
}

function inOrderOfIds(sightings: readonly Sighting[]): Sighting[] {
	return [...sightings].sort((a, b) => (a.device.id < b.device.id ? -1 : 1));
}

/** Devices that the listing no longer has. */
export function missing(state: State, sightings: readonly Sighting[] | null): Entity[] {
	if (!sightings) return [];
	const listed = new Set(sightings.map(({ device }) => device.id));
	return [...state.entities.values()].filter(({ id }) => !listed.has(id));
}

/**
 * What changed between a state and a look: pure, the same for the same arguments. Nothing of a device is kept as told that is not
 * among the events, so whatever is left out is found again.
 */
export function diff(state: State, snapshot: Snapshot, options: DiffOptions): Difference {
	const next: State = { ...state, entities: new Map(state.entities), seen: new Set(state.seen), mass: { ...state.mass } };
	const transitions = transitionsOf(state, snapshot, options);
	const staying = guardOffline(transitions, state, next, snapshot);
	const leaving = guardRemoved(state, next, snapshot, options);
	const tellings = [...[...staying.transitions, ...leaving.transitions].map(tellingOf), ...occurrencesOf(state, snapshot)];
	const events: WatchEvent[] = [...staying.told, ...leaving.told].filter(options.wanted);
	let isFull = false;
	for (const { events: all, take } of inOrder(tellings)) {
		const wanted = all.filter(options.wanted);
		// One device's events belong together; a device with more of them than the whole limit still has to get through. Once one does
		// not fit, nothing younger is told before it.
		isFull ||= events.length > 0 && wanted.length > 0 && events.length + wanted.length > options.most;
		if (isFull && wanted.length > 0) continue;
		events.push(...wanted);
		take(next);
	}
	// What is left for later has to be met again in the log, and to be missing again among what is open.
	if (!isFull && staying.transitions.length === transitions.length) next.feedFrom = feedFrom(state.feedFrom, snapshot);
	next.open = isFull ? [...new Set([...state.open, ...(snapshot.open ?? [])])] : [...(snapshot.open ?? [])];
	forgetOld(next, snapshot);
	return { events: events.sort(byTime), next };
}

/** Events that belong together, and what is kept once they are told. */
interface Telling {
	id: string;
	events: WatchEvent[];
	take(next: State): void;
}

function tellingOf(transition: Transition): Telling {
	return { id: transition.id, events: transition.events, take: (next) => take(transition, next) };
}

/** What the server recorded since, and was not told before. */
function occurrencesOf({ feedFrom, seen }: State, { occurrences = [] }: Snapshot): Telling[] {
	const unread = occurrences.filter((occurrence) => occurrence.at >= feedFrom && !seen.has(occurrenceKey(occurrence)));
	// Pages shift while they are read: a record that is among them twice is one.
	return [...new Map(unread.map((occurrence) => [occurrenceKey(occurrence), occurrence])).values()].map((occurrence) => ({
		id: occurrence.device?.id ?? occurrence.key,
		events: [occurrenceEvent(occurrence)],
		take: (next) => next.seen.add(occurrenceKey(occurrence)),
	}));
}

function transitionsOf(state: State, { sightings, proofs, now }: Snapshot, options: DiffOptions): Transition[] {
	const unread = new Map<string, Proof[]>();
	for (const proof of proofs ?? []) {
		if (proof.at < state.feedFrom || state.seen.has(seenKey(proof))) continue;
		const ofDevice = unread.get(proof.id);
		if (ofDevice) ofDevice.push(proof);
		else unread.set(proof.id, [proof]);
	}
	const all = { ...options, now, hasLog: proofs !== undefined, epoch: state.epoch, kept: keptFields(options) };
	return (sightings ?? []).flatMap((sighting) => {
		const before = state.entities.get(sighting.device.id);
		if (!before && options.holdBackMembers) return [];
		const proofsOfIt = unread.get(sighting.device.id);
		if (before && !proofsOfIt && isAsKept(before, sighting, all)) return [];
		return [follow(before, sighting, proofsOfIt ?? [], all)];
	});
}

interface Guarded {
	/** What stands for many. */
	told: WatchEvent[];
	transitions: Transition[];
}

/** Many offline at once are looked at a second time, and then told as one. */
function guardOffline(transitions: Transition[], state: State, next: State, { now }: Snapshot): Guarded {
	const offline = transitions.filter(({ tellsOffline }) => tellsOffline);
	const known = offline.filter(({ id }) => state.entities.has(id));
	if (!isMass(known.length, state.entities.size)) {
		next.mass.offline = null;
		return { told: [], transitions };
	}
	const again = known.filter((transition) => wentAgain(state.entities.get(transition.id)!, transition));
	const isAnother = state.mass.offline?.told === true && isMass(again.length, state.entities.size);
	const mass = lookAgain(isAnother ? null : state.mass.offline, now);
	const others = transitions.filter(({ tellsOffline }) => !tellsOffline);
	if (mass.looks === 1) {
		next.mass.offline = { since: mass.since, looks: 1, told: false };
		return { told: [], transitions: others };
	}
	const affected = known.map(({ id }) => state.entities.get(id)!);
	// The same outage has the same id, whenever it was looked at; where no device tells of one, it is known by its first look.
	const latest = offline.reduce((newest, { outage }) => (outage && outage.at > newest ? outage.at : newest), '');
	const told = mass.told ? [] : [massEvent('offline', affected, state.entities.size, { proof: latest || mass.since, now })];
	next.mass.offline = mass.believed ? null : { since: mass.since, looks: mass.looks, told: true };
	return { told, transitions: [...others, ...offline.map((transition) => silently(transition, mass))] };
}

/** Whether a device that was told as one of many was back and is gone anew, although no look that was kept saw it there. */
function wentAgain({ pending }: Entity, { outage }: Transition): boolean {
	return pending?.mass === true && outage !== undefined && outage !== null && outage.key !== pending.key;
}

/** Many gone at once are told as one and kept, until they are back or it is believed; few are gone once the server says so of each. */
function guardRemoved(state: State, next: State, { sightings, now }: Snapshot, options: DiffOptions): Guarded {
	const gone = options.missing ?? missing(state, sightings);
	if (options.holdBackMembers) return { told: [], transitions: [] };
	if (!isMass(gone.length, state.entities.size)) {
		next.mass.removed = null;
		const sure = gone.filter(({ id }) => options.whereabouts?.get(id) === 'gone');
		// Out of our sight is not removed: no event, and not ours to watch any more.
		for (const { id } of gone) if (options.whereabouts?.get(id) === 'out of sight') next.entities.delete(id);
		return { told: [], transitions: sure.map((entity) => leave(entity, options.source, now)) };
	}
	const mass = lookAgain(state.mass.removed, now);
	const told = mass.told ? [] : [massEvent('removed', gone, state.entities.size, { proof: mass.since, now })];
	next.mass.removed = mass.believed ? null : { since: mass.since, looks: mass.looks, told: true };
	if (mass.believed) for (const { id } of gone) next.entities.delete(id);
	return { told, transitions: [] };
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

/** A proof's key tells it from others of the same device. */
function seenKey({ id, key }: Pick<Proof, 'id' | 'key'>): string {
	return `${id} ${key}`;
}

/** Rows may be written late, and clocks differ: the log is read again from an hour before its newest entry. */
const OVERLAP_MS = 60 * 60_000;
/** The time moves on in steps, so that a state in which nothing changed stays the same. */
const STEP_MS = 10 * 60_000;

function later(a: string, b: string): string {
	return a > b ? a : b;
}

/** From when on to read the log next time: by the server's own times, never backwards, and not led astray by an entry dated in the future. */
function feedFrom(before: string, { proofs, occurrences, now }: Snapshot): string {
	const anHourAgo = Date.parse(now) - OVERLAP_MS;
	// A record's own time may be that of its first entry; what was there at this look is dealt with, whenever it was.
	if (!proofs) {
		const step = new Date(Math.floor(anHourAgo / STEP_MS) * STEP_MS).toISOString();
		return occurrences ? (step > before ? step : before) : '';
	}
	const latest = proofs.reduce((newest, { at }) => (at > newest && at <= now ? at : newest), '');
	const from = latest ? new Date(Date.parse(latest) - OVERLAP_MS).toISOString() : '';
	return from > before ? from : before || new Date(anHourAgo).toISOString();
}

/** Keys older than what is read are never met again, and a record that is gone leaves its key free. */
function forgetOld(next: State, { proofs, occurrences }: Snapshot): void {
	if (!proofs && !occurrences) return;
	const readAgain = new Set([
		...(proofs ?? []).filter(({ at }) => at >= next.feedFrom).map(seenKey),
		...(occurrences ?? []).filter(({ at }) => at >= next.feedFrom).map(occurrenceKey),
	]);
	for (const key of next.seen) if (!readAgain.has(key)) next.seen.delete(key);
}
