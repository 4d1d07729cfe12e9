import { X509Certificate } from 'node:crypto';
import { rootCertificates, getCACertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { InputError } from '../errors';

/** How a connection is made: everything that decides whether two requests may share a socket. */
export interface Route {
	origin: string;
	/** Accept any certificate, as "Ignore SSL Issues" says. */
	allowUnauthorizedCerts: boolean;
	/** PEM of further authorities to trust; '' for none. */
	caCertificate: string;
}

/** At most so many sockets to one server from this process, however many workflows run: a server with threads is not flooded. */
const SOCKETS_PER_CONNECTION = 32;
/** An edited credential leaves an agent behind; beyond so many the one unused for longest is closed. */
const AGENTS_KEPT = 64;
const CONNECT_TIMEOUT_MS = 10_000;

const agents = new Map<string, Promise<Dispatcher>>();

/** The same for routes that may share sockets; worked out once for every route object, since it is asked for with every request. */
const keys = new WeakMap<Route, string>();

/** The pooled, kept-alive agent for a connection: one for every distinct route in this process, made at first use. */
export function agentFor(route: Route): Promise<Dispatcher> {
	const key = keys.get(route) ?? keyOf(route);
	const agent = agents.get(key) ?? makeAgent(route, proxyFromEnvironment(route.origin));
	// Last in the map is used last; one that cannot be made is not kept.
	agents.delete(key);
	agents.set(key, agent);
	agent.catch(() => agents.delete(key));
	closeUnused();
	return agent;
}

function keyOf(route: Route): string {
	const { origin, allowUnauthorizedCerts, caCertificate } = route;
	const key = JSON.stringify([origin, allowUnauthorizedCerts, caCertificate, proxyFromEnvironment(origin)]);
	keys.set(route, key);
	return key;
}

/** Ends every socket; the next request opens new ones. For tests and for a process that is about to end. */
export async function closeAgents(): Promise<void> {
	const all = [...agents.values()];
	agents.clear();
	await Promise.all(all.map(async (agent) => await agent.then(async (made) => await made.destroy(), () => {})));
}

async function makeAgent(route: Route, proxy: ProxySettings): Promise<Dispatcher> {
	const { Agent, EnvHttpProxyAgent } = await import('undici');
	const tls = {
		rejectUnauthorized: !route.allowUnauthorizedCerts,
		...(route.caCertificate.trim() && { ca: [...trustedByDefault(), readable(route.caCertificate)] }),
	};
	const options = {
		connections: SOCKETS_PER_CONNECTION,
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
	while (agents.size > AGENTS_KEPT) {
		const [oldest, agent] = agents.entries().next().value!;
		agents.delete(oldest);
		// Lets requests under way finish; nobody waits for it, and there is nobody to tell if it fails.
		void agent.then(async (unused) => await unused.close()).catch(() => {});
	}
}
