import express, { Router, type Express } from 'express';
import { Front, type Fault, type ReadRequest, type ReceivedRequest, type RequestMatch } from '../support/front';
import { listen } from '../support/listen';
import { bodyOf, refuse } from './answers';
import { assumedPaths, assumedRoutes, type AssumedPaths } from './assumed';
import { documentedRoutes, type Paging } from './documented';
import { Fleet } from './fleet';
import { Jobs } from './jobs';
import { Tokens } from './tokens';

export { gateway, type Gateway } from './fleet';

const BASE = '/api/v1';
const THIRTY_MINUTES_MS = 30 * 60_000;

export interface MeshtechOptions {
	/** Of the API; the sign-in has another one. 0, the default, is any free port. */
	port?: number;
	signInPort?: number;
	username?: string;
	password?: string;
	/** How many gateways in all; the two of the vendor's page are the first. */
	devices?: number;
	/** The same seed gives the same gateways. */
	seed?: number;
	/** Plain HTTP without it. */
	tls?: { key: string; cert: string };
	latencyMs?: number;
	tokenLifetimeMs?: number;
	/** The server's clock, ms since the epoch. */
	now?: () => number;
	/** How long a device takes to update, in ms; 0, the default, is at once. */
	updateMs?: number;
	paging?: Paging;
	pageSize?: number;
	/** ASSUMED: the query parameter for the next page. */
	nextTokenName?: string;
	/** Assumed routes that are elsewhere, or missing (null). */
	assumed?: Partial<AssumedPaths>;
}

export interface Meshtech {
	readonly signInUrl: string;
	readonly apiUrl: string;
	readonly username: string;
	readonly password: string;
	/** Everything that arrived at either host, oldest first, rejected requests too. */
	readonly requests: ReceivedRequest[];
	/** How often somebody signed in, or tried to. */
	readonly signIns: number;
	/** TCP connections accepted so far, by both hosts. */
	readonly connections: number;
	readonly fleet: Fleet;
	readonly jobs: Jobs;
	/** Every token signed so far is no longer taken. */
	revokeTokens(): void;
	/** From now on, signing in takes this one; tokens stay good. */
	changePassword(password: string): void;
	/** The next requests that match are answered with this instead; for tests of faults. */
	answerNext(match: RequestMatch, answer: Fault, times?: number): void;
	stop(): Promise<void>;
}

/**
 * Starts what Meshtech's public page describes: two hosts, one to sign in, one with the API. What the page does not tell stands in
 * assumed.ts and jobs.ts, and is marked where it is mixed in elsewhere.
 */
export async function startMeshtech(options: MeshtechOptions = {}): Promise<Meshtech> {
	const { username = 'ada', password = 'p_simulator', now = Date.now, devices = 2, seed = 1 } = options;
	const tokens = new Tokens(now, options.tokenLifetimeMs ?? THIRTY_MINUTES_MS);
	const fleet = new Fleet(now, devices, seed);
	const jobs = new Jobs(fleet, now, options.updateMs ?? 0);
	const front = new Front(options.latencyMs);
	let taken = password;

	const ops = application(now, (router) =>
		router.post('/auth/login', (request, response) => {
			const given = bodyOf(request);
			const isKnown = given.username === username && given.password === taken;
			// ASSUMED: only what success looks like is documented.
			if (isKnown) response.json({ status: 'SUCCESS', authToken: tokens.issue(username), sessionId: null });
			else response.status(401).json({ status: 'INVALID_CREDENTIALS', authToken: null, sessionId: null });
		}),
	);
	const iot = application(now, (router) => {
		router.use(({ headers }, response, next) => (tokens.isGood(headers.authorization) ? next() : refuse(response, 401, 'Unauthorized')));
		router.use((_request, _response, next) => {
			jobs.advance();
			next();
		});
		const pages = { behave: options.paging ?? 'works', parameter: options.nextTokenName ?? 'NextToken', most: options.pageSize ?? 100 } as const;
		documentedRoutes(router, fleet, pages);
		assumedRoutes(router, fleet, jobs, { ...assumedPaths, ...options.assumed });
	});

	const serve = async (app: Express, port = 0) =>
		await listen(
			front.before((request, response) => app(request as ReadRequest & Parameters<typeof app>[0], response as never)),
			{ port, tls: options.tls, keepAlive: true },
		);
	const [signIn, api] = [await serve(ops, options.signInPort), await serve(iot, options.port)];
	const isSignIn = ({ path }: ReceivedRequest) => path === `${BASE}/auth/login`;
	return {
		signInUrl: `${signIn.url}${BASE}/auth/login`,
		apiUrl: `${api.url}${BASE}`,
		username,
		password,
		requests: front.requests,
		get signIns() {
			return front.requests.filter(isSignIn).length;
		},
		get connections() {
			return signIn.connections + api.connections;
		},
		fleet,
		jobs,
		revokeTokens: () => tokens.revoke(),
		changePassword: (changed) => {
			taken = changed;
		},
		answerNext: (match, fault, times) => front.answerNext(match, fault, times),
		async stop() {
			await Promise.all([signIn.close(), api.close()]);
		},
	};
}

function application(now: () => number, routes: (router: Router) => void): Express {
	const app = express();
	app.set('etag', false);
	app.disable('x-powered-by');
	app.use((_request, response, next) => {
		response.set('Date', new Date(now()).toUTCString());
		next();
	});
	const router = Router();
	routes(router);
	app.use(BASE, router);
	app.use((_request, response) => refuse(response, 404, 'No such route'));
	return app;
}
