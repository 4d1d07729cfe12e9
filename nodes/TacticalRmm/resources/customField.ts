import { InputError } from '../../shared/errors';
import { choice, collection, flag, limited, optionalText, paging, simplify, text, when, wholeNumber } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { inWords } from '../../shared/text';
import type { TacticalRmmClient } from '../client';
import { list } from '../fields';
import { customFieldLocator } from '../locator';
import { operation } from '../operation';
import { renamed } from '../renamed';
import { heldAs, updatedOf } from '../stored';
import type { CustomFieldRecord } from '../schemas/customFields';
import { deleting, type Shelf } from './standard';

/** A definition in short, with its default in the kind that fits its type. */
function toCustomField({ id, name, model, type, options, required, ...defaults }: CustomFieldRecord) {
	const standard =
		type === 'checkbox' ? defaults.default_value_bool : type === 'multiple' ? defaults.default_values_multiple : defaults.default_value_string;
	return { id, name, model, type, options: options ?? [], required: required ?? false, default: standard ?? null };
}

const shelf: Shelf<CustomFieldRecord> = {
	one: 'custom field',
	many: 'custom fields',
	id: ['customFieldId', customFieldLocator],
	rights: { read: 'can_view_customfields', write: 'can_manage_customfields' },
	api: (client: TacticalRmmClient) => client.customFields.records,
	short: toCustomField,
};

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many custom fields',
	description: 'Retrieve all custom fields with their types and options',
	effect: 'read',
	rights: ['can_view_customfields'],
	fields: {
		model: choice({
			displayName: 'Fields Of',
			default: 'any',
			options: [
				{ name: 'Agents', value: 'agent' },
				{ name: 'Any', value: 'any' },
				{ name: 'Clients', value: 'client' },
				{ name: 'Sites', value: 'site' },
			],
		}),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const all = await client.customFields.list(fields.model === 'any' ? undefined : fields.model);
		return limited(all, fields).map((each) => (fields.simplify ? toCustomField(each) : each));
	},
});

const WITH_OPTIONS = { fieldType: ['single', 'multiple'] };
const options = list({ displayName: 'Options', one: 'option', isFilled: true, description: 'The options to choose from; add each one separately' });

const columns = {
	hideInSummary: flag({ displayName: 'Hide in Summary', default: false, description: 'Whether the summary of the web interface hides it' }),
	hideInUi: flag({ displayName: 'Hide in UI', default: false, description: 'Whether the web interface hides it' }),
	order: wholeNumber({ displayName: 'Order', default: 0, min: 0, description: 'Its position in the web interface' }),
	required: flag({ displayName: 'Required', default: false, description: 'Whether the web interface requires a value; nothing else does' }),
};

const SERVER_NAMES = { hideInSummary: 'hide_in_summary', hideInUi: 'hide_in_ui', order: 'order', required: 'required' } as const;

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create custom field',
	description: 'Create a custom field for agents, clients or sites, and return it',
	effect: 'once',
	rights: ['can_manage_customfields', 'can_view_customfields'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Asset Number', longest: 100 }),
		fieldOf: choice({
			displayName: 'Field Of',
			default: 'agent',
			options: [
				{ name: 'Agents', value: 'agent' },
				{ name: 'Clients', value: 'client' },
				{ name: 'Sites', value: 'site' },
			],
		}),
		fieldType: choice({
			displayName: 'Type',
			default: 'text',
			options: [
				{ name: 'Checkbox', value: 'checkbox' },
				{ name: 'Date and Time', value: 'datetime' },
				{ name: 'Multiple Choice', value: 'multiple' },
				{ name: 'Number', value: 'number' },
				{ name: 'Single Choice', value: 'single' },
				{ name: 'Text', value: 'text' },
			],
		}),
		fieldOptions: when(WITH_OPTIONS, options),
		defaultOn: when({ fieldType: ['checkbox'] }, flag({ displayName: 'Default On', default: false, description: 'Whether it is on if no value was set' })),
		defaultValue: when({ fieldType: ['text', 'number', 'single', 'datetime'] }, optionalText({ displayName: 'Default', description: 'Its value if none was set. Leave empty for none.' })),
		defaultValues: when({ fieldType: ['multiple'] }, list({ displayName: 'Defaults', one: 'default', description: 'Options that are selected if none were set' })),
		additionalFields: collection({ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true }, columns),
		simplify,
	},
	run: async ({ client, fields }) => {
		const { fieldOf: model, fieldType: type } = fields;
		const name = fields.name.trim();
		const chosen = fields.fieldOptions ?? [];
		const defaults = fields.defaultValues ?? (fields.defaultValue ? [fields.defaultValue] : []);
		requireFitting(type, chosen, defaults);
		const values = {
			name,
			model,
			type,
			...(fields.fieldOptions && { options: chosen }),
			...(fields.defaultOn !== undefined && { default_value_bool: fields.defaultOn }),
			...(fields.defaultValue && { default_value_string: fields.defaultValue }),
			...(fields.defaultValues && { default_values_multiple: fields.defaultValues }),
			...renamed<typeof columns>(SERVER_NAMES, fields.additionalFields),
		};
		const made = await client.customFields.records.create(values, { fits: (each) => each.name === name && each.model === model });
		return fields.simplify ? toCustomField(made) : made;
	},
});

