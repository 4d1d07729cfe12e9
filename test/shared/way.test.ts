/** Headers in front, client certificates and server names on the wire: what arrives, what is kept apart, and what goes nowhere else. */
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { InputError, UnreachableError, type RequestError } from '../../nodes/shared/errors';
import { closeAgents, laneFor } from '../../nodes/shared/http/agents';
import type { Connection } from '../../nodes/shared/http/call';
import { testCertificates, type TestCertificates } from '../simulators/support/certificates';
import { call, failureOf, httpTo } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';

let certificates: TestCertificates;
beforeAll(async () => {
	certificates = await testCertificates();
});

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	await closeAgents();
	await Promise.all(stops.splice(0).map(async (stop) => await stop()));
});

/** A server of mutual TLS, that says what it was shown. */
async function mutual(more: object = {}): Promise<{ url: string; arrived: string[] }> {
	const arrived: string[] = [];
	const server: Server = createServer({ ...certificates.valid, ca: certificates.ca, requestCert: true, rejectUnauthorized: true, ...more }, (request, response) => {
		const socket = request.socket as TLSSocket;
		arrived.push(request.url!);
		answerJson(response, { names: socket.getPeerCertificate().subjectaltname, asked: socket.servername });
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	stops.push(async () => await new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())));
	return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived };
}

const shown = (which: 'client' | 'strangeClient'): Partial<Connection> => ({
	caCertificate: certificates.ca,
	clientCertificate: { certificate: certificates[which].cert, key: certificates[which].key, passphrase: '' },
});
const link = (url: string, more: Partial<Connection> = {}) =>
	openLink({ url: `${url.replace(/^http/, 'ws')}/control.ashx`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '', ...more }, { method: 'sign-in', path: '' });

describe('mutual TLS', () => {
	test('with the certificate, also pasted into one line', async () => {
		const server = await mutual();
		expect(await httpTo(server.url, shown('client')).request(call())).toMatchObject({ names: 'DNS:n8n.example' });
		const inOneLine = { certificate: certificates.client.cert.replace(/\n/g, ' '), key: certificates.client.key.replace(/\n/g, ''), passphrase: '' };
		expect(await httpTo(server.url, { ...shown('client'), clientCertificate: inOneLine }).request(call())).toMatchObject({ names: 'DNS:n8n.example' });
	});

	// Node's own servers hang up silently in most of these; what web servers say is tested with real ones (test/doors).
	test.each<[what: string, more: () => Partial<Connection>, message: RegExp]>([
		['without one', () => ({ caCertificate: certificates.ca }), /ended the HTTPS handshake$/],
		['with one of a strange authority', () => shown('strangeClient'), /closed the connection before it was secure$/],
	])('%s: said, with advice, and nothing arrives', async (_, more, message) => {
		const server = await mutual({ maxVersion: 'TLSv1.2' });
		for (const ask of [async () => await httpTo(server.url, more()).request(call({ effect: 'once' })), async () => await link(server.url, more())]) {
			const error = await failureOf<UnreachableError>(ask());
			expect(error.message).toMatch(message);
			expect(error.arrived).toBe('no');
			expect(error.advice).toMatch(/client certificate/i);
		}
		expect(server.arrived).toEqual([]);
	});

	test.each<[what: string, options: () => object, message: RegExp]>([
		['that speaks TLS 1.1 at most', () => ({ requestCert: false, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }), /supports no version of TLS that is secure enough for n8n$/],
		['whose certificate is made for clients', () => ({ ...certificates.client, requestCert: false }), /^The certificate of \S+ is not issued for servers$/],
	])('a server %s: said in words, and nothing was carried out', async (_, options, message) => {
		const server = await mutual(options());
		for (const ask of [async () => await httpTo(server.url, { caCertificate: certificates.ca }).request(call({ effect: 'once' })), async () => await link(server.url, { caCertificate: certificates.ca })]) {
			expect(await failureOf<UnreachableError>(ask())).toMatchObject({ arrived: 'no', message: expect.stringMatching(message) as string, advice: expect.any(String) as string });
		}
		expect(server.arrived).toEqual([]);
	});

	test('a key that does not fit is said before anything is sent, and mending it is enough', async () => {
		const server = await mutual();
		const wrong = { ...shown('client'), clientCertificate: { certificate: certificates.client.cert, key: certificates.strangeClient.key, passphrase: '' } };
		for (const ask of [async () => await httpTo(server.url, wrong).request(call()), async () => await link(server.url, wrong)]) {
			expect(await failureOf(ask())).toBeInstanceOf(InputError);
		}
		expect(await httpTo(server.url, shown('client')).request(call())).toMatchObject({ names: 'DNS:n8n.example' });
	});

	test('is not shown by another credential for the same server', async () => {
		const server = await mutual({ rejectUnauthorized: false });
		expect(await httpTo(server.url, shown('client')).request(call())).toMatchObject({ names: 'DNS:n8n.example' });
		expect(await httpTo(server.url, { caCertificate: certificates.ca }).request(call())).not.toHaveProperty('names');
	});
});

