import type { Occurrence, WatchEvent } from './types';

/** Tells an occurrence from all others that are among the server's records at the same time. */
export function occurrenceKey({ event, key }: Pick<Occurrence, 'event' | 'key'>): string {
	return `${event} ${key}`;
}

/** An occurrence as it is told. */
export function occurrenceEvent({ event, key, proof, at, device, details, values, raw }: Occurrence): WatchEvent {
	const eventId = [event, key, ...(proof === undefined ? [] : [proof])].join(':');
	return { event, eventId, at, device, changes: [], details, values, raw };
}
