import { InputError } from '../../shared/errors';
import { collection, flag, limited, optionalText, paging, simplify, text, wholeNumber } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { groupLocator } from '../locator';
import { operation } from '../operation';
import { rightsFor } from '../rights';
import type { GroupRecord } from '../schemas';
import { emailText, newName } from './texts';
import { isoTime } from './times';

const HOUR_MS = 3_600_000;
/** The server accepts no more (read in its source). */
const MOST_HOURS = 99_999;

const description = optionalText({ displayName: 'Description', rows: 2 });

const KINDS: Readonly<Record<number, string>> = { 1: 'Intel AMT', 2: 'agent', 3: 'local', 4: 'IP-KVM' };

function toGroup({ _id, name, desc, mtype, creation }: GroupRecord) {
	return { name, description: desc || null, devicesBy: KINDS[mtype ?? 0] ?? null, createdAt: isoTime(creation), id: _id };
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many device groups',
	description: 'Retrieve all device groups that the account may see',
	effect: 'read',
	rights: [],
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => limited(await client.groups(), fields).map((group) => (fields.simplify ? toGroup(group) : group)),
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create device group',
	description: 'Create an empty group for devices with an agent',
	effect: 'once',
	rights: [],
	fields: { name: text({ displayName: 'Name', placeholder: 'e.g. Web Servers', longest: 128 }), description },
	run: async ({ client, fields }) => ({ ...fields, ...(await client.createGroup(fields.name, fields.description)) }),
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update device group',
	description: 'Change the name or description of a group; everything else stays unchanged',
	effect: 'idempotent',
	rights: rightsFor('updateGroup'),
	fields: {
		groupId: groupLocator,
		updateFields: collection(
			{ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' },
			{ name: newName(128), description },
		),
	},
	run: async ({ client, fields }) => {
		const { name, description: desc } = fields.updateFields;
		const stored = await client.updateGroup(fields.groupId, { ...(name !== undefined && { name }), ...(desc !== undefined && { desc }) });
		return { name: stored.name, updated: { ...(name !== undefined && { name: stored.name }), ...(desc !== undefined && { description: stored.desc ?? '' }) }, id: stored._id };
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete device group',
	description: "Delete a group; if it has devices, 'Delete Its Devices Too' must be on",
	effect: 'once',
	notice: `Devices that are deleted with it lose their names, tags and events. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('deleteGroup'),
	fields: {
		groupId: groupLocator,
		deleteDevices: flag({
			displayName: 'Delete Its Devices Too',
			default: false,
			description: 'Whether to delete a group that has devices, together with them. If off, such a group is an error.',
		}),
	},
	// One with devices is refused below unless they are intended.
	affects: async ({ client, fields }) => (fields.deleteDevices ? Math.max(1, (await client.devices(fields.groupId)).length) : 1),
	run: async ({ client, fields }) => {
		const group = await client.group(fields.groupId);
		const { length } = await client.devices(group._id);
		if (length > 0 && !fields.deleteDevices) {
			throw new InputError(
				`The device group has ${length === 1 ? 'a device' : `${length} devices`} and was not deleted`,
				"MeshCentral deletes a group's devices with it. Move them to another group first, or turn on 'Delete Its Devices Too' to delete them as well.",
			);
		}
		await client.deleteGroup(group._id);
		return { deleted: true, name: group.name, devicesDeleted: length, id: group._id };
	},
});

const createInviteLink = operation({
	name: 'Create Invite Link',
	value: 'createInviteLink',
	action: 'Create device group invite link',
	description: 'Create a link to a page that installs the agent and adds the device to the group',
	effect: 'once',
	rights: [],
	notice: 'Anyone with the link can add devices to the group. It cannot be revoked before it expires.',
	fields: {
		groupId: groupLocator,
		hours: wholeNumber({ displayName: 'Valid For (Hours)', default: 24, min: 0, max: MOST_HOURS, description: 'How long the link works. Enter 0 for no limit.' }),
	},
	run: async ({ client, fields }) => {
		const { hours } = fields;
		const group = await client.group(fields.groupId);
		const { url } = await client.createInviteLink(group._id, hours);
		return { groupName: group.name, url, expiresAt: hours === 0 ? null : isoTime(client.serverNow().getTime() + hours * HOUR_MS), groupId: group._id };
	},
});

const sendInviteEmail = operation({
	name: 'Send Invite Email',
	value: 'sendInviteEmail',
	action: 'Send device group invite email',
	description: 'Email instructions for installing the agent and adding the device to the group',
	effect: 'once',
	rights: [],
	notice: 'Anyone with the email can add devices to the group. MeshCentral confirms that it accepted the request, not that the email arrives.',
	fields: {
		groupId: groupLocator,
		email: emailText({ displayName: 'Email', placeholder: 'e.g. name@email.com' }),
		recipient: optionalText({ displayName: 'Recipient Name', placeholder: 'e.g. Ada' }),
		message: optionalText({ displayName: 'Message', rows: 3, description: 'Additional text in the email' }),
	},
	run: async ({ client, fields }) => {
		const { email, recipient, message } = fields;
		const group = await client.group(fields.groupId);
		await client.inviteByEmail(group._id, { email, ...(recipient !== '' && { name: recipient }), ...(message !== '' && { message }) });
		return { groupName: group.name, email, sent: true, confirmed: false, reason: 'MeshCentral accepted the request. It does not tell whether the email arrives.', groupId: group._id };
	},
});

export const deviceGroup: Resource<MeshCentralClient> = {
	name: 'Device Group',
	value: 'deviceGroup',
	operations: [getAll, create, update, remove, createInviteLink, sendInviteEmail],
};
