import { z } from 'zod/v4';
import { InputError } from '../errors';
import { isRecord } from '../isRecord';
import { checked } from './field';

/** What was entered, as forms, expressions and models give it: a list, an object or a number comes as it is or as text. */

/** JSON text of an object is that object; all else stays as it is. */
export function objectIn(raw: unknown): unknown {
	const value = parsed(raw, '{');
	return isRecord(value) ? value : raw;
}

/**
 * An object of names and values, or JSON text of one; nothing at all is an empty one. Not by zod's record, which drops a name such as
 * __proto__ silently.
 * @param also what to say beside of what it takes
 * @throws InputError for anything else
 */
export function recordOf(raw: unknown, what: string, also?: () => string): Record<string, unknown> {
	const entered = typeof raw === 'string' && !raw.trim() ? {} : objectIn(raw ?? {});
	if (isRecord(entered)) return entered;
	throw new InputError(`must be an object with ${what}, or JSON text of one${also ? `. ${also()}` : ''}`);
}

/** JSON text of a list is that list; all else stays as it is. */
export function listIn(raw: unknown): unknown {
	const value = parsed(raw, '[');
	return Array.isArray(value) ? value : raw;
}

function parsed(raw: unknown, begins: '{' | '['): unknown {
	if (typeof raw !== 'string' || !raw.trim().startsWith(begins)) return undefined;
	try {
		return JSON.parse(raw) as unknown;
	} catch {
		return undefined;
	}
}

/** A list of one is that one, for whatever holds a single value. */
export function single(raw: unknown): unknown {
	return Array.isArray(raw) && raw.length === 1 ? raw[0] : raw;
}

/** JavaScript has rounded such a number by the time it gets here. */
const isRounded = (entered: unknown) => Number.isInteger(entered) && !Number.isSafeInteger(entered);

const plainText = z
	.union([z.string(), z.number(), z.boolean(), z.null(), z.undefined()], { error: 'must be text' })
	.refine((entered) => !isRounded(entered), { error: 'must be text. A number this large is not exact: put it in quotes' })
	.transform((entered) => String(entered ?? ''));

/** Text as users mean it: numbers and booleans from expressions are text, a list of one text is that text, nothing at all is ''. */
export const textValue = z.preprocess(single, plainText);

const severalTexts = z.union([z.array(plainText), plainText], { error: 'must be text, or a list of texts' });

/**
 * Several texts: a list from an expression, JSON text of a list, or one text with these between them. Blanks around them and empty ones
 * are dropped.
 * @throws InputError for a list that holds something else than texts
 */
export function textsOf(raw: unknown, between: RegExp): string[] {
	const entered = checked(severalTexts, listIn(raw));
	const texts = Array.isArray(entered) ? entered : entered.split(between);
	return texts.map((text) => text.trim()).filter(Boolean);
}

const SWITCHED: ReadonlyMap<string, boolean> = new Map([
	...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
	...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
]);

/** What a switch takes besides true and false, for errors. */
export const SWITCH_WORDS = 'yes, no, on, off, 1 and 0 work as well';

/** On or off, as a boolean, a number or a word in any case; undefined for anything else, which is not guessed at. */
export function switchOf(raw: unknown): boolean | undefined {
	if (typeof raw === 'boolean') return raw;
	return typeof raw === 'string' || typeof raw === 'number' ? SWITCHED.get(String(raw).trim().toLowerCase()) : undefined;
}

/** Something that can be meant: what it is, and what it is called. */
export interface Option<V> {
	name: string;
	value: V;
}

/**
 * The option that was intended: by its value, else by its label, else by either in any case. Undefined where there is none, and where several
 * differ by nothing but their case and none is written just so.
 */
export function meant<O extends Option<string | number>>(options: readonly O[], raw: unknown): O | undefined {
	// Not of any object: what it says about itself as text is not what was entered, and may be a failure.
	if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
	const text = String(raw).trim();
	const onlyOne = (is: (word: string) => boolean, words: (option: O) => string[]) => {
		const found = options.filter((option) => words(option).some(is));
		return found.length === 1 ? found[0] : undefined;
	};
	const isSame = (word: string) => word === text;
	const isAlike = (word: string) => word.toLowerCase() === text.toLowerCase();
	const [value, name] = [(option: O) => [String(option.value)], (option: O) => [option.name]];
	return onlyOne(isSame, value) ?? onlyOne(isSame, name) ?? onlyOne(isAlike, (option) => [...value(option), ...name(option)]);
}

/**
 * Names out of a text with commas between them, where a name may have commas of its own: a run of parts that is a known name is one, the
 * longest first. What is not known is taken apart at every comma.
 */
export function betweenCommas(text: string, known: Iterable<string>): string[] {
	const parts = text.split(',').map((part) => part.trim()).filter(Boolean);
	const withCommas = new Map([...known].filter((name) => name.includes(',')).map((name) => [tidy(name), name]));
	const longest = [...withCommas.keys()].reduce((most, name) => Math.max(most, name.split(',').length), 1);
	const runOf = (from: number, length: number) => withCommas.get(tidy(parts.slice(from, from + length).join(',')));
	const found: string[] = [];
	for (let from = 0; from < parts.length; ) {
		let length = Math.min(longest, parts.length - from);
		while (length > 1 && runOf(from, length) === undefined) length--;
		found.push(length > 1 ? runOf(from, length)! : parts[from]!);
		from += length;
	}
	return found;
}

/** In one case, and without spaces around its commas. */
function tidy(name: string): string {
	return name.split(',').map((part) => part.trim()).join(',').toLowerCase();
}
