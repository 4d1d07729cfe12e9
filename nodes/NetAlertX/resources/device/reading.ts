import { choice, limited, paging, simplify, text, when } from '../../../shared/fields';
import type { NetAlertXClient } from '../../client';
import { mayBeAsleep, simplified } from '../../device';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';

/** Rows of the table do not say which devices sleep: that is requested where one may. */
async function shown(client: NetAlertXClient, records: readonly DeviceRecord[], { simplify }: { simplify: boolean }): Promise<object[]> {
	if (!simplify) return [...records];
	const asleep = records.some(mayBeAsleep) ? await client.sleeping() : undefined;
	const now = client.serverNow();
	return records.map((record) => simplified(record, now, asleep));
}

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get device',
	description: 'Retrieve one device with its state, addresses and owner; without Simplify, also with counts of its events and sessions',
	effect: 'read',
	fields: {
		deviceId: deviceLocator,
		simplify,
		period: when(
			{ simplify: [false] },
			choice({
				displayName: 'Count Events Of',
				default: '1 day',
				description: 'The period for which sessions, events and presence hours are counted',
				options: [
					{ name: 'Last Day', value: '1 day' },
					{ name: 'Last 7 Days', value: '7 days' },
					{ name: 'Last 30 Days', value: '1 month' },
					{ name: 'Last Year', value: '1 year' },
				],
			}),
		),
	},
	run: async ({ client, fields }) => await shown(client, [await client.device(fields.deviceId, fields.period)], fields),
});

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many devices',
	description: 'Retrieve all devices, filtered by status or text',
	effect: 'read',
	fields: {
		listBy: choice({
			displayName: 'Devices',
			default: 'all',
			options: [
				{ name: 'All Devices', value: 'all', description: 'Archived devices included' },
				{ name: 'Devices by Status', value: 'status' },
				{ name: 'Devices That Match a Text', value: 'search', description: 'In their MAC address, name or IP addresses' },
			],
		}),
		status: when(
			{ listBy: ['status'] },
			choice({
				displayName: 'Status',
				default: 'offline',
				options: [
					{ name: 'All but Archived', value: 'all' },
					{ name: 'Archived', value: 'archived' },
					{ name: 'Connected', value: 'connected', description: 'Seen by the last scan, archived devices included' },
					{ name: 'Down', value: 'down', description: 'Offline, set to alert when down, and not sleeping' },
					{ name: 'Favorite', value: 'favorites' },
					{ name: 'My Devices', value: 'my', description: "As on NetAlertX's page of that name" },
					{ name: 'New', value: 'new' },
					{ name: 'Offline', value: 'offline', description: 'Not seen by the last scan; without archived devices' },
					{ name: 'Sleeping', value: 'sleeping', description: "Offline for a while, with 'Can Sleep' on" },
				],
			}),
		),
		searchText: when(
			{ listBy: ['search'] },
			text({ displayName: 'Search', placeholder: 'e.g. printer', longest: 256, description: 'Part of a name, a MAC address in any notation, or an IP address' }),
		),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { status, searchText } = fields;
		const devices = searchText === undefined ? await client.devices(status) : await client.search(searchText);
		return await shown(client, limited(devices, fields), fields);
	},
});

export const getTemplate = operation({
	name: 'Get Template',
	value: 'getTemplate',
	action: 'Get device template',
	description: "Retrieve the default values of NetAlertX's page for adding a device; devices found by a scan start with the NEWDEV settings instead",
	effect: 'read',
	fields: {},
	run: async ({ client }) => await client.template(),
});

