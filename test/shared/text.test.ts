import { inWords, oneLine, pageTitle, withoutSecrets } from '../../nodes/shared/text';

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

test.each([
	[[], ''],
	[['a'], 'a'],
	[['a', 'b'], 'a and b'],
	[['a', 'b', 'c'], 'a, b and c'],
])('inWords(%j)', (words, sentence) => {
	expect(inWords(words)).toBe(sentence);
});
