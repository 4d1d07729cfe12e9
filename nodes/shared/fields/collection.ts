import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors';
import { byLabel, inWords } from '../text';
import { recordOf } from './entered';
import { readNamed, type Field, type Fields, type ValuesOf } from './field';

/**
 * Optional fields behind an "Add" button. The value holds only what the user added: a field that was not added is not there,
 * so that nobody writes it by accident. An expression that comes to nothing at all adds nothing.
 */
export function collection<F extends Fields<C>, C = unknown>(
	labels: {
		displayName: string;
		placeholder: string;
		description?: string;
		allowNone?: boolean;
		/** Its fields narrow something down: one that comes to nothing must not let more through, and is read as what it is. */
		isFilter?: boolean;
	},
	fields: F,
): Field<Partial<ValuesOf<F>>, C> {
	const { allowNone, isFilter, ...shown } = labels;
	return {
		properties: [{ ...shown, type: 'collection', default: {}, options: namedProperties(fields) }],
		read: async (raw, reading) => {
			const known = () => `It has ${inWords(Object.keys(fields))}.`;
			const entered = recordOf(raw, 'the fields to set', known);
			const values: Record<string, unknown> = {};
			for (const [name, value] of Object.entries(entered)) {
				if (!Object.hasOwn(fields, name)) throw new InputError(`has no field "${name}". ${known()}`);
				if (isFilter || (value !== null && value !== undefined)) values[name] = await readNamed(fields[name]!, value, { ...reading, siblings: entered });
			}
			if (!allowNone && Object.keys(values).length === 0) throw new InputError('must have at least one field added');
			return values as Partial<ValuesOf<F>>;
		},
	};
}

/**
 * n8n shows the fields of a collection in the order given; its guidelines ask for the alphabet. None is required: n8n would demand it
 * of every operation of the node, shown or not, and what is added and empty is refused when it is read.
 */
function namedProperties<C>(fields: Fields<C>): INodeProperties[] {
	return Object.entries(fields)
		.flatMap(([name, { properties }]) => properties.map((property) => ({ ...property, required: undefined, name })))
		.sort((a, b) => byLabel(a.displayName, b.displayName));
}
