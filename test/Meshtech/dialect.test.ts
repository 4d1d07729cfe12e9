import { dialect, signInDialect } from '../../nodes/Meshtech/dialect';
import type { Answer } from '../../nodes/shared/http/answer';

const answer = (status: number, json: unknown): Answer => ({ status, headers: {}, contentType: 'application/json', text: JSON.stringify(json) ?? '', json });

describe('a no of the API, in any of the shapes that such APIs have', () => {
	it.each<[string, unknown, string]>([
		['a message', { message: 'Device not found' }, 'Device not found'],
		['a message of a gateway', { Message: 'Missing Authentication Token' }, 'Missing Authentication Token'],
		['an error', { error: 'no' }, 'no'],
		['an error with a message', { error: { code: 7, message: 'no' } }, 'no'],
		['the same twice', { error: 'no', message: 'no' }, 'no'],
		['a problem', { type: 'about:blank', title: 'Invalid', detail: 'name is too long', status: 400 }, 'Invalid (name is too long)'],
		['problems by field', { title: 'Invalid', errors: { name: ['too long', 'taken'], label: ['empty'] } }, 'Invalid (too long: taken: empty)'],
		['a list of problems', { errors: ['one', { message: 'two' }] }, 'one (two)'],
		['text', 'no', 'no'],
	])('%s', (_, json, words) => {
		expect(dialect.refusal(answer(400, json))?.words).toBe(words);
	});

	it.each([
		['nothing in it', {}],
		['a number', 7],
		['a list', []],
	])('with %s is described by the transport', (_, json) => {
		expect(dialect.refusal(answer(500, json))).toBeUndefined();
	});

	it('is about the token with a 401 only, whatever stands in it', () => {
		expect(dialect.refusal(answer(401, {}))).toEqual({ words: 'Unauthorized', secretRejected: true });
		expect(dialect.refusal({ ...answer(401, undefined), text: '<html>' })).toMatchObject({ words: 'Unauthorized' });
		expect(dialect.refusal({ ...answer(401, undefined), text: 'token expired' })).toMatchObject({ words: 'token expired' });
		expect(dialect.refusal(answer(403, { message: 'no' }))?.secretRejected).toBeUndefined();
	});

	it('is never found in a yes', () => {
		expect(dialect.refusal(answer(200, { message: 'fine', error: null }))).toBeUndefined();
	});
});

describe('a no of the sign-in', () => {
	it('is never found in the documented yes', () => {
		expect(signInDialect.refusal(answer(200, { status: 'SUCCESS', authToken: 'valueOfYourToken', sessionId: null }))).toBeUndefined();
	});

	it('is any other status', () => {
		expect(signInDialect.refusal(answer(200, { status: 'FAILURE' }))).toMatchObject({ words: 'FAILURE', secretRejected: true });
	});

	it.each([500, 503, 429, 404])('is none to the password with status %i', (status) => {
		expect(signInDialect.refusal(answer(status, { status: 'ERROR', message: 'busy' }))).toEqual({ words: 'ERROR: busy' });
	});

	it("takes a framework's number for no status of Meshtech's", () => {
		expect(signInDialect.refusal(answer(400, { status: 400, title: 'Bad Request' }))).toMatchObject({ words: 'Bad Request', secretRejected: true });
	});
});

it('an error in JSON that is nested without end is no failure of ours', () => {
	const json = JSON.parse(`${'{"error": '.repeat(100_000)}"no"${'}'.repeat(100_000)}`) as unknown;
	expect(dialect.refusal({ ...answer(400, {}), json })).toBeUndefined();
});
