import type { Choice, Fields, ValuesOf } from '../fields';
import type { System } from '../system';
import type { EventName, Occurrence, Snapshot, Value, Whereabouts } from './types';

/** What a look has to bring, by what was chosen and what is known. */
export interface Wants {
	/** The chosen events: what none of them needs, need not be asked for. */
	events: ReadonlySet<EventName>;
	/** Names of the values that sightings have to hold: those that are watched, filtered by or told when they turn. */
	fields: readonly string[];
	/** Read the event log and occurrences from this time on (ISO 8601, the server's clock; '' for the last hour); undefined if no chosen event needs it. */
	logFrom?: string;
	/** What was open at the last look whose events were reported (see Snapshot). */
	open: readonly string[];
	/**
	 * Occurrences that a filter keeps back, as event and key: a look gives them again for as long as what began with them lasts, with values as they
	 * are now, however old they are.
	 */
	held: ReadonlyArray<Pick<Occurrence, 'event' | 'key'>>;
	/** Whether this occurrence was reported, or was there from the start: nothing more need be asked for it. */
	isKnown(occurrence: Pick<Occurrence, 'event' | 'key'>): boolean;
	/** Checked values of the filters that were added: some may need to be asked for. */
	filters: Readonly<Record<string, unknown>>;
	/** Checked values of the watch's {@link Watch.scope} and {@link Watch.more}. */
	chosen: Readonly<Record<string, unknown>>;
}

/** An event that is reported when a value of a device turns. */
export interface Turn {
	/** Name of the value. A null is "not known": nothing is concluded from it. */
	field: string;
	/** Told only when it turns into this; any other value by default. */
	to?: Value;
	/** Also show what this was and is: what the value, an id, stands for. */
	shows?: 'name' | 'group';
	/** Means that the device is out of reach: of many at once, one event stands for all. */
	isOutage?: boolean;
	/**
	 * The value is a time, ISO 8601, that the server knows to so many ms: reported only where it is later by more, as of that time. It happens
	 * and is over, so that a filter keeps it back permanently.
	 */
	laterBy?: number;
}

/** What a system gives to be watched; all the rest is the engine's. */
export interface Watch<C, F extends Fields<C> = Fields<C>> {
	system: System<C>;
	/** Events that can be chosen, in the order shown. */
	events: ReadonlyArray<Choice<EventName>>;
	/** Those that are chosen in a new node; the first one by default. */
	chosenByDefault?: readonly EventName[];
	/** Fields whose changes can be reported, and those that are watched unless chosen otherwise. */
	watchable: ReadonlyArray<Choice>;
	watchedByDefault: readonly string[];
	/** Those that the server or the agent fills in by itself while a device is new: that is no change then. */
	filledIn?: readonly string[];
	/** The fields that the chosen ones stand for, where one of them is a whole set, such as all custom fields: each is compared by itself. */
	watchedOf?(client: C, chosen: readonly string[]): Promise<string[]>;
	/** Fields that are on or off: told as true and false, whatever they are compared as. */
	switches?: readonly string[];
	/** Optional filters. */
	filters: F;
	/** The values that the chosen filters look at: these are kept of every device, beside the watched ones. */
	filteredBy(filters: Partial<ValuesOf<F>>): readonly string[];
	passes(filters: Partial<ValuesOf<F>>, values: Readonly<Record<string, Value>>): boolean;
	/** Values while no passing state lasts, such as maintenance: what only such a state keeps back is reported once it is over. */
	passing?: Readonly<Record<string, Value>>;
	/** Which events the event log or its occurrences prove. */
	provedByLog: readonly EventName[];
	/** Events that are reported when a value turns. */
	turns?: Readonly<Partial<Record<EventName, Turn>>>;
	/**
	 * Whether a watched value, or the address (`ip`), has changed where it is another one than was kept; by default it has. Two words for nothing
	 * are no change, and neither are addresses of two families: the new one is then kept, and nothing is reported.
	 */
	isChange?(field: string, from: Value, to: Value): boolean;
	/** What is watched at all, such as one group: another choice is another set of devices, and another baseline. */
	scope?: Fields<C>;
	/** Whether the chosen scope is less than everything: a device that is moved into it was not added. */
	isPart?(chosen: Readonly<Record<string, unknown>>): boolean;
	/** Who asks sees what his rights let him see, and they may change: a device that existed before and was not listed came in sight, and was not added. */
	seesByRights?: boolean;
	/** It reports records only, and never a device as such: options about the coming and going of devices are not shown. */
	isOfRecords?: boolean;
	/** Further options of this system's own. */
	more?: Fields<C>;
	/** Minutes that a device has to be offline before it is reported, unless set otherwise; 0 by default. */
	offlineForByDefault?: number;
	/**
	 * When a device began to exist, ISO 8601, where the list does not say: asked of new ones, to tell those that were added from those that came in
	 * sight. undefined where that is not available.
	 */
	bornOf?(client: C, id: string): Promise<string | undefined>;
	/** One complete look. @throws if anything of it could not be had */
	look(client: C, wants: Wants): Promise<Snapshot>;
	/** Asks for one device that the listing no longer has. */
	whereabouts(client: C, id: string, wants: Wants): Promise<Whereabouts>;
}

/** Fixes a system's client, so that the filters' values are typed by inference. */
export function watchOf<C>() {
	return <F extends Fields<C>>(watch: Watch<C, F>): Watch<C> => watch as unknown as Watch<C>;
}
