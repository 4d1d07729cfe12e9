/** The proxies of n8n's environment, for HTTP and for a WebSocket: who is led where, what they see, and what is said when they fail. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { InputError, KeptOutError, UnreachableError, type RequestError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Connection } from '../../nodes/shared/http/call';
import { testCertificates, type TestCertificates } from '../simulators/support/certificates';
import { startForwardProxy } from '../support/forwardProxy';
import { call, failureOf, httpTo } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';
import { startSocksProxy } from '../support/socksProxy';

let certificates: TestCertificates;
beforeAll(async () => {
	certificates = await testCertificates();
});

const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY', 'https_proxy', 'no_proxy'];
const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	for (const name of names) delete process.env[name];
	await closeAgents();
	await Promise.all(stops.splice(0).map(async (stop) => await stop()));
});

function kept<S extends { stop(): Promise<void> }>(started: S): S {
	stops.push(started.stop);
	return started;
}
const serve = async (tls?: { key: string; cert: string }): Promise<TestServer> => kept(await startServer((_, response) => answerJson(response, { fine: true }), tls));
const hostOf = ({ url }: { url: string }) => new URL(url).host;

describe('leads', () => {
	test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s leads https through a tunnel, with the same certificate rules', async (name) => {
		const [server, proxy] = [await serve(certificates.valid), kept(await startForwardProxy())];
		process.env[name] = proxy.url;
		expect(await httpTo(server.url, { caCertificate: certificates.ca }).request(call())).toEqual({ fine: true });
		expect(await httpTo(server.url, { allowUnauthorizedCerts: true }).request(call())).toEqual({ fine: true });
		await failureOf(httpTo(server.url).request(call()));
		expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${hostOf(server)}`]));
	});

	test.each(['HTTP_PROXY', 'ALL_PROXY'])('%s leads http', async (name) => {
		const [server, proxy] = [await serve(), kept(await startForwardProxy())];
		process.env[name] = proxy.url;
		expect(await httpTo(server.url).request(call())).toEqual({ fine: true });
		expect(proxy.asked).toEqual([`GET ${server.url}/things`]);
	});

	test('HTTP_PROXY leaves https alone', async () => {
		const [secure, proxy] = [await serve(certificates.valid), kept(await startForwardProxy())];
		process.env.HTTP_PROXY = proxy.url;
		await httpTo(secure.url, { allowUnauthorizedCerts: true }).request(call());
		expect(proxy.asked).toEqual([]);
	});

	test('one without a scheme is one of http', async () => {
		const [server, proxy] = [await serve(), kept(await startForwardProxy())];
		process.env.HTTP_PROXY = hostOf(proxy);
		expect(await httpTo(server.url).request(call())).toEqual({ fine: true });
		expect(proxy.asked).toHaveLength(1);
	});

	test.each(['localhost,127.0.0.1', '127.0.0.0/8', '10.0.0.0/8;127.*', 'localhost|127.0.0.1:<port>', '*'])('NO_PROXY %s takes the server out', async (noProxy) => {
		const [server, secure, proxy] = [await serve(), await serve(certificates.valid), kept(await startForwardProxy())];
		process.env.ALL_PROXY = proxy.url;
		for (const each of [server, secure]) {
			process.env.NO_PROXY = noProxy.replace('<port>', new URL(each.url).port);
			await httpTo(each.url, { allowUnauthorizedCerts: true }).request(call());
		}
		expect(proxy.asked).toEqual([]);
	});

	test('nothing of the credential is shown to the proxy on the way to a server of https', async () => {
		const [server, proxy] = [await serve(certificates.valid), kept(await startForwardProxy())];
		process.env.HTTPS_PROXY = proxy.url;
		const connection: Partial<Connection> = { caCertificate: certificates.ca, inFront: { 'x-key': 's3cret' }, clientCertificate: { certificate: certificates.client.cert, key: certificates.client.key, passphrase: '' } };
		await httpTo(server.url, connection).request(call());
		expect(JSON.stringify(proxy.headers)).not.toContain('s3cret');
	});
});

describe('SOCKS', () => {
	test.each(['http', 'https'] as const)('leads %s', async (scheme) => {
		const [server, proxy] = [await serve(scheme === 'https' ? certificates.valid : undefined), kept(await startSocksProxy())];
		process.env.ALL_PROXY = proxy.url;
		const http = httpTo(server.url, { caCertificate: certificates.ca });
		expect(await Promise.all([1, 2, 3].map(async () => await http.request(call())))).toEqual([1, 2, 3].map(() => ({ fine: true })));
		expect(new Set(proxy.asked)).toEqual(new Set([hostOf(server)]));
	});

	test('socks5h is the same; certificates are checked through it', async () => {
		const [server, proxy] = [await serve(certificates.valid), kept(await startSocksProxy())];
		process.env.ALL_PROXY = proxy.url.replace('socks5', 'socks5h');
		const error = await failureOf<UnreachableError>(httpTo(server.url).request(call()));
		expect(error).toMatchObject({ arrived: 'no', message: expect.stringContaining('signed by an authority that n8n does not know') as string });
		expect(server.arrived).toEqual([]);
	});

	test('user and password arrive as they are, whatever signs they have', async () => {
		const [server, proxy] = [await serve(), kept(await startSocksProxy('leads', 'bob@work:p/s s%é'))];
		process.env.ALL_PROXY = proxy.url.replace('://', `://${encodeURIComponent('bob@work')}:${encodeURIComponent('p/s s%é')}@`);
		expect(await httpTo(server.url).request(call())).toEqual({ fine: true });
	});

	test('one that refuses is named', async () => {
		const [server, proxy] = [await serve(), kept(await startSocksProxy('refuses'))];
		process.env.ALL_PROXY = proxy.url;
		const error = await failureOf<UnreachableError>(httpTo(server.url).request(call({ effect: 'once' })));
		expect(error.message).toMatch(new RegExp(`^The proxy ${hostOf(proxy)} could not reach ${hostOf(server)} \\(SOCKS5 connection failed`));
		expect(error.arrived).toBe('no');
	});

	test('socks4 is refused with a sentence, and nothing is sent', async () => {
		const server = await serve();
		process.env.ALL_PROXY = 'socks4://127.0.0.1:9';
		const error = await failureOf<InputError>(httpTo(server.url).request(call()));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toBe('The proxy in ALL_PROXY is a socks4 proxy, which cannot be used here');
		expect(error.advice).toContain('socks5://');
		expect(server.arrived).toEqual([]);
	});
});

describe('an error that came from the proxy says so', () => {
	const socket = (url: string, more: object = {}) =>
		openLink({ url: `${url.replace(/^http/, 'ws')}/control.ashx`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '', ...more }, { method: 'sign-in', path: '' });

	test.each(['http', 'https', 'a WebSocket'])('one that is not there: %s', async (way) => {
		const server = await serve(way === 'https' ? certificates.valid : undefined);
		process.env.ALL_PROXY = 'http://127.0.0.1:9';
		const error = await failureOf<RequestError>(way === 'a WebSocket' ? socket(server.url) : httpTo(server.url).request(call({ effect: 'once' })));
		expect(error.message).toBe('The proxy 127.0.0.1:9 refused the connection');
		expect(error.notes.join(' ')).toContain('n8n reaches this server through the proxy 127.0.0.1:9 (ALL_PROXY)');
		expect(error.advice).toContain('ALL_PROXY');
		expect(error).toMatchObject({ arrived: 'no' });
	});

	test.each(['http', 'https', 'a WebSocket'])('one that asks for a password: %s', async (way) => {
		const server = await serve(way === 'https' ? certificates.valid : undefined);
		const proxy = kept(await startForwardProxy({ status: 407, headers: { 'proxy-authenticate': 'Basic' } }));
		process.env.ALL_PROXY = proxy.url;
		const error = await failureOf<RequestError>(way === 'a WebSocket' ? socket(server.url) : httpTo(server.url).request(call({ effect: 'once' })));
		expect(error.message).toBe(`The proxy ${hostOf(proxy)} requires a user and password`);
		expect(error.advice).toContain('http://user:password@host:port');
	});

	test.each(['https', 'a WebSocket'])('one that makes no way: %s', async (way) => {
		const server = await serve(certificates.valid);
		const proxy = kept(await startForwardProxy({ status: 403 }));
		process.env.HTTPS_PROXY = proxy.url;
		const error = await failureOf<RequestError>(way === 'a WebSocket' ? socket(server.url) : httpTo(server.url).request(call({ effect: 'once' })));
		expect(error.message).toBe(`The proxy ${hostOf(proxy)} could not reach ${hostOf(server)} (status 403)`);
	});

	test('its page in place of the server', async () => {
		const server = await serve();
		const proxy = kept(await startForwardProxy({ status: 403, headers: { 'content-type': 'text/html', 'x-squid-error': 'ERR_ACCESS_DENIED 0' }, body: '<html><title>ERROR: The requested URL could not be retrieved</title></html>' }));
		process.env.HTTP_PROXY = proxy.url;
		const error = await failureOf<KeptOutError>(httpTo(server.url).request(call()));
		expect(error).toBeInstanceOf(KeptOutError);
		expect(error.message).toBe(`The proxy ${hostOf(proxy)} does not let this request through (a page titled "ERROR: The requested URL could not be retrieved")`);
		expect(error.advice).toContain('NO_PROXY');
	});

	test('a page that may be its own', async () => {
		const server = await serve();
		const proxy = kept(await startForwardProxy({ status: 503, headers: { 'content-type': 'text/html' }, body: '<title>No</title>' }));
		process.env.HTTP_PROXY = proxy.url;
		const error = await failureOf<RequestError>(httpTo(server.url).request(call({ effect: 'once' })));
		expect(error.notes.join(' ')).toContain(`n8n reaches this server through the proxy ${hostOf(proxy)} (HTTP_PROXY); servers in NO_PROXY are reached without it.`);
	});

	test('a WebSocket of http goes through a tunnel, as proxies that hand on requests hand on none', async () => {
		const [server, proxy] = [await serve(), kept(await startForwardProxy())];
		process.env.HTTP_PROXY = proxy.url;
		await failureOf(socket(server.url));
		expect(proxy.asked).toEqual([`CONNECT ${hostOf(server)}`]);
	});

	test.each(['http', 'socks5'])('a %% in the password of one (%s) that is not written as a code', async (scheme) => {
		const server = await serve();
		process.env.ALL_PROXY = `${scheme}://bob:100%@127.0.0.1:9`;
		const error = await failureOf<InputError>(httpTo(server.url).request(call()));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toBe('The user or password of the proxy in ALL_PROXY contains a % that does not begin a code such as %25');
		expect(error.advice).toContain('%25');
	});

	test('a server of TLS 1.3 that requires a client certificate is named behind it, and nothing was carried out', async () => {
		const server = createServer({ ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' });
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		stops.push(async () => await new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())));
		const proxy = kept(await startForwardProxy());
		process.env.HTTPS_PROXY = proxy.url;
		const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const error = await failureOf<UnreachableError>(httpTo(url, { caCertificate: certificates.ca }).request(call({ method: 'POST', effect: 'once' })));
		expect(error).toMatchObject({ arrived: 'no', message: expect.stringMatching(/requires a client certificate$/) as string });
	});

	test('its own user and password are shown to nobody', async () => {
		process.env.ALL_PROXY = 'http://bob:s3cret@127.0.0.1:9';
		const server = await serve();
		const error = await failureOf<RequestError>(httpTo(server.url).request(call()));
		expect(JSON.stringify([error.message, error.notes, error.advice])).not.toMatch(/bob|s3cret/);
	});
});
