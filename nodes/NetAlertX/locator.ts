import { InputError } from '../shared/errors';
import { locator } from '../shared/fields';
import { canonicalIp } from '../shared/ip';
import { byName, onlyOne } from '../shared/named';
import type { ListEntry } from '../shared/system';
import type { NetAlertXClient } from './client';
import { having } from './finding';
import { idOf, isInForm, requireMac } from './mac';
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
		return await byId(client, entered);
	},
);

/** The list behind the locator: what contains the filter in its name, addresses or vendor, by name. A device without any MAC address cannot be pointed at. */
export async function searchDevices(client: NetAlertXClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.allDevices()).filter(({ devMac }) => devMac !== '').filter(having(filter, ({ devVendor }) => [devVendor]));
	return found.map((record) => ({ name: labelOf(record), value: idOf(record.devMac) })).sort((a, b) => a.name.localeCompare(b.name));
}

/** A MAC address in another form is looked for as it is first: devices that were imported or made up have any text in its place. */
async function byId(client: NetAlertXClient, entered: string): Promise<string> {
	if (isInForm(entered)) return requireMac(entered);
	const id = idOf(entered);
	return (await client.allDevices()).some(({ devMac }) => idOf(devMac) === id) ? id : requireMac(entered);
}

function byAddress(devices: readonly DeviceRecord[], address: string): DeviceRecord[] {
	const wanted = canonicalIp(address) ?? address.toLowerCase();
	return devices.filter(({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }) => [devLastIP, devPrimaryIPv4, devPrimaryIPv6].some((value) => value && (canonicalIp(value) ?? value.toLowerCase()) === wanted));
}

function only(by: string, entered: string, found: readonly DeviceRecord[]): string {
	const { devMac } = onlyOne(found, { product: 'NetAlertX', what: 'device', by, entered, labelOf, choose: 'its MAC address' });
	if (devMac !== '') return idOf(devMac);
	throw new InputError(`The device with the ${by} "${entered}" has no MAC address`, 'NetAlertX stored it without one, since its scanner reported none, and has no other way to point at it. Nothing was sent for it.');
}

function labelOf({ devName, devMac, devLastIP }: DeviceRecord): string {
	return `${devName || '(no name)'} (${[devMac, devLastIP].filter(Boolean).join(', ')})`;
}
