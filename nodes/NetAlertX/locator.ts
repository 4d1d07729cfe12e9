import { InputError } from '../shared/errors';
import { locator } from '../shared/fields';
import type { ListEntry } from '../shared/system';
import { inWords } from '../shared/text';
import type { NetAlertXClient } from './client';
import { requireMac } from './mac';
import type { DeviceRecord } from './schemas';

const CANDIDATES_SHOWN = 5;

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
		if (mode === 'name') return only('name', entered, byName(await client.allDevices(), entered));
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

/** By the exact name; if none has it, without regard to upper and lower case. */
function byName(devices: readonly DeviceRecord[], name: string): DeviceRecord[] {
	const exact = devices.filter(({ devName }) => devName === name);
	return exact.length > 0 ? exact : devices.filter(({ devName }) => devName?.toLowerCase() === name.toLowerCase());
}

function byAddress(devices: readonly DeviceRecord[], address: string): DeviceRecord[] {
	const wanted = address.toLowerCase();
	return devices.filter(({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }) =>
		[devLastIP, devPrimaryIPv4, devPrimaryIPv6].some((value) => value?.toLowerCase() === wanted),
	);
}

function only(what: string, entered: string, found: readonly DeviceRecord[]): string {
	const [device, ...others] = found;
	if (!device) throw new InputError(`NetAlertX has no device with the ${what} "${entered}"`, 'Check the spelling, or choose the device from the list.');
	if (others.length === 0) return requireMac(device.devMac);
	const shown = found.slice(0, CANDIDATES_SHOWN).map(labelOf);
	const more = found.length > shown.length ? [`${found.length - shown.length} more`] : [];
	throw new InputError(`${found.length} devices have the ${what} "${entered}"`, `They are ${inWords([...shown, ...more])}. Choose one by its MAC address.`);
}

function labelOf({ devName, devMac, devLastIP }: DeviceRecord): string {
	return `${devName || '(no name)'} (${[devMac, devLastIP].filter(Boolean).join(', ')})`;
}
