import { UnreachableError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import { testCertificates, type TestCertificates } from '../simulators/support/certificates';
import { answerJson, startServer, type TestServer } from '../support/server';
import { call, failureOf, httpTo } from '../support/http';

let certificates: TestCertificates;
beforeAll(async () => {
	certificates = await testCertificates();
});

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	await closeAgents();
	await Promise.all(stops.splice(0).map(async (stop) => await stop()));
});

async function serve(tls?: { key: string; cert: string }): Promise<TestServer> {
	const server = await startServer((_, response) => answerJson(response, { fine: true }), tls);
	stops.push(server.stop);
	return server;
}

describe('certificates', () => {
	test.each([
		['valid', 'is signed by an authority that n8n does not know'],
		['expired', 'has expired'],
		['wrongName', 'is signed by an authority that n8n does not know'],
	] as const)('%s, and nothing set: refused before anything is sent, with advice', async (kind, words) => {
		const server = await serve(certificates[kind]);
		const error = await failureOf<UnreachableError>(httpTo(server.url).request(call({ effect: 'once' })));
		expect(error).toBeInstanceOf(UnreachableError);
		expect(error.message).toContain(words);
		expect(error).toMatchObject({ arrived: 'no', repeatable: false });
		expect(error.advice).toContain("'Ignore SSL Issues'");
		expect(server.arrived).toEqual([]);
	});

	test.each(['valid', 'expired', 'wrongName'] as const)('%s, and Ignore SSL Issues on: accepted', async (kind) => {
		const server = await serve(certificates[kind]);
		expect(await httpTo(server.url, { allowUnauthorizedCerts: true }).request(call())).toEqual({ fine: true });
	});

	test.each([
		['expired', 'has expired'],
		['wrongName', 'is issued for another name'],
	] as const)('%s, and its authority as CA certificate: says what is wrong with it', async (kind, words) => {
		const server = await serve(certificates[kind]);
		const error = await failureOf<UnreachableError>(httpTo(server.url, { caCertificate: certificates.ca }).request(call()));
		expect(error.message).toContain(words);
	});

	test('a valid one, and its authority as CA certificate: accepted, and not by connections without it', async () => {
		const server = await serve(certificates.valid);
		expect(await httpTo(server.url, { caCertificate: certificates.ca }).request(call())).toEqual({ fine: true });
		await failureOf(httpTo(server.url).request(call()));
	});

	test('a CA certificate that cannot be read is said to be the problem', async () => {
		const server = await serve(certificates.valid);
		const caCertificate = '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----';
		const error = await failureOf<UnreachableError>(httpTo(server.url, { caCertificate }).request(call()));
		expect(error.message).toContain("'CA Certificate'");
	});
});

describe('wrong addresses', () => {
	test('https where http is spoken', async () => {
		const server = await serve();
		const error = await failureOf<UnreachableError>(httpTo(server.url.replace('http:', 'https:')).request(call()));
		expect(error.message).toContain('does not speak HTTPS');
		expect(error.advice).toContain('http://');
	});

	test('HTTP where HTTPS is expected', async () => {
		const server = await serve(certificates.valid);
		const error = await failureOf<UnreachableError>(httpTo(server.url.replace('https:', 'http:')).request(call({ effect: 'once' })));
		expect(error).toBeInstanceOf(UnreachableError);
	});

	test('a port where nothing listens', async () => {
		const server = await serve();
		await server.stop();
		const error = await failureOf<UnreachableError>(httpTo(server.url).request(call({ effect: 'once' })));
		expect(error).toMatchObject({ arrived: 'no', code: 'ECONNREFUSED' });
		expect(error.message).toMatch(/^127\.0\.0\.1:\d+ refused the connection$/);
		expect(error.outcome).toBe('GET /things was not sent (ECONNREFUSED)');
	});

	test('a host that does not exist', async () => {
		const error = await failureOf<UnreachableError>(httpTo('http://no-such-host.invalid').request(call({ effect: 'once', timeoutMs: 2_000 })));
		expect(error).toMatchObject({ arrived: 'no' });
		expect(error.message).toBe('The host name of no-such-host.invalid could not be found');
	});
});
