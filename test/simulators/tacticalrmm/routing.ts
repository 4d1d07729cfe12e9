import type { User } from './access';
import type { Agent } from './agent';
import type { Answer } from './answers';
import type { Body } from './body';
import type { World } from './world';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request that passed authentication and the check of rights. */
export interface Call {
	path: string;
	params: Record<string, string>;
	query: Record<string, string>;
	/** Parsed when it is first asked for, as on the real server: a missing right is answered before a broken body. */
	body: Body;
	user: User;
	/** As the request named the server, for links in answers. */
	host: string;
	/** The agent of `:agentId`; the 404 where nobody has that id. */
	agent: Agent;
}

/** One method of one path, declared once: the application derives 301, 403, 405 and `Allow` from it. */
export interface Route {
	method: Method;
	/** With the slash at its end. `:agentId` is 21 characters or more, `:id`, `:pid` and `:days` are numbers, other parameters are words. */
	path: string;
	answer: (call: Call) => Answer | Promise<Answer>;
	/** What the user's role must allow, all of it; nothing where any valid key will do. */
	right?: string | readonly string[];
	/** Answered without a key. */
	open?: boolean;
	/** A method that the path does not know gives a 500: the code that checks rights fails. */
	othersBreak?: boolean;
	/** What `Allow` says, where it is not all the methods with HEAD and OPTIONS. */
	allow?: string;
}

type Answering = Route['answer'];
type Details = Omit<Route, 'method' | 'path' | 'answer' | 'right'>;

function route(method: Method) {
	return (path: string, right: Route['right'], answer: Answering, details: Details = {}): Route => ({
		method, path, answer, ...(right !== undefined && { right }), ...details,
	});
}

export const get = route('GET');
export const post = route('POST');
export const put = route('PUT');
export const patch = route('PATCH');
export const remove = route('DELETE');

/** A file of routes over one world. */
export type Routes = (world: World) => Route[];

const parameters: Record<string, string> = { agentId: '[^/]{21,}', id: '\\d+', pid: '\\d+', days: '\\d+' };

/** The path as a pattern; parameters may hold anything but a slash, save those whose form the real server's router checks. */
export function patternOf(path: string): RegExp {
	return new RegExp(`^${path.replace(/:(\w+)/g, (_, name: string) => `(?<${name}>${parameters[name] ?? '[^/]+'})`)}$`);
}
