/** How the wrapper turns a request into the line that its shell evaluates. */

/** A request to `/api/<command>`, as far as the wrapper looks at it. */
export interface WrapperRequest {
	method: string;
	/** What follows `/api/`, decoded. */
	command: string;
	/** Without the question mark, percent-encoded as sent. */
	query: string;
	body: string;
}

/** A parameter that reaches the line, in order; one without a value does not. */
export type Parameter = [key: string, value: string];

/** `key=value` pairs; the first equals sign separates, and `+` is no space. */
export function queryParameters(query: string): Parameter[] {
	return query.split('&').flatMap((pair) => {
		const equals = pair.indexOf('=');
		const value = equals < 0 ? '' : pair.slice(equals + 1);
		return value === '' ? [] : [[pair.slice(0, equals), decoded(value)] as Parameter];
	});
}

/** Percent-decoded as the shell does it: NUL is dropped, newlines at the end are stripped. */
function decoded(value: string): string {
	const bytes = value.split(/(%[0-9a-f]{2})/i).map((part, index) => (index % 2 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)));
	return Buffer.concat(bytes).toString('utf8').replaceAll('\0', '').replace(/\n+$/, '');
}

/**
 * Of a body the first line is read, as one `key: value` whose quotes, braces and commas are taken away. So JSON of one key on one
 * line arrives; with more keys, all that follows becomes part of the value.
 */
export function bodyParameters({ method, body }: WrapperRequest): Parameter[] {
	const [line = ''] = method === 'POST' ? body.split('\n', 1) : [];
	const colon = line.indexOf(':');
	const key = (colon < 0 ? line : line.slice(0, colon)).replace(/["{} ]/g, '');
	const value = colon < 0 ? '' : line.slice(colon + 1).replace(/["{},]/g, '');
	return key !== '' && value !== '' ? [[key, value]] : [];
}

/** Command and names are pasted as they are, values in single quotes that nothing is done to keep closed. */
export function commandLine(request: WrapperRequest): string {
	const parameters = [...queryParameters(request.query), ...bodyParameters(request)];
	return [request.command, ...parameters.map(([key, value]) => `--${key} '${value}'`), '--json'].join(' ');
}
