/** What the server answers; the text is already what goes over the wire. */
export interface Answer {
	status: number;
	type: string;
	text: string | Buffer;
	headers?: Record<string, string>;
}

const jsonType = 'application/json';

/** JSON, without a charset as on the real server. A write answers most often a bare JSON string. */
export function json(body: unknown, status = 200, headers?: Record<string, string>): Answer {
	return { status, type: jsonType, text: JSON.stringify(body), ...(headers && { headers }) };
}

/** JSON that was serialised before, so that a long list is not serialised for every request. */
export function serialised(text: string | Buffer): Answer {
	return { status: 200, type: jsonType, text };
}

/** The framework's own errors: `{"detail": "…"}`. */
export function detail(status: number, sentence: string, headers?: Record<string, string>): Answer {
	return json({ detail: sentence }, status, headers);
}

function page(status: number, title: string, heading: string, sentence: string): Answer {
	const lines = ['', '<!doctype html>', '<html lang="en">', '<head>', `  <title>${title}</title>`, '</head>', '<body>'];
	const text = [...lines, `  <h1>${heading}</h1><p>${sentence}</p>`, '</body>', '</html>', ''].join('\n');
	return { status, type: 'text/html; charset=utf-8', text };
}

/** The 145 bytes that stand for nearly every missing or wrong field of a body. */
export const broken = page(500, 'Server Error (500)', 'Server Error (500)', '');
export const pageNotFound = page(404, 'Not Found', 'Not Found', 'The requested resource was not found on this server.');
export const hostNotAllowed = page(400, 'Bad Request (400)', 'Bad Request (400)', '');

export const ok = json('ok');
export const forbidden = detail(403, 'You do not have permission to perform this action.');
export const noContact = json('Unable to contact the agent', 400);

/** Ends the handling of a request with an answer, from however deep. */
export class Refusal extends Error {
	constructor(readonly answer: Answer) {
		super(`${answer.status} ${String(answer.text).trim()}`);
	}
}

/** The view's own refusal: 400 with a bare JSON string. */
export function refused(sentence: string, status = 400): Refusal {
	return new Refusal(json(sentence, status));
}

export function noMatch(model: string): Refusal {
	return new Refusal(detail(404, `No ${model} matches the given query.`));
}

/** The server's code fell over: it read a field that was not there or not of the type it took for granted. */
export function fellOver(): Refusal {
	return new Refusal(broken);
}

/** Refusals of a serializer: each field's sentences. */
export type FieldProblems = Record<string, string[]>;

export function invalid(problems: FieldProblems): Refusal {
	return new Refusal(json(problems, 400));
}
