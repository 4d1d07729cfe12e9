import { choice, dateTime, flag, limited, optionalText, paging, simplify, text, when } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { hoursSince, naming, toEvent, toIsoTime } from '../device';
import { deviceLocator } from '../locator';
import { operation } from '../operation';
import type { EventRecord } from '../schemas';

/** Types that NetAlertX itself writes; more may come through its API. */
const TYPES = ['Connected', 'Device Down', 'Disconnected', 'Down Reconnected', 'IP Changed', 'New Device'];

function within(record: EventRecord, from: Date | undefined, to: Date | undefined): boolean {
	const time = toIsoTime(record.eveDateTime);
	if (!from && !to) return true;
	if (!time) return false;
	const at = Date.parse(time);
	return (!from || at >= from.getTime()) && (!to || at <= to.getTime());
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many events',
	description: 'Retrieve events, newest first, by device, type and time',
	effect: 'read',
	fields: {
		eventsOf: choice({
			displayName: 'Events Of',
			default: 'all',
			options: [
				{ name: 'All Devices', value: 'all' },
				{ name: 'One Device', value: 'one' },
			],
		}),
		deviceId: when({ eventsOf: ['one'] }, deviceLocator),
		eventType: choice({
			displayName: 'Type',
			default: 'any',
			options: [
				{ name: 'Any', value: 'any' },
				...TYPES.map((type) => ({ name: type, value: type })),
				{ name: 'Other', value: 'other', description: 'A type that you enter below' },
			],
		}),
		otherType: when({ eventType: ['other'] }, text({ displayName: 'Other Type', placeholder: 'e.g. VOIDED - Connected' })),
		from: dateTime({ displayName: 'From', description: 'Events at or after this time. Leave empty for all.' }),
		to: dateTime({ displayName: 'To', description: 'Events at or before this time. Leave empty for all.' }),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId: mac, from, to } = fields;
		const type = fields.otherType ?? fields.eventType;
		const events = await client.events({ mac, hours: from && hoursSince(from, new Date()) });
		const wanted = events.filter((event) => (type === 'any' || event.eveEventType === type) && within(event, from, to));
		const rows = limited(wanted, fields);
		if (!fields.simplify || rows.length === 0) return rows;
		const names = await client.names();
		return rows.map((event) => toEvent(event, names));
	},
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create event',
	description: "Create an event in a device's log, and check that it is there",
	notice: 'NetAlertX keeps one event per device with the same type, IP address and time. In the output, "confirmed" shows whether the log has this one.',
	effect: 'once',
	fields: {
		deviceId: deviceLocator,
		type: text({ displayName: 'Type', placeholder: 'e.g. Device Down or Maintenance', longest: 100 }),
		ip: optionalText({ displayName: 'IP Address', placeholder: 'e.g. 192.168.1.20', description: 'Leave empty for 0.0.0.0' }),
		info: optionalText({ displayName: 'Additional Info' }),
		time: dateTime({ displayName: 'Time', description: 'When it happened. Leave empty for now.' }),
		alert: flag({
			displayName: 'Alert',
			default: false,
			description: 'Whether NetAlertX sends the event with the notifications that are set up there',
		}),
	},
	run: async ({ client, fields }) => {
		const { deviceId: mac, ip, ...event } = fields;
		const device = await client.device(mac);
		const { message, time, missing } = await client.createEvent(mac, { ...event, ip: ip.trim() || '0.0.0.0' });
		return { ...naming(device), time: time.toISOString(), message, confirmed: missing === undefined, ...(missing !== undefined && { reason: missing }) };
	},
});

export const event: Resource<NetAlertXClient> = { name: 'Event', value: 'event', operations: [getAll, create] };
