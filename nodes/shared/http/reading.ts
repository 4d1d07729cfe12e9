import * as z from 'zod/v4';

/** What does not fit, and where. */
export interface Misfit {
	path: readonly PropertyKey[];
	message: string;
}

/** Something in an answer that could not be read, and that was no reason to refuse all of it. */
export interface Gap {
	/** A row that nothing names is left out. Of any other, and of a record that came alone, fields count as unknown. */
	kind: 'leftOut' | 'unknown';
	/** How many rows it is so with. */
	count: number;
	/** How many rows there are; undefined for a record that came alone. */
	of?: number;
	/** What did not fit, each once: "devMac: expected string, received null". */
	problems: readonly string[];
}

/** What a schema can use while it reads. Without it, the values are the same, but gaps are not reported. */
export interface ReadingContext extends z.core.ParseContext {
	onGap?(gap: Gap): void;
}

export type Read<T> = { value: T } | { misfit: Misfit };

/** An answer as a schema reads it, with what it could not read of it. */
export function readAs<T>(schema: z.ZodType<T>, answer: unknown): { value: T; gaps: Gap[] } | { misfit: Misfit } {
	const gaps: Gap[] = [];
	const read = readBy(schema, answer, { onGap: (gap) => gaps.push(gap) });
	return 'misfit' in read ? read : { value: read.value, gaps };
}

export function readBy<T>(schema: z.ZodType<T>, value: unknown, context: ReadingContext): Read<T> {
	const result = schema.safeParse(value, context as z.core.ParseContext<z.core.$ZodIssue>);
	if (result.success) return { value: result.data };
	// The first tells enough: what is wrong with one row is mostly wrong with all.
	return { misfit: misfitOf(result.error.issues[0]!) };
}

/** Of several forms that an answer may have, the one that it had most of tells what is wrong. */
function misfitOf({ path, message, ...issue }: z.core.$ZodIssue): Misfit {
	const forms = issue.code === 'invalid_union' ? issue.errors.flatMap(([first]) => (first ? [misfitOf(first)] : [])) : [];
	const [nearest] = forms.sort((a, b) => b.path.length - a.path.length);
	return nearest && nearest.path.length > 0 ? { path: [...path, ...nearest.path], message: nearest.message } : { path, message };
}

/** What to do about an answer that cannot be read. */
export const OTHER_VERSION = 'The version of this server may differ from those that the node supports.';

/** "MeshCentral answered something unexpected: events.0.time: Invalid input: expected string, received undefined". */
export function unexpected(product: string, { path, message }: Misfit): string {
	return `${product} returned an unexpected answer: ${path.join('.') || 'the answer'}: ${message}`;
}

/** "custom_fields.field: expected number, received nothing": which row it was does not matter. */
export function problemOf({ path, message }: Misfit): string {
	const words = message.replace(/^Invalid input(: )?/, '').replace('received undefined', 'received nothing') || 'of an unexpected type';
	const field = path.filter((step) => typeof step === 'string').join('.');
	return field ? `${field}: ${words}` : words;
}

interface OwnDef extends z.core.$ZodTypeDef {
	read(value: unknown, context: ReadingContext): Read<unknown>;
	/** As in plain.ts. */
	keeps(value: unknown): boolean;
}

type OwnType = z.ZodType & { _zod: z.core.$ZodTypeInternals & { def: OwnDef } };

const Own = z.core.$constructor<OwnType>('Own', (schema, def) => {
	z.ZodType.init(schema, def);
	schema._zod.parse = (payload, context) => {
		const read = def.read(payload.value, context);
		if ('value' in read) payload.value = read.value;
		else payload.issues.push({ code: 'custom', input: payload.value, inst: schema, path: [...read.misfit.path], message: read.misfit.message });
		return payload;
	};
});

/**
 * A schema that reads by a function that gets the context, which zod's own transforms do not.
 * @param keeps whether it surely takes a value and leaves it as it is, found out without reading it
 */
export function schemaOf<T>(read: (value: unknown, context: ReadingContext) => Read<T>, keeps: (value: unknown) => boolean): z.ZodType<T> {
	return new Own({ type: 'custom', read, keeps }) as unknown as z.ZodType<T>;
}
