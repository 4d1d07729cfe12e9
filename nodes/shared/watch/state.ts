import { z } from 'zod/v4';
import { without } from '../without';
import type { Change, EventName, Status, Value } from './types';

/** What is kept of a device between two looks: what output promises, and nothing that changes with every look. */
export interface Entity {
	id: string;
	name: string | null;
	ip: string | null;
	mac: string | null;
	group: string | null;
	born: string;
	status: Status | null;
	/** What was reported last: differs from `status` while an offline waits, or was reported as part of many. */
	told: 'online' | 'offline' | null;
	/** When it was last seen; kept of devices that are offline only. ISO 8601. */
	lastSeen: string | null;
	/**
	 * An offline that was not reported: it has not lasted long enough yet, it was reported as one of many (`mass`), or a filter keeps it back
	 * (`held`).
	 */
	pending: { key: string; at: string; down: boolean; mass?: true; held?: true } | null;
	/** How often it changed in watched fields: tells two equal changes apart. */
	changes: number;
	/** Values of the watched fields and of those that filters use. */
	values: Readonly<Record<string, Value>>;
	/** When its present connection began, where the server says so; of devices that are online only. ISO 8601. */
	onlineSince: string | null;
	/** It was reported as offline to anyone who passes the filters: so is its return, whatever they say by then. */
	owesOnline: boolean;
	/** What a filter keeps back for now. */
	held: readonly Held[];
	/** When its last changes between online and offline were, as far as they count for flapping. ISO 8601. */
	flaps: readonly string[];
	/** It comes and goes, and nothing more is reported of that until it is stable. */
	flapping: Flapping | null;
	/**
	 * Why it is known though it is not in the listing: `hidden` from who asks, `moved` out of what is watched, or `gone` as one of many.
	 */
	away: 'hidden' | 'moved' | 'gone' | null;
}

/** An event that a filter keeps back: it is reported once the device passes, if it still applies. */
export interface Held {
	event: EventName;
	/** As in the event's id. */
	key: string;
	/** When it happened. ISO 8601. */
	at: string;
	changes: readonly Change[];
	/** Not by a filter, but as a part of many at once. */
	mass?: true;
}

/** A device that comes and goes. */
export interface Flapping {
	/** The first of the changes that made it one. ISO 8601. */
	since: string;
	/** The last change, and its key. ISO 8601. */
	last: string;
	key: string;
	/** Changes so far. */
	changes: number;
}

/** Nothing, in every list of which most are empty: the very same one, so that what is the same is seen to be the same. */
export const NONE: readonly never[] = [];

/** Many devices gone or offline at once, until it is over. */
export interface Mass {
	/** ISO 8601, the server's clock. */
	since: string;
	/** Looks at which it was so. */
	looks: number;
	told: boolean;
	/** As in its event's id; of one that was reported. */
	key?: string;
	/** Filters let none of the devices pass: neither the beginning nor the end is reported. */
	isSilent?: true;
	/** How many devices it was reported of, and how many joined them since. */
	count?: number;
	/** How many of them were not back at the last look. */
	left?: number;
	/** Since when it is so many: ISO 8601, the server's clock; undefined where an earlier release did not keep it. */
	leftSince?: string;
}

/** Something that the server keeps a record of, and that a filter keeps back for as long as it lasts. */
export interface HeldOccurrence {
	/** Event and key: see {@link Occurrence}. */
	occurrence: string;
	/** What begins with it. */
	begins: string;
	at: string;
	proof?: string;
}

export interface State {
	entities: Map<string, Entity>;
	/** Keys of log entries that are handled, as far back as the log is read. */
	seen: Set<string>;
	/** From when on the log is read: ISO 8601, the server's clock; '' if there is no log. */
	feedFrom: string;
	/** What was open at the last look, such as alerts: see Snapshot. */
	open: string[];
	mass: { offline: Mass | null; removed: Mass | null };
	/** When it began, by the server's clock: tells counted events of one beginning from those of another. */
	epoch: string;
	/** When devices were looked at last, by the server's clock: what it has had for longer was there then. '' where they were not yet. */
	looked: string;
	/** What was reported to have begun: its end is reported, whatever filters say by then. */
	begun: string[];
	/** Records that a filter keeps back. */
	heldOccurrences: HeldOccurrence[];
}

/** An earlier release that does not know of changes beside the whole has to start over, and not go on from the part that it knows. */
export const VERSIONS = { whole: 1, withChanges: 2 } as const;

/** What lies in n8n's static data, plain JSON. `packed` holds the state, compressed: it goes to every editor that opens the workflow. */
const saved = z.object({
	version: z.number(),
	/** Static data is kept by the node's name: another node of that name must not inherit it. */
	node: z.string(),
	/** Server and what defines the set of devices. Another scope is another baseline. */
	scope: z.string(),
	/** Salted hash of who asks: another key may see other devices. */
	asker: z.string(),
	/** The configuration that the state was made with, as JSON. */
	config: z.string(),
	/** Counts what was emitted: the state in the database and one in memory with the same number belong together. */
	revision: z.number(),
	/** ISO 8601, n8n's clock. */
	savedAt: z.string(),
	packed: z.string(),
	/** What changed since `packed` was made, packed as well: see packing.ts. */
	since: z.string().optional(),
	/** When devices were looked at last: later than in what is packed, which is only made again where something changed. */
	looked: z.string().optional(),
	/** What was handed over last, for an n8n that was killed before its workflow had run: see handed.ts. */
	handed: z.string().optional(),
});
export type Saved = z.infer<typeof saved>;

/** @returns undefined for what is not one of ours, or made by a later version */
export function readSaved(data: unknown): Saved | undefined {
	const result = saved.safeParse(data);
	return result.success && Object.values<number>(VERSIONS).includes(result.data.version) ? result.data : undefined;
}

/** Whether two states are the same, one made from the other: entities that did not change are the very same objects. */
export function isSame(before: State, after: State): boolean {
	if (!areSame(before.entities, after.entities) || before.seen.size !== after.seen.size) return false;
	for (const key of after.seen) if (!before.seen.has(key)) return false;
	// That it was looked at once more is not worth writing.
	const rest = (state: State) => JSON.stringify(without(state, 'entities', 'seen', 'looked'));
	return rest(before) === rest(after);
}

function areSame(before: State['entities'], after: State['entities']): boolean {
	if (before === after) return true;
	if (before.size !== after.size) return false;
	for (const [id, entity] of after) if (before.get(id) !== entity) return false;
	return true;
}
