import { choice, flag, limited, optionalText, paging, simplify, when } from '../../../shared/fields';
import type { MeshCentralClient } from '../../client';
import { isOnline, simplified, type Connection, type MeshCentralDevice } from '../../device';
import { containsIn, deviceLocator, groupLocator } from '../../locator';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';
import { countAsOnline } from '../countAs';
import { macOf } from './networkCards';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get device',
	description: 'Retrieve one device with its state, and optionally its hardware and network',
	effect: 'read',
	// 'Include Details' needs one.
	rights: [],
	fields: {
		deviceId: deviceLocator,
		includeDetails: flag({
			displayName: 'Include Details',
			default: false,
			description: "Whether to add the device's system, hardware, network cards and MAC address, as far as MeshCentral knows them",
		}),
		simplify,
	},
	run: async ({ client, fields }) => {
		const record = await client.device(fields.deviceId);
		const [device] = fields.simplify ? await inShort(client, [record]) : [record];
		if (!fields.includeDetails) return device!;
		const details = await client.details(record._id);
		return fields.simplify ? { ...device!, mac: macOf(details, record.ip), details } : { ...device!, details };
	},
});

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many devices',
	description: 'Retrieve all devices or those of a group, filtered by state and text',
	effect: 'read',
	rights: [],
	fields: {
		listBy: choice({
			displayName: 'Devices',
			default: 'all',
			options: [
				{ name: 'All Devices', value: 'all' },
				{ name: 'Devices of a Group', value: 'group' },
			],
		}),
		groupId: when({ listBy: ['group'] }, groupLocator),
		status: choice({
			displayName: 'Status',
			default: 'any',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Offline', value: 'offline' },
				{ name: 'Online', value: 'online' },
			],
		}),
		searchText: optionalText({
			displayName: 'Search',
			placeholder: 'e.g. ubuntu',
			description: 'Part of the name, host name, IP address, operating system or a tag. Leave empty for all.',
		}),
		countAsOnline,
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { groupId, status, searchText, countAsOnline: countAs } = fields;
		const isAll = status === 'any' && searchText.trim() === '';
		const devices = await client.devices(groupId, isAll ? fields.limit : undefined);
		const wanted = devices.filter((device) => (status === 'any' || isOnline(device, countAs) === (status === 'online')) && matches(device, searchText));
		const chosen = limited(wanted, fields);
		return fields.simplify ? await inShort(client, chosen, countAs) : chosen;
	},
});

function matches({ name, rname, ip, osdesc, tags }: DeviceRecord, searchText: string): boolean {
	return containsIn(searchText, [name, rname, ip, osdesc, ...(tags ?? [])]);
}

/** Devices in short. When a device that is offline was last connected stands in a list of its own, which is read only if needed. */
export async function inShort(client: MeshCentralClient, records: readonly DeviceRecord[], countAs?: Connection): Promise<MeshCentralDevice[]> {
	const lastConnects = records.some((record) => !isOnline(record, countAs)) ? await client.lastConnects() : undefined;
	const now = client.serverNow();
	return records.map((record) => simplified(record, { now, lastConnect: lastConnects?.get(record._id), countAs }));
}
