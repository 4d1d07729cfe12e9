import { CancelledError, RefusedError, SecretRejectedError, type UnreachableError } from '../../nodes/shared/errors';
import { SecretMemory } from '../../nodes/shared/http/secretMemory';
import { until } from '../e2e/n8n/wait';
import { failureOf } from '../support/http';
import { page, startPortal, VirtualTime, type Running } from '../support/meshtech';
import type { MeshtechOptions } from '../simulators/meshtech';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

let running: Running;
const start = async (options?: MeshtechOptions) => (running = await startPortal(options));
afterEach(async () => {
	jest.restoreAllMocks();
	await running.stop();
});

const unauthorized = { status: 401, body: { message: 'Unauthorized' } };
const minute = 60_000;

/** So many requests, at most 32 at the same time, as the engine runs items. */
async function requests(count: number, send: (index: number) => Promise<unknown>): Promise<unknown[]> {
	let next = 0;
	const failures: unknown[] = [];
	const work = async () => {
		while (next < count) await send(next++).catch((error: unknown) => failures.push(error));
	};
	await Promise.all(Array.from({ length: 32 }, work));
	return failures;
}

describe('signing in', () => {
	it('happens once for a thousand requests of several executions at the same time', async () => {
		await start();
		const clients = Array.from({ length: 4 }, () => running.client());
		expect(await requests(1000, async (index) => await clients[index % 4]!.device(page.office))).toEqual([]);
		expect(running.simulator.signIns).toBe(1);
		expect(running.sent()).toHaveLength(1000);
	});

	it('happens once more for a token that is revoked in the middle, and no request fails', async () => {
		await start({ latencyMs: 2 });
		const client = running.client();
		let done = 0;
		const failures = await requests(1000, async () => {
			await client.device(page.office);
			if (++done === 500) running.simulator.revokeTokens();
		});
		expect(failures).toEqual([]);
		expect(running.simulator.signIns).toBe(2);
		const rejected = running.sent().length - 1000;
		expect(rejected).toBeGreaterThan(0);
		// At most those that were under way: anyone who comes later has the new token, or knows that the old one is of no use.
		expect(rejected).toBeLessThanOrEqual(32);
	});

	it('is not repeated while the token lives, and is before its end', async () => {
		const time = new VirtualTime().install();
		await start({ now: time.now });
		const client = running.client();
		for (let passed = 0; passed < 28; passed++, time.pass(minute)) await client.device(page.office);
		expect(running.simulator.signIns).toBe(1);
		time.pass(minute + 1);
		await client.device(page.office);
		expect(running.simulator.signIns).toBe(2);
		// Renewed in time: the server never had to refuse.
		expect(running.sent()).toHaveLength(29);
	});

	it.each([-60, 60])('is not hurt by a server whose clock is %d minutes wrong', async (wrong) => {
		await start({ now: () => Date.now() + wrong * minute });
		const client = running.client();
		for (let count = 0; count < 3; count++) await client.device(page.office);
		expect(running.simulator.signIns).toBe(1);
		expect(Math.abs(client.serverNow().getTime() - Date.now() - wrong * minute)).toBeLessThan(3_000);
	});

	it('sends user name and password to the sign-in alone, and the token to the API alone', async () => {
		await start();
		await running.client().rename(page.office, 'new');
		const [signIn, rename] = running.simulator.requests;
		expect(signIn).toMatchObject({ method: 'POST', body: { username: 'ada', password: 'p_simulator' } });
		expect(signIn!.headers.authorization).toBeUndefined();
		expect(`http://${String(signIn!.headers.host)}`).toBe(new URL(running.simulator.signInUrl).origin);
		expect(rename!.headers.authorization).toMatch(/^Bearer ey/);
		expect(`http://${String(rename!.headers.host)}`).toBe(new URL(running.simulator.apiUrl).origin);
		expect(JSON.stringify(rename)).not.toContain('p_simulator');
	});

	it('of another user, or with another password, is another session', async () => {
		await start();
		await running.client().device(page.office);
		await expect(running.client({ username: 'grace' }).device(page.office)).rejects.toThrow('INVALID_CREDENTIALS');
		await expect(running.client({ password: 'other' }).device(page.office)).rejects.toThrow('INVALID_CREDENTIALS');
		await running.client().device(page.office);
		expect(running.simulator.signIns).toBe(3);
	});

	it('of a user that is refused says nothing of another one with the same password', async () => {
		await start();
		await expect(running.client({ username: 'grace' }).device(page.office)).rejects.toThrow('INVALID_CREDENTIALS');
		expect(await running.client().device(page.office)).toMatchObject({ id: page.office });
	});

	it('goes on for others when the execution that began it is cancelled', async () => {
		await start({ latencyMs: 50 });
		const controller = new AbortController();
		const cancelled = running.client({}, { signal: controller.signal }).device(page.office);
		const other = running.client().device(page.office);
		controller.abort();
		expect(await failureOf(cancelled)).toBeInstanceOf(CancelledError);
		expect(await other).toMatchObject({ id: page.office });
		expect(running.simulator.signIns).toBe(1);
	});
});

