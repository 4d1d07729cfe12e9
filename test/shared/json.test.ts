import * as fc from 'fast-check';
import { parseJson } from '../../nodes/shared/http/json';

describe('E12 numbers that JSON does not have', () => {
	it.each<[string, unknown]>([
		['Infinity', null],
		['-Infinity', null],
		['NaN', null],
		['[NaN,Infinity,-Infinity,1]', [null, null, null, 1]],
		['{"devName": Infinity, "devMac": "aa"}', { devName: null, devMac: 'aa' }],
		['{"a":-Infinity}', { a: null }],
		['{"a":{"b":[{"c":NaN}]}}', { a: { b: [{ c: null }] } }],
		['\n [ NaN , { "x" :\tInfinity } ] ', [null, { x: null }]],
		['{"name":"NaN","other":NaN}', { name: 'NaN', other: null }],
		['{"Infinity":Infinity,"NaN":"-Infinity, NaN"}', { Infinity: null, NaN: '-Infinity, NaN' }],
		['["a \\"NaN\\" b",NaN]', ['a "NaN" b', null]],
		['["ends in a backslash \\\\",NaN]', ['ends in a backslash \\', null]],
		['["\\\\\\"",Infinity,"NaN\\\\"]', ['\\"', null, 'NaN\\']],
		['["\\u0022,NaN",NaN,"é😀"]', ['",NaN', null, 'é😀']],
	])('%s is read with null in their place', (text, expected) => {
		expect(parseJson(text)).toEqual(expected);
	});

	it.each(['nan', 'Infinit', '+Infinity', '--Infinity', '-NaN', 'NaNNaN', 'xNaN', '[NaN', '{"a":NaN,}', '{NaN:1}', '["NaN]', '"NaN', 'Not found', '{"a":"Infinity"', '[1,"\\"]', ''])(
		'%s stays what it is: no JSON',
		(text) => {
			expect(parseJson(text)).toBeUndefined();
		},
	);

	it('JSON as it has to be is read as it is, whatever its texts say', () => {
		expect(parseJson('{"a":"NaN","Infinity":["-Infinity"]}')).toEqual({ a: 'NaN', Infinity: ['-Infinity'] });
	});

	it('whatever the texts around are, only the bare words become null', () => {
		const word = fc.constantFrom('NaN', 'Infinity', '-Infinity');
		const texts = fc.oneof(fc.string(), fc.constantFrom('NaN', '"', '\\', '\\"NaN', 'Infinity"', '\\\\'));
		fc.assert(
			fc.property(fc.array(fc.record({ name: texts, value: texts, bare: word })), (rows) => {
				const text = `[${rows.map(({ name, value, bare }) => `{${JSON.stringify(name)}:${JSON.stringify(value)},"bare":${bare}}`).join(',')}]`;
				const expected = rows.map(({ name, value }) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)},"bare":null}`) as unknown);
				expect(parseJson(text)).toEqual(expected);
			}),
		);
	});

	it.each<[string, (length: number) => string]>([
		['texts', (length) => `[${'"NaN, and \\" more",'.repeat(length)}NaN]`],
		['a text of quotation marks that never ends', (length) => `[NaN,"${'\\"'.repeat(length)}`],
		['backslashes', (length) => `[NaN,"${'\\\\'.repeat(length)}"]`],
		['the words themselves', (length) => `[${'NaN,'.repeat(length)}Infinity]`],
	])('takes time by length only: %s', (_, make) => {
		const msFor = (length: number) => {
			const text = make(length);
			return Math.min(...[1, 2, 3].map(() => {
				const begun = performance.now();
				parseJson(text);
				return performance.now() - begun;
			}));
		};
		msFor(20_000);
		const [short, long] = [msFor(20_000), msFor(320_000)];
		// Sixteen times as long: by length it is 16 times the time, and 256 times where it grows with the square.
		expect(long / Math.max(short, 0.2)).toBeLessThan(100);
	});
});
