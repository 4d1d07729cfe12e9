import { choice, collection, optionalText, simplify, text } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { scriptShells } from '../fields';
import { snippetLocator } from '../locator';
import { operation } from '../operation';
import { renamed } from '../renamed';
import { heldAs, updatedOf } from '../stored';
import type { SnippetRecord } from '../schemas/records';
import { deleting, getting, gettingMany, type Shelf } from './standard';

const code = text({ displayName: 'Code', rows: 8, editor: 'jsEditor' });
const shell = choice({ displayName: 'Shell', default: 'powershell', description: 'The language of the code', options: scriptShells });

/** A snippet in short, without its code. */
function toSnippet({ id, name, desc, shell: its }: SnippetRecord) {
	return { id, name, description: desc ?? null, shell: its ?? null };
}

const shelf: Shelf<SnippetRecord> = {
	one: 'snippet',
	many: 'snippets',
	id: ['snippetId', snippetLocator],
	rights: { read: 'can_list_scripts', write: 'can_manage_scripts' },
	api: (client: TacticalRmmClient) => client.snippets,
	short: toSnippet,
};

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create snippet',
	description: 'Create a snippet that scripts use by its name in double braces, and return it',
	effect: 'once',
	rights: ['can_manage_scripts', 'can_list_scripts'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. LogHeader' }),
		shell,
		code,
		description: optionalText({ displayName: 'Description' }),
		simplify,
	},
	run: async ({ client, fields }) => {
		const name = fields.name.trim();
		const made = await client.snippets.create({ name, shell: fields.shell, code: fields.code, desc: fields.description }, { fits: (each) => each.name === name });
		return fields.simplify ? toSnippet(made) : made;
	},
});

const columns = { code, description: optionalText({ displayName: 'Description' }), name: text({ displayName: 'Name' }), shell };
const SERVER_NAMES = { code: 'code', description: 'desc', name: 'name', shell: 'shell' } as const;

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update snippet',
	description: 'Change parts of a snippet; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_manage_scripts', 'can_list_scripts'],
	notice: 'Scripts that use the former name of a snippet then have that name in their code.',
	fields: {
		snippetId: snippetLocator,
		updateFields: collection({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.snippetId);
		const sent = fields.updateFields;
		return updatedOf(id, sent, await client.snippets.update(id, renamed<typeof columns>(SERVER_NAMES, sent)), { holds: heldAs(SERVER_NAMES) });
	},
});

export const snippet: Resource<TacticalRmmClient> = {
	name: 'Snippet',
	value: 'snippet',
	operations: [
		gettingMany(shelf, { description: 'Retrieve all snippets that scripts can use' }),
		getting(shelf, { description: 'Retrieve one snippet, with its code if not simplified' }),
		create,
		update,
		deleting(shelf, { names: async (client) => await client.directory.snippets(), description: 'Delete a snippet permanently', notice: `Scripts that use it then have its name in their code. ${CANNOT_BE_UNDONE}` }),
	],
};
