import { choice, variants, type Field } from '../../../shared/fields';
import { columns, labelOf, offered, type Column, type ColumnValues } from '../../columns';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { LOCKS_NOTICE, renamed } from './writing';

type AnyColumn = Field<string | number | boolean>;

const fieldNames = offered(Object.keys(columns) as Column[]);

/** Every column's own input under the label "Value"; plain texts share one, and switches another, so that a value entered stays. */
function valueInputs(): Map<string, AnyColumn> {
	const shared = new Map<string, AnyColumn>();
	return new Map(
		fieldNames.map(({ value: name }) => {
			const column: AnyColumn = columns[name];
			const { type, typeOptions, options, default: initial } = column.properties[0]!;
			const kind = {
				type,
				typeOptions,
				options,
				default: initial,
				...(type === 'boolean' && { description: 'Whether the field is turned on' }),
			};
			const key = JSON.stringify([kind, column.read.toString()]);
			const input = shared.get(key) ?? { ...column, properties: [{ ...kind, displayName: 'Value' }] };
			shared.set(key, input);
			return [name, input];
		}),
	);
}

export const updateField = operation({
	name: 'Update Field',
	value: 'updateField',
	action: 'Update device field',
	description: 'Change one field of a device',
	effect: 'idempotent',
	notice: LOCKS_NOTICE,
	fields: {
		deviceId: deviceLocator,
		fieldName: choice({ displayName: 'Field', default: 'devName', options: fieldNames }),
		fieldValue: variants('fieldName', valueInputs()),
	},
	run: async ({ client, fields }) => {
		const updated: ColumnValues = { [fields.fieldName]: fields.fieldValue };
		const before = await client.update(fields.deviceId, updated);
		return { ...renamed(before, updated), field: labelOf(fields.fieldName), value: fields.fieldValue, updated };
	},
});
