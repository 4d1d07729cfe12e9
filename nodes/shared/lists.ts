import type { ListEntry } from './system';

/** Lists as the editor shows them. */

let collator: Intl.Collator | undefined;

/** Order in which people look for a name: bulb-2 before bulb-18, in any case. The collator takes milliseconds to begin, and n8n waits for them at its start. */
export function naturally(a: string, b: string): number {
	collator ??= new Intl.Collator('en', { numeric: true });
	return collator.compare(a, b);
}

/** The rows in the order of their names. */
export function inOrder<E extends { name: string }>(entries: readonly E[]): E[] {
	return [...entries].sort((a, b) => naturally(a.name, b.name));
}

/** A text whose plain order is the natural one as well, near enough: for lists of thousands, which are compared very often. */
export function naturalKey(text: string): string {
	return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));
}

/** Those that have the text in what is shown of them, in any case. */
export function showing(entries: readonly ListEntry[], text: string): ListEntry[] {
	const wanted = text.trim().toLowerCase();
	return entries.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** A name with what tells it from others in brackets, each part where it says something: "web-1 (10.0.0.5, offline)". */
export function withDetails(name: string | null | undefined, ...parts: ReadonlyArray<string | number | null | undefined | false>): string {
	const told = parts.filter((part) => part !== null && part !== undefined && part !== false && part !== '');
	return `${name?.trim() || '(no name)'}${told.length > 0 ? ` (${told.join(', ')})` : ''}`;
}
