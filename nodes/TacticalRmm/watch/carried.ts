/**
 * What one look has to tell the next, among what it calls open: the engine keeps that, and hands it on once what came of the look
 * is reported. Where not all of it was, it hands on the older one as well: everything before the oldest was reported.
 */
export function carry(kind: string, content: unknown, { at, open }: { at: string; open: readonly string[] }): string {
	const json = JSON.stringify(content);
	const [same, ...others] = open.filter((each) => isOf(kind, each));
	// Nothing new is nothing to be saved.
	return same?.endsWith(`=${json}`) && others.length === 0 ? same : `${kind}=${at}=${json}`;
}

/** What an earlier look carried over; undefined where none did. */
export function carried<T>(open: readonly string[], kind: string): { at: string; content: T } | undefined {
	const [oldest] = open.filter((each) => isOf(kind, each)).sort();
	if (oldest === undefined) return undefined;
	const [, at = '', ...rest] = oldest.split('=');
	return { at, content: JSON.parse(rest.join('=')) as T };
}

function isOf(kind: string, each: string): boolean {
	return each.startsWith(`${kind}=`);
}
