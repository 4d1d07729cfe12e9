import { InputError } from '../../../shared/errors';
import { choice, choices, collection, flag, optionalText, textsOf, type Field } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import type { DeviceChanges } from '../../client';
import { isConnected } from '../../device';
import { deviceLocator, groupLocator } from '../../locator';
import { operation } from '../../operation';
import { rightsFor } from '../../rights';
import type { DeviceRecord } from '../../schemas';
import { newName } from '../texts';

/** A list from an expression, or text with commas, at which MeshCentral itself takes a text apart. It keeps each once, in alphabetical order. */
function tagList(labels: { displayName: string; placeholder: string; description: string }): Field<string[]> {
	return {
		...optionalText(labels),
		read: (raw) => {
			const tags = [...new Set(textsOf(raw, /[,\n]/))];
			const long = tags.find(({ length }) => length > LONGEST_TAG);
			if (long !== undefined) throw new InputError(`has a tag of ${long.length} characters, but MeshCentral drops tags with more than ${LONGEST_TAG}`);
			return tags;
		},
	};
}

/** The server drops longer ones silently (measured). */
const LONGEST_TAG = 63;

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
	description: 'Change the name, description, tags, icon or consent of a device; everything else stays unchanged',
	effect: 'idempotent',
	rights: rightsFor('updateDevice'),
	fields: {
		deviceId: deviceLocator,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' },
			{
				name: newName(256),
				description: optionalText({ displayName: 'Description', rows: 3, description: 'Leave empty to remove it' }),
				tags: tagList({
					displayName: 'Tags',
					placeholder: 'e.g. web, production',
					description: 'Separated by commas; they replace the existing ones. Leave empty to remove all.',
				}),
				addTags: tagList({ displayName: 'Add Tags', placeholder: 'e.g. web, production', description: 'Separated by commas; existing ones stay' }),
				removeTags: tagList({ displayName: 'Remove Tags', placeholder: 'e.g. staging', description: 'Separated by commas; all others stay' }),
				icon: choice({ displayName: 'Icon', default: 1, options: icons }),
				consent: choices({
					displayName: 'Consent',
					allowNone: true,
					options: consents.map(({ name, value }) => ({ name, value })),
					description: 'What the person at the device sees or is asked when somebody connects. Leave empty for nothing.',
				}),
			},
		),
	},
	run: async ({ client, fields }) => {
		const { description, consent, ...same } = fields.updateFields;
		if (same.tags && (same.addTags ?? same.removeTags)) {
			throw new InputError("'Tags' replaces all tags, so it cannot be used together with 'Add Tags' or 'Remove Tags'", 'Remove one of them. Nothing was sent.');
		}
		const changes: DeviceChanges = {
			...same,
			...(description !== undefined && { desc: description }),
			...(consent && { consent: consents.filter(({ value }) => consent.includes(value)).reduce((bits, { bit }) => bits | bit, 0) }),
		};
		const stored = await client.updateDevice(fields.deviceId, changes);
		const updated = Object.entries(storedFields(stored)).filter(([name]) => name in fields.updateFields || (name === 'tags' && (same.addTags ?? same.removeTags)));
		return { name: stored.name, updated: Object.fromEntries(updated), id: stored._id };
	},
});

const oneTag = (labels: { displayName: string; description: string }): Field<string[]> => {
	const field = tagList({ ...labels, placeholder: 'e.g. web, production' });
	return {
		properties: field.properties.map((property) => ({ ...property, required: true })),
		read: async (raw, reading) => {
			const tags = await field.read(raw, reading);
			if (tags.length === 0) throw new InputError('must not be empty');
			return tags;
		},
	};
};

export const addTags = operation({
	name: 'Add Tags',
	value: 'addTags',
	action: 'Add tags to device',
	description: 'Add tags to a device; existing ones stay',
	effect: 'idempotent',
	rights: rightsFor('updateDevice'),
	fields: { deviceId: deviceLocator, tags: oneTag({ displayName: 'Tags', description: 'Separated by commas. Tags that it already has stay.' }) },
	run: async ({ client, fields }) => taggedOutput(await client.updateDevice(fields.deviceId, { addTags: fields.tags })),
});

export const removeTags = operation({
	name: 'Remove Tags',
	value: 'removeTags',
	action: 'Remove tags from device',
	description: 'Remove tags from a device; all others stay',
	effect: 'idempotent',
	rights: rightsFor('updateDevice'),
	fields: { deviceId: deviceLocator, tags: oneTag({ displayName: 'Tags', description: 'Separated by commas. Tags that it does not have are ignored.' }) },
	run: async ({ client, fields }) => taggedOutput(await client.updateDevice(fields.deviceId, { removeTags: fields.tags })),
});

const taggedOutput = ({ _id, name, tags }: DeviceRecord) => ({ name, tags: tags ?? [], id: _id });

/** As a user enters them. */
function storedFields({ name, desc, tags, icon, consent }: DeviceRecord) {
	return {
		name,
		description: desc ?? '',
		tags: tags ?? [],
		icon,
		consent: consents.filter(({ bit }) => ((consent ?? 0) & bit) !== 0).map(({ value }) => value),
	};
}

export const move = operation({
	name: 'Move to Group',
	value: 'move',
	action: 'Move device to group',
	description: "Move a device to another group; that group's rights then apply",
	effect: 'idempotent',
	rights: rightsFor('moveFrom', 'moveTo'),
	fields: { deviceId: deviceLocator, groupId: groupLocator },
	run: async ({ client, fields }) => {
		const { device, group, wasThere } = await client.moveDevice(fields.deviceId, fields.groupId);
		return { name: device.name, group: group.name, moved: true, ...(wasThere && { wasThere }), id: device._id, groupId: group._id };
	},
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete device',
	description: 'Delete a device and its events from MeshCentral; its agent stays installed',
	effect: 'once',
	notice: `The device is deleted with its name, tags and events. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('deleteDevice'),
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
		if (device.conn === null && !fields.evenIfOnline) {
			throw new InputError(`Whether ${device.name} is online could not be read, and it was not deleted`, "MeshCentral returned an unexpected connection state. Turn on 'Even If Online' to delete it anyway.");
		}
		if (isConnected(device) && !fields.evenIfOnline) {
			throw new InputError(
				`${device.name} is online and was not deleted`,
				"Its agent would register it again at once, and its name, tags and history would be lost. Uninstall or stop the agent first, or turn on 'Even If Online' to delete it anyway.",
			);
		}
		await client.deleteDevice(device._id);
		return { deleted: true, name: device.name, id: device._id };
	},
});
