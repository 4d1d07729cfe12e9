import type { Value } from './types';

/** Whether the value is one of those named, separated by commas; nothing named lets all pass. Upper and lower case are the same. */
export function isOneOf(wanted: string | undefined, value: Value | undefined): boolean {
	const names = named(wanted);
	return names.length === 0 || names.includes(String(value ?? '').toLowerCase());
}

/** The same for a value that holds several, separated by commas: one of them is enough. */
export function hasOneOf(wanted: string | undefined, values: Value | undefined): boolean {
	const names = named(wanted);
	return names.length === 0 || named(String(values ?? '')).some((value) => names.includes(value));
}

/** Whether the whole value fits: an asterisk stands for any text, a question mark for one character. No pattern lets all pass. */
export function fitsPattern(pattern: string | undefined, value: Value | undefined): boolean {
	if (!pattern?.trim()) return true;
	return fitsWhole([...pattern.trim().toLowerCase()], [...String(value ?? '').toLowerCase()]);
}

/** Not by a regular expression: one with many asterisks may take for ever, and a very long one cannot be made. */
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

function named(list: string | undefined): string[] {
	return (list ?? '').split(',').map((name) => name.trim().toLowerCase()).filter(Boolean);
}
