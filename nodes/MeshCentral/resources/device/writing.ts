import { InputError } from '../../../shared/errors';
import { choice, choices, collection, flag, optionalText, textsOf, type Field } from '../../../shared/fields';
import type { DeviceChanges } from '../../client';
import { isOnline } from '../../device';
import { deviceLocator, groupLocator } from '../../locator';
import { operation } from '../../operation';
import { newName } from '../texts';

const commaSeparated = optionalText({
	displayName: 'Tags',
	placeholder: 'e.g. web, production',
	description: 'Separated by commas, in the place of those that are there. Empty to remove all.',
});

/** A list from an expression, or text with commas, at which MeshCentral itself takes a text apart. It keeps each once, in alphabetical order. */
const tags: Field<string[]> = {
	...commaSeparated,
	read: (raw) => [...new Set(textsOf(raw, /[,\n]/))],
};

/** What users of the device see or are asked, with MeshCentral's bit for each. */
const consents = [
	{ name: 'Ask Before Desktop', value: 'promptDesktop', bit: 8 },
	{ name: 'Ask Before Files', value: 'promptFiles', bit: 32 },
	{ name: 'Ask Before Terminal', value: 'promptTerminal', bit: 16 },
	{ name: 'Notify of Desktop', value: 'notifyDesktop', bit: 1 },
	{ name: 'Notify of Files', value: 'notifyFiles', bit: 4 },
	{ name: 'Notify of Terminal', value: 'notifyTerminal', bit: 2 },
	{ name: 'Show Connection Toolbar', value: 'toolbar', bit: 64 },
] as const;

/** As MeshCentral numbers its pictures. */
const icons = [
	{ name: 'Board', value: 7 },
	{ name: 'Desktop', value: 1 },
	{ name: 'Disk', value: 5 },
	{ name: 'Laptop', value: 2 },
	{ name: 'Phone', value: 3 },
	{ name: 'Router', value: 6 },
	{ name: 'Server', value: 4 },
	{ name: 'Virtual Machine', value: 8 },
] as const;

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update device',
	description: 'Change name, description, tags, icon or consent of a device and leave all else as it is',
	effect: 'idempotent',
	fields: {
		deviceId: deviceLocator,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these are written' },
			{
				name: newName(256),
				description: optionalText({ displayName: 'Description', rows: 3, description: 'Empty to remove it' }),
				tags,
				icon: choice({ displayName: 'Icon', default: 1, options: icons }),
				consent: choices({
					displayName: 'Consent',
					allowNone: true,
					options: consents.map(({ name, value }) => ({ name, value })),
					description: 'What the person at the device sees or is asked when somebody connects. None chosen means nothing.',
				}),
			},
		),
	},
	run: async ({ client, fields }) => {
		const { description, consent, ...same } = fields.updateFields;
		const changes: DeviceChanges = {
			...same,
			...(description !== undefined && { desc: description }),
			...(consent && { consent: consents.filter(({ value }) => consent.includes(value)).reduce((bits, { bit }) => bits | bit, 0) }),
		};
		await client.updateDevice(fields.deviceId, changes);
		return { id: fields.deviceId, updated: fields.updateFields };
	},
});

export const move = operation({
	name: 'Move to Group',
	value: 'move',
	action: 'Move device to group',
	description: 'Put a device into another device group, whose rights then hold for it',
	effect: 'idempotent',
	fields: { deviceId: deviceLocator, groupId: groupLocator },
	run: async ({ client, fields }) => {
		await client.moveDevice(fields.deviceId, fields.groupId);
		return { id: fields.deviceId, groupId: fields.groupId, moved: true };
	},
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete device',
	description: 'Remove a device from MeshCentral with its events; its agent stays installed',
	effect: 'once',
	fields: {
		deviceId: deviceLocator,
		evenIfOnline: flag({
			displayName: 'Even If Online',
			default: false,
			description:
				'Whether to delete a device that is online. Its agent registers it again within a second, without its name, tags and history: uninstall the agent first.',
		}),
	},
	affects: () => 1,
	run: async ({ client, fields }) => {
		const device = await client.device(fields.deviceId);
		if (isOnline(device) && !fields.evenIfOnline) {
			throw new InputError(
				`${device.name} is online and was not deleted`,
				"Its agent would register it again at once, and its name, tags and history would be lost. Uninstall or stop the agent first, or switch 'Even If Online' on if that is meant.",
			);
		}
		await client.deleteDevice(device._id);
		return { deleted: true, id: device._id, name: device.name };
	},
});
