/** How many requests a server gets at the same time from one process, and what waiting for a place does not cost. */
import type { ServerResponse } from 'node:http';
import { setTimeout as later } from 'node:timers/promises';
import { limitOf } from '../../nodes/shared/connection/read';
import { CancelledError, InputError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import { call, failureOf, httpTo } from '../support/http';
import { answerJson, startServer, type TestServer } from '../support/server';

let server: TestServer;
afterEach(async () => {
	await closeAgents();
	await server?.stop();
});

/** A server that takes some time for each answer, and counts what is under way. */
async function slowServer(ms: number, answer = (response: ServerResponse) => answerJson(response, {})) {
	const seen = { most: 0, now: 0 };
	server = await startServer((_, response) => {
		seen.most = Math.max(seen.most, ++seen.now);
		void later(ms).then(() => {
			seen.now--;
			answer(response);
		});
	});
	return seen;
}

const many = (count: number, ask: (nr: number) => Promise<unknown>) => Promise.all(Array.from({ length: count }, async (_, nr) => await ask(nr)));
const write = call({ method: 'POST', json: {}, effect: 'once' });

test.each([1, 4, 40])('with %d, never more are under way, of however many executions, and as many as that', async (requestsAtOnce) => {
	const seen = await slowServer(5);
	const executions = [httpTo(server.url, { requestsAtOnce }), httpTo(server.url, { requestsAtOnce })];
	await executions[0]!.request(call());
	await many(200, async (nr) => await executions[nr % 2]!.request(call()));
	expect(seen.most).toBe(requestsAtOnce);
	expect(server.connections).toBeLessThanOrEqual(requestsAtOnce);
});

test('other secrets of the same server share the places; those that name another number have their own', async () => {
	const seen = await slowServer(20);
	const asking = (secret: string, requestsAtOnce: number) => httpTo(server.url, { secrets: [secret], requestsAtOnce });
	const [one, other, apart] = [asking('one', 3), asking('other', 3), asking('one', 2)];
	await Promise.all([one, other].map(async (http) => await many(20, async () => await http.request(call()))));
	expect(seen.most).toBe(3);
	await Promise.all([one, other, apart].map(async (http) => await many(20, async () => await http.request(call()))));
	expect(seen.most).toBe(5);
});

test('waiting for a place is no part of the time that a request may take', async () => {
	await slowServer(100);
	const http = httpTo(server.url, { requestsAtOnce: 1 });
	await http.request(call());
	expect(await many(8, async () => await http.request(call({ timeoutMs: 400 })))).toHaveLength(8);
	expect(await many(8, async () => await http.request({ ...write, timeoutMs: 400 }))).toHaveLength(8);
	expect(server.arrived).toHaveLength(17);
});

test('the same by default: more requests than places are no reason to give one up that was never sent', async () => {
	await slowServer(150);
	const http = httpTo(server.url);
	await http.request(call());
	expect(await many(32 * 6, async () => await http.request({ ...write, timeoutMs: 600 }))).toHaveLength(32 * 6);
});

test.each(['read', 'once'] as const)('a cancelled execution ends the waiting of a request (%s), which is then not sent, and gives its turn to the next', async (effect) => {
	const release = Promise.withResolvers<void>();
	server = await startServer((request, response) => void (request.url === '/held' ? release.promise : Promise.resolve()).then(() => answerJson(response, {})));
	const cancel = new AbortController();
	const [held, cancelled, next] = [httpTo(server.url, { requestsAtOnce: 1 }), httpTo(server.url, { requestsAtOnce: 1 }, { signal: cancel.signal }), httpTo(server.url, { requestsAtOnce: 1 })];
	await Promise.all([held, cancelled, next].map(async (http) => await http.request(call())));
	const holding = held.request(call({ path: ['held'] }));
	const waiting = failureOf(cancelled.request(call({ method: effect === 'read' ? 'GET' : 'POST', path: ['cancelled'], effect })));
	const following = next.request(call({ path: ['next'] }));
	cancel.abort();
	expect(await waiting).toBeInstanceOf(CancelledError);
	release.resolve();
	await Promise.all([holding, following]);
	expect(server.arrived.slice(3)).toEqual(['GET /held', 'GET /next']);
});

test('who waits to ask again has no place meanwhile, and neither has who was given up', async () => {
	server = await startServer((request, response, count) => {
		if (request.url === '/busy' && count < 3) answerJson(response, { error: 'busy' }, 503, { 'retry-after': '1' });
		else if (request.url !== '/silent') answerJson(response, {});
	});
	const http = httpTo(server.url, { requestsAtOnce: 1 });
	await http.request(call());
	const busy = http.request(call({ path: ['busy'] }));
	await failureOf(http.request(call({ method: 'POST', path: ['silent'], effect: 'once', timeoutMs: 50 })));
	await http.request(call({ path: ['other'] }));
	await busy;
	expect(server.arrived).toEqual(['GET /things', 'GET /busy', 'POST /silent', 'GET /other', 'GET /busy']);
});

describe("'Max Parallel Requests' of a credential", () => {
	test.each([
		[{}, 32],
		[{ requestsAtOnce: 1 }, 1],
		[{ requestsAtOnce: '16' }, 16],
		[{ requestsAtOnce: 256 }, 256],
	])('%j: %d', (data, requestsAtOnce) => expect(limitOf(data)).toEqual({ requestsAtOnce }));

	test.each([0, -1, 2.5, 257, '', 'many', null])('%p is refused in words', (entered) => {
		expect(() => limitOf({ requestsAtOnce: entered as never })).toThrow(InputError);
	});
});
