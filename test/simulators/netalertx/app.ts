import type { ServerResponse } from 'node:http';
import express, { type Express, type Request } from 'express';
import type { ReadRequest } from '../support/front';
import type { Answer, Json } from './answers';
import { broken, failure, forbidden, invalid, methodNotAllowed, noContentType, notAuthorised, routeNotFound } from './answers';
import { SqlError } from './columns';
import { problemsOf } from './models';
import type { Route, Routes } from './routing';
import type { Server } from './server';
import { deviceRoutes } from './routes/device';
import { deviceEditRoutes } from './routes/deviceEdit';
import { deviceFieldRoutes } from './routes/deviceFields';
import { devicesRoutes } from './routes/devices';
import { devicesDeleteRoutes } from './routes/devicesDelete';
import { eventsRoutes } from './routes/events';
import { exportRoutes } from './routes/export';
import { graphqlRoutes } from './routes/graphql';
import { nettoolsRoutes } from './routes/nettools';
import { notificationRoutes } from './routes/notifications';
import { sessionRoutes } from './routes/sessions';
import { systemRoutes } from './routes/system';

/** Fixed paths come before those with a parameter. */
const allRoutes: Routes[] = [
	systemRoutes,
	devicesRoutes,
	devicesDeleteRoutes,
	exportRoutes,
	deviceFieldRoutes,
	deviceRoutes,
	deviceEditRoutes,
	eventsRoutes,
	nettoolsRoutes,
	graphqlRoutes,
	sessionRoutes,
	notificationRoutes,
];

/** The real server's rules for every request: routing first, then the token, then the body, then the route itself. */
export function application(server: Server): Express {
	const app = express();
	app.set('strict routing', true);
	app.set('case sensitive routing', true);
	app.set('etag', false);
	app.disable('x-powered-by');
	const routes = allRoutes.flatMap((declare) => declare(server));
	for (const route of routes) {
		const method = route.method.toLowerCase() as 'get' | 'post' | 'delete';
		app[method](route.path, (request, response, next) => {
			const params = request.params as Record<string, string>;
			if (route.when?.(params) === false) next();
			else send(response, answerTo(server, route, request, params));
		});
	}
	app.get('/sse/state', (request, response) => {
		if (isAuthorised(server, request, Object.fromEntries(new URL(request.url, 'http://host').searchParams))) server.stream.follow(response);
		else send(response, notAuthorised);
	});
	app.use((request, response) => send(response, unanswered(routes, request)));
	return app;
}

function answerTo(server: Server, route: Route, request: Request, params: Record<string, string>): Answer {
	const query = Object.fromEntries(new URL(request.url, 'http://host').searchParams);
	if (!route.open && !isAuthorised(server, request, query)) {
		server.notify('alert', '[api] Unauthorized access attempt - make sure your GRAPHQL_PORT and API_TOKEN settings are correct.');
		return forbidden;
	}
	const { body, refusal } = route.body ? readBody(request) : { body: {} };
	if (refusal) return refusal;
	const problems = [...(route.body ? problemsOf(route.body, body) : []), ...(route.query ? problemsOf(route.query, query) : [])];
	if (problems.length > 0) return invalid(problems, route.refusedWith ?? 422);
	try {
		return route.answer({ params, query, body });
	} catch (error) {
		if (error instanceof SqlError) return broken;
		throw error;
	}
}

/** "Bearer" is case-sensitive; the token in the query is as good. */
function isAuthorised({ token }: Server, request: Request, query: Record<string, string>): boolean {
	return request.headers.authorization === `Bearer ${token}` || query.token === token;
}

/** The body as an object, or the refusal: five kinds, of which the one for a request without any body is HTML. */
function readBody(request: Request): { body: Json; refusal?: undefined } | { body?: undefined; refusal: Answer } {
	const type = request.headers['content-type'] ?? '';
	const sent = (request as unknown as ReadRequest).body;
	if (type.startsWith('multipart/')) {
		return { refusal: failure(415, 'Invalid Content-Type', 'Multipart requests are not allowed for this endpoint') };
	}
	if (!type.startsWith('application/json')) {
		const notJson = failure(415, 'Invalid Content-Type', 'Content-Type must be application/json');
		return { refusal: sent.length === 0 ? noContentType : notJson };
	}
	try {
		const parsed: unknown = JSON.parse(sent.toString('utf8'));
		// As in Python, what is empty counts as an empty object.
		if (parsed === null || (Array.isArray(parsed) && parsed.length === 0)) return { body: {} };
		if (typeof parsed === 'object' && !Array.isArray(parsed)) return { body: parsed as Json };
		return { refusal: failure(400, 'Invalid Request', 'Unable to process request body') };
	} catch {
		return { refusal: failure(400, 'Invalid JSON', 'Request body must be valid JSON') };
	}
}

/** No route took the request: its path may be known with another method, and every known path answers OPTIONS without a token. */
function unanswered(routes: Route[], request: Request): Answer {
	const path = decodeURIComponent(request.path);
	const methods = new Set(routes.filter((route) => matches(route, path)).map(({ method }) => method));
	if (methods.size === 0) return routeNotFound(path);
	const allow = [...(methods.has('GET') ? ['HEAD'] : []), ...methods, 'OPTIONS'].join(', ');
	if (request.method === 'OPTIONS') return { status: 200, type: 'text/html; charset=utf-8', headers: { Allow: allow }, body: '' };
	return methodNotAllowed(allow);
}

function matches(route: Route, path: string): boolean {
	const wanted = route.path.split('/');
	const given = path.split('/');
	if (wanted.length !== given.length) return false;
	const params: Record<string, string> = {};
	const fits = wanted.every((part, index) => {
		const value = given[index] ?? '';
		if (!part.startsWith(':')) return part === value;
		params[part.slice(1)] = value;
		return value !== '';
	});
	return fits && route.when?.(params) !== false;
}

function send(response: ServerResponse, { status, type, headers, body }: Answer): void {
	const sent = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
	response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(sent), ...headers }).end(sent);
}
