/** A gateway before a server is named, over HTTP and over a WebSocket, whatever is asked; and nothing is sent elsewhere. */
import { gzipSync } from 'node:zlib';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { BadAnswerError, KeptOutError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import { doorNames } from '../../nodes/shared/http/doors';
import { doorAnswers, headersAt, type DoorAnswer } from '../simulators/support/doors';
import { call, failureOf, httpTo } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';

const stops: Array<() => Promise<void>> = [];
afterEach(async () => {
	await closeAgents();
	await Promise.all(stops.splice(0).map(async (stop) => await stop()));
});

async function behind(answer: DoorAnswer): Promise<TestServer> {
	const server: TestServer = await startServer((_, response) => response.writeHead(answer.status, headersAt(answer, server.url)).end(answer.body));
	stops.push(server.stop);
	return server;
}

const cases = Object.entries<DoorAnswer>(doorAnswers).map(([name, answer]) => ({ name, ...answer }));
/** Met only where a proxy is in use: see proxies.test.ts. */
const ELSEWHERE = ["a proxy's refusal"];

test('every door of the table is met here', () => {
	expect(new Set(cases.map(({ door }) => door))).toEqual(new Set(doorNames.filter((name) => !ELSEWHERE.includes(name))));
});

describe.each(cases)('$name', (answer) => {
	test.each(['read', 'idempotent', 'once'] as const)('%s', async (effect) => {
		const server = await behind(answer);
		const acted = jest.fn();
		const error = await failureOf<KeptOutError>(httpTo(server.url, {}, { acted }).request(call({ effect })));
		expect(error).toBeInstanceOf(KeptOutError);
		expect(error.status).toBe(answer.status);
		expect([error.message, error.advice]).toEqual(answer.says.map((words) => expect.stringMatching(words) as string));
		expect(error.outcome).toBe(`GET /things returned status ${answer.status}`);
		expect(server.arrived).toHaveLength(1);
		// The server itself was not asked: anyone who runs this again does nothing twice.
		expect(acted).not.toHaveBeenCalled();
	});

	test('a WebSocket', async () => {
		const server = await behind(answer);
		const connection = { url: `${server.url.replace('http', 'ws')}/control.ashx`, headers: { 'x-meshauth': 's3cret' }, secrets: ['s3cret'], allowUnauthorizedCerts: false, caCertificate: '' };
		const error = await failureOf<KeptOutError>(openLink(connection, { method: 'sign-in', path: '' }));
		expect(error).toBeInstanceOf(KeptOutError);
		expect([error.message, error.advice]).toEqual(answer.says.map((words) => expect.stringMatching(words) as string));
	});
});

describe('what was shown to it already is said', () => {
	test('a service token of Cloudflare Access', async () => {
		const server = await behind(doorAnswers['Cloudflare Access, forbidden']);
		const error = await failureOf<KeptOutError>(httpTo(server.url, { inFront: { 'cf-access-client-id': 'x', 'cf-access-client-secret': 'y' } }).request(call()));
		expect(error.message).toContain('does not let this service token through');
		expect(error.advice).toContain('whether it has expired');
	});

	test('what stands in the header of Basic Auth, where none can be sent', async () => {
		for (const name of ['Basic Auth', 'Authelia', 'Authentik'] as const) {
			const server = await behind(doorAnswers[name]);
			const error = await failureOf<KeptOutError>(httpTo(server.url, { inPlaceOfBasicAuth: "Meshtech's token" }).request(call()));
			expect(error.advice).toMatch(/^Basic Auth cannot be sent: Meshtech's token uses the same header, Authorization\./);
			expect(error.advice).not.toMatch(/choose 'Basic Auth' under 'Connection', and enter/);
		}
	});

	test('a user and password', async () => {
		const server = await behind(doorAnswers['Basic Auth']);
		const error = await failureOf<KeptOutError>(httpTo(server.url, { inFront: { authorization: 'Basic eDp5' } }).request(call()));
		expect(error.message).toMatch(/does not accept this user and password$/);
		expect(error.advice).toContain("'Basic Auth Password'");
	});
});

test('a WebSocket asks for pages that are not compressed, whatever the web server would do', async () => {
	const { status, headers, body } = doorAnswers['OAuth2 Proxy, its page'];
	const server = await startServer((request, response) => {
		const isAsked = /gzip/.test(String(request.headers['accept-encoding']));
		response.writeHead(status, { ...headers, ...(isAsked && { 'content-encoding': 'gzip' }) }).end(isAsked ? gzipSync(body) : body);
	});
	stops.push(server.stop);
	const connection = { url: `${server.url.replace('http', 'ws')}/control.ashx`, headers: {}, secrets: [], allowUnauthorizedCerts: false, caCertificate: '' };
	expect(await failureOf<KeptOutError>(openLink(connection, { method: 'sign-in', path: '' }))).toBeInstanceOf(KeptOutError);
});

describe('where text is fine as well', () => {
	const serve = async (title: string, type = 'text/html') => {
		const server = await startServer((_, response) => response.writeHead(200, { 'content-type': type }).end(`<html><title>${title}</title></html>`));
		stops.push(server.stop);
		return httpTo(server.url);
	};

	test.each([true, false])('a door that says 200 is named (entered by hand: %p)', async (isRaw) => {
		const http = await serve('Just a moment...');
		expect(await failureOf(http.request(call({ orText: true, isRaw, effect: 'once' })))).toBeInstanceOf(KeptOutError);
	});

	test('any other page is no answer, unless the route was entered by hand', async () => {
		const error = await failureOf<BadAnswerError>((await serve('Welcome')).request(call({ orText: true, effect: 'once' })));
		expect(error).toBeInstanceOf(BadAnswerError);
		expect(error.message).toMatch(/answered with a web page titled "Welcome"$/);
		expect(await (await serve('Welcome')).request(call({ orText: true, isRaw: true }))).toContain('<title>Welcome</title>');
	});

	test('text that only looks like a page may be the output of a command', async () => {
		expect(await (await serve('Just a moment...', 'text/plain')).request(call({ orText: true }))).toContain('Just a moment...');
	});
});

describe('what is no door', () => {
	test.each([
		['a 401 of the server', 401, { 'www-authenticate': 'Token' }, { error: 'Invalid token.' }],
		['a 403 of the server', 403, {}, { error: 'Just a moment...' }],
		['a 400 of the server', 400, {}, { error: 'The SSL certificate error' }],
	] as const)('%s', async (_, status, headers, body) => {
		const server = await startServer((__, response) => answerJson(response, body, status, headers));
		stops.push(server.stop);
		const error = await failureOf<Error>(httpTo(server.url).request(call()));
		expect(error).not.toBeInstanceOf(KeptOutError);
		expect(error.message).toBe(body.error);
	});

	test.each([
		[500, 'text/html', '<html><title>Just a moment...</title><a href="/oauth2/start">x</a></html>'],
		[502, 'text/html', '<html><title>502</title>The SSL certificate error</html>'],
		[503, 'text/html', '<html><title>503</title>/oauth2/sign_in</html>'],
		[403, 'text/plain', 'grep: found /oauth2/start and No required SSL certificate was sent in nginx.conf'],
		[404, 'text/plain', 'Client sent an HTTP request to an HTTPS server.'],
	])('a failure of the server, or the output of a command, that speaks of one (%d %s)', async (status, type, body) => {
		const server = await startServer((_, response) => response.writeHead(status, { 'content-type': type }).end(body));
		stops.push(server.stop);
		const acted = jest.fn();
		const error = await failureOf<Error>(httpTo(server.url, {}, { acted }).request(call({ method: 'POST', effect: 'once' })));
		expect(error).not.toBeInstanceOf(KeptOutError);
		expect(acted).toHaveBeenCalled();
	});

	test('a redirect within the server, and one to a like-named path', async () => {
		for (const location of ['/things/', '/design/authors', 'https://other.example.com/things']) {
			const server = await startServer((_, response) => response.writeHead(302, { location }).end());
			stops.push(server.stop);
			const error = await failureOf<Error>(httpTo(server.url).request(call()));
			expect(error).not.toBeInstanceOf(KeptOutError);
		}
	});

	test('a device whose name is in the answer', async () => {
		const server = await startServer((_, response) => answerJson(response, [{ name: 'Just a moment... hotspot /oauth2/start' }]));
		stops.push(server.stop);
		expect(await httpTo(server.url).request(call())).toEqual([{ name: 'Just a moment... hotspot /oauth2/start' }]);
	});
});
