import { z } from 'zod/v4';
import { InputError } from '../errors';
import { parseTime } from '../time';
import { SWITCH_WORDS, switchOf, textValue } from './entered';
import { checked, field, when, type Field, type Labels, type Property } from './field';

/** How much room a text has in the form. */
interface Room {
	rows?: number;
	/** An editor for code, with line numbers; n8n has none for shells, and this one leaves what it does not know as it is. */
	editor?: 'htmlEditor' | 'jsEditor';
}

function roomOf({ rows, editor }: Room): Pick<Property, 'typeOptions'> {
	return rows || editor ? { typeOptions: { ...(rows && { rows }), ...(editor && { editor }) } } : {};
}

/** Text that may be empty. */
export function optionalText(labels: Labels & Room & { default?: string }): Field<string> {
	const { rows, editor, default: value = '', ...shown } = labels;
	return field({ ...shown, type: 'string', default: value, ...roomOf({ rows, editor }) }, () => textValue);
}

/** Text that must not be empty. */
export function text(labels: Labels & Room & { default?: string; longest?: number }): Field<string> {
	const { longest, rows, editor, default: value = '', ...shown } = labels;
	return field({ ...shown, type: 'string', default: value, required: true, ...roomOf({ rows, editor }) }, () => {
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

/** A switch, also as the words that forms and models have for it; anything else is not guessed at. */
export function flag(labels: Labels & { default: boolean }): Field<boolean> {
	const error = `must be true or false (${SWITCH_WORDS})`;
	return field({ ...labels, type: 'boolean' }, () => z.preprocess((raw) => switchOf(raw) ?? raw, z.boolean({ error })));
}

/** JSON as an object, an array or text; undefined when left empty. */
export function json(labels: Labels & { default?: string }): Field<unknown> {
	const { default: value = '', ...shown } = labels;
	return {
		properties: [{ ...shown, type: 'json', default: value }],
		read: (raw) => {
			try {
				return typeof raw === 'string' ? jsonText(raw) : jsonValue(raw);
			} catch (error) {
				throw new InputError(`must be JSON, as text or as an object: ${(error as Error).message}`);
			}
		},
	};
}

function jsonText(text: string): unknown {
	return text.trim() ? (JSON.parse(text) as unknown) : undefined;
}

/** As it is, if JSON has all of it: what has no form there would be left out or become null silently. */
function jsonValue(value: unknown): unknown {
	JSON.stringify(value, (name, each: unknown) => {
		const isLost = ['bigint', 'function', 'symbol'].includes(typeof each) || (typeof each === 'number' && !Number.isFinite(each));
		if (isLost) throw new TypeError(`it cannot contain ${String(each).slice(0, 60)}${name && ` of "${name}"`}`);
		return each;
	});
	return value ?? undefined;
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
 * @throws InputError for anything else
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
