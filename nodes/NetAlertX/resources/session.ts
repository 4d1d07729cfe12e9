import { choice, dateTime, limited, paging, simplify, when } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { naming, toIsoTime } from '../device';
import { deviceLocator } from '../locator';
import { idOf } from '../mac';
import { operation } from '../operation';
import type { SessionRecord } from '../schemas';

interface Times {
	from: number | undefined;
	/** undefined where it goes on, or where that is not known. */
	to: number | undefined;
}

function timesOf({ sesDateTimeConnection, sesDateTimeDisconnection }: SessionRecord): Times {
	const at = (stored: string | null | undefined) => {
		const time = toIsoTime(stored);
		return time === null ? undefined : Date.parse(time);
	};
	return { from: at(sesDateTimeConnection), to: at(sesDateTimeDisconnection) };
}

/** Present at some time between the two. A session without a beginning began before the log does; one without an end goes on. */
function overlaps(session: SessionRecord, from: Date | undefined, to: Date | undefined): boolean {
	const times = timesOf(session);
	return (!from || (times.to ?? Infinity) >= from.getTime()) && (!to || (times.from ?? -Infinity) <= to.getTime());
}

function toSession(session: SessionRecord, name: string | null) {
	const { sesMac, sesIp, sesStillConnected, sesEventTypeConnection, sesEventTypeDisconnection, sesAdditionalInfo } = session;
	const { from, to } = timesOf(session);
	return {
		name,
		connectedAt: toIsoTime(session.sesDateTimeConnection),
		disconnectedAt: toIsoTime(session.sesDateTimeDisconnection),
		stillConnected: sesStillConnected === 1 ? true : sesStillConnected === 0 ? false : null,
		durationSeconds: from === undefined || to === undefined ? null : Math.round((to - from) / 1000),
		ip: sesIp || null,
		connectedBy: sesEventTypeConnection || null,
		disconnectedBy: sesEventTypeDisconnection || null,
		info: sesAdditionalInfo || null,
		id: idOf(sesMac),
	};
}

const newestFirst = (a: SessionRecord, b: SessionRecord) => (timesOf(b).from ?? -Infinity) - (timesOf(a).from ?? -Infinity) || 0;

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sessions',
	description: 'Retrieve when devices were on the network, newest first',
	effect: 'read',
	fields: {
		sessionsOf: choice({
			displayName: 'Sessions Of',
			default: 'one',
			options: [
				{ name: 'All Devices', value: 'all' },
				{ name: 'One Device', value: 'one' },
			],
		}),
		deviceId: when({ sessionsOf: ['one'] }, deviceLocator),
		from: dateTime({ displayName: 'From', description: 'Sessions that were open at this time, or began later. Leave empty for all.' }),
		to: dateTime({ displayName: 'To', description: 'Sessions that began at or before this time. Leave empty for all.' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, from, to } = fields;
		// Of a device that it does not know, the server answers an empty list.
		const known = deviceId === undefined ? undefined : await client.device(deviceId);
		const sessions = await client.sessions(deviceId);
		const wanted = limited([...sessions].sort(newestFirst).filter((session) => overlaps(session, from, to)), fields);
		if (!fields.simplify || wanted.length === 0) return wanted;
		const names = known ? new Map([[idOf(known.devMac), naming(known).name]]) : await client.names();
		return wanted.map((session) => toSession(session, names.get(idOf(session.sesMac)) ?? null));
	},
});

export const session: Resource<NetAlertXClient> = { name: 'Session', value: 'session', operations: [getAll] };
