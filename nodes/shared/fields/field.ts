import type { INodeProperties } from 'n8n-workflow';
import type { ZodType } from 'zod/v4';
import { InputError } from '../errors';

/** What a property says to n8n, less what the engine adds: its name and when it is shown. */
export type Property = Omit<INodeProperties, 'name' | 'displayOptions'>;

/** The words of a property. */
export interface Labels {
	displayName: string;
	description?: string;
	placeholder?: string;
}

/** Under which values of its sibling fields a field is shown: `{ listBy: ['status'] }`. */
export type ShownWhen = Readonly<Record<string, ReadonlyArray<string | number | boolean>>>;

/** What a field may need to turn what was entered into its value. */
export interface Reading<C> {
	client: C;
	/** Values of the operation's fields that come before this one: checked, so that a label or `"yes"` is what it stands for. */
	siblings: Readonly<Record<string, unknown>>;
	/** The workflow's time zone, such as Europe/Oslo. */
	timezone: string;
}

/**
 * One input of an operation, declared once: what n8n shows, and what its value is. `T` is the checked value that `run` gets,
 * `C` the client that reading it may need (a device's name has to be looked up).
 */
export interface Field<T, C = unknown> {
	/** Usually one; several where the kind of input depends on another field (see {@link variants}). */
	readonly properties: ReadonlyArray<Property & { shownWhen?: ShownWhen }>;
	/** @throws InputError with a sentence that goes after the field's name: "must be a number" */
	read(raw: unknown, reading: Reading<C>): T | Promise<T>;
	/** Its value names the device that the operation is about: items with the same value keep their order. */
	readonly isDevice?: boolean;
	readonly shownWhen?: ShownWhen;
}

export type Fields<C> = Readonly<Record<string, Field<unknown, C>>>;
/** The checked values of a set of fields. */
export type ValuesOf<F> = { [K in keyof F]: F[K] extends Field<infer T, never> ? T : never };

/**
 * A field from its property and the zod type of its value, which is made when a value is first read: n8n makes every field of every node
 * when it starts, and most are never read.
 */
export function field<T>(property: Property, typeOfValue: () => ZodType<T>): Field<T> {
	let type: ZodType<T> | undefined;
	return { properties: [property], read: (raw) => checked((type ??= typeOfValue()), raw) };
}

export function checked<T>(schema: ZodType<T>, raw: unknown): T {
	const result = schema.safeParse(raw);
	if (result.success) return result.data;
	throw new InputError(result.error.issues[0]?.message ?? 'has a wrong value');
}

/** Reads a field so that what it cannot use is said of the field, as the user sees it: "'Limit' must be a whole number". */
export async function readNamed<T, C>(inner: Field<T, C>, raw: unknown, reading: Reading<C>): Promise<T> {
	try {
		return await inner.read(raw, reading);
	} catch (error) {
		// What a look-up found out, with advice of its own, stands for itself.
		if (!(error instanceof InputError) || error.advice !== undefined) throw error;
		throw new InputError(`'${inner.properties[0]!.displayName}' ${error.message}`);
	}
}

/** The field, shown and read only while its siblings have these values; otherwise its value is undefined. */
export function when<T, C>(shownWhen: ShownWhen, inner: Field<T, C>): Field<T | undefined, C> {
	return {
		...inner,
		shownWhen,
		read: (raw, reading) => (isShown(shownWhen, reading.siblings) ? inner.read(raw, reading) : undefined),
	};
}

/** The same, as n8n wants it. */
export function mutable(show: ShownWhen): Record<string, Array<string | number | boolean>> {
	return Object.fromEntries(Object.entries(show).map(([name, values]) => [name, [...values]]));
}

export function isShown(shownWhen: ShownWhen | undefined, siblings: Readonly<Record<string, unknown>>): boolean {
	// Of a field with several values, one is enough, as it is for n8n.
	return Object.entries(shownWhen ?? {}).every(([name, values]) => [siblings[name]].flat().some((value) => values.includes(value as string)));
}

/**
 * A field whose kind of input depends on a sibling: a switch for a flag, a list for a choice, text for the rest.
 * @param sibling the field that decides
 * @param cases for each of its values the field to use
 */
export function variants<T, C = unknown>(sibling: string, cases: ReadonlyMap<string, Field<T, C>>): Field<T, C> {
	const shownFor = new Map<Field<T, C>, string[]>();
	for (const [value, variant] of cases) shownFor.set(variant, [...(shownFor.get(variant) ?? []), value]);
	return {
		properties: [...shownFor].flatMap(([variant, values]) =>
			variant.properties.map((property) => ({ ...property, shownWhen: { [sibling]: values } })),
		),
		read: (raw, reading) => {
			const variant = cases.get(String(reading.siblings[sibling]));
			if (!variant) throw new InputError(`does not apply to "${String(reading.siblings[sibling])}"`);
			return variant.read(raw, reading);
		},
	};
}
