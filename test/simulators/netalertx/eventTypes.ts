import type { EventRow } from './database';

const opening = ['Connected', 'New Device', 'Down Reconnected'];
const presence = ['Connected', 'Down Reconnected', 'Disconnected', 'Device Down'];

/** Events that begin a session: a new device begins two. */
export function opensSession({ eveEventType }: EventRow): boolean {
	return opening.includes(String(eveEventType));
}

/** Events that tell of a device being there or not; too many of them in an hour are flapping. */
export function changesPresence({ eveEventType }: EventRow): boolean {
	return presence.includes(String(eveEventType));
}
