import { choice, variants, type Field } from '../../../shared/fields';
import { byLabel } from '../../../shared/text';
import { columns, type Column, type ColumnValues } from '../../columns';
import { deviceLocator } from '../../locator';
import { operation } from '../../operation';
import { LOCKS_NOTICE, renamed } from './writing';

type AnyColumn = Field<string | number | boolean>;

const labelOf = (name: Column) => columns[name].properties[0]!.displayName;
const names = (Object.keys(columns) as Column[]).sort((a, b) => byLabel(labelOf(a), labelOf(b)));

/** Every column's own input under the label "Value"; plain texts share one, and switches another, so that a value entered stays. */
function valueInputs(): Map<string, AnyColumn> {
	const shared = new Map<string, AnyColumn>();
	return new Map(
		names.map((name) => {
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
		fieldName: choice({ displayName: 'Field', default: 'devName', options: names.map((value) => ({ name: labelOf(value), value })) }),
		fieldValue: variants('fieldName', valueInputs()),
	},
	run: async ({ client, fields }) => {
		const updated: ColumnValues = { [fields.fieldName]: fields.fieldValue };
		const before = await client.update(fields.deviceId, updated);
		return { ...renamed(before, updated), updated };
	},
});
