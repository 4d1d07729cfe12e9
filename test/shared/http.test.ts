import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod/v4';
import { BadAnswerError, CancelledError, InputError, RefusedError, SecretRejectedError, UnreachableError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { answerJson, startServer, type TestServer } from '../support/server';
import { call, failureOf, httpTo } from '../support/http';

let server: TestServer;
const serve = async (answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) => (server = await startServer(answer));
afterEach(async () => {
	await closeAgents();
	await server.stop();
});

describe('a good answer', () => {
	test('sends method, path, query, headers and JSON, and returns the checked answer', async () => {
		let body = '';
		let headers: IncomingMessage['headers'] = {};
		await serve((request, response) => {
			headers = request.headers;
			request.on('data', (chunk) => (body += chunk));
			request.on('end', () => answerJson(response, { id: '7', extra: 1 }));
		});
		const answer = await httpTo(server.url).request(
			call({ method: 'POST', path: ['things', 'a/b'], query: { q: 'x y' }, json: { name: 'Ünïcode' }, answer: z.looseObject({ id: z.string() }) }),
		);
		expect(answer).toEqual({ id: '7', extra: 1 });
		expect(server.arrived).toEqual(['POST /things/a%2Fb?q=x%20y']);
		expect(JSON.parse(body)).toEqual({ name: 'Ünïcode' });
		expect(headers).toMatchObject({ authorization: 'Bearer s3cret', 'content-type': 'application/json', accept: 'application/json' });
		expect(headers).not.toHaveProperty('accept-encoding');
	});

	test('many requests share at most 32 kept-alive connections', async () => {
		await serve((_, response) => setTimeout(() => answerJson(response, {}), 5));
		const http = httpTo(server.url);
		await http.request(call());
		for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 100 }, async () => await http.request(call())));
		expect(server.arrived).toHaveLength(301);
		expect(server.connections).toBeLessThanOrEqual(32);
	});

	test('text is fine where the call says so', async () => {
		await serve((_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('metric 1'));
		expect(await httpTo(server.url).request(call({ orText: true }))).toBe('metric 1');
	});

	test('a file is fine where the call names its content type, byte by byte, and any other content type is not', async () => {
		const bytes = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00, 0xfe]);
		await serve((_, response, count) => response.writeHead(200, { 'content-type': count === 1 ? 'application/pdf; charset=binary' : 'image/png' }).end(bytes));
		const asked = call({ orFile: 'application/pdf', answer: z.instanceof(Buffer) as never });
		expect(await httpTo(server.url).request(asked)).toEqual(bytes);
		expect(await failureOf(httpTo(server.url).request(asked))).toBeInstanceOf(BadAnswerError);
	});

	test('an error is an error, whatever content type it has', async () => {
		await serve((_, response) => response.writeHead(500, { 'content-type': 'application/pdf' }).end('no'));
		expect(await failureOf(httpTo(server.url).request(call({ orFile: 'application/pdf' })))).toBeInstanceOf(RefusedError);
	});
});

test.each(['“s3cret”', 's3cret…', 's3\ncret', 's3\0cret'])('a secret with a character that no header may have is said, every time, and holds up nobody: %j', async (secret) => {
	await serve((_, response) => answerJson(response, {}));
	const wrong = httpTo(server.url, { headers: { authorization: `Bearer ${secret}` }, secrets: [secret], requestsAtOnce: 2 });
	for (let nth = 0; nth < 5; nth++) {
		const error = await failureOf<InputError>(wrong.request(call()));
		expect(error).toBeInstanceOf(InputError);
		expect(error.message).toBe('The key for Product contains a character that cannot be sent in a request');
		expect(JSON.stringify(error)).not.toContain('s3');
	}
	expect(await httpTo(server.url, { requestsAtOnce: 2 }).request(call())).toEqual({});
	expect(server.arrived).toHaveLength(1);
});

describe("the server's clock", () => {
	test.each([3_600_000, -3_600_000, 0])('is known from its answers, %d ms ahead of ours', async (ahead) => {
		await serve((_, response) => answerJson(response, {}, 200, { date: new Date(Date.now() + ahead).toUTCString() }));
		const http = httpTo(server.url);
		await http.request(call());
		expect(Math.abs(http.serverNow().getTime() - Date.now() - ahead)).toBeLessThan(2_000);
	});

	test('is ours where it does not say', async () => {
		await serve((_, response) => {
			response.sendDate = false;
			answerJson(response, {});
		});
		const http = httpTo(server.url);
		await http.request(call());
		expect(Math.abs(http.serverNow().getTime() - Date.now())).toBeLessThan(1_000);
	});
});

