import type { Replayed } from './exchange';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Keys whose text is part of the contract wherever they occur: clients read and show it. */
const literal = new Set(['success', 'error', 'message', 'msg', 'type', 'loc']);

/**
 * How an answer differs from the recorded one, a sentence each. Status, content type and the recorded headers must be equal, and so
 * must texts that are a contract; of everything else the shape: keys and JSON types, all the way down.
 */
export function differences(recorded: Replayed, answered: Replayed): string[] {
	const found: string[] = [];
	const equal = (name: string, was: unknown, is: unknown) => {
		if (was !== is) found.push(`${name}: recorded ${JSON.stringify(was)}, answered ${JSON.stringify(is)}`);
	};
	equal('status', recorded.status, answered.status);
	equal('content type', recorded.contentType, answered.contentType);
	if (recorded.location) equal('Location', recorded.location, answered.location);
	if (recorded.contentDisposition) equal('Content-Disposition', recorded.contentDisposition, answered.contentDisposition);
	if (recorded.allow) equal('Allow', methods(recorded.allow), methods(answered.allow));
	if (found.length > 0) return found;
	if (typeof recorded.body === 'string') return differentText(recorded, answered);
	return differentShape(recorded.body as Json, answered.body as Json, '$');
}

/** A set: the real server gives its methods in any order. */
function methods(allow = ''): string {
	return allow.split(/, */).sort().join(', ');
}

/** Pages are equal; of texts that were cut because they list data, the first line is: less its figures. */
function differentText({ body, trimmed }: Replayed, { body: answered }: Replayed): string[] {
	const comparable = (text: unknown) => (trimmed ? String(text).split('\n')[0]?.replace(/\d+/g, '#') : text);
	if (comparable(body) === comparable(answered)) return [];
	return [`text: recorded ${JSON.stringify(comparable(body))}, answered ${JSON.stringify(comparable(answered))}`];
}

function differentShape(was: Json, is: Json | undefined, path: string): string[] {
	const key = /\.(\w+)$/.exec(path)?.[1] ?? '';
	if (literal.has(key)) return shown(was) === shown(is) ? [] : [`${path}: recorded ${shown(was)}, answered ${shown(is)}`];
	if (is === undefined || kind(was) !== kind(is)) return [`${path}: recorded ${kind(was)}, answered ${shown(is)}`];
	if (Array.isArray(was) && Array.isArray(is)) return differentLists(was, is, path);
	if (kind(was) === 'object') return differentObjects(was as Record<string, Json>, is as Record<string, Json>, path);
	return [];
}

function differentObjects(was: Record<string, Json>, is: Record<string, Json>, path: string): string[] {
	const extra = Object.keys(is).filter((key) => !(key in was));
	return [
		...extra.map((key) => `${path}.${key}: not recorded, answered ${shown(is[key])}`),
		...Object.keys(was).flatMap((key) => differentShape(was[key] ?? null, is[key], `${path}.${key}`)),
	];
}

/**
 * Recorded lists are cut, and their rows differ in which cells are null: each recorded row must have a row of its shape in the
 * answer, and each row of the answer the keys of a recorded one.
 */
function differentLists(was: Json[], is: Json[], path: string): string[] {
	const missing = was.flatMap((row, index) => {
		const attempts = is.map((candidate) => differentShape(row, candidate, `${path}[]`));
		if (attempts.some((attempt) => attempt.length === 0)) return [];
		const closest = attempts.sort((one, other) => one.length - other.length)[0];
		return closest ?? [`${path}[${index}]: nothing answered`];
	});
	const keys = (row: Json) => (kind(row) === 'object' ? Object.keys(row as object).sort().join() : kind(row));
	const known = new Set(was.map(keys));
	const strange = was.length > 0 ? is.filter((row) => !known.has(keys(row))) : [];
	return [...new Set(missing), ...strange.slice(0, 1).map((row) => `${path}[]: no recorded row looks like ${shown(row)}`)];
}

function kind(value: Json): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'array' : typeof value;
}

function shown(value: Json | undefined): string {
	return JSON.stringify(value) ?? 'nothing';
}
