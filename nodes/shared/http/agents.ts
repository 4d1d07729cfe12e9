import { X509Certificate } from 'node:crypto';
import { rootCertificates, getCACertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { InputError } from '../errors';
import { Gate } from '../gate';
import { REQUESTS_AT_ONCE } from './limits';

/** How a connection is made: everything that decides whether two requests may share sockets, and the places for requests. */
export interface Route {
	origin: string;
	/** Accept any certificate, as "Ignore SSL Issues" says. */
	allowUnauthorizedCerts: boolean;
	/** PEM of further authorities to trust; '' for none. */
	caCertificate: string;
	/** From this process; {@link REQUESTS_AT_ONCE} by default. Those that name another number are counted apart. */
	requestsAtOnce?: number;
}

/** An edited credential leaves an agent behind; beyond so many the one unused for longest is closed. */
const LANES_KEPT = 64;
const CONNECT_TIMEOUT_MS = 10_000;

/** What requests of the same route share in this process. */
export interface Lane {
	/** The pooled, kept-alive agent, with a socket for each place. */
	agent: Promise<Dispatcher>;
	/** To be passed first: in the agent's own queue, a request whose time runs out cannot be told from one that was sent. */
	places: Gate;
}

const lanes = new Map<string, Lane>();

/** The same for routes that may share sockets; worked out once for every route object, since it is asked for with every request. */
const keys = new WeakMap<Route, string>();

/** The lane of a connection: one for every distinct route in this process, made at first use. */
export function laneFor(route: Route): Lane {
	const key = keys.get(route) ?? keyOf(route);
	const lane = lanes.get(key) ?? makeLane(route, key);
	// Last in the map is used last.
	lanes.delete(key);
	lanes.set(key, lane);
	closeUnused();
	return lane;
}

function keyOf(route: Route): string {
	const { origin, allowUnauthorizedCerts, caCertificate, requestsAtOnce } = route;
	const key = JSON.stringify([origin, allowUnauthorizedCerts, caCertificate, requestsAtOnce ?? REQUESTS_AT_ONCE, proxyFromEnvironment(origin)]);
	keys.set(route, key);
	return key;
}

/** Ends every socket; the next request opens new ones. For tests and for a process that is about to end. */
export async function closeAgents(): Promise<void> {
	const all = [...lanes.values()];
	lanes.clear();
	await Promise.all(all.map(async ({ agent }) => await agent.then(async (made) => await made.destroy(), () => {})));
}

function makeLane(route: Route, key: string): Lane {
	const places = route.requestsAtOnce ?? REQUESTS_AT_ONCE;
	const agent = makeAgent(route, places, proxyFromEnvironment(route.origin));
	// One that cannot be made is not kept.
	agent.catch(() => lanes.delete(key));
	return { agent, places: new Gate(places) };
}

async function makeAgent(route: Route, sockets: number, proxy: ProxySettings): Promise<Dispatcher> {
	const { Agent, EnvHttpProxyAgent } = await import('undici');
	const tls = {
		rejectUnauthorized: !route.allowUnauthorizedCerts,
		...(route.caCertificate.trim() && { ca: [...trustedByDefault(), readable(route.caCertificate)] }),
	};
	const options = {
		connections: sockets,
		// HTTP/1.1 without pipelining: whether a request was sent is then known exactly, which retries rest on.
		pipelining: 1,
		allowH2: false,
		connect: { ...tls, timeout: CONNECT_TIMEOUT_MS },
	};
	// The one for proxies reads the address anew for every request.
	if (!proxy.httpProxy && !proxy.httpsProxy) return new Agent(options);
	return new EnvHttpProxyAgent({ ...options, ...proxy, connectTimeout: CONNECT_TIMEOUT_MS, requestTls: tls });
}

/** Node passes over a certificate that it cannot read, and the reader would look for the fault at the server. */
function readable(pem: string): string {
	try {
		return new X509Certificate(pem) && pem;
	} catch {
		throw new InputError(
			"The 'CA Certificate' of the credential could not be read",
			'Paste it in PEM form, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
		);
	}
}

/** A `ca` option replaces what Node trusts by itself, NODE_EXTRA_CA_CERTS included: so it is added here. */
function trustedByDefault(): readonly string[] {
	return typeof getCACertificates === 'function' ? getCACertificates('default') : rootCertificates;
}

interface ProxySettings {
	httpProxy: string;
	httpsProxy: string;
	noProxy: string;
}

/**
 * The proxy for this address as n8n reads it: HTTPS_PROXY for https, HTTP_PROXY for http, ALL_PROXY for both, NO_PROXY for
 * exceptions. Only the address's own scheme is filled in: undici would let HTTP_PROXY serve https addresses as well.
 */
function proxyFromEnvironment(origin: string): ProxySettings {
	const read = (name: string) => process.env[name.toLowerCase()] || process.env[name] || '';
	const proxyFor = (scheme: 'http' | 'https') =>
		origin.startsWith(`${scheme}:`) ? read(`${scheme.toUpperCase()}_PROXY`) || read('ALL_PROXY') : '';
	return { httpProxy: proxyFor('http'), httpsProxy: proxyFor('https'), noProxy: read('NO_PROXY') };
}

function closeUnused() {
	while (lanes.size > LANES_KEPT) {
		const [oldest, { agent }] = lanes.entries().next().value!;
		lanes.delete(oldest);
		// Lets requests under way finish; nobody waits for it, and there is nobody to tell if it fails.
		void agent.then(async (unused) => await unused.close()).catch(() => {});
	}
}