describe('refusals', () => {
	test("lead with the server's words and keep method, path and status", async () => {
		await serve((_, response) => answerJson(response, { error: 'the thing is\nlocked' }, 409));
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call({ path: ['things', 7] })));
		expect(error).toBeInstanceOf(RefusedError);
		expect(error).toMatchObject({ message: 'the thing is locked', status: 409, asked: { method: 'GET', path: '/things/7' } });
		expect(error.outcome).toBe('GET /things/7 returned status 409');
	});

	test.each(['\0', '\u0001\n', ' '])('have words of their own where the server has none to be seen (%j)', async (error) => {
		await serve((_, response) => answerJson(response, { error }, 409));
		const refused = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(refused.message).toBe(`${new URL(server.url).host} sent an empty answer`);
	});

	test('mask a secret that the server repeats', async () => {
		await serve((_, response) => answerJson(response, { error: 'bad header Bearer s3cret' }, 400));
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(error.message).toBe('bad header Bearer ***');
	});

	test('a page of HTML is named by its title', async () => {
		await serve((_, response) => response.writeHead(500, { 'content-type': 'text/html' }).end(`<title>Boom</title>${'<p>'.repeat(5000)}`));
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(error.message).toMatch(/^127\.0\.0\.1:\d+ answered with a web page titled "Boom"$/);
	});

	test('a redirect is not followed and says where it leads, without its query', async () => {
		await serve((_, response) => response.writeHead(302, { location: 'https://elsewhere.example/other?next=s3cret' }).end());
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(error.message).toContain('redirects to https://elsewhere.example/other');
		expect(error.message).not.toContain('next=');
		expect(server.arrived).toHaveLength(1);
	});

	test('a status that the call takes for an answer is one', async () => {
		await serve((_, response) => answerJson(response, { error: 'none found' }, 404));
		expect(await httpTo(server.url).request(call({ alsoFine: [404] }))).toEqual({ error: 'none found' });
	});
});

