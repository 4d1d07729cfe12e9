import { dialect, dialectAt } from '../../nodes/TacticalRmm/dialect';
import { parseBaseUrl } from '../../nodes/shared/http/url';
import { asAnswer, recorded, recordings } from '../support/tacticalRmmRecordings';

/** Answers of 200 that are refusals anyway: an agent that was not reached, or nothing done. */
const SILENT = ['timeout', 'natsdown'];
const isSilence = (body: unknown) => SILENT.includes(body as string) || String(body).startsWith('No agents have been put in maintenance');

const named = [...recordings].map(([name, exchange]) => ({ name, answer: asAnswer(exchange), body: exchange.response.body }));
const refused = named.filter(({ answer, body }) => answer.status >= 400 || isSilence(body));
const inJson = refused.filter(({ answer }) => answer.json !== undefined);
const pages = refused.filter(({ answer }) => /<title>/.test(answer.text));
const redirects = named.filter(({ answer }) => answer.status === 301);
const accepted = named.filter(({ answer, body }) => answer.status < 300 && !isSilence(body));

/** All texts of an error, wherever they stand. */
function texts(json: unknown): string[] {
	if (typeof json === 'string') return [json];
	return typeof json === 'object' && json !== null ? Object.values(json).flatMap(texts) : [];
}

it('the recordings have every shape of error', () => {
	const shapes = inJson.map(({ body }) => (typeof body === 'string' ? 'text' : 'detail' in (body as object) ? 'detail' : 'fields'));
	expect(new Set(shapes)).toEqual(new Set(['text', 'detail', 'fields']));
	expect(pages.length).toBeGreaterThan(10);
	expect(redirects.length).toBeGreaterThan(3);
});

it.each(inJson)('the recorded no $name is found, in the words of the server', ({ answer, body }) => {
	const refusal = dialect.refusal(answer);
	expect(texts(body)).not.toEqual([]);
	for (const words of texts(body)) expect(refusal?.words).toContain(words);
});

it.each(inJson)('the recorded no $name condemns the key only where the server does not take it', ({ answer }) => {
	expect(dialect.refusal(answer)?.secretRejected ?? false).toBe(answer.status === 401);
});

it.each(refused)('the recorded no $name is never one after which a request may be sent again whatever it does', ({ answer }) => {
	expect(dialect.refusal(answer)?.nothingDone ?? false).toBe(false);
});

it.each(accepted)('the recorded yes $name is not taken for a no', ({ answer }) => {
	expect(dialect.refusal(answer)).toBeUndefined();
});

it.each(pages)('the page $name shows up as its title, with what it most likely means', ({ answer }) => {
	const refusal = dialect.refusal(answer);
	const title = /<title>(.*)<\/title>/.exec(answer.text)![1]!;
	expect(refusal?.words).toBe(`The server answered with a page titled "${title}"`);
	expect(refusal?.advice).toMatch({ 400: /host name/, 404: /no such route/, 500: /missing, unknown or of the wrong type/ }[answer.status]!);
});

it.each(redirects)('the redirect $name is explained, with where it leads', ({ answer }) => {
	const refusal = dialect.refusal(answer);
	expect(refusal?.words).toContain(String(answer.headers.location).split('?')[0]);
	expect(refusal?.advice).toMatch(/HTTPS instead of HTTP/);
});

describe('what is told beside the words', () => {
	it.each([
		['agent-runscript-offline-wait', /the agent is offline/],
		['agent-runscript-bus-down', /services nats and nats-api/],
		['agent-reboot-schedule-offline', /the agent is offline/],
		['agent-command-offline', /took longer than its timeout/],
		['agent-maintenance-bulk-unknown-id', /Nothing was changed/],
		['agent-get-outside-scope', /its user's role/],
		['agent-get-unknown', /It was deleted/],
		['error-expired-key', /API Keys/],
		['script-delete-community', /come with Tactical RMM/],
		['agent-installer-linux-unsigned', /code-signing token/],
		['script-create-bad-shell', /Check the values/],
	])('%s', (name, expected) => {
		expect(recorded(name)).toBeDefined();
		expect(dialect.refusal(asAnswer(recordings.get(name)!))?.advice).toMatch(expected);
	});

	it.each([
		[{ name: ['This field may not be blank.'] }, 'name: This field may not be blank.'],
		[{ non_field_errors: ['The fields must be unique.'] }, 'The fields must be unique.'],
		[{ client: { name: ['too long', 'too odd'] } }, 'client.name: too long; client.name: too odd'],
		[['first', 'second'], 'first; second'],
	])('fields are named: %j', (json, words) => {
		expect(dialect.refusal(answer(400, json))?.words).toBe(words);
	});
});

describe('what other programs answer', () => {
	it.each([
		['a 401 of a gateway', 401, { error: 'sign in first' }],
		['a 401 of a gateway in text', 401, 'sign in first'],
		['a 403 of a gateway', 403, { detail: 'blocked by policy' }],
	])('%s does not condemn the key', (_, status, json) => {
		expect(dialect.refusal(answer(status, json))).toEqual(expect.not.objectContaining({ secretRejected: true }));
	});

	it.each([
		['nothing', null],
		['a number', 7],
		['an object without a word', { code: 7 }],
	])('%s in JSON is left to the transport to describe', (_, json) => {
		expect(dialect.refusal(answer(500, json))).toBeUndefined();
	});

	it.each([
		[502, /does not: it is restarting/],
		[503, /does not: it is restarting/],
		[504, /waits at most 300 s/],
	])('a page of the web server in front with status %s is explained', (status, expected) => {
		const page = { status, headers: {}, contentType: 'text/html', text: '<html><title>Gateway</title>no</html>', json: undefined };
		expect(dialect.refusal(page)).toEqual({ words: 'The server answered with a page titled "Gateway"', advice: expect.stringMatching(expected) as string });
	});
});

it.each([
	['https://rmm.example.com', /web interface.*api\.example\.com/],
	['https://mesh.example.com', /MeshCentral.*api\.example\.com/],
	['https://api.example.com/api', /has a path \(\/api\)/],
	['https://api.example.com', /such as https:\/\/api\.example\.com/],
])('advice on the address %s', (entered, expected) => {
	expect(dialect.addressAdvice(parseBaseUrl(entered, dialect.exampleAddress))).toMatch(expected);
});

function answer(status: number, json: unknown) {
	return { headers: {}, contentType: 'application/json', status, text: JSON.stringify(json), json };
}

it('an error in JSON that is nested without end is no failure of ours', () => {
	const json = JSON.parse(`{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as unknown;
	expect(dialect.refusal({ status: 400, headers: {}, contentType: 'application/json', text: '', json })).toBeUndefined();
});

it('T12 a page that is not found speaks of the path in the address, where there is one', () => {
	const answer = { status: 404, headers: {}, contentType: 'text/html', text: '<title>Not Found</title>', json: undefined };
	const at = (address: string) => dialectAt(parseBaseUrl(address, dialect.exampleAddress)).refusal(answer)?.advice;
	expect(at('https://api.example.com/api/v3')).toMatch(/^The address in the credential has a path \(\/api\/v3\)/);
	expect(at('https://api.example.com')).toMatch(/^There is no such route/);
	expect(dialectAt(parseBaseUrl('https://api.example.com/x', dialect.exampleAddress)).refusal({ ...answer, status: 403, contentType: 'application/json', json: { detail: 'No' } })?.advice).not.toMatch(/path/);
});
