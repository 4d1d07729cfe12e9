import { locator } from '../shared/fields';
import { byName, onlyOne } from '../shared/named';
import type { ListEntry } from '../shared/system';
import type { NetAlertXClient } from './client';
import { requireMac } from './mac';
import type { DeviceRecord } from './schemas';

/** The device an operation is about: chosen from the list, or found by MAC address, name or IP address. */
export const deviceLocator = locator<NetAlertXClient>(
	{ displayName: 'Device', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a device...', searchListMethod: 'searchDevices' },
		{ displayName: 'By MAC Address', name: 'id', placeholder: 'e.g. aa:bb:cc:dd:ee:ff', hint: 'In any common form, or internet for the root' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. office-printer' },
		{ displayName: 'By IP Address', name: 'address', placeholder: 'e.g. 192.168.1.20' },
	],
	async (client, mode, entered) => {
		if (mode === 'name') return only('name', entered, byName(await client.allDevices(), entered, ({ devName }) => devName));
		if (mode === 'address') return only('IP address', entered, byAddress(await client.allDevices(), entered));
		return requireMac(entered);
	},
);

/** The list behind the locator: what contains the filter in its name, addresses or vendor, by name. */
export async function searchDevices(client: NetAlertXClient, filter: string): Promise<ListEntry[]> {
	const wanted = filter.toLowerCase();
	const found = (await client.allDevices()).filter((record) =>
		[record.devName, record.devMac, record.devLastIP, record.devVendor].some((value) => (value ?? '').toLowerCase().includes(wanted)),
	);
	return found.map((record) => ({ name: labelOf(record), value: record.devMac.toLowerCase() })).sort((a, b) => a.name.localeCompare(b.name));
}

function byAddress(devices: readonly DeviceRecord[], address: string): DeviceRecord[] {
	const wanted = address.toLowerCase();
	return devices.filter(({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }) =>
		[devLastIP, devPrimaryIPv4, devPrimaryIPv6].some((value) => value?.toLowerCase() === wanted),
	);
}

function only(by: string, entered: string, found: readonly DeviceRecord[]): string {
	return requireMac(onlyOne(found, { product: 'NetAlertX', what: 'device', by, entered, labelOf, choose: 'its MAC address' }).devMac);
}

function labelOf({ devName, devMac, devLastIP }: DeviceRecord): string {
	return `${devName || '(no name)'} (${[devMac, devLastIP].filter(Boolean).join(', ')})`;
}
