import { isIP } from 'node:net';
import { normaliseMac } from '../shared/device';
import { checked, choice, flag, optionalText, textValue, wholeNumber, type Field } from '../shared/fields';
import { InputError } from '../shared/errors';
import { byLabel } from '../shared/text';
import type { NetAlertXClient } from './client';
import { customPropertiesOf, iconOf } from './encoded';
import { idOf, isInForm, requireFoundByMac, requireMac } from './mac';

/**
 * The columns of a device that the API lets one write, each with the input that fits it. The server checks nearly nothing
 * ("banana" is a fine devForceStatus to it), so it is checked here.
 */

type Value = string | number | boolean;

const text = (displayName: string, more: { description?: string; placeholder?: string; rows?: number } = {}) =>
	optionalText({ displayName, ...more });
const onOff = (displayName: string, description: string) => flag({ displayName, default: false, description });

/**
 * A parent is the MAC address of another device, or `internet`, the root; empty for none. Devices that were made up, as switches without
 * management often are, have some other text instead of a MAC address: that is taken where a device has it.
 */
const parent: Field<string, NetAlertXClient | undefined> = {
	...optionalText({
		displayName: 'Parent Device',
		placeholder: 'e.g. aa:bb:cc:dd:ee:ff',
		description: 'MAC address of the device that this one is connected to, or internet for the root. Leave empty for none.',
	}),
	read: async (raw, { client }) => {
		const entered = checked(textValue, raw).trim();
		if (entered === '' || normaliseMac(entered) || isInForm(entered)) return entered && requireMac(entered);
		const id = idOf(entered);
		const known = (await client?.allDevices())?.find(({ devMac }) => idOf(devMac) === id);
		return known?.devMac ?? requireMac(entered);
	},
};

const icon: Field<string> = {
	...optionalText({
		displayName: 'Icon',
		rows: 2,
		editor: 'htmlEditor',
		placeholder: 'e.g. <i class="fas fa-laptop"></i>',
		description: 'HTML of the icon. The node encodes it as Base64, as NetAlertX stores it; Base64 is accepted unchanged.',
	}),
	read: (raw) => iconOf(checked(textValue, raw)),
};

const customProperties: Field<string> = {
	...optionalText({
		displayName: 'Custom Properties',
		rows: 4,
		editor: 'jsEditor',
		description: 'JSON of the custom properties. The node encodes it as Base64, as NetAlertX stores it; Base64 is accepted unchanged.',
	}),
	read: (raw) => customPropertiesOf(typeof raw === 'object' ? raw : checked(textValue, raw)),
};

/** The server checks this one no more than others, and takes it when a device is created and never again. */
const lastIp: Field<string> = {
	...optionalText({
		displayName: 'IP Address',
		placeholder: 'e.g. 192.168.1.20',
		description: 'IP address of the device. NetAlertX accepts it only when the device is created; later, only scans change it.',
	}),
	read: (raw) => {
		const ip = checked(textValue, raw).trim();
		if (ip === '' || isIP(ip)) return ip;
		throw new InputError(`must be an IP address, but is "${ip.slice(0, 60)}"`);
	},
};

const columnsBesideNameAlone = {
	devOwner: text('Owner'),
	devType: text('Type', { placeholder: 'e.g. Router' }),
	devVendor: text('Vendor'),
	devGroup: text('Group'),
	devLocation: text('Location'),
	devComments: text('Comments', { rows: 3 }),
	devIcon: icon,
	devFavorite: onOff('Favorite', 'Whether the device is marked as a favorite'),
	devAlertEvents: onOff('Alert Events', 'Whether events of the device are reported'),
	devAlertDown: onOff('Alert Down', 'Whether the device is reported when it goes down'),
	devCanSleep: onOff('Can Sleep', 'Whether the device may be offline for a while before it counts as down'),
	devSkipRepeated: wholeNumber({ displayName: 'Skip Repeated (Hours)', default: 0, min: 0, max: 8760, description: 'How long repeated notifications are suppressed' }),
	devReqNicsOnline: onOff('Require NICs Online', 'Whether the device counts as online only while all its network cards are'),
	devForceStatus: choice({
		displayName: 'Force Status',
		default: 'dont_force',
		options: [
			{ name: "Don't Force", value: 'dont_force' },
			{ name: 'Offline', value: 'offline' },
			{ name: 'Online', value: 'online' },
		],
	}),
	devParentMAC: parent,
	devParentPort: text('Parent Port'),
	devParentRelType: choice({
		displayName: 'Parent Relationship',
		default: 'default',
		options: [
			{ name: 'Child', value: 'child' },
			{ name: 'Default', value: 'default' },
			{ name: 'Logical', value: 'logical' },
			{ name: 'NIC', value: 'nic', description: 'A network card of the parent' },
			{ name: 'Virtual', value: 'virtual' },
		],
	}),
	devSSID: text('SSID'),
	devSite: text('Site'),
	devVlan: text('VLAN'),
	devStaticIP: onOff('Static IP', 'Whether the device has a fixed address'),
	devIsNew: onOff('New', 'Whether the device is marked as new'),
	devIsArchived: onOff('Archived', 'Whether the device is archived'),
	devCustomProps: customProperties,
} satisfies Record<string, Field<Value>>;

