import { switchOf } from '../../shared/fields/entered';
import { lastPart } from '../device';
import { notThroughRest, wrongValue } from './limits';

/**
 * What a parameter may hold:
 * - `text`; `id`: the same, blanks around it are dropped; `lastPart`: an id, of which only the last part is sent; `member`: a full id
 *   of a user, device or device group;
 * - `number`: whole, from 0; `positive`: from 1, where the command takes 0 for "not given";
 * - `flag`: sent as 1 or left out, since any value counts as set; `list`: texts without commas; `time`: a moment with its zone;
 * - a list of words: one of them.
 */
export type Kind = 'text' | 'id' | 'lastPart' | 'member' | 'number' | 'positive' | 'flag' | 'list' | 'time' | readonly string[];

/** What of a command decides how its parameters are sent. */
export interface Signature {
	name: string;
	parameters: Readonly<Record<string, Kind>>;
	/** Names that must be there; `id|group` is one of the two. */
	required: readonly string[];
}

/** Longest path with query, encoded: the wrapper's web server refuses requests from about 8 kB on. */
const LONGEST_PATH = 7_900;

/** What the short names stand for, where that is not plain. */
const MEANING: Readonly<Record<string, string>> = {
	add: 'guest name',
	desc: 'description',
	devid: 'device',
	msg: 'message',
	openurl: 'address',
	run: 'command',
	user: 'user name',
};

/** As the command line's reader, minimist, tells numbers: `007` would arrive as 7. */
const LIKE_A_NUMBER = /^(0x[0-9a-f]+|[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?)$/i;

/**
 * Parameters in the one form that arrives as it is: single texts, to be percent-encoded into the query. What the wrapper would run
 * on its server, change or drop is refused (measured on its release for MeshCentral 1.1.55).
 * @throws InputError that names the parameter
 */
export function toQuery({ name, parameters, required }: Signature, values: Readonly<Record<string, unknown>>): Record<string, string> {
	const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
	const unknown = given.find(([key]) => !Object.hasOwn(parameters, key));
	if (unknown) {
		const names = Object.keys(parameters);
		throw wrongValue(`'${name}' has no parameter '${unknown[0].slice(0, 60)}'`, names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.');
	}
	const encoded = given.flatMap(([key, value]) => {
		const text = asText(named(key), parameters[key]!, value);
		return text === undefined ? [] : [[key, text] as const];
	});
	const query = Object.fromEntries(encoded);
	const missing = required.find((names) => !names.split('|').some((key) => key in query));
	if (missing) throw wrongValue(`'${name}' needs '${missing.replace('|', "' or '")}'`, 'Add it to the parameters.');
	return query;
}

/** @throws InputError for a path with query that the wrapper's web server would not take */
export function requireShort(path: string, query: Readonly<Record<string, string>>): void {
	if (path.length <= LONGEST_PATH) return;
	const [longest = ''] = Object.keys(query).sort((a, b) => query[b]!.length - query[a]!.length);
	throw notThroughRest(`${named(longest)} is too long: the request has ${path.length} characters, and the wrapper accepts at most ${LONGEST_PATH}`);
}

function named(key: string): string {
	return Object.hasOwn(MEANING, key) ? `'${key}' (${MEANING[key]})` : `'${key}'`;
}

/** @returns undefined for what is left out */
function asText(name: string, kind: Kind, value: unknown): string | undefined {
	switch (kind) {
		case 'flag':
			return flag(name, value);
		case 'number':
			return wholeNumber(name, value, 0);
		case 'positive':
			return wholeNumber(name, value, 1);
		case 'time':
			return time(name, value);
		case 'list':
			return list(name, value);
		case 'text':
			return text(name, value);
		case 'id':
		case 'lastPart':
		case 'member':
			return id(name, kind, value);
		default:
			return choice(name, kind, value);
	}
}

function text(name: string, value: unknown): string {
	if (Array.isArray(value)) throw wrongValue(`${name} is a list`, 'It accepts a single text.');
	if (typeof value !== 'string' && typeof value !== 'number') throw wrongValue(`${name} is not text`, 'Check the expression that it comes from.');
	const sent = String(value);
	if (sent === '') throw notThroughRest(`${name} is empty, and the wrapper drops empty values: nothing can be cleared this way`);
	if (sent.includes("'")) throw notThroughRest(`${name} contains an apostrophe, and the wrapper would run what follows it as a command on its own server`);
	if (sent.includes('\0')) throw wrongValue(`${name} contains a NUL character`, 'Remove it.');
	if (sent.endsWith('\n')) throw notThroughRest(`${name} ends in a line break, which the wrapper drops`);
	if (sent.startsWith('-') && sent !== '-') throw notThroughRest(`${name} begins with a dash, and the wrapper would read it as the name of a parameter`);
	if (LIKE_A_NUMBER.test(sent)) throw notThroughRest(`${name} looks like a number, and the wrapper would convert it to one ("007" would become 7)`);
	return sent;
}

function id(name: string, kind: 'id' | 'lastPart' | 'member', value: unknown): string {
	const full = typeof value === 'string' ? value.trim() : value;
	if (full === '') throw wrongValue(`${name} is empty`, 'Give the ID.');
	const sent = text(name, full);
	// Of another id the command would send nothing to MeshCentral and wait for an answer forever.
	if (kind === 'member' && !/^(user|node|mesh)\/[^/]*\/./.test(sent)) {
		throw wrongValue(`${name} is not the full ID of a user, a device or a device group`, 'It begins with user/, node/ or mesh/.');
	}
	return kind === 'lastPart' ? text(name, lastPart(sent)) : sent;
}

function wholeNumber(name: string, value: unknown, least: 0 | 1): string {
	const number = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
	if (number === 0 && least === 1) throw notThroughRest(`${name} is 0, which the wrapper's command treats as "not given"`);
	if (!Number.isSafeInteger(number) || (number as number) < least) throw wrongValue(`${name} is not a whole number of at least ${least}`, 'Correct it.');
	return String(number);
}

function flag(name: string, value: unknown): string | undefined {
	const isOn = typeof value === 'string' && !value.trim() ? false : switchOf(value);
	if (isOn === undefined) throw wrongValue(`${name} is neither true nor false`, 'Correct it.');
	return isOn ? '1' : undefined;
}

function time(name: string, value: unknown): string {
	const at = value instanceof Date ? value : typeof value === 'string' && /(Z|[+-]\d\d:?\d\d)$/i.test(value.trim()) ? new Date(value) : undefined;
	if (!at || Number.isNaN(at.getTime())) throw wrongValue(`${name} is not a time with a time zone`, 'Enter it like 2026-01-31T08:00:00Z.');
	return at.toISOString();
}

function list(name: string, value: unknown): string {
	const entries: unknown[] = Array.isArray(value) ? value : String(value).split(',');
	if (entries.length === 0) throw notThroughRest(`${name} is empty, and the wrapper drops empty values: nothing can be cleared this way`);
	for (const entry of entries) {
		if (typeof entry !== 'string' && typeof entry !== 'number') throw wrongValue(`${name} has an entry that is not text`, 'Check the expression that it comes from.');
		if (String(entry).trim() === '') throw wrongValue(`${name} has an empty entry`, 'Leave it out.');
		if (String(entry).includes(',')) throw notThroughRest(`${name} has an entry with a comma, and the wrapper would split it in two`);
	}
	return text(name, entries.join(','));
}

function choice(name: string, words: readonly string[], value: unknown): string {
	const word = String(value);
	if (!words.includes(word)) throw wrongValue(`${name} is not one of its values`, `It is one of: ${words.join(', ')}.`);
	return word;
}
