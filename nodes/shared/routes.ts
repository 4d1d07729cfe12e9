import { InputError } from './errors';
import type { Effect } from './http/retry';
import type { QueryValue } from './http/url';

export type RawMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request to a route that has no operation of its own. */
export interface RawRequest<M extends RawMethod = RawMethod> {
	method: M;
	/** As documented, such as `/sessions/list`; slashes at its ends make no difference. */
	path: string;
	query?: Readonly<Record<string, QueryValue>>;
	body?: unknown;
}

/** Why a route is not available by a raw request. */
export interface RefusedRoute {
	/** All methods unless named. */
	methods?: readonly RawMethod[];
	/** Held against the path without slashes at its ends, as it was entered and in lower case: a refused route must not be had by writing it otherwise. */
	route: RegExp;
	/** Held against the body as JSON. */
	body?: RegExp;
	because: string;
}

/** What a system says of its routes. */
export interface Routes {
	product: string;
	/** A path as an error shows it. */
	example: string;
	/** The first that matches counts. */
	refused: readonly RefusedRoute[];
	/**
	 * Whether a request only reads, where its method says otherwise or might; by default a GET reads and all else acts. Asked of the path as it was
	 * entered and in lower case: servers take `/device/OPEN_PORTS` for a device of that name.
	 */
	reads?(method: RawMethod, route: string): boolean;
}

/**
 * The route's segments, to be encoded one by one, and what asking it twice does.
 * @throws InputError for a path that is not a route, and for routes that are refused
 */
export function routeOf<M extends RawMethod>(
	{ product, example, refused, reads = (method) => method === 'GET' }: Routes,
	{ method, path, body }: RawRequest<M>,
): { method: M; path: string[]; effect: Effect } {
	const text = path.trim().replace(/^\/+|\/+$/g, '');
	if (!text || /[?#\\%\s]|:\/\//.test(text)) {
		throw new InputError(`"${path.slice(0, 80)}" is not a route of ${product}`, `Enter the path only, such as ${example}; what follows a question mark goes into 'Query Parameters'.`);
	}
	const spellings = [text, text.toLowerCase()];
	const isMeantBy = ({ methods = [method], route }: RefusedRoute) => methods.includes(method) && spellings.some((spelling) => route.test(spelling));
	const no = refused.find((rule) => isMeantBy(rule) && (!rule.body || rule.body.test(JSON.stringify(body) ?? '')));
	if (no) throw new InputError(`${method} /${text} is not available here`, `Reason: ${no.because}. Nothing was sent.`);
	return { method, path: text.split('/'), effect: spellings.every((spelling) => reads(method, spelling)) ? 'read' : 'once' };
}