/** The server accepts any default and any options: a choice without choices, a text for a number. */
function requireFitting(type: string, options: readonly string[], defaults: readonly string[]): void {
	const hasOptions = type === 'single' || type === 'multiple';
	if (hasOptions && options.filter((each) => each.trim()).length === 0) throw new InputError('A choice field needs at least one option', "Enter them into 'Options'. Nothing was sent.");
	const odd = hasOptions ? defaults.filter((each) => !options.includes(each)) : [];
	if (odd.length > 0) throw new InputError(`The default "${odd[0]!.slice(0, 80)}" is not one of the options`, `They are ${inWords(options)}. Nothing was sent.`);
	const [value = ''] = defaults;
	if (type === 'number' && value.trim() && !Number.isFinite(Number(value))) throw new InputError(`The default "${value.slice(0, 80)}" is not a number`, 'Nothing was sent.');
	if (type === 'datetime' && value.trim() && Number.isNaN(Date.parse(value))) throw new InputError(`The default "${value.slice(0, 80)}" is not a date and time`, 'Enter one such as 2026-01-31T08:00. Nothing was sent.');
}

const updateColumns = { ...columns, name: text({ displayName: 'Name', longest: 100 }), options };
const UPDATE_NAMES = { ...SERVER_NAMES, name: 'name', options: 'options' } as const;

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update custom field',
	description: 'Change the definition of a custom field; everything else stays unchanged',
	effect: 'idempotent',
	rights: ['can_manage_customfields', 'can_view_customfields'],
	notice: 'Existing values stay unchanged, even if they are no longer among the options. The type cannot be changed: values would read as empty.',
	fields: {
		customFieldId: customFieldLocator,
		updateFields: collection<typeof updateColumns>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, updateColumns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.customFieldId);
		const { records } = client.customFields;
		const sent = fields.updateFields;
		if (sent.options) {
			const { type, default_value_string: one, default_values_multiple: several } = await records.get(id);
			if (type !== 'single' && type !== 'multiple') throw new InputError(`A field of the type ${type} has no options`, 'Nothing was sent.');
			requireFitting(type, sent.options, type === 'multiple' ? (several ?? []) : one ? [one] : []);
		}
		return updatedOf(id, sent, await records.update(id, renamed<typeof updateColumns>(UPDATE_NAMES, sent)), { holds: heldAs(UPDATE_NAMES) });
	},
});

export const customField: Resource<TacticalRmmClient> = {
	name: 'Custom Field',
	value: 'customField',
	operations: [
		getAll,
		create,
		update,
		deleting(shelf, { names: async (client) => await client.directory.customFields(), description: 'Delete a custom field from all agents, clients or sites permanently', notice: `All its values are deleted too. ${CANNOT_BE_UNDONE}` }),
	],
};
