import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { IncompleteError, parseInspected } from '../../nodes/MeshCentral/wrapper/inspected';

const recorded = (name: string): string =>
	(JSON.parse(readFileSync(join(__dirname, `../contracts/meshcentral/rest-${name}.json`), 'utf8')) as { response: { body: string } }).response.body;

it('reads the links of a device as they were recorded', () => {
	const links = parseInspected(recorded('devicesharing')) as object[];
	expect(links).toHaveLength(6);
	expect(links[0]).toEqual({
		p: 2,
		publicid: 'iOCAWmP7lRHb',
		userid: 'user//labadmin',
		guestName: 'guest desk',
		consent: 9,
		url: 'https://127.0.0.1:18300/sharing?c=<share-cookie>',
		startTime: 1795199156000,
		expireTime: 1795202756000,
		viewOnly: true,
	});
	expect(links[2]).toMatchObject({ port: null });
});

it('reads login tokens as they were recorded', () => {
	expect(parseInspected(recorded('logintokens'))).toEqual([{ name: 'lab', tokenUser: '~t:<token-user>', created: 1795198643467, expire: 0 }]);
});

it.each([
	['an apostrophe', "Zoë's 'desk'"],
	['both kinds of quotes', `"it's"`],
	['all three kinds', '"it\'s" `so` ${x}'],
	['backslashes and line breaks', 'C:\\temp\n\tnew\r\n'],
	['a long text in lines', Array.from({ length: 5 }, (_, line) => `line ${line} of a name that is too long for one`).join('\n')],
	['control characters', '\0\x07\x1b[31m\x7f\x9f'],
	['unicode', 'žluť 日本 😀 \ud800'],
	['what looks like an end', "'}, {"],
])('reads a guest name with %s', (_, guestName) => {
	const links = [{ p: 1, publicid: 'FIpvP@ys+kMG', guestName, port: null, recurring: undefined }];
	expect(parseInspected(inspect(links))).toEqual(links);
});

it('reads whatever is printed of flat lists of objects', () => {
	const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined));
	const key = fc.oneof(fc.string({ maxLength: 12 }).filter((name) => name !== '__proto__'), fc.constantFrom('p', 'publicid', '$x_1'));
	fc.assert(
		fc.property(fc.array(fc.dictionary(key, value, { noNullPrototype: true, maxKeys: 8 }), { maxLength: 20 }), (list) => {
			expect(parseInspected(inspect(list))).toEqual(list);
		}),
	);
});

it.each([
	['a list of more than a hundred', inspect(Array.from({ length: 101 }, (_, p) => ({ p })))],
	['a text of more than ten thousand characters', inspect([{ url: 'x'.repeat(10_001) }])],
	['a list that ends too early', recorded('devicesharing').slice(0, 300)],
	['a text that ends too early', "[ { guestName: 'gue"],
	['nothing', ''],
])('%s is incomplete', (_, text) => {
	expect(() => parseInspected(text)).toThrow(IncompleteError);
});

it.each(['Invalid node id', "[ { p: require('fs') } ]", '[ 1 ] [ 2 ]', '{ a 1 }', '[ p => 1 ]', '<html></html>'])('%s is none', (text) => {
	expect(() => parseInspected(text)).toThrow(SyntaxError);
});

it('sets no prototype', () => {
	const [link] = parseInspected("[ { ['__proto__']: { polluted: true } } ]".replace("['__proto__']", "'__proto__'")) as [object];
	expect(Object.getPrototypeOf(link)).toBe(Object.prototype);
	expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
