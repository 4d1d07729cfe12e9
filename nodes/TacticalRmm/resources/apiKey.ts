import { InputError } from '../../shared/errors';
import { collection, dateTime, flag, simplify, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { apiKeyLocator, userLocator } from '../locator';
import { operation } from '../operation';
import type { ApiKeyRecord } from '../schemas/records';
import { requireSome } from '../renamed';
import { updatedOf } from '../stored';
import { gettingMany, type Shelf } from './standard';

/** An API key in short, without the key itself. */
function toApiKey(record: ApiKeyRecord) {
	return {
		id: record.id,
		name: record.name,
		userId: record.user ?? null,
		username: record.username ?? null,
		expiresAt: toIsoTime(record.expiration),
		createdAt: toIsoTime(record.created_time),
	};
}

const NOTICE = 'Anyone with the key has the rights of its user. The key itself is in the output only if Simplify is off.';

const shelf: Shelf<ApiKeyRecord> = {
	one: 'API key',
	many: 'API keys',
	id: ['apiKeyId', apiKeyLocator],
	rights: { read: 'can_list_api_keys', write: 'can_manage_api_keys' },
	api: (client: TacticalRmmClient) => client.accounts.keys,
	short: toApiKey,
	notice: NOTICE,
};

const name = text({ displayName: 'Name', placeholder: 'e.g. n8n', longest: 25 });

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create API key',
	description: 'Create a key with which workflows and programs act as a user',
	effect: 'once',
	rights: ['can_manage_api_keys', 'can_list_api_keys'],
	notice: NOTICE,
	fields: {
		name,
		accountId: userLocator,
		expiresAt: dateTime({ displayName: 'Expires At', description: 'When it stops working. Leave empty for never.' }),
		simplify,
	},
	run: async ({ client, fields }) => {
		const wanted = fields.name.trim();
		const { expiresAt } = fields;
		requireFuture(client, expiresAt);
		const values = { name: wanted, user: Number(fields.accountId), ...(expiresAt && { expiration: expiresAt.toISOString() }) };
		const made = await client.accounts.keys.create(values, { fits: (each) => each.name === wanted });
		return fields.simplify ? toApiKey(made) : made;
	},
});

function requireFuture(client: TacticalRmmClient, at: Date | undefined): void {
	if (at && at.getTime() <= client.serverNow().getTime()) throw new InputError("'Expires At' is in the past", 'The key would never work. Nothing was sent.');
}

const columns = {
	expiresAt: dateTime({ displayName: 'Expires At', description: 'When it stops working' }),
	name,
	neverExpires: flag({ displayName: 'Never Expires', default: true, description: 'Whether to remove its expiry date, so that it never expires' }),
};

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update API key',
	description: 'Change the name or expiry date of an API key; the key itself stays the same',
	effect: 'idempotent',
	rights: ['can_manage_api_keys', 'can_list_api_keys'],
	fields: {
		apiKeyId: apiKeyLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.apiKeyId);
		const { expiresAt, neverExpires, name: renamedTo } = fields.updateFields;
		if (expiresAt && neverExpires) throw new InputError("'Expires At' and 'Never Expires' cannot be combined", 'Nothing was sent.');
		requireFuture(client, expiresAt);
		const sent = { ...(renamedTo !== undefined && { name: renamedTo.trim() }), ...(expiresAt && { expiresAt: expiresAt.toISOString() }), ...(neverExpires === true && { expiresAt: null }) };
		requireSome(sent);
		const { expiresAt: expiration, ...others } = sent as { name?: string; expiresAt?: string | null };
		const changed = await client.accounts.keys.update(id, { ...others, ...(expiration !== undefined && { expiration }) });
		return updatedOf(id, sent, changed, { holds: (key, name) => toApiKey(key)[name as 'name' | 'expiresAt'] });
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete API key',
	description: 'Delete an API key; it stops working immediately',
	effect: 'once',
	rights: ['can_manage_api_keys'],
	notice: `The key that this node uses cannot be deleted, provided it may list API keys. Without that right, the node cannot recognize its own key. ${CANNOT_BE_UNDONE}`,
	fields: { apiKeyId: apiKeyLocator },
	affects: () => 1,
	affectsWhat: 'API keys',
	run: async ({ client, fields }) => {
		const id = Number(fields.apiKeyId);
		const keys = await client.accounts.visibleKeys();
		const own = client.accounts.ownAmong(keys);
		if (own?.id === id) throw new InputError(`The API key "${own.name}" is the one that this node itself uses`, 'Delete it in Tactical RMM once the credential has another one. Nothing was sent.');
		await client.accounts.keys.delete(id);
		return { deleted: true, name: keys.find((each) => each.id === id)?.name ?? null, id };
	},
});

export const apiKey: Resource<TacticalRmmClient> = {
	name: 'API Key',
	value: 'apiKey',
	operations: [gettingMany(shelf, { description: 'Retrieve all API keys with their users, without the keys themselves if simplified' }), create, update, remove],
};
