import { asJson, inWords, oneLine, pageTitle, withoutSecrets } from '../../nodes/shared/text';

test('oneLine takes out line breaks and control characters and ends long texts', () => {
	expect(oneLine('a\r\n b\u0000\t c ')).toBe('a b c');
	expect(oneLine('x'.repeat(2_000))).toHaveLength(500);
});

test('pageTitle never returns a page', () => {
	expect(pageTitle('<!doctype html><title>405 Method\nNot Allowed</title><h1>x</h1>')).toBe('405 Method Not Allowed');
	expect(pageTitle(`<h1>Hello</h1>${'<p>long text </p>'.repeat(500)}`).length).toBeLessThanOrEqual(120);
	expect(pageTitle('<h1>Hello</h1>')).toBe('Hello');
});

test('withoutSecrets masks a secret as it is and percent-encoded, and leaves the text alone without secrets', () => {
	expect(withoutSecrets('token t/1 and t%2F1', ['t/1', ''])).toBe('token *** and ***');
	expect(withoutSecrets('nothing', [])).toBe('nothing');
});

const secret = 'a b/"<&>\'\\+é😀.$';
test.each([
	['as it is', secret],
	['percent-encoded', encodeURIComponent(secret)],
	['percent-encoded in small letters', encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase())],
	['as a form has it', new URLSearchParams({ x: secret }).toString().slice(2)],
	['as JSON', JSON.stringify(secret).slice(1, -1)],
	['as JSON with escaped slashes', JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')],
	['as JSON of ASCII', JSON.stringify(secret).slice(1, -1).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)],
	['as HTML', secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')],
	['as HTML with numbers', [...secret].map((character) => (/\w/.test(character) ? character : `&#x${character.codePointAt(0)!.toString(16)};`)).join('')],
])('withoutSecrets masks a secret %s', (_, form) => {
	expect(withoutSecrets(`<${form}>`, [secret])).toBe('<***>');
});

test('withoutSecrets leaves nothing of a secret that begins with another', () => {
	expect(withoutSecrets('key abcd1234-rest', ['abcd1234', 'abcd1234-rest'])).toBe('key ***');
});

test('withoutSecrets masks a secret of any length', () => {
	const long = 'x/y+'.repeat(20_000);
	expect(withoutSecrets(`bad token ${long} and x`, [long])).toMatch(/^bad token \*+ and x$/);
	expect(withoutSecrets(`bad token ${encodeURIComponent(long)}`, [long])).toMatch(/^bad token \*+$/);
});

test('withoutSecrets leaves what only looks alike', () => {
	expect(withoutSecrets('Test a.b axb', ['test', 'a.b'])).toBe('Test *** axb');
});

test.each([
	[[], ''],
	[['a'], 'a'],
	[['a', 'b'], 'a and b'],
	[['a', 'b', 'c'], 'a, b and c'],
])('inWords(%j)', (words, sentence) => {
	expect(inWords(words)).toBe(sentence);
});

test('asJson writes JSON, and words of its own for what nothing can write', () => {
	expect(asJson({ a: [1] })).toBe('{"a":[1]}');
	expect(asJson(undefined)).toBe('');
	expect(asJson(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('(JSON that is nested too deep to be shown)');
});

test.each(['ü/', '<&', '😀"', 'a '])('a secret of 70,000 characters is masked, whatever forms each of them has: %j', (part) => {
	const secret = part.repeat(35_000);
	expect(withoutSecrets(`before ${secret} after`, [secret])).toMatch(/^before (\*\*\*)+ after$/);
	expect(withoutSecrets(encodeURIComponent(secret), [secret])).toMatch(/^(\*\*\*)+$/);
});
