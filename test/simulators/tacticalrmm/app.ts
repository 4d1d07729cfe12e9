import type { ServerResponse } from 'node:http';
import express, { type Express, type Request } from 'express';
import type { ReadRequest } from '../support/front';
import { isLimited, mayDo, maySee, type User } from './access';
import { broken, detail, forbidden, hostNotAllowed, noMatch, pageNotFound, Refusal, type Answer } from './answers';
import { parsedBody } from './body';
import { patternOf, type Call, type Route, type Routes } from './routing';
import { accountRoutes } from './routes/accounts';
import { agentActionRoutes } from './routes/agentActions';
import { agentRoutes } from './routes/agents';
import { alertRoutes } from './routes/alerts';
import { betaRoutes } from './routes/beta';
import { bulkRoutes } from './routes/bulk';
import { checkRoutes } from './routes/checks';
import { checkEditRoutes } from './routes/checksEdit';
import { clientRoutes } from './routes/clients';
import { coreRoutes } from './routes/core';
import { historyRoutes } from './routes/history';
import { libraryRoutes } from './routes/library';
import { logRoutes } from './routes/logs';
import { machineRoutes } from './routes/machine';
import { noteRoutes } from './routes/notes';
import { policyRoutes } from './routes/policies';
import { reportRoutes } from './routes/reports';
import { runRoutes } from './routes/runs';
import { scriptRoutes } from './routes/scripts';
import { siteRoutes } from './routes/sites';
import { softwareRoutes } from './routes/software';
import { taskRoutes } from './routes/tasks';
import { updateRoutes } from './routes/winUpdates';
import type { World } from './world';

/** Fixed paths come before those with a parameter. */
const allRoutes: Routes[] = [
	coreRoutes, accountRoutes, logRoutes, policyRoutes, reportRoutes, libraryRoutes, betaRoutes, historyRoutes, noteRoutes, bulkRoutes, agentRoutes, agentActionRoutes, runRoutes, machineRoutes,
	alertRoutes, siteRoutes, clientRoutes, scriptRoutes, checkRoutes, checkEditRoutes, taskRoutes, updateRoutes, softwareRoutes,
];

/** All methods of one path, as the real server's views. */
interface View {
	pattern: RegExp;
	routes: Route[];
}

/** The real server's order for every request: the path, the key, the right, the method, and the body last. */
export function application(world: World): Express {
	const app = express();
	app.set('etag', false);
	app.disable('x-powered-by');
	const views = viewsOf(allRoutes.flatMap((declare) => declare(world)));
	app.use((request, response, next) => {
		answerTo(world, views, request).then((answer) => send(response, request.method, answer), next);
	});
	return app;
}

function viewsOf(routes: Route[]): View[] {
	const byPath = Map.groupBy(routes, ({ path }) => path);
	return [...byPath].map(([path, ofPath]) => ({ pattern: patternOf(path), routes: ofPath }));
}

function viewOf(views: View[], path: string): { view: View; params: Record<string, string> } | undefined {
	for (const view of views) {
		const match = view.pattern.exec(path);
		if (match) return { view, params: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, text]) => [name, text])) };
	}
	return undefined;
}

async function answerTo(world: World, views: View[], request: Request): Promise<Answer> {
	if (!isKnownHost(request.headers.host)) return hostNotAllowed;
	const [target = '/'] = (request.originalUrl ?? '/').split('?', 1);
	const path = decoded(target);
	const found = path.startsWith('/beta/') && !world.betaApi ? undefined : viewOf(views, path);
	if (!found) {
		const exists = !path.endsWith('/') && viewOf(views, `${path}/`);
		const search = request.originalUrl.slice(target.length);
		return exists ? redirect(`${target}/${search}`) : pageNotFound;
	}
	try {
		return await answerOf(world, found.view, request, found.params);
	} catch (error) {
		if (error instanceof Refusal) return error.answer;
		throw error;
	}
}

async function answerOf(world: World, { routes }: View, request: Request, params: Record<string, string>): Promise<Answer> {
	const [first] = routes;
	if (!first) return pageNotFound;
	if (!accepts(request)) return detail(406, 'Could not satisfy the request Accept header.');
	const route = routes.find(({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'));
	const user = first.open ? undefined : world.access.userOf(request.headers, world.now());
	const breaks = routes.some(({ othersBreak }) => othersBreak);
	if (breaks && route?.method !== request.method) return broken;
	const { right = [] } = route ?? first;
	if (user && ![right].flat().every((each) => mayDo(user, each))) return forbidden;
	if (user && params.agentId !== undefined && isLimited(user)) mustSee(world, user, params.agentId);
	if (!route) return notAllowed(routes, request.method);
	return route.answer(callOf(world, request, params, user as User));
}

/** An agent that a limited role is not shown is refused, one that does not exist is not found. */
function mustSee(world: World, user: User, agentId: string): void {
	const agent = world.findAgent(agentId);
	if (!agent) throw noMatch('Agent');
	if (!maySee(user, world.placeOf(agent))) throw new Refusal(forbidden);
}

function callOf(world: World, request: Request, params: Record<string, string>, user: User): Call {
	const query = Object.fromEntries(new URL(request.originalUrl, 'http://host').searchParams);
	return {
		path: request.path, params, query, user, host: request.headers.host ?? '',
		get body() {
			return parsedBody(request.headers['content-type'] ?? '', (request as unknown as ReadRequest).body);
		},
		get agent() {
			const agent = world.findAgent(params.agentId ?? '');
			if (!agent) throw noMatch('Agent');
			return agent;
		},
	};
}

function accepts({ headers: { accept = '*/*' } }: Request): boolean {
	return /\*\/\*|application\/(json|\*)/.test(accept);
}

/** Only the names that the server was set up with. */
function isKnownHost(host = ''): boolean {
	return /^(127\.0\.0\.1|localhost|\[::1\]|trmm\.example\.com)(:\d+)?$/.test(host);
}

function notAllowed(routes: Route[], method: string): Answer {
	const methods = routes.map((route) => route.method as string);
	const all = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
	return detail(405, `Method "${method}" not allowed.`, { Allow: routes[0]?.allow ?? all });
}

function redirect(location: string): Answer {
	return { status: 301, type: 'text/html; charset=utf-8', text: '', headers: { Location: location } };
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

function send(response: ServerResponse, method: string, { status, type, text, headers }: Answer): void {
	response.writeHead(status, { ...(type && { 'Content-Type': type }), 'Content-Length': Buffer.byteLength(text), ...headers });
	response.end(method === 'HEAD' ? undefined : text);
}
