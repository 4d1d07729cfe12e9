import { collection, flag, simplify, text, type Field } from '../../../shared/fields';
import { columns, columnsBesideName, labelOf, columnsWhenWhole, type ColumnValues } from '../../columns';
import { known, naming, simplified } from '../../device';
import { deviceLocator } from '../../locator';
import { requireMac } from '../../mac';
import { operation } from '../../operation';
import type { DeviceRecord } from '../../schemas';

export const LOCKS_NOTICE =
	'Locks are ignored: locked fields are changed as well. The next scan may overwrite a field that is not locked; lock it afterwards to keep the value.';

/** A MAC address that need not be known to NetAlertX yet. */
export function macAddress(displayName: string): Field<string> {
	const field = text({ displayName, placeholder: 'e.g. aa:bb:cc:dd:ee:ff' });
	return { ...field, read: async (raw, reading) => requireMac(await field.read(raw, reading)) };
}

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create device',
	description: 'Create a device that no scan has found yet',
	effect: 'once',
	notice: 'NetAlertX creates the device with scanning and alerts off, unless they are set below.',
	fields: {
		mac: macAddress('MAC Address'),
		name: text({ displayName: 'Name', placeholder: 'e.g. office-printer' }),
		additionalFields: collection(
			{ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true },
			columnsBesideName,
		),
		simplify,
	},
	run: async ({ client, fields }) => {
		const device = await client.create(fields.mac, { ...fields.additionalFields, devName: fields.name });
		return fields.simplify ? simplified(device, client.serverNow()) : device;
	},
});

/** A device in short, by the name that it has now. */
export function renamed(before: DeviceRecord, { devName }: ColumnValues) {
	return devName === undefined ? naming(before) : { ...naming(before), name: known(devName) };
}

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update device',
	description: 'Change some fields of a device; all others stay unchanged',
	effect: 'idempotent',
	notice: LOCKS_NOTICE,
	fields: {
		deviceId: deviceLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed, one after the other' }, columns),
	},
	run: async ({ client, fields }) => {
		const before = await client.update(fields.deviceId, fields.updateFields);
		return { ...renamed(before, fields.updateFields), updated: fields.updateFields };
	},
});

export const replace = operation({
	name: 'Replace',
	value: 'replace',
	action: 'Replace device',
	description: 'Set all fields of a device at once, and reset those that are not given',
	effect: 'idempotent',
	notice:
		"Every field that is not added below is reset: text fields are cleared, switches (including scanning and alerts) are turned off, and the parent is removed. Locked fields stay. To change some fields only, use 'Update'.",
	fields: {
		deviceId: deviceLocator,
		newFields: collection({ displayName: 'Fields', placeholder: 'Add field', description: 'All other fields are reset' }, columnsWhenWhole),
	},
	run: async ({ client, fields }) => {
		const { before, reset, kept } = await client.replace(fields.deviceId, fields.newFields);
		const name = kept.includes('devName') ? naming(before).name : known(fields.newFields.devName);
		return { ...naming(before), name, set: fields.newFields, reset, keptLocked: kept.map(labelOf) };
	},
});

export const setAlias = operation({
	name: 'Set Alias',
	value: 'setAlias',
	action: 'Set device alias',
	description: 'Change the name of a device in NetAlertX',
	effect: 'idempotent',
	notice: LOCKS_NOTICE,
	fields: { deviceId: deviceLocator, alias: text({ displayName: 'Alias', placeholder: 'e.g. office-printer', longest: 128 }) },
	run: async ({ client, fields }) => {
		const before = await client.setAlias(fields.deviceId, fields.alias);
		return { ...renamed(before, { devName: fields.alias }), alias: fields.alias };
	},
});

/** Writes the same columns of every device. */
const marks = (updated: ColumnValues, words: { name: string; value: string; action: string; description: string; notice?: string }) =>
	operation({
		...words,
		effect: 'idempotent',
		fields: { deviceId: deviceLocator },
		run: async ({ client, fields }) => {
			const before = await client.update(fields.deviceId, updated);
			return { ...naming(before), updated };
		},
	});

export const markAsKnown = marks(
	{ devIsNew: false },
	{ name: 'Mark as Known', value: 'markAsKnown', action: 'Mark device as known', description: "Clear a device's 'new' flag" },
);

export const archive = marks(
	{ devIsArchived: true },
	{
		name: 'Archive',
		value: 'archive',
		action: 'Archive device',
		description: 'Archive a device',
		notice: "It stays archived even if a scan finds it again. To take it out of the archive, turn off 'Archived' with 'Update'.",
	},
);

export const copy = operation({
	name: 'Copy',
	value: 'copy',
	action: 'Copy device',
	description: 'Copy all values of a device, including its IP address, to another MAC address',
	effect: 'once',
	atOnce: 1,
	notice: "The copy also gets the internal ID (GUID) of the original, so NetAlertX mixes up the history of the two.",
	fields: {
		deviceId: deviceLocator,
		targetMac: macAddress('Target MAC Address'),
		replaceExisting: flag({
			displayName: 'Replace Existing Device',
			default: false,
			description: 'Whether to replace an existing device with the target MAC address. If off, this is an error.',
		}),
		simplify,
	},
	affects: () => 1,
	run: async ({ client, fields }) => {
		const { device } = await client.copy(fields.deviceId, fields.targetMac, fields.replaceExisting);
		return fields.simplify ? simplified(device, client.serverNow()) : device;
	},
});