describe('answers that make no sense', () => {
	test.each<[string, (response: ServerResponse) => void, RegExp]>([
		['a page with status 200', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Login</title>'), /web page titled "Login"/],
		['nothing', (response) => void response.writeHead(200).end(), /sent an empty answer/],
		['truncated JSON', (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": "7'), /answered "\{"id": "7"/],
		['another shape', (response) => answerJson(response, { id: 7 }), /unexpected answer: id:/],
	])('%s', async (_, answer, words) => {
		await serve((__, response) => answer(response));
		const error = await failureOf<BadAnswerError>(httpTo(server.url).request(call({ answer: z.looseObject({ id: z.string() }) })));
		expect(error).toBeInstanceOf(BadAnswerError);
		expect(error.message).toMatch(words);
		expect(server.arrived).toHaveLength(1);
	});

	test.each([
		['announced', { 'content-length': '3000000' }],
		['not announced', {}],
	])('an answer over the limit (%s) is refused and its connection ended', async (_, headers) => {
		await serve((__, response) => {
			response.on('error', () => {});
			response.writeHead(200, { 'content-type': 'application/json', ...headers });
			response.write(Buffer.alloc(3_000_000, 'x'));
		});
		const error = await failureOf<BadAnswerError>(httpTo(server.url).request(call({ limit: 1_000_000 })));
		expect(error).toBeInstanceOf(BadAnswerError);
		expect(error.message).toContain('longer than 1 MB');
		expect(server.arrived).toHaveLength(1);
	});
});

describe('sending again', () => {
	const failures: Array<[string, (response: ServerResponse) => void]> = [
		['a reset before the answer', (response) => response.socket?.resetAndDestroy()],
		[
			'a reset in the middle of the body',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
				response.write('{"a":', () => response.socket?.resetAndDestroy());
			},
		],
		['status 503', (response) => void response.writeHead(503).end()],
		['status 429 with Retry-After 0', (response) => void response.writeHead(429, { 'retry-after': '0' }).end()],
	];
	test.each(failures)('after %s: reads and idempotent writes are, the rest is not', async (_, fail) => {
		await serve((__, response, count) => (count % 2 === 1 ? fail(response) : answerJson(response, { fine: true })));
		const http = httpTo(server.url);
		expect(await http.request(call())).toEqual({ fine: true });
		expect(await http.request(call({ method: 'POST', json: {}, effect: 'idempotent' }))).toEqual({ fine: true });
		expect(server.arrived).toHaveLength(4);
		await failureOf(http.request(call({ method: 'POST', json: {}, effect: 'once' })));
		expect(server.arrived).toHaveLength(5);
	});

	test('a write that is sent once is sent again where the server says that it did nothing', async () => {
		await serve((_, response, count) => answerJson(response, count < 3 ? { error: 'database is locked', busy: true } : { fine: true }));
		expect(await httpTo(server.url).request(call({ method: 'POST', json: {}, effect: 'once' }))).toEqual({ fine: true });
		expect(server.arrived).toHaveLength(3);
	});

	test('ends after four attempts and says so', async () => {
		await serve((_, response) => void response.writeHead(502).end());
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(error.status).toBe(502);
		expect(error.notes).toEqual(['Tried 4 times.']);
		expect(server.arrived).toHaveLength(4);
	});

	test('does not wait longer than the deadline allows, and says what the server asks for', async () => {
		await serve((_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end());
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call()));
		expect(error.notes).toEqual(['The server asks n8n to wait 3600 s.']);
		expect(server.arrived).toHaveLength(1);
	});
});

describe('a gateway that does not reach the server behind it', () => {
	test.each([502, 520, 521, 522, 523, 525, 526, 530])('%d: the advice is not about the address', async (status) => {
		await serve((_, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<title>no</title>'));
		const error = await failureOf<RefusedError>(httpTo(server.url).request(call({ method: 'POST', effect: 'once' })));
		expect(error.advice).toMatch(/the server behind it|in front of the server/);
		expect(server.arrived).toHaveLength(1);
	});
});

describe('F50 what may have been carried out', () => {
	const everySort: Array<[string, (response: ServerResponse) => void]> = [
		['no answer', () => {}],
		['a gateway that stopped waiting', (response) => void response.writeHead(504).end()],
		['Cloudflare, that stopped waiting', (response) => void response.writeHead(524).end()],
		['half of an answer in JSON', (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"id": ')],
	];
	const DOUBT = /may (have been|still be) carried out/;

	test.each(everySort)('%s: is said of what acts, and of what only reads it is not', async (_, answer) => {
		await serve((__, response) => answer(response));
		const told = async (more: Partial<Parameters<typeof call>[0]>) => {
			const { outcome, advice } = await failureOf<UnreachableError>(httpTo(server.url, {}, { deadline: Date.now() + 400 }).request(call({ timeoutMs: 150, ...more })));
			return `${outcome} ${advice}`;
		};
		expect(await told({ method: 'POST', effect: 'once' })).toMatch(DOUBT);
		expect(await told({ effect: 'read' })).not.toMatch(DOUBT);
		// As a command of a wrapper that is sent with all care, and reads.
		expect(await told({ effect: 'once', onlyReads: true })).not.toMatch(DOUBT);
	});
});

describe('deadlines', () => {
	test.each<[string, (response: ServerResponse) => void]>([
		['never answers', () => {}],
		[
			'drips',
			(response) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				const drip = setInterval(() => response.write(' '), 20);
				response.on('close', () => clearInterval(drip));
			},
		],
	])('a server that %s is given up', async (_, answer) => {
		await serve((__, response) => answer(response));
		const error = await failureOf<UnreachableError>(httpTo(server.url).request(call({ effect: 'once', timeoutMs: 150 })));
		expect(error).toBeInstanceOf(UnreachableError);
		expect(error).toMatchObject({ arrived: 'unknown' });
		expect(error.message).toMatch(/gave no complete answer within/);
		expect(error.outcome).toContain('may have been carried out');
	});

	test('a cancelled execution ends a read that is under way', async () => {
		const cancel = new AbortController();
		await serve(() => cancel.abort());
		const error = await failureOf(httpTo(server.url, {}, { signal: cancel.signal }).request(call()));
		expect(error).toBeInstanceOf(CancelledError);
	});

	test('a cancelled execution lets a write that is under way finish', async () => {
		const cancel = new AbortController();
		await serve((_, response) => {
			cancel.abort();
			answerJson(response, { fine: true });
		});
		const http = httpTo(server.url, {}, { signal: cancel.signal });
		expect(await http.request(call({ method: 'POST', json: {}, effect: 'once' }))).toEqual({ fine: true });
		expect(await failureOf(http.request(call()))).toBeInstanceOf(CancelledError);
	});

	test('a cancelled execution does not wait for the next attempt', async () => {
		const cancel = new AbortController();
		await serve((_, response) => {
			response.writeHead(503, { 'retry-after': '20' }).end();
			setTimeout(() => cancel.abort(), 20);
		});
		expect(await failureOf(httpTo(server.url, {}, { signal: cancel.signal }).request(call()))).toBeInstanceOf(CancelledError);
	});
});

describe('rejected secrets', () => {
	test('a thousand requests with a wrong secret are one rejected request', async () => {
		await serve((_, response) => answerJson(response, { error: 'Not authorized' }, 403));
		const http = httpTo(server.url);
		const errors = await Promise.all(Array.from({ length: 1000 }, async () => await failureOf<SecretRejectedError>(http.request(call()))));
		expect(server.arrived).toHaveLength(1);
		expect(errors.every((error) => error instanceof SecretRejectedError && error.message === 'Not authorized')).toBe(true);
		expect(errors[999]!.outcome).toMatch(/^Product rejected this key \d seconds? ago, so no request was sent \(it alerts somebody for every rejected one\)$/);
	});

	test('the credential test asks all the same, and a good answer is remembered instead', async () => {
		await serve((_, response, count) => (count === 1 ? answerJson(response, { error: 'no' }, 403) : answerJson(response, {})));
		const surroundings = { now: Date.now, random: () => 1, memory: new SecretMemory() };
		const node = httpTo(server.url, {}, { surroundings });
		await failureOf(node.request(call()));
		await failureOf(node.request(call()));
		expect(server.arrived).toHaveLength(1);
		await httpTo(server.url, {}, { surroundings, askAnyway: true }).request(call());
		await node.request(call());
		expect(server.arrived).toHaveLength(3);
	});

	test('another refusal of the server proves the secret good; a gateway proves nothing', async () => {
		await serve((_, response) => answerJson(response, { error: 'no such thing' }, 404));
		const http = httpTo(server.url);
		await failureOf(http.request(call()));
		expect(await failureOf(http.request(call()))).not.toBeInstanceOf(SecretRejectedError);
	});
});
