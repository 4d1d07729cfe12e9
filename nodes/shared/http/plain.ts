import type { $ZodCheck, $ZodCheckMinLength, $ZodType, $ZodTypes } from 'zod/v4/core';

/** What can be said of a value without running a schema. */
interface Plain {
	/** The schema may take it, changed or not; true where that is not known. */
	mayTake(value: unknown): boolean;
	/** The schema surely takes it, and what it makes of it is the same. */
	keeps(value: unknown): boolean;
}

/**
 * Whether a schema surely takes a value and leaves it as it is, by the value's type alone; false where only the schema itself can tell.
 * For columns of long lists: it costs a twentieth of running the schema, and makes no garbage.
 */
export function keeps(schema: $ZodType): (value: unknown) => boolean {
	return plain(schema).keeps;
}

const never = () => false;
const notKnown: Plain = { mayTake: () => true, keeps: never };

function plain(schema: $ZodType): Plain {
	const { def } = (schema as $ZodTypes)._zod;
	// Of the schemas that read by themselves (see reading.ts).
	if ('keeps' in def && typeof def.keeps === 'function') return { mayTake: () => true, keeps: def.keeps as Plain['keeps'] };
	// A check or a format looks at more than the type.
	const isBare = !('checks' in def && def.checks?.length) && !('format' in def && def.format);
	if ('coerce' in def && def.coerce) return notKnown;
	const only = (takes: (value: unknown) => boolean): Plain => ({ mayTake: takes, keeps: isBare ? takes : never });
	switch (def.type) {
		case 'string':
			return asksForOneCharacter(def.checks) ? text((value) => value !== '') : only(isText);
		case 'number':
			return only((value) => Number.isFinite(value));
		case 'boolean':
			return only((value) => typeof value === 'boolean');
		case 'null':
			return only((value) => value === null);
		case 'unknown':
			return { mayTake: () => true, keeps: (value) => value !== undefined };
		case 'optional':
			// One with a default makes it of a missing value here as well.
			return def.innerType._zod.optin === 'optional' ? plain(def.innerType) : either(only((value) => value === undefined), plain(def.innerType));
		case 'nullable':
			return either(only((value) => value === null), plain(def.innerType));
		case 'default': {
			const inner = plain(def.innerType);
			return { mayTake: () => true, keeps: (value) => value !== undefined && inner.keeps(value) };
		}
		case 'array': {
			const element = plain(def.element);
			return { mayTake: Array.isArray, keeps: isBare ? (value) => Array.isArray(value) && value.every(element.keeps) : never };
		}
		case 'union':
			return def.options.map(plain).reduce(either);
		case 'pipe':
			return { mayTake: plain(def.in).mayTake, keeps: never };
		default:
			return notKnown;
	}
}

const isText = (value: unknown): value is string => typeof value === 'string';
const text = (fits: (value: string) => boolean): Plain => ({ mayTake: isText, keeps: (value) => isText(value) && fits(value) });

/** The one check that is looked at here: that of a text that names something. */
function asksForOneCharacter(checks: readonly $ZodCheck<never>[] = []): boolean {
	const [only, ...others] = checks.map((check) => (check as unknown as $ZodCheckMinLength)._zod.def);
	return others.length === 0 && only?.check === 'min_length' && only.minimum === 1;
}

/** As in a union: the first that takes a value decides what becomes of it. */
function either(first: Plain, second: Plain): Plain {
	return {
		mayTake: (value) => first.mayTake(value) || second.mayTake(value),
		keeps: (value) => first.keeps(value) || (!first.mayTake(value) && second.keeps(value)),
	};
}
