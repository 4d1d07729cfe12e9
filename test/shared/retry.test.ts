import { InputError, NotAskedError, RefusedError, SecretRejectedError, UnreachableError } from '../../nodes/shared/errors';
import { inTheEnd, mayBeDone, mayHaveActed, mayRepeat, retryAfterMs, waitBefore, type Effect } from '../../nodes/shared/http/retry';

const asked = { method: 'POST', path: '/x' };
const refused = (status: number, nothingDone = false, wait?: number) => new RefusedError('no', asked, status, undefined, nothingDone, wait);
const unreachable = (arrived: 'no' | 'unknown', repeatable = true) => new UnreachableError('gone', asked, arrived, { repeatable });

describe('what may be sent again', () => {
	test.each<[string, Error, Record<Effect, boolean>]>([
		['the connection was never made', unreachable('no'), { read: true, idempotent: true, once: true }],
		['the connection broke', unreachable('unknown'), { read: true, idempotent: true, once: false }],
		['a wrong certificate', unreachable('no', false), { read: false, idempotent: false, once: false }],
		...[429, 502, 503, 504, 520, 521, 522, 523, 524].map((status): [string, Error, Record<Effect, boolean>] => [
			`status ${status}`,
			refused(status),
			{ read: true, idempotent: true, once: false },
		]),
		...[400, 401, 403, 404, 422, 500, 501, 525, 526, 530].map((status): [string, Error, Record<Effect, boolean>] => [
			`status ${status}`,
			refused(status),
			{ read: false, idempotent: false, once: false },
		]),
		['the server did nothing', refused(200, true), { read: true, idempotent: true, once: true }],
		['it was not asked, because it rejected the secret a while ago', new NotAskedError('no', asked, 401, 'rejected'), { read: false, idempotent: false, once: false }],
		['something else', new Error('x'), { read: false, idempotent: false, once: false }],
	])('%s', (_, error, expected) => {
		for (const [effect, repeat] of Object.entries(expected)) expect([effect, mayRepeat(error, effect as Effect)]).toEqual([effect, repeat]);
	});
});

describe('E8 what was surely not carried out', () => {
	test.each<[string, unknown, boolean]>([
		['what was entered cannot be used', new InputError('no'), false],
		['the connection was never made', unreachable('no'), false],
		['the secret was rejected', new SecretRejectedError('no', asked, 401), false],
		['it was not asked', new NotAskedError('no', asked, 401, 'rejected'), false],
		['the server says that it did nothing', refused(200, true), false],
		['the connection broke', unreachable('unknown'), true],
		['the server refused it, maybe after an agent had it', refused(400), true],
		['the server broke', refused(500), true],
		['anything else', new Error('x'), true],
	])('%s', (_, error, isPossible) => {
		expect(mayHaveActed(error)).toBe(isPossible);
	});
});

describe('what is told when no attempt went well', () => {
	test.each<[first: string, error: RefusedError | UnreachableError, isMaybeDone: boolean]>([
		['was not sent', unreachable('no'), false],
		['got no answer', unreachable('unknown'), true],
		['returned status 429', refused(429), false],
		['returned status 504', refused(504), true],
		['was refused, and nothing was done', refused(503, true), false],
	])('the last failure; "was not sent" of a write only where the attempt before it, which %s, cannot have been carried out', (_, first, isMaybeDone) => {
		const last = new UnreachableError('refused', asked, 'no', { code: 'ECONNREFUSED', advice: 'Look.' });
		last.notes.push('Seen.');
		expect(inTheEnd(last, 'read', mayBeDone(first))).toBe(last);
		expect(inTheEnd(last, 'idempotent', mayBeDone(first))).toMatchObject({
			message: 'refused', advice: 'Look.', code: 'ECONNREFUSED', notes: ['Seen.'], arrived: isMaybeDone ? 'unknown' : 'no',
		});
	});

	test('as it is where the server answered in the end', () => {
		const last = refused(502);
		expect(inTheEnd(last, 'idempotent', true)).toBe(last);
	});
});

test('waits double, have jitter, and end at 5 s', () => {
	const waits = [1, 2, 3, 4, 5, 6, 9].map((attempt) => waitBefore(attempt, unreachable('no'), () => 0));
	expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
	expect(waitBefore(1, unreachable('no'), () => 0.999)).toBe(125);
});

test('a server that says how long to wait is believed', () => {
	expect(waitBefore(1, refused(429, false, 7_000), () => 0.5)).toBe(7_000);
});

test.each([
	['120', 120_000],
	['Sun, 06 Nov 1994 08:49:40 GMT', 3_000],
	['Sun, 06 Nov 1994 08:00:00 GMT', 0],
	['soon', undefined],
	['', undefined],
	[undefined, undefined],
	[['5', '6'], 5_000],
])('Retry-After %j', (header, expected) => {
	expect(retryAfterMs(header, Date.parse('1994-11-06T08:49:37Z'))).toBe(expected);
});