describe('Server Name', () => {
	const serve = async (): Promise<TestServer> => {
		const server = await startServer((request, response) => answerJson(response, { host: request.headers.host, asked: (request.socket as TLSSocket).servername }), certificates.wrongName);
		stops.push(server.stop);
		return server;
	};

	test('is asked for and checked, while the address stays as it is', async () => {
		const server = await serve();
		const answer = await httpTo(server.url, { caCertificate: certificates.ca, serverName: 'elsewhere.example' }).request(call());
		expect(answer).toEqual({ host: new URL(server.url).host, asked: 'elsewhere.example' });
		// The WebSocket gets as far as the server, which opens none.
		const error = await failureOf<RequestError>(link(server.url, { caCertificate: certificates.ca, serverName: 'elsewhere.example' }));
		expect(error.message).toContain('does not open a WebSocket here');
	});

	test.each(['another.example', '127.0.0.1', '10.0.0.1'])('%s, which the certificate does not have', async (serverName) => {
		const server = await serve();
		for (const ask of [async () => await httpTo(server.url, { caCertificate: certificates.ca, serverName }).request(call()), async () => await link(server.url, { caCertificate: certificates.ca, serverName })]) {
			const error = await failureOf<UnreachableError>(ask());
			expect(error.message).toContain('is issued for another name');
			expect(error.advice).toContain("'Server Name' under 'Connection'");
		}
		expect(server.arrived).toEqual([]);
	});

	test('an address that the certificate has', async () => {
		const server = await startServer((_, response) => answerJson(response, {}), certificates.valid);
		stops.push(server.stop);
		expect(await httpTo(server.url.replace('127.0.0.1', 'localhost'), { caCertificate: certificates.ca, serverName: '127.0.0.1' }).request(call())).toEqual({});
	});
});

describe('headers in front', () => {
	test('arrive with every request, and with the handshake of a WebSocket', async () => {
		const seen: unknown[] = [];
		const server = await startServer((request, response) => {
			seen.push([request.headers['x-key'], request.headers.cookie, request.headers.accept]);
			answerJson(response, {});
		});
		stops.push(server.stop);
		const inFront = { 'x-key': 'k', cookie: 'session=a' };
		await httpTo(server.url, { inFront }).request(call());
		await failureOf(link(server.url, { inFront }));
		expect(seen).toEqual([['k', 'session=a', 'application/json'], ['k', 'session=a', expect.anything()]]);
	});

	test.each([301, 302, 303, 307, 308])('go to no other host (%d)', async (status) => {
		const other = await startServer((_, response) => answerJson(response, {}));
		const server = await startServer((request, response) => response.writeHead(status, { location: `${other.url}${request.url}` }).end());
		stops.push(other.stop, server.stop);
		await failureOf(httpTo(server.url, { inFront: { 'x-key': 'k' } }).request(call()));
		await failureOf(link(server.url, { inFront: { 'x-key': 'k' } }));
		expect([server.arrived.length, other.arrived]).toEqual([2, []]);
	});

	test('tell two credentials for the same server apart, and so does everything else of the group', async () => {
		const route = { origin: 'https://server.example', allowUnauthorizedCerts: false, caCertificate: '' };
		const { cert: certificate, key } = certificates.client;
		const ways = [
			route,
			{ ...route, inFront: { 'x-key': 'a' } },
			{ ...route, inFront: { 'x-key': 'b' } },
			{ ...route, serverName: 'a.example' },
			{ ...route, clientCertificate: { certificate, key, passphrase: '' } },
			{ ...route, clientCertificate: { certificate, key, passphrase: 'x' } },
			{ ...route, caCertificate: certificates.ca },
			{ ...route, allowUnauthorizedCerts: true },
			{ ...route, isWebSocket: true },
		];
		const lanes = ways.map((way) => laneFor(way));
		expect(new Set(lanes).size).toBe(ways.length);
		expect(ways.map((way) => laneFor({ ...way }))).toEqual(lanes);
		await Promise.all(lanes.map(async ({ agent }) => await agent.catch(() => {})));
	});
});
