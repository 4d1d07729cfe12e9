import { InputError } from '../shared/errors';
import type { Effect } from '../shared/http/retry';
import type { QueryValue } from '../shared/http/url';

/** A request to a route that has no operation of its own. */
export interface RawRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** After the API URL, such as `/devices`. */
	path: string;
	query?: Readonly<Record<string, QueryValue>>;
	body?: unknown;
}

/** Signing in is the credential's business: its answer is a token, which would lie open in the workflow's data. */
const SIGN_IN = /(^|\/)auth(\/|$)/;

/**
 * The route's segments, to be encoded one by one, and what asking it twice does.
 * @throws InputError for a path that is not a route, and for routes that are refused
 */
export function routeOf({ method, path }: RawRequest): { method: RawRequest['method']; path: string[]; effect: Effect } {
	const text = path.trim().replace(/^\/+|\/+$/g, '');
	if (!text || /[?#\\%\s]|:\/\//.test(text)) {
		throw new InputError(
			`"${path.slice(0, 80)}" is not a route of Meshtech`,
			"Enter the path after the API URL only, such as /devices; what follows a question mark goes into 'Query Parameters'.",
		);
	}
	// Judged in lower case: a refused route must not be had by writing it otherwise.
	if (SIGN_IN.test(text.toLowerCase())) {
		throw new InputError(`${method} /${text} is not available here`, 'The node signs in by itself, and the answer would hold a token. Nothing was sent.');
	}
	return { method, path: text.split('/'), effect: method === 'GET' ? 'read' : 'once' };
}
