import type { Names } from '../fields';
import type { Value } from './types';

/** Whether the value is one of those named; nothing named lets all pass. Upper and lower case are the same, and blanks around it are nothing. */
export function isOneOf(wanted: Names | undefined, value: Value | undefined): boolean {
	return !namesAny(wanted) || isNamed(wanted, String(value ?? ''));
}

/**
 * The same for a value that holds several, of which one is enough.
 * @param list as {@link listed} makes it
 * @param earlier as an earlier version kept it, with commas between: of what was kept then there is no list
 */
export function hasOneOf(wanted: Names | undefined, list: Value | undefined, earlier?: Value): boolean {
	if (!namesAny(wanted)) return true;
	const values = list === undefined ? String(earlier ?? '').split(',') : namesIn(list);
	return values.some((value) => isNamed(wanted, value));
}

/** Several names as one value, the same whatever order they come in. Each may hold whatever it likes, commas too. */
export function listed(names: readonly string[]): string {
	return JSON.stringify([...names].sort());
}

function namesIn(list: Value): string[] {
	return list === null ? [] : (JSON.parse(String(list)) as string[]);
}

function namesAny(wanted: Names | undefined): wanted is Names {
	return typeof wanted === 'string' ? /[^\s,]/.test(wanted) : wanted !== undefined && wanted.length > 0;
}

function isNamed(wanted: Names, value: string): boolean {
	const name = value.trim().toLowerCase();
	if (!name) return false;
	if (typeof wanted !== 'string') return wanted.some((each) => each.trim().toLowerCase() === name);
	// Between commas there, and with commas of its own. Settings that an earlier version kept with its state are such texts as well.
	const tidy = (text: string) => `,${text.split(',').map((part) => part.trim()).filter(Boolean).join(',')},`;
	return tidy(wanted.toLowerCase()).includes(tidy(name));
}

/** Whether the whole value fits: * is any text, ? is one character. No pattern lets all pass. */
export function fitsPattern(pattern: string | undefined, value: Value | undefined): boolean {
	if (!pattern?.trim()) return true;
	return fitsWhole([...pattern.trim().toLowerCase()], [...String(value ?? '').toLowerCase()]);
}

/** Not by a regular expression: one with many asterisks may take forever, and a very long one cannot be made. */
function fitsWhole(pattern: readonly string[], text: readonly string[]): boolean {
	let [next, at] = [0, 0];
	/** Where the last asterisk stands, and up to where it reaches: by one more where what follows it does not fit. */
	let [asterisk, reach] = [-1, 0];
	while (at < text.length) {
		if (pattern[next] === '*') [asterisk, reach] = [next++, at];
		else if (pattern[next] === '?' || pattern[next] === text[at]) [next, at] = [next + 1, at + 1];
		else if (asterisk >= 0) [next, at] = [asterisk + 1, ++reach];
		else return false;
	}
	return pattern.slice(next).every((character) => character === '*');
}
