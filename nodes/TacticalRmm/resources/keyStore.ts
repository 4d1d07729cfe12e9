import { InputError } from '../../shared/errors';
import { collection, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { Unread } from '../api/afterwards';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { secretText } from '../fields';
import { keyLocator } from '../locator';
import { operation } from '../operation';
import type { KeyRecord } from '../schemas/records';
import { deleting, gettingMany, type Shelf } from './standard';

/** A key in short: its value is a secret. */
function toKey({ id, name, modified_by, modified_time }: KeyRecord) {
	return { id, name, modifiedBy: modified_by ?? null, modifiedAt: toIsoTime(modified_time) };
}

const shelf: Shelf<KeyRecord> = {
	one: 'key',
	many: 'keys',
	id: ['keyId', keyLocator],
	rights: { read: 'can_view_global_keystore', write: 'can_edit_global_keystore' },
	api: (client: TacticalRmmClient) => client.keyStore,
	short: toKey,
	notice: 'The values are secrets. They are in the output only if Simplify is off.',
};

const name = text({ displayName: 'Name', placeholder: 'e.g. smtp_relay', longest: 25 });
const value = secretText({ displayName: 'Value' });

/** With two keys of one name, every script, task and URL that uses it is a server error. */
function requireFree(wanted: string, all: readonly KeyRecord[], own?: number): void {
	const taken = all.find((each) => each.name === wanted && each.id !== own);
	if (taken) throw new InputError(`The key store already has a key "${wanted}" (ID ${taken.id})`, "With two keys of the same name, nothing that uses it works any more. Use 'Update', or another name. Nothing was sent.");
}

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create key',
	description: 'Store a value that scripts, tasks and URLs use by its name',
	effect: 'once',
	rights: ['can_edit_global_keystore', 'can_view_global_keystore'],
	fields: { name, value },
	run: async ({ client, fields }) => {
		const wanted = fields.name.trim();
		const made = await client.keyStore.create({ name: wanted, value: fields.value }, { fits: (each) => each.name === wanted, refuse: (all) => requireFree(wanted, all), secrets: [fields.value] });
		return toKey(made);
	},
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update key',
	description: 'Change the name or value of a key in the key store',
	effect: 'idempotent',
	rights: ['can_edit_global_keystore', 'can_view_global_keystore'],
	fields: { keyId: keyLocator, updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, { name, value }) },
	run: async ({ client, fields }) => {
		const id = Number(fields.keyId);
		const { name: renamedTo, value: replacement } = fields.updateFields;
		const values = { ...(renamedTo !== undefined && { name: renamedTo.trim() }), ...(replacement !== undefined && { value: replacement }) };
		if (values.name !== undefined) requireFree(values.name, await client.keyStore.list(), id);
		const changed = await client.keyStore.update(id, values, replacement === undefined ? [] : [replacement]);
		const updated = Object.keys(values);
		if (changed instanceof Unread) return changed.with({ id, updated });
		const others = updated.filter((column) => changed[column] !== (values as Record<string, unknown>)[column]);
		return { ...toKey(changed), updated, ...(others.length > 0 && { confirmed: false, reason: `Tactical RMM answered that it was done, but has another ${others.join(' and ')}` }) };
	},
});

export const keyStore: Resource<TacticalRmmClient> = {
	name: 'Key Store',
	value: 'keyStore',
	operations: [
		gettingMany(shelf, { description: 'Retrieve the keys of the global key store, without their values if simplified' }),
		create,
		update,
		deleting(shelf, { names: async (client) => await client.directory.keyStore(), description: 'Delete a key and its value permanently', notice: `Scripts, tasks and URLs that use it get the word None instead. ${CANNOT_BE_UNDONE}` }),
	],
};
