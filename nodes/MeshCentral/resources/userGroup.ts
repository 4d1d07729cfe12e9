import { InputError } from '../../shared/errors';
import { collection, flag, limited, optionalText, paging, simplify, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { userGroupLocator, userLocator } from '../locator';
import { operation } from '../operation';
import { linkedTo, rightsFor } from '../rights';
import type { UserGroupRecord } from '../schemas';
import { newName } from './texts';

const LONGEST_NAME = 64;

const membersOf = (group: UserGroupRecord): string[] => linkedTo(group).filter((id) => id.startsWith('user/'));
const placesOf = (group: UserGroupRecord): string[] => linkedTo(group).filter((id) => !id.startsWith('user/'));

function toUserGroup(group: UserGroupRecord) {
	return { name: group.name, description: group.desc || null, members: membersOf(group), hasRightsIn: placesOf(group), id: group._id };
}

/** @throws InputError for one that is not there */
async function groupOf(client: MeshCentralClient, id: string): Promise<UserGroupRecord> {
	const found = (await client.accounts.userGroups()).find(({ _id }) => _id === id);
	if (found) return found;
	throw new InputError(`MeshCentral has no user group ${id}`, "'Get Many' lists them. Nothing was sent.");
}

const description = optionalText({ displayName: 'Description', rows: 2 });

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many user groups',
	description: 'Retrieve all user groups with their members and rights',
	effect: 'read',
	rights: rightsFor('userGroups'),
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => limited(await client.accounts.userGroups(), fields).map((group) => (fields.simplify ? toUserGroup(group) : group)),
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create user group',
	description: 'Create a group of users, without members or rights',
	effect: 'once',
	rights: rightsFor('userGroups'),
	fields: { name: text({ displayName: 'Name', placeholder: 'e.g. Technicians', longest: LONGEST_NAME }), description },
	run: async ({ client, fields }) => toUserGroup(await client.accounts.createUserGroup(fields.name, fields.description)),
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update user group',
	description: 'Change the name or description of a user group; everything else stays unchanged',
	effect: 'idempotent',
	rights: rightsFor('userGroups'),
	fields: {
		userGroupId: userGroupLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, { name: newName(LONGEST_NAME), description }),
	},
	run: async ({ client, fields }) => {
		const { name, description: desc } = fields.updateFields;
		const stored = await client.accounts.updateUserGroup(fields.userGroupId, { ...(name !== undefined && { name }), ...(desc !== undefined && { desc }) });
		return { name: stored.name, updated: { ...(name !== undefined && { name: stored.name }), ...(desc !== undefined && { description: stored.desc ?? '' }) }, id: stored._id };
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete user group',
	description: 'Delete a user group; its members lose the rights they have through it',
	effect: 'once',
	notice: `Its members lose the rights they have through it. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('userGroups'),
	fields: {
		userGroupId: userGroupLocator,
		evenIfUsed: flag({
			displayName: 'Even If Used',
			default: false,
			description: 'Whether to delete a user group that has members or rights. If off, such a group is an error.',
		}),
	},
	affects: () => 1,
	affectsWhat: 'user groups',
	run: async ({ client, fields }) => {
		const group = await groupOf(client, fields.userGroupId);
		const [members, places] = [membersOf(group).length, placesOf(group).length];
		if (members + places > 0 && !fields.evenIfUsed) {
			throw new InputError(`The user group ${group.name} has members (${members}) or rights (in ${places} groups and devices), and was not deleted`, "Turn on 'Even If Used' to delete it anyway.");
		}
		await client.accounts.deleteUserGroup(group._id);
		return { deleted: true, name: group.name, members, id: group._id };
	},
});

const membership = (isMember: boolean) =>
	operation({
		name: isMember ? 'Add Member' : 'Remove Member',
		value: isMember ? 'addMember' : 'removeMember',
		action: isMember ? 'Add member to user group' : 'Remove member from user group',
		description: isMember ? "Add a user to a user group; the group's rights then apply" : 'Remove a user from a user group, together with the rights it had through it',
		effect: isMember ? 'idempotent' : 'once',
		rights: rightsFor('userGroups'),
		fields: { userGroupId: userGroupLocator, userId: userLocator },
		run: async ({ client, fields }) => {
			const { userId } = fields;
			const group = await groupOf(client, fields.userGroupId);
			const changed = membersOf(group).includes(userId) !== isMember;
			if (changed) await client.accounts.setMember(group._id, userId, isMember);
			return { userGroupName: group.name, userId, isMember, changed, userGroupId: group._id };
		},
	});

export const userGroup: Resource<MeshCentralClient> = {
	name: 'User Group',
	value: 'userGroup',
	operations: [getAll, create, update, remove, membership(true), membership(false)],
};
