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
	const expression = pattern.trim().replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
	return new RegExp(`^${expression}$`, 'is').test(String(value ?? ''));
}

function named(list: string | undefined): string[] {
	return (list ?? '').split(',').map((name) => name.trim().toLowerCase()).filter(Boolean);
}