it('a cancelled execution does not wait for a sign-in that hangs', async () => {
	await start();
	running.simulator.answerNext({ path: /login$/ }, 'hang');
	const controller = new AbortController();
	const cancelled = running.client({}, { signal: controller.signal }).device(page.office);
	await until('the sign-in to arrive', () => running.simulator.signIns === 1);
	controller.abort();
	expect(await failureOf(cancelled)).toBeInstanceOf(CancelledError);
	expect(running.sent()).toEqual([]);
});

describe('a 401', () => {
	it('costs one more sign-in, and the request is sent once more, also one that is never repeated otherwise', async () => {
		await start();
		const client = running.client();
		await client.device(page.office);
		running.simulator.revokeTokens();
		await client.createJob({ type: 'FIRMWARE_UPDATE', deviceIds: [page.office], firmwareVersion: '3.5.0' });
		expect(running.simulator.signIns).toBe(2);
		expect(running.simulator.jobs.all).toHaveLength(1);
		expect(running.written().map(([request]) => request)).toEqual(['POST /jobs', 'POST /jobs']);
	});

	it('after that is an error that says so, and never a loop: a thousand requests sign in twice in all', async () => {
		await start();
		running.simulator.answerNext({ path: /\/devices/ }, unauthorized, 10_000);
		const client = running.client();
		const failures = await requests(1000, async () => await client.device(page.office));
		expect(failures).toHaveLength(1000);
		for (const failure of failures) {
			expect(failure).toBeInstanceOf(SecretRejectedError);
			expect(failure).toMatchObject({ message: 'Unauthorized', status: 401, advice: expect.stringMatching(/The sign-in succeeded, but the API did not accept the token/) });
		}
		expect(running.simulator.signIns).toBe(2);
		// One to find out with each token, and those that were under way.
		expect(running.sent().length).toBeLessThanOrEqual(2 + 2 * 32);
	});

	it('counts anew once a token was taken', async () => {
		await start();
		const client = running.client();
		for (let revoked = 0; revoked < 3; revoked++) {
			await client.device(page.office);
			running.simulator.revokeTokens();
		}
		expect(await client.device(page.office)).toMatchObject({ id: page.office });
		expect(running.simulator.signIns).toBe(4);
	});

	it('E1 is doubted for five minutes: then one more token is asked for, and works if the API takes it', async () => {
		const time = new VirtualTime().install();
		await start({ now: time.now });
		running.simulator.answerNext({ path: /\/devices/ }, unauthorized, 2);
		for (let minutes = 0; minutes < 5; minutes++, time.pass(minute)) await expect(running.client().device(page.office)).rejects.toThrow('Unauthorized');
		expect([running.simulator.signIns, running.sent().length]).toEqual([2, 2]);
		// Of the two tokens, both are of no use.
		running.simulator.revokeTokens();
		jest.spyOn(SecretMemory.prototype, 'rejection').mockReturnValue(undefined);
		expect(await running.client().device(page.office)).toMatchObject({ id: page.office });
		expect(running.simulator.signIns).toBe(3);
	});

	it('is overcome by a credential test once the API takes tokens again', async () => {
		await start();
		running.simulator.answerNext({ path: /\/devices/ }, unauthorized, 2);
		await expect(running.client().device(page.office)).rejects.toThrow('Unauthorized');
		await expect(running.client().device(page.office)).rejects.toThrow('Unauthorized');
		await running.client({}, { askAnyway: true }).authenticate();
		expect(await running.client().device(page.office)).toMatchObject({ id: page.office });
	});
});

