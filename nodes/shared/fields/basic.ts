import { z } from 'zod/v4';
import { InputError } from '../errors';
import { parseTime } from '../time';
import { checked, field, textValue, when, type Field } from './field';

interface Labels {
	displayName: string;
	description?: string;
	placeholder?: string;
}

/** Text that may be empty. */
export function optionalText(labels: Labels & { default?: string; rows?: number }): Field<string> {
	const { rows, default: value = '', ...shown } = labels;
	return field({ ...shown, type: 'string', default: value, ...(rows && { typeOptions: { rows } }) }, () => textValue);
}

/** Text that must not be empty. */
export function text(labels: Labels & { default?: string; longest?: number }): Field<string> {
	const { longest, default: value = '', ...shown } = labels;
	return field({ ...shown, type: 'string', default: value, required: true }, () => {
		const filled = textValue.refine((entered) => entered.trim() !== '', { error: 'must not be empty' });
		return longest ? filled.refine((entered) => entered.length <= longest, { error: `must have at most ${longest} characters` }) : filled;
	});
}

/** A number as people write it; not 0x10 or 1e3, which nobody means. */
const DIGITS = /^\s*[-+]?\d+(\.0+)?\s*$/;

/** A whole number between two bounds, both allowed. */
export function wholeNumber(labels: Labels & { default: number; min: number; max?: number }): Field<number> {
	const { min, max, ...shown } = labels;
	const bounds = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
	const error = `must be a whole number ${bounds}`;
	return field({ ...shown, type: 'number', typeOptions: { minValue: min, ...(max !== undefined && { maxValue: max }) } }, () => {
		const number = z.number({ error }).int({ error }).min(min, { error });
		return z.preprocess((raw) => (typeof raw === 'string' && DIGITS.test(raw) ? Number(raw) : raw), max === undefined ? number : number.max(max, { error }));
	});
}

/** A switch. Expressions may give 1, 0, "true" and "false" as well; anything else is not guessed at. */
export function flag(labels: Labels & { default: boolean }): Field<boolean> {
	const error = 'must be true or false';
	return field({ ...labels, type: 'boolean' }, () =>
		z.preprocess((raw) => (raw === 1 || raw === 'true' || raw === '1' ? true : raw === 0 || raw === 'false' || raw === '0' ? false : raw), z.boolean({ error })),
	);
}

/** One choice of a list; its value is what the server is sent. */
export interface Choice<V extends string | number = string> {
	name: string;
	value: V;
	description?: string;
}

/** One value out of a list. */
export function choice<const V extends string | number>(
	labels: Labels & { default: NoInfer<V>; options: ReadonlyArray<Choice<V>> },
): Field<V> {
	const { options, ...shown } = labels;
	return field({ ...shown, type: 'options', options: [...options] }, () => oneOf(options));
}

/** Several values out of a list; none is allowed only where `allowNone` says so. */
export function choices<const V extends string>(
	labels: Labels & { default?: V[]; options: ReadonlyArray<Choice<V>>; allowNone?: boolean },
): Field<V[]> {
	const { options, allowNone, default: value = [], ...shown } = labels;
	return field({ ...shown, type: 'multiOptions', options: [...options], default: value, ...(!allowNone && { required: true }) }, () => {
		const list = z.preprocess((raw) => (typeof raw === 'string' && raw ? raw.split(',').map((part) => part.trim()) : raw), z.array(oneOf(options), { error: 'must be a list' }));
		return allowNone ? list : list.refine((chosen) => chosen.length > 0, { error: 'must name at least one' });
	});
}

function oneOf<V extends string | number>(options: ReadonlyArray<Choice<V>>) {
	const values = new Map(options.map(({ value }) => [String(value), value]));
	const error = `must be one of: ${options.map(({ value }) => value).join(', ')}`;
	// Not of any object: what it says of itself as text is not what was entered, and may be a failure.
	const isOne = (raw: unknown) => (typeof raw === 'string' || typeof raw === 'number') && values.has(String(raw));
	return z.custom<V>(isOne, { error }).transform((raw) => values.get(String(raw))!);
}

/** JSON as an object, an array or text; undefined when left empty. */
export function json(labels: Labels & { default?: string }): Field<unknown> {
	const { default: value = '', ...shown } = labels;
	return {
		properties: [{ ...shown, type: 'json', default: value }],
		read: (raw) => {
			if (typeof raw !== 'string') return raw ?? undefined;
			if (!raw.trim()) return undefined;
			try {
				return JSON.parse(raw) as unknown;
			} catch (error) {
				throw new InputError(`must be JSON: ${(error as Error).message}`);
			}
		},
	};
}

/** A point in time in any form of ISO 8601; one without a zone is in the workflow's time zone, as n8n's own picker means it. */
export function dateTime(labels: Labels): Field<Date | undefined> {
	return {
		properties: [{ ...labels, type: 'dateTime', default: '' }],
		read: (raw, { timezone }) => {
			const entered = momentText(raw);
			if (!entered) return undefined;
			const at = parseTime(entered, timezone);
			if (!at) throw new InputError('must be a date and time, such as 2026-01-31T08:00:00Z');
			return at;
		},
	};
}

/**
 * A point in time as it was entered, as text.
 * @throws InputError for what is none
 */
export function momentText(raw: unknown): string {
	return checked(textValue, asText(raw)).trim();
}

/** Expressions give moments as JavaScript's or Luxon's own objects; `$now` is one of the latter. */
function asText(raw: unknown): unknown {
	if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? 'Invalid Date' : raw.toISOString();
	const isLuxon = typeof (raw as { toISO?: unknown } | null | undefined)?.toISO === 'function';
	return isLuxon ? String(raw) : raw;
}

/** The two fields of every Get Many. */
export const paging = {
	returnAll: flag({ displayName: 'Return All', default: false, description: 'Whether to return all results or only up to a given limit' }),
	limit: when(
		{ returnAll: [false] },
		wholeNumber({ displayName: 'Limit', default: 50, min: 1, description: 'Max number of results to return' }),
	),
};

/** Cuts a list as the user asked with {@link paging}. */
export function limited<T>(list: readonly T[], { returnAll, limit }: { returnAll: boolean; limit: number | undefined }): readonly T[] {
	return returnAll ? list : list.slice(0, limit);
}

/** The switch for the ten fields that all systems share, or a system's own short form. */
export const simplify = flag({
	displayName: 'Simplify',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
});
