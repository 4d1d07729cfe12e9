import { choice, paging, simplify, when } from '../../shared/fields';
import { namesFrom } from '../../shared/namesRead';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { deviceLocator, userLocator } from '../locator';
import { operation } from '../operation';
import type { EventRecord } from '../schemas';

/** What Return All asks for: a server that has run for years keeps millions. */
const MOST = 10_000;

/**
 * @param names of devices by id: an event has only the id
 * @param deviceId of the device that was requested: its own events do not name it
 */
function toEvent({ time, action, msg, nodeid, userid, username }: EventRecord, names: ReadonlyMap<string, string | null>, deviceId: string | null) {
	const message = typeof msg === 'string' ? msg : isPlain(msg) ? String(msg) : null;
	const id = nodeid ?? deviceId;
	return { time, action, message, deviceName: names.get(id ?? '') ?? null, userName: username ?? null, deviceId: id, userId: userid ?? null };
}

/** MeshCentral itself writes numbers instead of a text: 0 when a user group was deleted (recorded). */
function isPlain(value: unknown): value is number | boolean {
	return typeof value === 'number' || typeof value === 'boolean';
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many events',
	description: "Retrieve the newest entries of the server's event log, 10,000 at most",
	effect: 'read',
	// Those of one user need one more.
	rights: [],
	fields: {
		eventsOf: choice({
			displayName: 'Events Of',
			default: 'all',
			options: [
				{ name: 'All', value: 'all' },
				{ name: 'One Device', value: 'device' },
				{ name: 'One User', value: 'user' },
			],
		}),
		deviceId: when({ eventsOf: ['device'] }, deviceLocator),
		userId: when({ eventsOf: ['user'] }, userLocator),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const device = fields.deviceId === undefined ? undefined : await client.device(fields.deviceId);
		const filter = { ...(device && { deviceId: device._id }), ...(fields.userId !== undefined && { userId: fields.userId }) };
		const events = await client.events({ ...filter, limit: fields.returnAll ? MOST : Math.min(fields.limit ?? MOST, MOST) });
		if (!fields.simplify) return events;
		const names = device ? new Map([[device._id, device.name]]) : events.some(({ nodeid }) => nodeid) ? await namesFrom(async () => await client.allDevices(), ({ _id, name }) => [_id, name]) : new Map<string, string>();
		return events.map((event) => toEvent(event, names, device?._id ?? null));
	},
});

export const event: Resource<MeshCentralClient> = { name: 'Event', value: 'event', operations: [getAll] };
