import type { Problem } from './models';

export type Json = Record<string, unknown>;

export interface Answer {
	status: number;
	type: string;
	headers?: Record<string, string>;
	/** Sent as it is where it is text, else as JSON. */
	body: unknown;
}

/** The real server names no charset for JSON. */
export function json(body: unknown, status = 200): Answer {
	return { status, type: 'application/json', body };
}

export function text(body: string, type: string, headers: Record<string, string> = {}): Answer {
	return { status: 200, type: `${type}; charset=utf-8`, headers, body };
}

export const done = json({ success: true });

/** Refusals behind HTTP 200: a client must look at `success`. */
export function hiddenFailure(error: string): Answer {
	return json({ error, success: false });
}

export function failure(status: number, error: string, message?: string): Answer {
	return json({ error, success: false, ...(message === undefined ? {} : { message }) }, status);
}

/** Of the event streams alone. */
export const notAuthorised = failure(401, 'Unauthorized');
export const forbidden = failure(403, 'Forbidden', 'ERROR: Not authorized');
export const deviceNotFound = failure(404, 'Device not found', 'Device not found');
export const broken = failure(500, 'Internal Server Error', 'Something went wrong on the server');

export function routeNotFound(path: string): Answer {
	return failure(404, 'API route not found', `The requested URL ${path} was not found on the server.`);
}

/** Validation as the real server words it: the first problem in `error`, all of them in `details`. */
export function invalid(problems: Problem[], status: number): Answer {
	const [first] = problems;
	const error = first?.type === 'missing' ? `Missing required '${first.loc.at(-1)}'` : `Validation Error: ${first?.msg}`;
	const details = problems.map((problem) => ({ ...problem, url: `https://errors.pydantic.dev/2.14/v/${problem.type}` }));
	return json({ details, error, success: false }, status);
}

/** The framework's own pages: HTML, unlike every other refusal. */
export function page(status: number, title: string, sentence: string, headers: Record<string, string> = {}): Answer {
	const body = `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${sentence}</p>\n`;
	return { status, type: 'text/html; charset=utf-8', headers, body };
}

export const noContentType = page(
	415,
	'Unsupported Media Type',
	'Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;.',
);

export function methodNotAllowed(allow: string): Answer {
	return page(405, 'Method Not Allowed', 'The method is not allowed for the requested URL.', { Allow: allow });
}
