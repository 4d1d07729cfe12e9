import { InputError } from '../../shared/errors';
import { choices, collection, flag, simplify, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { byLabel, inWords } from '../../shared/text';
import type { TacticalRmmClient } from '../client';
import { several } from '../fields';
import { clientLocator, roleLocator, siteLocator } from '../locator';
import { operation } from '../operation';
import { rightLabels } from '../rights';
import type { RoleRecord } from '../schemas/records';
import { requireSome } from '../renamed';
import { updatedOf } from '../stored';
import { getting, gettingMany, type Shelf } from './standard';

const ALL_RIGHTS = Object.entries(rightLabels).map(([value, label]) => ({ name: label.replace(' / ', '/'), value })).sort((a, b) => byLabel(a.name, b.name));

/** A role in short: the rights that it has, by name. */
function toRole(record: RoleRecord) {
	return {
		id: record.id,
		name: record.name,
		superuser: record.is_superuser,
		userCount: record.user_count ?? null,
		rights: Object.keys(record).filter((column) => /^can_(?!view_(clients|sites)$)/.test(column) && record[column] === true),
		clientIds: record.can_view_clients ?? [],
		siteIds: record.can_view_sites ?? [],
	};
}

const shelf: Shelf<RoleRecord> = {
	one: 'role',
	many: 'roles',
	id: ['roleId', roleLocator],
	rights: { read: 'can_list_roles', write: 'can_manage_roles' },
	api: (client: TacticalRmmClient) => client.accounts.roles,
	short: toRole,
};

const superuser = flag({ displayName: 'Superuser', default: false, description: 'Whether users of this role may do everything' });
const clients = several({ displayName: 'Clients', one: 'client', description: 'Clients that users of this role see, by ID or exact name. Leave empty only if you name sites.' }, clientLocator);
const sites = several({ displayName: 'Sites', one: 'site', description: 'Sites that users of this role see in addition to the clients, by ID or exact name. Leave empty only if you name clients.' }, siteLocator);

const allPlaces = flag({ displayName: 'All Clients and Sites', default: true, description: 'Whether users of this role see everything, without client or site limits' });

const additional = { allPlaces, clients, sites, superuser };

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create role',
	description: 'Create a role with rights for all or some clients, and return it',
	effect: 'once',
	rights: ['can_manage_roles', 'can_list_roles'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Workflows' }),
		rights: choices({ displayName: 'Rights', options: ALL_RIGHTS, allowNone: true, description: 'What users of this role may do' }),
		additionalFields: collection<typeof additional, TacticalRmmClient>({ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true }, additional),
		simplify,
	},
	run: async ({ client, fields }) => {
		const name = fields.name.trim();
		const granted = Object.fromEntries(fields.rights.map((right) => [right, true]));
		const made = await client.accounts.roles.create({ name, ...granted, ...scopeOf(fields.additionalFields) }, { fits: (each) => each.name === name });
		return fields.simplify ? toRole(made) : made;
	},
});

interface Scope {
	allPlaces?: boolean;
	clients?: string[];
	sites?: string[];
	superuser?: boolean;
}

/**
 * @param current the role as it is, if there is one
 * @throws InputError for lists that come to none: the server takes that for all, and an expression may have come to nothing
 */
function scopeOf({ allPlaces: all, clients: ofClients, sites: ofSites, superuser: isSuperuser }: Scope, current?: RoleRecord) {
	const isNamed = ofClients !== undefined || ofSites !== undefined;
	if (all && isNamed) throw new InputError("'All Clients and Sites' cannot be combined with 'Clients' or 'Sites'", 'Nothing was sent.');
	if (isNamed && isNone(ofClients ?? current?.can_view_clients) && isNone(ofSites ?? current?.can_view_sites)) {
		throw new InputError('No client or site is named, which means all of them', "Name some, or add 'All Clients and Sites' if you mean all. Nothing was sent.");
	}
	return {
		...(isSuperuser !== undefined && { is_superuser: isSuperuser }),
		...(all && { can_view_clients: [], can_view_sites: [] }),
		...(ofClients && { can_view_clients: ofClients.map(Number) }),
		...(ofSites && { can_view_sites: ofSites.map(Number) }),
	};
}

function isNone(places: unknown): boolean {
	return !Array.isArray(places) || places.length === 0;
}

const columns = {
	...additional,
	grant: choices({ displayName: 'Grant', options: ALL_RIGHTS, allowNone: true, description: 'Rights to add; all others stay unchanged' }),
	name: text({ displayName: 'Name' }),
	revoke: choices({ displayName: 'Revoke', options: ALL_RIGHTS, allowNone: true, description: 'Rights to remove; all others stay unchanged' }),
};

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update role',
	description: 'Grant or revoke rights of a role, or change its clients and sites; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_manage_roles', 'can_list_roles'],
	notice: 'A change applies from the next request of its users on, also for the key that this node uses.',
	fields: {
		roleId: roleLocator,
		updateFields: collection<typeof columns, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.roleId);
		const { grant = [], revoke = [], name, ...scope } = fields.updateFields;
		const both = grant.filter((right) => revoke.includes(right));
		if (both.length > 0) throw new InputError(`A right cannot be granted and revoked at once: ${inWords(both)}`, 'Nothing was sent.');
		const rights = { ...Object.fromEntries(grant.map((right) => [right, true])), ...Object.fromEntries(revoke.map((right) => [right, false])) };
		// The server demands the name with every change.
		const current = await client.accounts.roles.get(id);
		const sent: Record<string, unknown> = { ...(name !== undefined && { name: name.trim() }), ...rights, ...scopeOf(scope, current) };
		requireSome(sent);
		const changed = await client.accounts.roles.update(id, { name: current.name, ...sent });
		return updatedOf(id, sent, changed);
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete role',
	description: 'Delete a role permanently; its users can do nothing until they have another one',
	effect: 'once',
	notice: `Its users can do nothing until they have another role. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_roles', 'can_list_roles'],
	fields: {
		roleId: roleLocator,
		deleteInUse: flag({ displayName: 'Delete if in Use', default: false, description: 'Whether to delete a role that users have. Tactical RMM itself never refuses this.' }),
	},
	affects: () => 1,
	affectsWhat: 'roles',
	run: async ({ client, fields }) => {
		const id = Number(fields.roleId);
		const { name, user_count: users } = await client.accounts.roles.get(id);
		if (!fields.deleteInUse && users !== 0) {
			throw new InputError(
				users ? `The role "${name}" is in use: ${users} ${users === 1 ? 'user has' : 'users have'} it` : `It is not known how many users have the role "${name}"`,
				"Without a role, they can do nothing. Give them another one first, or turn on 'Delete if in Use'. Nothing was sent.",
			);
		}
		await client.accounts.roles.delete(id);
		return { deleted: true, name, id };
	},
});

export const role: Resource<TacticalRmmClient> = {
	name: 'Role',
	value: 'role',
	operations: [gettingMany(shelf, { description: 'Retrieve all roles with their rights' }), getting(shelf, { description: 'Retrieve one role with its rights' }), create, update, remove],
};
