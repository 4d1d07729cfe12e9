import { byTime } from '../time';
import type { HeldOccurrence, State } from './state';
import type { Occurrence, Snapshot, WatchEvent } from './types';

/** Events that belong together, and what is kept once they are reported. */
export interface Telling {
	id: string;
	events: WatchEvent[];
	take(next: State): void;
}

/** Tells an occurrence from all others that are among the server's records at the same time. */
export function occurrenceKey({ event, key }: Pick<Occurrence, 'event' | 'key'>): string {
	return `${event} ${key}`;
}

/** An occurrence as it is reported. */
export function occurrenceEvent({ event, key, proof, at, device, details, values, raw }: Occurrence): WatchEvent {
	const eventId = [event, key, ...(proof === undefined ? [] : [proof])].join(':');
	return { event, eventId, at, device, changes: [], details, values, raw };
}

/** More than are ever open at once. */
const MOST_BEGUN = 5_000;

export interface Judges {
	passes: (values: WatchEvent['values']) => boolean;
	newlyPasses?: (values: WatchEvent['values']) => boolean;
	/** Whether it may pass once a passing state is over, such as maintenance: then it is kept back, and else it is never reported. */
	mayPass?: (values: WatchEvent['values']) => boolean;
	/** Whether a device came in sight only now: what happened to it before that is no news. */
	isNewInSight: (id: string) => boolean;
}

/** What the server recorded since, and was not reported before; what begins and ends with the same in one telling. */
export function tellingsOf(state: State, { occurrences, unasked = [] }: Snapshot, judges: Judges): Telling[] {
	if (!occurrences) return [];
	const held = new Map(state.heldOccurrences.map((each) => [each.occurrence, each]));
	const { feedFrom, seen } = state;
	const unread = occurrences.filter((each) => held.has(occurrenceKey(each)) || (each.at >= feedFrom && !seen.has(occurrenceKey(each))));
	// Pages shift while they are read: a record that is among them twice is one.
	const once = [...new Map(unread.map((each) => [occurrenceKey(each), each])).values()];
	const together = Map.groupBy(once, ({ begins, ends, event, key }) => begins ?? ends ?? occurrenceKey({ event, key }));
	const begun = new Set(state.begun);
	const tellings = [...together].map(([id, all]) => new Record(id, begun.has(id), held, judges).follow(all));
	// What a filter kept back and is not given again is over.
	const given = new Set([...once, ...unasked].map(occurrenceKey));
	const over = state.heldOccurrences.filter(({ occurrence }) => !given.has(occurrence));
	const forgets: Telling[] = over.map(({ occurrence, begins }) => ({ id: begins, events: [], take: (next) => unhold(next, occurrence) }));
	return [...tellings, ...forgets];
}

/** Everything that was recorded of one thing that begins and ends. */
class Record {
	private readonly events: WatchEvent[] = [];
	private readonly takes: Array<(next: State) => void> = [];
	/** Its beginning is kept back by a filter. */
	private isHeld: boolean;

	constructor(
		private readonly id: string,
		private isBegun: boolean,
		private readonly held: ReadonlyMap<string, HeldOccurrence>,
		private readonly judges: Judges,
	) {
		this.isHeld = [...held.values()].some(({ begins }) => begins === id);
	}

	follow(all: readonly Occurrence[]): Telling {
		// What begins and ends at once has begun first.
		for (const each of [...all].sort((a, b) => byTime(a, b) || Number(b.begins !== undefined) - Number(a.begins !== undefined))) this.take(each);
		const { id, events, takes, isBegun } = this;
		return {
			id: all[0]!.device?.id ?? all[0]!.key,
			events,
			take: (next) => {
				for (const take of takes) take(next);
				next.begun = [...next.begun.filter((each) => each !== id), ...(isBegun ? [id] : [])].slice(-MOST_BEGUN);
			},
		};
	}

	private take(occurrence: Occurrence): void {
		const key = occurrenceKey(occurrence);
		const earlier = this.held.get(key);
		const { begins, ends, device, values } = occurrence;
		const isNoNews = (device !== null && this.judges.isNewInSight(device.id)) || this.judges.newlyPasses?.(values);
		if (isNoNews || (earlier && occurrence.isOver)) this.takes.push((next) => unhold(next, key));
		else if (ends !== undefined) this.ends(occurrence);
		else if (this.judges.passes(values)) this.tell(earlier ? { ...occurrence, at: earlier.at, proof: earlier.proof } : occurrence);
		else if (begins !== undefined && (earlier || this.judges.mayPass?.(values) !== false)) this.hold(occurrence, earlier);
		this.takes.push((next) => next.seen.add(key));
	}

	/** The end of what was reported is reported, and that of what was kept back is not. */
	private ends(occurrence: Occurrence): void {
		if (!this.isHeld && (this.isBegun || this.judges.passes(occurrence.values))) this.events.push(occurrenceEvent(occurrence));
		this.isBegun = false;
		if (!this.isHeld) return;
		this.isHeld = false;
		this.takes.push((next) => (next.heldOccurrences = next.heldOccurrences.filter(({ begins }) => begins !== this.id)));
	}

	private tell(occurrence: Occurrence): void {
		this.events.push(occurrenceEvent(occurrence));
		this.takes.push((next) => unhold(next, occurrenceKey(occurrence)));
		if (occurrence.begins === undefined) return;
		this.isBegun = true;
		this.isHeld = false;
	}

	private hold(occurrence: Occurrence, earlier: HeldOccurrence | undefined): void {
		this.isHeld = !this.isBegun;
		if (earlier) return;
		const { at, proof, begins } = occurrence;
		const kept: HeldOccurrence = { occurrence: occurrenceKey(occurrence), begins: begins!, at, ...(proof !== undefined && { proof }) };
		this.takes.push((next) => (next.heldOccurrences = [...next.heldOccurrences, kept]));
	}
}

function unhold(next: State, occurrence: string): void {
	if (next.heldOccurrences.some((each) => each.occurrence === occurrence)) next.heldOccurrences = next.heldOccurrences.filter((each) => each.occurrence !== occurrence);
}
