import { locator } from '../shared/fields';
import { canonicalIp } from '../shared/address';
import { byName, inAnyCase, onlyOne } from '../shared/named';
import { inOrder, withDetails } from '../shared/lists';
import type { ListEntry } from '../shared/system';
import type { NetAlertXClient } from './client';
import { having } from './finding';
import { idOf, isInForm, macIn, requireMac } from './mac';
import type { DeviceRecord } from './schemas';

/** The device an operation is about: chosen from the list, or found by MAC address, name or IP address. */
export const deviceLocator = locator<NetAlertXClient>(
	{ displayName: 'Device', isDevice: true },
	[
		{ displayName: 'From List', name: 'list', placeholder: 'Choose a device...', searchListMethod: 'searchDevices' },
		// Not `id`: n8n would call it "By ID". What is dropped on the field, or given without a mode, goes to the first mode that is no list.
		{ displayName: 'By MAC Address', name: 'mac', placeholder: 'e.g. aa:bb:cc:dd:ee:ff', hint: 'MAC address in any common notation, or `internet` for the root' },
		{ displayName: 'By Name', name: 'name', placeholder: 'e.g. office-printer' },
		{ displayName: 'By IP Address', name: 'address', placeholder: 'e.g. 192.168.1.20' },
	],
	async (client, mode, entered) => {
		if (mode === 'name') return only('name', entered, byName(await client.allDevices(), entered, ({ devName }) => devName));
		if (mode === 'address') return only('IP address', entered, byAddress(await client.allDevices(), entered));
		return await byId(client, entered);
	},
);

/** NetAlertX's own words for "no name": anyone who enters one means no device. */
const NO_NAME = /^(\(unknown\)|\(name not found\)|null)$/i;

/** For what is no MAC address, as models give it: the one device that has it as its IP address, or as its name in any case. */
async function deviceCalled(client: NetAlertXClient, entered: string): Promise<string> {
	const devices = await client.allDevices();
	const named = NO_NAME.test(entered) ? [] : inAnyCase(devices, entered, ({ devName }) => devName);
	const found = [...named, ...byAddress(devices, entered), ...inAnyCase(devices, entered, ({ devMac }) => devMac)];
	const ifNone = 'A MAC address is like aa:bb:cc:dd:ee:ff; dashes, dots or no separators work too. Check it, or choose the device from the list. Nothing was sent for it.';
	return only('MAC address, IP address or name', entered, [...new Set(found)], ifNone);
}

/** The list behind the locator: what contains the filter in its name, addresses or vendor, by name. */
export async function searchDevices(client: NetAlertXClient, filter: string): Promise<ListEntry[]> {
	const found = (await client.allDevices()).filter(having(filter, ({ devVendor }) => [devVendor]));
	return inOrder(found.map((record) => ({ name: labelOf(record, true), value: idOf(record.devMac) })));
}

/**
 * What is no MAC address in the server's form is looked for as it is first: devices that were imported or made up have any text in its place.
 * Then it is a MAC address in another form, or what else a device is called.
 */
async function byId(client: NetAlertXClient, entered: string): Promise<string> {
	if (isInForm(entered)) return requireMac(entered);
	const id = idOf(entered);
	if ((await client.allDevices()).some(({ devMac }) => idOf(devMac) === id)) return id;
	return macIn(entered) ?? (await deviceCalled(client, entered));
}

function byAddress(devices: readonly DeviceRecord[], address: string): DeviceRecord[] {
	const wanted = canonicalIp(address) ?? address.toLowerCase();
	return devices.filter(({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }) => [devLastIP, devPrimaryIPv4, devPrimaryIPv6].some((value) => value && (canonicalIp(value) ?? value.toLowerCase()) === wanted));
}

function only(by: string, entered: string, found: readonly DeviceRecord[], ifNone?: string): string {
	const { devMac } = onlyOne(found, { product: 'NetAlertX', what: 'device', by, entered, labelOf: (record) => labelOf(record), ifNone, choose: 'its MAC address' });
	return idOf(devMac);
}

function labelOf({ devName, devMac, devLastIP, devPresentLastScan }: DeviceRecord, withState = false): string {
	return withDetails(devName, devMac, devLastIP, withState && devPresentLastScan === 0 && 'offline');
}
