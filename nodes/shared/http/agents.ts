import { isIP } from 'node:net';
import { checkServerIdentity, createSecureContext, getCACertificates, rootCertificates, type ConnectionOptions, type SecureContext } from 'node:tls';
import type { Dispatcher, Pool } from 'undici';
import { InputError } from '../errors';
import { readCertificates, readClientCertificate, type ClientCertificate } from '../connection/certificates';
import { Gate } from '../gate';
import { overheard } from './alerts';
import { REQUESTS_AT_ONCE } from './limits';
import { proxyFor, type Proxy } from './proxy';
import { undici } from './undici';

/** How a connection is made: everything that decides whether two requests may share sockets, and the places for requests. */
export interface Route {
	origin: string;
	/** Accept any certificate, as "Ignore SSL Issues" says. */
	allowUnauthorizedCerts: boolean;
	/** PEM of further authorities to trust; '' for none. */
	caCertificate: string;
	/** From this process; {@link REQUESTS_AT_ONCE} by default. Those that name another number are counted apart. */
	requestsAtOnce?: number;
	/** Headers for what is in front of the server, by their names in small letters; sent with every request beside the system's own. */
	inFront?: Readonly<Record<string, string>>;
	/** Shown to a server that asks for one. */
	clientCertificate?: ClientCertificate;
	/** The name that the server's certificate is requested and checked by; '' for that of the address. */
	serverName?: string;
	/** A WebSocket: proxies that hand requests on do not hand these on, so that it goes through a tunnel. */
	isWebSocket?: boolean;
}

/** An edited credential leaves an agent behind; beyond so many the one unused for longest is closed. */
const LANES_KEPT = 64;
const CONNECT_TIMEOUT_MS = 10_000;

/** What requests of the same route share in this process. */
export interface Lane {
	/** The pooled, kept-alive agent, with a socket for each place. */
	agent: Promise<Dispatcher>;
	/** To be passed first: in the agent's own queue, a request whose time runs out looks like one that was sent. */
	places: Gate;
}

const lanes = new Map<string, Lane>();

/** The same for routes that may share sockets; worked out once for every route object, since it is requested with every request. */
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
	const key = JSON.stringify([route.origin, route.isWebSocket ?? false, ...wayOf(route), proxyFor(route.origin)?.url ?? '']);
	keys.set(route, key);
	return key;
}

/** All that tells two ways to the same server apart, as texts: what names a connection has to hold each of them. It holds secrets. */
export function wayOf({ allowUnauthorizedCerts, caCertificate, requestsAtOnce, inFront, clientCertificate, serverName }: Omit<Route, 'origin'>): string[] {
	const shown = clientCertificate ? [clientCertificate.certificate, clientCertificate.key, clientCertificate.passphrase] : [];
	return [String(allowUnauthorizedCerts), caCertificate, String(requestsAtOnce ?? REQUESTS_AT_ONCE), JSON.stringify(inFront ?? {}), JSON.stringify(shown), serverName ?? ''];
}

/** Ends every socket; the next request opens new ones. For tests and for a process that is about to end. */
export async function closeAgents(): Promise<void> {
	const all = [...lanes.values()];
	lanes.clear();
	await Promise.all(all.map(async ({ agent }) => await agent.then(async (made) => await made.destroy(), () => {})));
}

function makeLane(route: Route, key: string): Lane {
	const places = route.requestsAtOnce ?? REQUESTS_AT_ONCE;
	const agent = makeAgent(route, places, proxyFor(route.origin));
	// One that cannot be made is not kept.
	agent.catch(() => lanes.delete(key));
	return { agent, places: new Gate(places) };
}

async function makeAgent(route: Route, sockets: number, proxy: Proxy | undefined): Promise<Dispatcher> {
	const { Agent, buildConnector, Pool, ProxyAgent } = await undici();
	const tls = tlsOf(route);
	const options = {
		connections: sockets,
		// HTTP/1.1 without pipelining: whether a request was sent is then known exactly, which retries rest on.
		pipelining: 1,
		allowH2: false,
	};
	if (!proxy) return new Agent({ ...options, connect: overheard(buildConnector({ ...tls, timeout: CONNECT_TIMEOUT_MS, allowH2: false })) });
	if (proxy.problem) throw new InputError(proxy.problem.message, proxy.problem.advice);
	// What is intended for the server (its authority, its name, our certificate) is no business of the proxy.
	const { url: uri, username, password } = proxy;
	const toProxy = { uri, ...(username && { username }), ...(password && { password }), connectTimeout: CONNECT_TIMEOUT_MS };
	const factory = (origin: URL, { connect, ...more }: Pool.Options) => new Pool(origin, { ...more, connect: typeof connect === 'function' ? overheard(connect) : connect });
	return new ProxyAgent({ ...options, ...toProxy, requestTls: tls, proxyTunnel: route.isWebSocket ?? false, factory: factory as (origin: URL, options: object) => Dispatcher });
}

function tlsOf({ allowUnauthorizedCerts, caCertificate, clientCertificate, serverName }: Route): ConnectionOptions {
	return {
		rejectUnauthorized: !allowUnauthorizedCerts,
		...((caCertificate.trim() || clientCertificate) && { secureContext: contextOf(caCertificate, clientCertificate) }),
		// No server can be asked for by an address, but its certificate may well be issued for one.
		...(serverName && { ...(isIP(serverName) === 0 && { servername: serverName }), checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate) }),
	};
}

/** Made once for all connections: to decrypt a key may take as long as a hundred requests. @throws InputError for what cannot be read */
function contextOf(caCertificate: string, clientCertificate: ClientCertificate | undefined): SecureContext {
	const { certificate: cert, key, passphrase } = clientCertificate ? readClientCertificate(clientCertificate) : {};
	return createSecureContext({
		...(caCertificate.trim() && { ca: [...trustedByDefault(), readCertificates(caCertificate, 'CA Certificate')] }),
		...(cert && { cert, key, ...(passphrase && { passphrase }) }),
	});
}

/** A `ca` option replaces what Node trusts by itself, NODE_EXTRA_CA_CERTS included: so it is added here. */
function trustedByDefault(): readonly string[] {
	return typeof getCACertificates === 'function' ? getCACertificates('default') : rootCertificates;
}

function closeUnused() {
	while (lanes.size > LANES_KEPT) {
		const [oldest, { agent }] = lanes.entries().next().value!;
		lanes.delete(oldest);
		// Lets requests under way finish; nobody waits for it, and there is nobody to tell if it fails.
		void agent.then(async (unused) => await unused.close()).catch(() => {});
	}
}
