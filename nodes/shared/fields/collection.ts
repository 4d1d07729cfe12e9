import type { INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors';
import { byLabel, inWords } from '../text';
import { listIn, objectIn, recordOf } from './entered';
import { mutable, readNamed, type Field, type Fields, type Reading, type ValuesOf } from './field';

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
		/** Its fields narrow something down: one that comes to nothing must not let more through, and is refused or read as what it is. */
		isFilter?: boolean;
		/** The same, of an operation that writes: one that is empty for whatever reason is refused, since it would mean everything. */
		isNarrowing?: boolean;
	},
	fields: F,
): Field<Partial<ValuesOf<F>>, C> {
	const { allowNone, isNarrowing, isFilter = isNarrowing, ...shown } = labels;
	return {
		properties: [{ ...shown, type: 'collection', default: {}, options: namedProperties(fields) }],
		read: async (raw, reading) => {
			const known = () => `It has ${inWords(Object.keys(fields))}.`;
			const entered = recordOf(raw, 'the fields to set', known);
			const values: Record<string, unknown> = {};
			for (const [name, value] of Object.entries(entered)) {
				if (!Object.hasOwn(fields, name)) throw new InputError(`has no field "${name}". ${known()}`);
				if (isFilter || (value !== null && value !== undefined)) values[name] = await readNamed(fields[name]!, value, { ...reading, siblings: entered });
				if (isFilter && (isNarrowing || value === null || value === undefined) && isNothing(values[name])) {
					throw new InputError(`must not have an empty '${fields[name]!.properties[0]!.displayName}': it would match everything`);
				}
			}
			if (!allowNone && Object.keys(values).length === 0) throw new InputError('must have at least one field added');
			return values as Partial<ValuesOf<F>>;
		},
	};
}

/** What lists and times come to without a value: such a filter lets everything pass. */
function isNothing(value: unknown): boolean {
	return value === undefined || (Array.isArray(value) && value.length === 0);
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

/**
 * Fields that belong together, shown all at once behind one "Add" button: all of them have a value then, which is their default where nothing
 * was entered. Undefined where it was not added.
 * @param name of the object that n8n keeps them in
 */
export function group<F extends Fields<C>, C = unknown>(labels: { displayName: string; placeholder: string; description?: string }, name: string, fields: F): Field<ValuesOf<F>, C> {
	return {
		properties: [
			{
				...labels,
				type: 'fixedCollection',
				typeOptions: { multipleValues: false },
				default: { [name]: {} },
				options: [{ name, displayName: labels.displayName, values: shownProperties(fields) }],
			},
		],
		read: async (raw, reading) => {
			const outer = recordOf(raw, 'the fields to set', () => known(fields));
			// As the editor keeps it, or without the object around it, as models give it.
			return await readAll(fields, Object.hasOwn(outer, name) ? outer[name] : outer, reading);
		},
	};
}

/**
 * Rows of the same fields, each added by a button. All fields of a row have a value, which is their default where nothing was entered. No rows
 * where none was added.
 * @param name of the list that n8n keeps them in
 */
export function groups<F extends Fields<C>, C = unknown>(labels: { displayName: string; placeholder: string; description?: string }, { name, one }: { name: string; one: string }, fields: F): Field<Array<ValuesOf<F>>, C> {
	return {
		properties: [
			{
				...labels,
				type: 'fixedCollection',
				typeOptions: { multipleValues: true, sortable: true },
				default: {},
				options: [{ name, displayName: one, values: shownProperties(fields) }],
			},
		],
		read: async (raw, reading) => {
			const values: Array<ValuesOf<F>> = [];
			for (const row of rowsIn(raw, name, () => known(fields))) values.push(await readAll(fields, row, reading));
			return values;
		},
	};
}

/** As the editor keeps them, or a list or one row alone, as expressions and models give them. Nothing else may come to no rows at all. */
function rowsIn(raw: unknown, name: string, also: () => string): unknown[] {
	const entered = listIn(objectIn(raw ?? {}));
	if (Array.isArray(entered)) return entered;
	const given = recordOf(entered, 'rows', also);
	if (Object.hasOwn(given, name)) return [given[name] ?? []].flat();
	return Object.keys(given).length === 0 ? [] : [given];
}

const known = (fields: object): string => `It has ${inWords(Object.keys(fields))}.`;

async function readAll<F extends Fields<C>, C>(fields: F, raw: unknown, reading: Reading<C>): Promise<ValuesOf<F>> {
	const entered = recordOf(raw, 'the fields to set', () => known(fields));
	const unknown = Object.keys(entered).find((each) => !Object.hasOwn(fields, each));
	if (unknown !== undefined) throw new InputError(`has no field "${unknown}". ${known(fields)}`);
	const siblings: Record<string, unknown> = {};
	for (const [each, inner] of Object.entries(fields)) {
		siblings[each] = await readNamed(inner, entered[each] ?? inner.properties[0]!.default, { ...reading, siblings });
	}
	return siblings as ValuesOf<F>;
}

function shownProperties<C>(fields: Fields<C>): INodeProperties[] {
	return Object.entries(fields).flatMap(([name, { properties, shownWhen }]) =>
		properties.map((property) => ({ ...property, name, ...(shownWhen && { displayOptions: { show: mutable(shownWhen) } }) })),
	);
}
