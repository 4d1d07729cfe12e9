import { InputError } from '../../shared/errors';
import { collection, flag, optionalText, simplify, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { secretText } from '../fields';
import { roleLocator, userLocator } from '../locator';
import { nameAmong } from '../naming';
import { operation } from '../operation';
import { renamed } from '../renamed';
import { heldAs, updatedOf } from '../stored';
import type { UserRecord } from '../schemas/records';
import { getting, gettingMany, type Shelf } from './standard';

function toUser(record: UserRecord) {
	return {
		id: record.id,
		username: record.username,
		firstName: record.first_name ?? null,
		lastName: record.last_name ?? null,
		email: record.email ?? null,
		active: record.is_active,
		roleId: record.role ?? null,
		dashboardLoginBlocked: record.block_dashboard_login ?? null,
		lastLogin: toIsoTime(record.last_login),
		lastLoginIp: record.last_login_ip ?? null,
	};
}

const shelf: Shelf<UserRecord> = {
	one: 'user',
	many: 'users',
	id: ['accountId', userLocator],
	rights: { read: 'can_list_accounts', write: 'can_manage_accounts' },
	api: (client: TacticalRmmClient) => client.accounts.users,
	short: toUser,
};

const email = optionalText({ displayName: 'Email', placeholder: 'e.g. jdoe@example.com' });
const firstName = optionalText({ displayName: 'First Name' });
const lastName = optionalText({ displayName: 'Last Name' });

const additional = { email, firstName, lastName, roleId: roleLocator };

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create user',
	description: 'Create a user with a password and a role, and return it',
	effect: 'once',
	rights: ['can_manage_accounts', 'can_list_accounts'],
	notice: 'Tactical RMM accepts any password, however short. A user without a role can do nothing.',
	fields: {
		username: text({ displayName: 'Username', placeholder: 'e.g. jdoe', longest: 150, description: 'Letters, digits and @ . + - _' }),
		password: secretText({ displayName: 'Password' }),
		additionalFields: collection<typeof additional, TacticalRmmClient>({ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true }, additional),
		simplify,
	},
	run: async ({ client, fields }) => {
		const username = requireUsername(fields.username.trim());
		const { email: address = '', firstName: first, lastName: last, roleId } = fields.additionalFields;
		// Of a role that does not exist, the server refuses, and the user is there anyway.
		if (roleId !== undefined) await client.accounts.roles.get(Number(roleId));
		const names = { ...(first !== undefined && { first_name: first }), ...(last !== undefined && { last_name: last }) };
		const values = { username, email: address, password: fields.password, ...names, ...(roleId !== undefined && { role: Number(roleId) }) };
		const made = await client.accounts.users.create(values, { fits: (each) => each.username === username, secrets: [fields.password] });
		return fields.simplify ? toUser(made) : made;
	},
});

function requireUsername(username: string): string {
	if (/^[\p{L}\p{N}@.+_-]+$/u.test(username)) return username;
	throw new InputError(`"${username.slice(0, 80)}" cannot be a user name`, 'Use only letters, digits and @ . + - _. Nothing was sent.');
}

const columns = {
	active: flag({ displayName: 'Active', default: true, description: 'Whether the user can sign in and its API keys work' }),
	dashboardLoginBlocked: flag({ displayName: 'Block Dashboard Login', default: true, description: 'Whether to block the user from signing in to the dashboard; its API keys still work' }),
	email,
	firstName,
	lastName,
	roleId: roleLocator,
};

const SERVER_NAMES = {
	active: 'is_active',
	dashboardLoginBlocked: 'block_dashboard_login',
	email: 'email',
	firstName: 'first_name',
	lastName: 'last_name',
	roleId: 'role',
} as const;

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update user',
	description: 'Change some settings of a user; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_accounts', 'can_list_accounts'],
	fields: {
		accountId: userLocator,
		updateFields: collection<typeof columns, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.accountId);
		const { roleId, ...others } = fields.updateFields;
		const sent = { ...others, ...(roleId !== undefined && { roleId: Number(roleId) }) };
		if (sent.active === false) await client.accounts.requireOther(id, 'disabling it');
		const user = await client.accounts.users.update(id, renamed<typeof columns>(SERVER_NAMES, sent));
		return updatedOf(id, sent, user, { holds: heldAs(SERVER_NAMES), called: ({ username }) => username });
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description: 'Delete a user and its API keys permanently',
	effect: 'once',
	rights: ['can_manage_accounts'],
	notice: `The user that this node acts as cannot be deleted, provided its key may list API keys. Without that right, the node cannot recognize its own user. ${CANNOT_BE_UNDONE}`,
	fields: { accountId: userLocator },
	affects: () => 1,
	affectsWhat: 'users',
	run: async ({ client, fields }) => {
		const id = Number(fields.accountId);
		await client.accounts.requireOther(id, 'deleting it');
		const name = await nameAmong(async () => await client.directory.users(), id);
		await client.accounts.users.delete(id);
		return { deleted: true, name, id };
	},
});

export const user: Resource<TacticalRmmClient> = {
	name: 'User',
	value: 'user',
	operations: [gettingMany(shelf, { description: 'Retrieve all users with their roles' }), getting(shelf, { description: 'Retrieve one user with its role' }), create, update, remove],
};
