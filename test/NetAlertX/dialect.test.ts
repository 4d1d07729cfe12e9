import { dialect } from '../../nodes/NetAlertX/dialect';
import { parseBaseUrl } from '../../nodes/shared/http/url';
import { lab, startLab, type Running } from '../support/netAlertX';
import { asAnswer, isRefusal, recorded, recordings } from '../support/recordings';

const named = [...recordings].map(([name, exchange]) => ({ name, exchange, answer: asAnswer(exchange) }));
const inJson = named.filter(({ exchange, answer }) => isRefusal(exchange) && answer.json !== undefined);
const pages = named.filter(({ exchange, answer }) => isRefusal(exchange) && answer.contentType === 'text/html');
const accepted = named.filter(({ exchange }) => !isRefusal(exchange));

/** The server's own account of what went wrong, wherever the answer keeps it. */
function ownWords(json: unknown): string[] {
	const { error, message, errors } = json as { error?: string; message?: string; errors?: string[] };
	return errors ?? [error ?? message ?? ''];
}

describe('a recorded no', () => {
	it.each(inJson)('$name is found, in the words of the server', ({ answer }) => {
		const refusal = dialect.refusal(answer);
		for (const words of ownWords(answer.json)) {
			expect(words).not.toBe('');
			expect(refusal?.words).toContain(words);
		}
	});

	it.each(inJson)('$name says that the token is wrong only where it is', ({ answer }) => {
		expect(dialect.refusal(answer)?.secretRejected ?? false).toBe(answer.status === 403 || answer.status === 401);
	});

	it.each(inJson)('$name is a passing one only where the database was locked', ({ name, answer }) => {
		expect(dialect.refusal(answer)?.nothingDone ?? false).toBe(name === 'device-update.200-db-locked');
	});
});

it.each(accepted)('the recorded yes $name is not taken for a no', ({ answer }) => {
	expect(dialect.refusal(answer)).toBeUndefined();
});

describe('a page of HTML', () => {
	let running: Running;
	beforeAll(async () => {
		running = await startLab();
	});
	afterAll(async () => await running.stop());

	it.each(pages)('$name shows up as its title, and nothing else of it', async ({ exchange }) => {
		const { status, body } = exchange.response;
		running.simulator.answerNext({}, { status, body });
		const error = await running.client().device(lab.nas).catch((thrown: Error) => thrown);
		const title = /<title>(.*)<\/title>/.exec(String(body))![1]!;
		expect(error).toMatchObject({ name: 'RefusedError', status, message: expect.stringContaining(`titled "${title}"`) });
		expect(JSON.stringify(error)).not.toMatch(/<|The method is not allowed|Did not attempt/);
	});
});

describe('what other programs answer', () => {
	const inAnyCase = { headers: {}, contentType: 'application/json' };
	const answer = (status: number, json: unknown) => ({ ...inAnyCase, status, text: JSON.stringify(json), json });

	it.each([
		['a 403 of a gateway', 403, { error: 'blocked by policy' }],
		['a 401 of a gateway', 401, { error: 'sign in first' }],
		['another status with the word', 400, { error: 'Forbidden' }],
	])('%s does not condemn the token', (_, status, json) => {
		expect(dialect.refusal(answer(status, json))).toEqual(expect.not.objectContaining({ secretRejected: true }));
	});

	it.each([
		['text', 'down'],
		['a list', ['down']],
		['nothing', null],
		['an object without a word', { status: 'down' }],
	])('%s in JSON is left to the transport to describe', (_, json) => {
		expect(dialect.refusal(answer(500, json))).toBeUndefined();
	});

	it('a failure without a reason is a no all the same', () => {
		expect(dialect.refusal(answer(200, { success: false }))?.words).toMatch(/NetAlertX reported a failure/);
	});
});

describe('advice', () => {
	it.each([
		['http://nas:20211', /20211 is usually NetAlertX's web interface/],
		['http://nas:20212/server', /has a path \(\/server\)/],
		['http://nas:8080', /GRAPHQL_PORT/],
	])('on the address %s', (entered, expected) => {
		expect(dialect.addressAdvice(parseBaseUrl(entered, dialect.exampleAddress))).toMatch(expected);
	});

	it.each([
		['device-get.404-unknown', /no such device/],
		['device-create.200-duplicate', /exists already/],
		['device-update.200-db-locked', /holds NetAlertX's database/],
		['device-update-column.500-db-locked', /hides the reason/],
		['nettools-trigger-scan.400-not-loaded', /LOADED_PLUGINS/],
		['nettools-nmap.422-cidr', /Check the value/],
		['auth-check.403', /Copy the API token/],
	])('on %s', (name, expected) => {
		expect(recorded(name)).toBeDefined();
		expect(dialect.refusal(asAnswer(recordings.get(name)!))?.advice).toMatch(expected);
	});
});

it.each<[string, unknown, string]>([
	['texts', ['one', 'two'], 'one; two'],
	['records, as GraphQL has them', [{ message: 'one' }], 'one'],
	['anything else', [null, { toString: 1 }], 'NetAlertX reported a failure without a reason; NetAlertX reported a failure without a reason'],
])('a list of errors is told where it has %s', (_, errors, words) => {
	expect(dialect.refusal({ status: 200, headers: {}, contentType: 'application/json', text: '', json: { errors } })).toEqual({ words });
});