/** The 25 columns that can be written one by one (documented, and confirmed on the real server). */
export const columns = { devName: text('Name'), ...columnsBesideNameAlone };

export type Column = keyof typeof columns;
export type ColumnValues = Partial<Record<Column | 'devScan' | 'devLastIP', Value>>;

/** Creating and replacing a device also takes this one, which cannot be written alone. */
const columnOfWhole = { devScan: onOff('Scan', 'Whether the device is scanned') };
export const columnsWhenWhole = { ...columns, ...columnOfWhole };
/** What a device can be created with, beside its name. */
export const columnsBesideName = { ...columnsBesideNameAlone, ...columnOfWhole, devLastIP: lastIp };

/** What a full replace leaves in a column that is not sent (measured on the real server). */
export function resetValue(column: Column | 'devScan'): Value {
	if (column === 'devParentRelType') return 'default';
	if (column === 'devForceStatus') return 'dont_force';
	const kind = columnsWhenWhole[column].properties[0]!.type;
	return kind === 'boolean' || kind === 'number' ? 0 : '';
}

/** Columns that only scans change, by their names in the forms. */
const labelsOfScanned = { devFQDN: 'FQDN', devLastIP: 'IP Address', devMac: 'MAC Address' };

const labels: Readonly<Record<string, string>> = {
	...Object.fromEntries(Object.entries(columnsWhenWhole).map(([name, { properties }]) => [name, properties[0]!.displayName])),
	...labelsOfScanned,
};

/** A column by its name in the forms; one that no form has keeps the server's name. */
export function labelOf(column: string): string {
	return Object.hasOwn(labels, column) ? labels[column]! : column;
}

/** Columns as a list offers them. */
export function offered<T extends string>(names: readonly T[]): Array<{ name: string; value: T }> {
	return names.map((value) => ({ name: labelOf(value), value })).sort((a, b) => byLabel(a.name, b.name));
}

/** The ten fields that can be locked against scans and plugins; the documentation lists eight, the server takes ten. */
const LOCKABLE = ['devFQDN', 'devLastIP', 'devMac', 'devName', 'devParentMAC', 'devParentPort', 'devParentRelType', 'devSSID', 'devVendor', 'devVlan'] as const;
export type LockableField = (typeof LOCKABLE)[number];
export const lockableFields = offered(LOCKABLE);

/** Every column that can change: those that are written here, and those that only scans change. */
export const changeable = [...(Object.keys(columns) as Column[]), ...(Object.keys(labelsOfScanned) as Array<keyof typeof labelsOfScanned>)];

/** As the server wants it: flags as 0 and 1. */
export function asStored(value: Value): string | number {
	return typeof value === 'boolean' ? Number(value) : value;
}

/** @throws InputError where a device would become its own parent, which the server stores when told one column at a time */
export function refuseSelfAsParent(mac: string, values: ColumnValues): void {
	if (values.devParentMAC !== undefined && idOf(String(values.devParentMAC)) === mac) {
		throw new InputError(`'Parent Device' is the device itself (${mac})`, 'Choose the device that it is connected to. Nothing was sent for it.');
	}
}

/** @throws InputError for a parent that is no MAC address, where the whole device is written: the server would make a MAC address of the text */
export function refuseParentByText({ devParentMAC }: ColumnValues): void {
	if (devParentMAC) requireFoundByMac(String(devParentMAC), "set 'Parent Device' together with all other fields");
}
