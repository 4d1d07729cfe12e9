import type { Choice, Fields, ValuesOf } from '../fields';
import type { System } from '../system';
import type { Whereabouts } from './diff';
import type { EventName, Snapshot, Value } from './types';

/** What a look has to bring, by the events that were chosen. */
export interface Wants {
	/** Read the event log from this time on (ISO 8601, the server's clock; '' for the last hour); undefined if no chosen event needs it. */
	logFrom?: string;
}

/** What a system gives to be watched; all the rest is the engine's. */
export interface Watch<C, F extends Fields<C> = Fields<C>> {
	system: System<C>;
	/** Events that can be chosen, in the order shown. */
	events: ReadonlyArray<Choice<EventName>>;
	/** Fields whose changes can be told, and those that are watched unless chosen otherwise. */
	watchable: ReadonlyArray<Choice>;
	watchedByDefault: readonly string[];
	/** Optional filters, and the values that they look at. */
	filters: F;
	filteredBy: readonly string[];
	passes(filters: Partial<ValuesOf<F>>, values: Readonly<Record<string, Value>>): boolean;
	/** Which events the event log proves. */
	provedByLog: readonly EventName[];
	/** One complete look. @throws if anything of it could not be had */
	look(client: C, wants: Wants): Promise<Snapshot>;
	/** Asks for one device that the listing no longer has. */
	whereabouts(client: C, id: string): Promise<Whereabouts>;
}

/** Fixes a system's client, so that the filters' values are typed by inference. */
export function watchOf<C>() {
	return <F extends Fields<C>>(watch: Watch<C, F>): Watch<C> => watch as unknown as Watch<C>;
}
