import { choice, limited, paging, simplify } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';
import type { CustomFieldRecord } from '../schemas/customFields';

/** A definition in short, with its default in the kind that fits its type. */
function toCustomField({ id, name, model, type, options, required, ...defaults }: CustomFieldRecord) {
	const standard =
		type === 'checkbox' ? defaults.default_value_bool : type === 'multiple' ? defaults.default_values_multiple : defaults.default_value_string;
	return { id, name, model, type, options: options ?? [], required: required ?? false, default: standard ?? null };
}

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many custom fields',
	description: 'Retrieve the custom fields that are defined, with their types and options',
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

export const customField: Resource<TacticalRmmClient> = { name: 'Custom Field', value: 'customField', operations: [getAll] };
