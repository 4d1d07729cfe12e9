import * as fc from 'fast-check';

/** What somebody may enter, or an expression may give, that no field is made for. */
const texts = [
	'', ' ', '.', '..', '/', '../../etc/passwd', 'a/b', 'a\\b', '%', '%2e%2e%2f', '%00', '?x=1', '#x', 'a?b#c', '//other.example/x', 'http://other.example/', '@other.example',
	'a\r\nX-Injected: 1', 'a\r\n\r\nGET / HTTP/1.1', '\n', '\t', '\0', 'a\0b', '"', "'", '`id`', '$(id)', '; id', '${x}', '{{x}}', '<script>', '😀', 'e\u0301', '\u2028', '\ufeff', '\ud800', 'ＡＢ',
	'__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'NaN', '-1', '0', '1e309', '0x10', '9007199254740993', '{"__proto__": {"polluted": true}}',
	'{"constructor": {"prototype": {"polluted": true}}}', '[[[[[]]]]]', '{', '[]', 'true', '2026-13-45T99:99:99Z', '<'.repeat(500), 'ab:cd:ef:gh:ij:kl', 'a,b,,c', 'x'.repeat(5_000),
];

const values: unknown[] = [
	null, true, false, -1, 0, 1.5, 2 ** 53, -(2 ** 31), 1e21, [], {}, [null], [[]], ['a', {}], { a: 1 }, { __rl: true, mode: 'id', value: '../x' },
	JSON.parse('{"__proto__": {"polluted": true}}'), JSON.parse('{"constructor": {"prototype": {"polluted": true}}}'), JSON.parse('{"toString": 1, "valueOf": 1}'),
];

/** 1 MB, and a little more of it percent-encoded. */
export const megabyte = 'ü/'.repeat(333_334);

const mixed = fc.array(fc.constantFrom(...texts.filter((text) => text.length < 60), 'a', 'Z9', 'é'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));

/** Anything hostile: the list above, and texts joined from it. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
	{ arbitrary: fc.constantFrom<unknown>(...texts), weight: 6 },
	{ arbitrary: mixed, weight: 5 },
	{ arbitrary: fc.constantFrom(...values), weight: 2 },
	{ arbitrary: fc.jsonValue(), weight: 1 },
	{ arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 2 },
);
