import type { $ZodCheck, $ZodCheckMinLength, $ZodType, $ZodTypes } from 'zod/v4/core';

/** Kinds of values, as a set of bits: what a schema does with most values depends on nothing else. */
type Kinds = number;
const EMPTY_TEXT = 1;
const TEXT = 2;
const NUMBER = 4;
const BOOLEAN = 8;
const NULL = 16;
const NOTHING = 32;
const LIST = 64;
const OTHER = 128;
export const ANY: Kinds = 255;
const NONE = 0;

export function kindOf(value: unknown): Kinds {
	if (typeof value === 'string') return value === '' ? EMPTY_TEXT : TEXT;
	if (value === null) return NULL;
	if (typeof value === 'number') return Number.isFinite(value) ? NUMBER : OTHER;
	if (typeof value === 'boolean') return BOOLEAN;
	if (value === undefined) return NOTHING;
	return Array.isArray(value) ? LIST : OTHER;
}

/** What can be said of values without running a schema. */
export interface Plain {
	/** The schema may take them, changed or not; all kinds where that is not known. */
	mayTake: Kinds;
	/** The schema surely takes them, and what it makes of them is the same. */
	keeps: Kinds;
	/** It is so for those for which {@link judge} says so. */
	judged: Kinds;
	judge?(value: unknown): boolean;
}

/**
 * Whether a schema surely takes a value and leaves it as it is, by the value's kind alone; false where only the schema itself can tell.
 * For columns of long lists: it costs a small part of running the schema, and makes no garbage.
 */
export function isKept({ keeps, judged, judge }: Plain, value: unknown): boolean {
	const kind = kindOf(value);
	return (keeps & kind) !== 0 || ((judged & kind) !== 0 && judge!(value));
}

/** The same for one schema. */
export function keeps(schema: $ZodType): (value: unknown) => boolean {
	const known = plainOf(schema);
	return (value) => isKept(known, value);
}

/** Of a field that no schema names. */
export const UNCHECKED: Plain = { mayTake: ANY, keeps: ANY, judged: NONE };
const NOT_KNOWN: Plain = { mayTake: ANY, keeps: NONE, judged: NONE };

export function plainOf(schema: $ZodType): Plain {
	const { def } = (schema as $ZodTypes)._zod;
	// Of the schemas that read by themselves (see reading.ts).
	if ('keeps' in def && typeof def.keeps === 'function') return { mayTake: ANY, keeps: NONE, judged: ANY, judge: def.keeps as Plain['judge'] };
	// A check or a format looks at more than the type.
	const isBare = !('checks' in def && def.checks?.length) && !('format' in def && def.format);
	if ('coerce' in def && def.coerce) return NOT_KNOWN;
	const only = (kinds: Kinds): Plain => ({ mayTake: kinds, keeps: isBare ? kinds : NONE, judged: NONE });
	switch (def.type) {
		case 'string':
			return asksForOneCharacter(def.checks) ? { mayTake: EMPTY_TEXT | TEXT, keeps: TEXT, judged: NONE } : only(EMPTY_TEXT | TEXT);
		case 'number':
			return only(NUMBER);
		case 'boolean':
			return only(BOOLEAN);
		case 'null':
			return only(NULL);
		case 'unknown':
			return { mayTake: ANY, keeps: ANY & ~NOTHING, judged: NONE };
		case 'optional':
			// One with a default makes it of a missing value here as well.
			return def.innerType._zod.optin === 'optional' ? plainOf(def.innerType) : either(only(NOTHING), plainOf(def.innerType));
		case 'nullable':
			return either(only(NULL), plainOf(def.innerType));
		case 'default': {
			const inner = plainOf(def.innerType);
			return { ...inner, mayTake: ANY, keeps: inner.keeps & ~NOTHING, judged: inner.judged & ~NOTHING };
		}
		case 'array': {
			const keepsEach = keeps(def.element);
			return { mayTake: LIST, keeps: NONE, judged: isBare ? LIST : NONE, judge: (value) => (value as unknown[]).every(keepsEach) };
		}
		case 'union':
			return def.options.map(plainOf).reduce(either);
		case 'pipe':
			return { mayTake: plainOf(def.in).mayTake, keeps: NONE, judged: NONE };
		default:
			return NOT_KNOWN;
	}
}

/** The one check that is looked at here: that of a text that names something. */
function asksForOneCharacter(checks: readonly $ZodCheck<never>[] = []): boolean {
	const [only, ...others] = checks.map((check) => (check as unknown as $ZodCheckMinLength)._zod.def);
	return others.length === 0 && only?.check === 'min_length' && only.minimum === 1;
}

/** As in a union: the first that takes a value decides what happens to it. */
function either(first: Plain, second: Plain): Plain {
	const leftToSecond = ~first.mayTake;
	return {
		mayTake: first.mayTake | second.mayTake,
		keeps: first.keeps | (second.keeps & leftToSecond),
		judged: first.judged | (second.judged & leftToSecond),
		judge: (value) => ((first.judged & kindOf(value)) !== 0 ? first : second).judge!(value),
	};
}
