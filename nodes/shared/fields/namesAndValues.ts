import { InputError } from '../errors';
import { isRecord } from '../isRecord';
import { recordOf, textValue } from './entered';
import { checked, type Field } from './field';

/**
 * Names and values, row by row.
 * @param name of the list that n8n keeps the rows in
 */
export function namesAndValues(labels: { displayName: string; placeholder: string; description?: string }, { name, one }: { name: string; one: string }): Field<Record<string, string>> {
	const values = [
		{ displayName: 'Name', name: 'name', type: 'string' as const, default: '' },
		{ displayName: 'Value', name: 'value', type: 'string' as const, default: '' },
	];
	return {
		properties: [{ ...labels, type: 'fixedCollection', typeOptions: { multipleValues: true }, default: {}, options: [{ displayName: one, name, values }] }],
		read: (raw) => {
			const { [name]: entered = [] } = recordOf(raw, 'rows');
			const rows = [entered].flat().map((row) => (isRecord(row) ? row : {})).map((row) => [checked(textValue, row.name).trim(), checked(textValue, row.value)] as const);
			if (rows.some(([each]) => !each)) throw new InputError('must have a name in every row');
			const twice = rows.find(([each], index) => rows.findIndex(([other]) => other === each) !== index);
			if (twice) throw new InputError(`must have "${twice[0]}" only once`);
			return Object.fromEntries(rows);
		},
	};
}
