import { json } from '../answers';
import type { EventRow } from '../database';
import { macKey } from '../mac';
import { get, type Routes } from '../routing';

const BEGINS = ['Connected', 'New Device', 'Down Reconnected'];
const ENDS = ['Disconnected', 'Device Down'];

/** Sessions are made of the events again each time; a new device has two of them. Of a device that is not known there are none. */
export const sessionRoutes: Routes = ({ database }) => [
	get('/sessions/list', ({ query: { mac, end_date: end } }) => {
		const all = sessionsOf(database.events()).filter(({ sesMac }) => mac === undefined || macKey(sesMac) === macKey(mac));
		// With an end, those that go on are left out.
		return json({ sessions: end === undefined ? all : all.filter(({ sesStillConnected }) => sesStillConnected === 0), success: true });
	}),
];

function sessionsOf(events: readonly EventRow[]) {
	const sessions: Array<ReturnType<typeof begun>> = [];
	for (const event of events) {
		if (BEGINS.includes(String(event.eveEventType))) sessions.push(begun(event));
		else if (ENDS.includes(String(event.eveEventType))) {
			for (const open of sessions.filter(({ sesMac, sesStillConnected }) => sesStillConnected === 1 && macKey(sesMac) === macKey(event.eveMac))) {
				open.sesDateTimeDisconnection = event.eveDateTime;
				open.sesEventTypeDisconnection = String(event.eveEventType);
				open.sesStillConnected = 0;
			}
		}
	}
	return sessions;
}

function begun({ eveMac, eveIp, eveDateTime, eveEventType, eveAdditionalInfo }: EventRow) {
	return {
		sesMac: eveMac,
		sesIp: eveIp,
		sesDateTimeConnection: eveDateTime,
		sesDateTimeDisconnection: null as string | null,
		sesEventTypeConnection: eveEventType,
		sesEventTypeDisconnection: null as string | null,
		sesStillConnected: 1,
		sesAdditionalInfo: eveAdditionalInfo,
	};
}
