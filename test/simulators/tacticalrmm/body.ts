import { detail, fellOver, Refusal } from './answers';

/** A request's body as the views see it: an object in nearly all cases, for it is read without a look at its type. */
export type Body = unknown;

/** The body of a request, or the framework's refusal. A form is as good as JSON; nothing sent is an empty object. */
export function parsedBody(type: string, sent: Buffer): Body {
	if (sent.length === 0) return {};
	if (type.startsWith('application/json')) return parsedJson(sent.toString('utf8'));
	if (type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(sent.toString('utf8')));
	throw new Refusal(detail(415, `Unsupported media type "${type}" in request.`));
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		const at = Number(/position (\d+)/.exec(String(error))?.[1] ?? text.length);
		const lines = text.slice(0, at).split('\n');
		const column = (lines.at(-1) ?? '').length + 1;
		throw new Refusal(detail(400, `JSON parse error - Expecting value: line ${lines.length} column ${column} (char ${at})`));
	}
}

/** Python's `data["name"]`: a 500 where it is missing. */
export function needed(body: Body, name: string): unknown {
	const value = maybe(body, name);
	if (value === undefined) throw fellOver();
	return value;
}

/** Python's `data.get("name")`: a 500 only where the body is no object. */
export function maybe(body: Body, name: string): unknown {
	if (typeof body !== 'object' || body === null || Array.isArray(body)) throw fellOver();
	return (body as Record<string, unknown>)[name];
}

export function has(body: Body, name: string): boolean {
	return maybe(body, name) !== undefined;
}

/** Python's `int(value)`: a 500 where that fails. */
export function whole(value: unknown): number {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value));
	if (!isNumeric) throw fellOver();
	return Math.trunc(Number(value));
}

/** What Python iterates over: a list's items, a text's letters, nothing for null; a 500 for everything else. */
export function items(value: unknown): unknown[] {
	if (value === null) return [];
	if (typeof value === 'string') return [...value];
	if (!Array.isArray(value)) throw fellOver();
	return value as unknown[];
}

export function objectOf(value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fellOver();
	return value as Record<string, unknown>;
}