describe('a sign-in that is refused', () => {
	it('is remembered: a thousand requests with a wrong password send it once', async () => {
		await start();
		const client = running.client({ password: 'wrong' });
		const failures = await requests(1000, async () => await client.device(page.office));
		expect(failures).toHaveLength(1000);
		for (const failure of failures) expect(failure).toBeInstanceOf(SecretRejectedError);
		for (const failure of failures) expect(failure).toMatchObject({ message: 'INVALID_CREDENTIALS', status: 401 });
		expect(running.simulator.signIns).toBe(1);
		expect(running.sent()).toEqual([]);
	});

	it.each([
		['a 200 with another status', { status: 200, body: { status: 'PASSWORD_EXPIRED', authToken: null, sessionId: null } }, 'PASSWORD_EXPIRED'],
		['a 200 with another status and a token', { status: 200, body: { status: 'MFA_REQUIRED', authToken: 'x' } }, 'MFA_REQUIRED'],
		['a status and a sentence', { status: 403, body: { status: 'LOCKED', message: 'Too many attempts' } }, 'LOCKED: Too many attempts'],
		['a sentence', { status: 400, body: { title: 'Bad credentials' } }, 'Bad credentials'],
		['a 401 without a word', { status: 401 }, 'Unauthorized'],
	])('by %s says what the server says, and is remembered', async (_, fault, words) => {
		await start();
		running.simulator.answerNext({ path: /login$/ }, fault);
		for (let count = 0; count < 2; count++) {
			const failure = await failureOf(running.client().device(page.office));
			expect(failure).toBeInstanceOf(SecretRejectedError);
			expect(failure).toMatchObject({ message: words });
		}
		expect(running.simulator.signIns).toBe(1);
	});

	it.each([
		['p_simulator ', true],
		['wrong', false],
	])('A8 with the password "%s": a blank at its end is named (%s)', async (password, isNamed) => {
		await start();
		for (let count = 0; count < 2; count++) {
			const { notes } = await failureOf<SecretRejectedError>(running.client({ password }).device(page.office));
			expect(notes).toEqual(isNamed ? ['There is a space before or after the password.'] : []);
		}
	});

	it('A8 with a blank around the user name is accepted: no user name has one', async () => {
		await start();
		expect(await running.client({ username: ' ada ' }).device(page.office)).toMatchObject({ id: page.office });
	});

	it.each([
		['an overloaded server', { status: 503, body: { message: 'busy' } }],
		['a missing path', { status: 404, body: { message: 'No such route' } }],
		['a broken server', { status: 500, body: { message: 'broken' } }],
	])('by %s is not remembered', async (_, fault) => {
		await start();
		running.simulator.answerNext({ path: /login$/ }, fault, fault.status === 503 ? 4 : 1);
		const error = await failureOf<RefusedError>(running.client().device(page.office));
		expect(error).toMatchObject({ name: 'RefusedError', message: fault.body.message });
		expect(await running.client().device(page.office)).toMatchObject({ id: page.office });
	});

	it('F50 that gets no answer is not said to have been carried out', async () => {
		await start();
		running.simulator.answerNext({ path: /login$/ }, 'reset', 4);
		const { outcome } = await failureOf<UnreachableError>(running.client().device(page.office));
		expect(outcome).toMatch(/^POST \/api\/v1\/auth\/login got no complete answer \(\w+\)$/);
	});

	it.each([
		['no token', { status: 200, body: { status: 'SUCCESS', authToken: null } }, /no token/],
		['a token that cannot be sent', { status: 200, body: { status: 'SUCCESS', authToken: 'tok😀en' } }, /a token that no request can carry/],
		['a web page', { status: 200, body: '<html><title>Portal</title></html>' }, /web page titled "Portal"/],
	])('with %s is said to be a strange answer', async (_, fault, words) => {
		await start();
		running.simulator.answerNext({ path: /login$/ }, fault);
		const error = await failureOf<Error>(running.client().device(page.office));
		expect(error).toMatchObject({ name: 'BadAnswerError', message: expect.stringMatching(words), advice: expect.stringContaining('Sign-In URL') });
	});

	it('gives neither password nor token away, also if a server repeats them', async () => {
		await start();
		const client = running.client();
		await client.device(page.office);
		const token = String(running.simulator.requests.at(-1)!.headers.authorization).slice('Bearer '.length);
		running.simulator.answerNext({ path: /\/devices/ }, { status: 400, body: { message: `bad ${token} of p_simulator` } });
		const ofApi = await failureOf<Error>(client.devices(() => true));
		running.simulator.answerNext({ path: /login$/ }, { status: 400, body: { message: 'wrong: p_other' } });
		const ofSignIn = await failureOf<Error>(running.client({ password: 'p_other' }).device(page.office));
		expect(ofApi.message).toBe('bad *** of ***');
		expect(ofSignIn.message).toBe('wrong: ***');
	});

	it.each([
		['user name', { username: ' ' }],
		['password', { password: '' }],
	])('without a %s is said before anything is sent', async (_, missing) => {
		await start();
		expect(() => running.client(missing)).toThrow(/no user name or no password/);
		expect(running.simulator.requests).toEqual([]);
	});
});
