import { InputError } from '../shared/errors';
import { checked, recordOf, textValue, type Field } from '../shared/fields';
import type { CustomFieldModel, CustomFieldValue } from './api/customFields';
import type { TacticalRmmClient } from './client';

/**
 * Custom fields by name with their values, entered row by row; an expression may give an object of them, where lists and switches
 * keep their kind. Read, they are what the server takes.
 */
export function customFieldValues(model: CustomFieldModel): Field<CustomFieldValue[], TacticalRmmClient> {
	return {
		properties: [
			{
				displayName: 'Custom Fields',
				description: `Custom fields of the ${model}, by name. Separate several options of one field with commas.`,
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				placeholder: 'Add custom field',
				default: {},
				options: [
					{
						displayName: 'Entries',
						name: 'entries',
						values: [
							{ displayName: 'Name', name: 'name', type: 'string', default: '' },
							{ displayName: 'Value', name: 'value', type: 'string', default: '' },
						],
					},
				],
			},
		],
		read: async (raw, { client }) => await client.customFields.toSend(model, valuesIn(raw)),
	};
}

/** By name, from what was entered: rows, or an object, or JSON of one. */
function valuesIn(raw: unknown): Record<string, unknown> {
	const entered = recordOf(raw, 'names and values');
	const { entries, ...rest } = entered;
	if (!Array.isArray(entries)) return entered;
	if (Object.keys(rest).length > 0) throw new InputError('must be rows, or an object of names and values');
	const rows = entries as Array<{ name?: unknown; value?: unknown } | null>;
	const names = rows.map((row) => checked(textValue, row?.name).trim());
	if (names.includes('')) throw new InputError('must have a name in every row');
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) throw new InputError(`must name "${twice}" only once`);
	return Object.fromEntries(rows.map((row, index) => [names[index]!, row?.value]));
}
