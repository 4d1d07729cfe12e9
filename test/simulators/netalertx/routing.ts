import type { Answer, Json } from './answers';
import type { Model } from './models';
import type { Server } from './server';

/** A request that passed authentication and validation. */
export interface Call {
	params: Record<string, string>;
	query: Record<string, string>;
	body: Json;
}

/** One route of the server, declared once: the application derives its checks, its 405 and its OPTIONS from it. */
export interface Route {
	method: 'GET' | 'POST' | 'DELETE';
	path: string;
	/** Answered without a token. */
	open?: boolean;
	/** What the JSON body must be; without it no body is read. */
	body?: Model;
	query?: Model;
	/** The status of a refused body or query: 422, on some routes 400. */
	refusedWith?: 400 | 422;
	/** Which parameters belong to this route, where two routes share a path: `/events/24` and `/events/<mac>`. */
	when?: (params: Record<string, string>) => boolean;
	answer: (call: Call) => Answer;
}

type Details = Omit<Route, 'method' | 'path' | 'answer'>;

export function get(path: string, answer: Route['answer'], details: Details = {}): Route {
	return { method: 'GET', path, answer, ...details };
}

export function post(path: string, body: Model | undefined, answer: Route['answer'], details: Details = {}): Route {
	return { method: 'POST', path, answer, ...(body && { body }), ...details };
}

export function remove(path: string, body: Model | undefined, answer: Route['answer'], details: Details = {}): Route {
	return { method: 'DELETE', path, answer, ...(body && { body }), ...details };
}

/** A file of routes over one server. */
export type Routes = (server: Server) => Route[];

export const isNumber = (name: string) => (params: Record<string, string>) => /^\d+$/.test(params[name] ?? '');
