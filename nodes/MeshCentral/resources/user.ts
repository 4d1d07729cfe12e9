import { InputError } from '../../shared/errors';
import { choice, collection, flag, limited, optionalText, paging, simplify, text, when, type Field } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { isLocked, requireSomebodyElse, withLock, type UserChanges } from '../accounts';
import type { MeshCentralClient } from '../client';
import { userLocator } from '../locator';
import { operation } from '../operation';
import { FULL, rightsFor } from '../rights';
import type { UserRecord } from '../schemas';
import { emailText } from './texts';
import { isoTime } from './times';

/** The server keeps the times of its users in seconds. */
const timeOf = (seconds: number | null | undefined) => isoTime(typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : null);

function toUser(user: UserRecord) {
	const { _id, name, email, emailVerified, realname, creation, login, siteadmin } = user;
	return {
		name,
		email: email || null,
		createdAt: timeOf(creation),
		isAdministrator: siteadmin === null ? null : siteadmin === FULL,
		realName: realname || null,
		emailVerified: emailVerified === true,
		isLocked: siteadmin === null ? null : isLocked(user),
		lastSignIn: timeOf(login),
		id: _id,
	};
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many users',
	description: 'Retrieve all accounts of the server that the credential may see',
	effect: 'read',
	rights: rightsFor('users'),
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => limited(await client.users(), fields).map((user) => (fields.simplify ? toUser(user) : user)),
});

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get user',
	description: 'Retrieve one account of the server',
	effect: 'read',
	rights: rightsFor('users'),
	fields: { userId: userLocator, simplify },
	run: async ({ client, fields }) => {
		const user = await userOf(client, fields.userId);
		return fields.simplify ? toUser(user) : user;
	},
});

/** @throws InputError for an account that is not there */
async function userOf(client: MeshCentralClient, id: string): Promise<UserRecord> {
	const found = (await client.users()).find(({ _id }) => _id === id);
	if (found) return found;
	throw new InputError(`MeshCentral has no user ${id}`, "'Get Many' lists them. Nothing was sent.");
}

const nameText = text({ displayName: 'Name', placeholder: 'e.g. alice', longest: 128, description: 'The name for signing in. Not case-sensitive.' });

/** The server accepts no others (measured). */
const userName: Field<string> = {
	...nameText,
	read: async (raw, reading) => {
		const entered = (await nameText.read(raw, reading)).trim();
		if (!/[\s/<>&"]|^~/u.test(entered)) return entered;
		throw new InputError('must not contain spaces or any of / < > & ", or begin with ~: MeshCentral does not accept such names');
	},
};

const passwordText = text({ displayName: 'Password', longest: 256 });
const password: Field<string> = { ...passwordText, properties: passwordText.properties.map((property) => ({ ...property, typeOptions: { password: true } })) };
const email = emailText({ displayName: 'Email', placeholder: 'e.g. name@email.com', mayBeEmpty: true });
const realName = optionalText({ displayName: 'Real Name', placeholder: 'e.g. Ada Lovelace' });
const emailVerified = flag({ displayName: 'Email Verified', default: false, description: 'Whether the address counts as verified' });

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create user',
	description: 'Create an account, which can do nothing until you grant it rights',
	effect: 'once',
	rights: rightsFor('users'),
	fields: {
		name: userName,
		passwordBy: choice({
			displayName: 'Password By',
			default: 'entered',
			options: [
				{ name: 'Entered', value: 'entered', description: 'Over REST commands, it is part of an address, which web servers log' },
				{ name: 'Random', value: 'random', description: 'A random password that MeshCentral creates and does not show' },
			],
		}),
		password: when({ passwordBy: ['entered'] }, password),
		additionalFields: collection(
			{ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true },
			{
				email,
				emailVerified,
				realName,
				mustChangePassword: flag({ displayName: 'Must Change Password', default: true, description: 'Whether the user must change the password at the first sign-in' }),
			},
		),
	},
	run: async ({ client, fields }) => {
		const { name, password: secret, additionalFields } = fields;
		return toUser(await client.accounts.createUser({ name, ...(secret !== undefined && { password: secret }), ...withoutEmpty(additionalFields) }));
	},
});

/** Of a new account, what is empty is left out. */
function withoutEmpty<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '')) as T;
}

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update user',
	description: 'Change the email address or real name of an account; everything else stays unchanged',
	effect: 'idempotent',
	rights: rightsFor('users'),
	fields: {
		userId: userLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed; an empty text clears them' }, { email, emailVerified, realName }),
	},
	run: async ({ client, fields }) => {
		const { _id } = await userOf(client, fields.userId);
		const stored = toUser(await client.accounts.updateUser(_id, fields.updateFields as UserChanges));
		return { name: stored.name, updated: Object.fromEntries(Object.entries(stored).filter(([name]) => name in fields.updateFields)), id: stored.id };
	},
});

const locking = (locked: boolean) =>
	operation({
		name: locked ? 'Lock' : 'Unlock',
		value: locked ? 'lock' : 'unlock',
		action: locked ? 'Lock user' : 'Unlock user',
		description: locked ? 'Block an account from signing in and end its sessions; its rights stay' : 'Allow an account to sign in again',
		effect: 'idempotent',
		rights: rightsFor('users'),
		fields: { userId: userLocator },
		...(locked && { affects: () => 1, affectsWhat: 'users' }),
		run: async ({ client, fields }) => {
			const user = await userOf(client, fields.userId);
			const siteRights = withLock(user, locked, await client.accounts.me());
			const changed = siteRights !== (user.siteadmin ?? 0);
			if (changed) await client.accounts.updateUser(user._id, { siteRights });
			return { name: user.name, isLocked: locked, changed, id: user._id };
		},
	});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete user',
	description: 'Delete an account with its rights, files and login tokens, and end its sessions',
	effect: 'once',
	notice: `The account's rights, files and login tokens are deleted with it. ${CANNOT_BE_UNDONE}`,
	rights: rightsFor('users'),
	fields: { userId: userLocator },
	affects: () => 1,
	affectsWhat: 'users',
	run: async ({ client, fields }) => {
		requireSomebodyElse(fields.userId, await client.accounts.me(), 'account');
		const { _id, name } = await userOf(client, fields.userId);
		await client.accounts.deleteUser(_id);
		return { deleted: true, name, id: _id };
	},
});

export const user: Resource<MeshCentralClient> = { name: 'User', value: 'user', operations: [getAll, get, create, update, locking(true), locking(false), remove] };
