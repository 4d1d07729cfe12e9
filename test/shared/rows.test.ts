import * as fc from 'fast-check';
import * as z from 'zod/v4';
import { readAs, type Gap } from '../../nodes/shared/http/reading';
import { namingText, recordOf, unreadIn, withFields } from '../../nodes/shared/http/record';
import { leftOutOf, listOf, mapOf, rowsByName, rowsOf } from '../../nodes/shared/http/rows';

const shape = {
	id: namingText,
	note: z.union([z.string(), z.number().transform(String)], { error: 'expected text' }).optional(),
	owner: z.string().nullable(),
	name: z.string().default(''),
	tags: z.array(z.string()).nullish(),
	part: recordOf({ core: z.string().nullish(), size: z.number().optional() }).nullish(),
	values: rowsOf({ field: z.number(), value: z.unknown() }).optional(),
};
const rows = rowsOf(shape);
const good = (id: string) => ({ id, note: 'x', owner: 'Ada', name: 'a name', tags: ['t'], part: { core: 'c' }, values: [{ field: 1, value: 'v' }], more: { deep: 1 } });

/** What is read of an answer, and what is said of the rest. */
function read<T>(schema: z.ZodType<T>, answer: unknown): { value: T; gaps: Gap[] } {
	const found = readAs(schema, answer);
	if ('misfit' in found) throw new Error(JSON.stringify(found.misfit));
	return found;
}

describe('rows of which some fields are checked', () => {
	it('are handed on as they came, unknown fields included', () => {
		const sent = [good('a'), good('b')];
		const { value, gaps } = read(rows, sent);
		expect(value).toBe(sent);
		expect(gaps).toEqual([]);
	});

	it('are copied where checking changes a field, and what was sent stays as it was', () => {
		const sent = [{ ...good('a'), note: 42 }, good('b')];
		const { value, gaps } = read(rows, sent);
		expect(value).toEqual([{ ...good('a'), note: '42' }, good('b')]);
		expect(value[1]).toBe(sent[1]);
		expect(sent[0]!.note).toBe(42);
		expect(gaps).toEqual([]);
	});

	it('an empty list is a list', () => {
		expect(read(rows, [])).toEqual({ value: [], gaps: [] });
	});
});

it('rows are read alike, whichever rows they follow: with other fields, in another order, with values that do not fit', () => {
	const any = { note: fc.constantFrom('x', 42, {}), owner: fc.constantFrom('Ada', null, 5), name: fc.constantFrom('n', 7), tags: fc.constantFrom(['t'], ['t', 5], null), more: fc.constant(1), toString: fc.constant('own') };
	const row = fc.tuple(fc.constantFrom('a', 'b', '', 5), fc.record(any, { requiredKeys: [] }), fc.shuffledSubarray(['id', ...Object.keys(any)], { minLength: 5 })).map(([id, fields, order]) => {
		const all: Record<string, unknown> = { id, ...fields };
		return Object.fromEntries(order.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]]));
	});
	const valuesOf = (list: unknown[]) => {
		const found = readAs(rows, list);
		return 'misfit' in found ? [] : found.value;
	};
	fc.assert(
		fc.property(fc.array(row, { maxLength: 6 }), (list) => {
			expect(valuesOf(list)).toEqual(list.flatMap((each) => valuesOf([each])));
		}),
		{ numRuns: 2_000 },
	);
});

describe('a field that does not fit counts as unknown', () => {
	it.each<[string, object, object, string]>([
		['null where the schema has it', { owner: 5 }, { owner: null }, 'owner: expected string, received number'],
		['null where it is missing and must not', { owner: undefined }, { owner: null }, 'owner: expected string, received nothing'],
		['its default', { name: ['x'] }, { name: '' }, 'name: expected string, received array'],
		['absent where the schema has no null', { note: {} }, { note: undefined }, 'note: expected text'],
		['a list of values as a whole, since a part of it is another list', { tags: ['t', 5] }, { tags: null }, 'tags: expected string, received number'],
		['in a record of the row, the field alone', { part: { core: 5, size: 1 } }, { part: { core: null, size: 1 } }, 'part.core: expected string, received number'],
		['the record where it is none', { part: 'x' }, { part: null }, 'part: expected a record'],
		['the record where nothing in it fits', { part: { core: 1, size: 'x' } }, { part: null }, 'part.core: expected string, received number'],
		['in rows of the row, the row alone', { values: [{ field: 'x' }, { field: 2 }] }, { values: [{ field: 2 }] }, 'values: 1 of 2 left out (field: expected number, received string)'],
		['rows of which nothing fits', { values: [null] }, { values: undefined }, 'values: expected a record'],
	])('%s', (_, spoilt, expected, problem) => {
		const sent = [good('a'), { ...good('b'), ...spoilt }, good('c')];
		const { value, gaps } = read(rows, sent);
		expect(value).toEqual([good('a'), { ...good('b'), ...expected }, good('c')]);
		expect([value[0], value[2]]).toEqual([sent[0], sent[2]]);
		expect(gaps).toEqual([{ kind: 'unknown', count: 1, of: 3, problems: [problem] }]);
		expect(unreadIn(value[1]!)).toEqual(Object.keys(spoilt));
		expect(unreadIn(value[0]!)).toEqual([]);
	});

	it('and what a server itself says is null is not unknown', () => {
		const { value } = read(rows, [{ ...good('a'), owner: null, part: null, tags: undefined }]);
		expect(unreadIn(value[0]!)).toEqual([]);
	});

	it('each is counted, and each way in which they do not fit is said once', () => {
		const sent = [{ ...good('a'), owner: 5 }, { ...good('b'), owner: 6, name: 7 }, good('c')];
		expect(read(rows, sent).gaps).toEqual([
			{ kind: 'unknown', count: 2, of: 3, problems: ['owner: expected string, received number', 'name: expected string, received number'] },
		]);
	});

	it('what is unknown in a row is unknown in its copy with further fields', () => {
		const [row] = read(rows, [{ ...good('a'), owner: 5 }]).value;
		const more = withFields(row!, { group: 'g' });
		expect(more).toMatchObject({ id: 'a', owner: null, group: 'g' });
		expect(unreadIn(more)).toEqual(['owner']);
	});

	it('a default that is an object is another one for each', () => {
		const results = rowsOf({ id: z.number(), result: recordOf({ status: z.string().nullish() }).default(() => ({})) });
		const [a, b] = read(results, [{ id: 1, result: 'x' }, { id: 2, result: 5 }]).value;
		expect([a, b]).toEqual([{ id: 1, result: {} }, { id: 2, result: {} }]);
		expect(a!.result).not.toBe(b!.result);
	});
});

describe('a row without what names it is left out', () => {
	it.each<[string, unknown, string]>([
		['the name is of another kind', { ...good('b'), id: 7 }, 'id: expected string, received number'],
		['the name is missing', { ...good('b'), id: undefined }, 'id: expected string, received nothing'],
		['the name is empty', { ...good('b'), id: '' }, 'id: empty'],
		['it is null', null, 'expected a record'],
		['it is a number', 5, 'expected a record'],
		['it is text', 'x', 'expected a record'],
		['it is a list', [], 'expected a record'],
	])('%s', (_, row, problem) => {
		const sent = [good('a'), row, good('c')];
		const { value, gaps } = read(rows, sent);
		expect(value).toEqual([good('a'), good('c')]);
		expect(value[0]).toBe(sent[0]);
		expect(gaps).toEqual([{ kind: 'leftOut', count: 1, of: 3, problems: [problem] }]);
		expect(leftOutOf(value).count).toBe(1);
	});

	it('as is one in which no field fits, although none of them names it', () => {
		const entries = rowsOf({ source: z.string().nullish(), message: z.string().nullish() });
		const { value, gaps } = read(entries, [{ source: 1, message: 2 }, { source: 'a', message: 2 }, { other: 1 }]);
		expect(value).toEqual([{ source: 'a', message: null }, { other: 1 }]);
		expect(gaps.map(({ kind, count }) => [kind, count])).toEqual([
			['leftOut', 1],
			['unknown', 1],
		]);
	});
});

describe('a list with rows of which not one fits is refused', () => {
	it.each<[string, unknown, PropertyKey[]]>([
		['no list', { id: 'a' }, []],
		['no list but text', 'x', []],
		['rows that are none', [null, 5, 'x', []], [0]],
		['rows without what names them', [{ id: 7 }, { id: '' }], [0, 'id']],
	])('%s', (_, answer, path) => {
		const found = readAs(rows, answer);
		expect('misfit' in found && found.misfit.path).toEqual(path);
		expect(rows.safeParse(answer).success).toBe(false);
	});

	it('in an answer, with where it is', () => {
		const found = readAs(z.looseObject({ devices: rows }), { devices: [{ id: 7 }] });
		expect('misfit' in found && found.misfit.path).toEqual(['devices', 0, 'id']);
	});

	it('but for a page, which is judged with the others', () => {
		const { value } = read(rowsOf(shape, { isPage: true }), [null]);
		expect(value).toEqual([]);
		expect(leftOutOf(value)).toEqual({ count: 1, first: { path: [0], message: 'expected a record' } });
	});
});

describe('lists that are no rows', () => {
	it('values that do not fit are left out', () => {
		expect(read(listOf(z.string()), ['a', 5, null, 'b'])).toEqual({
			value: ['a', 'b'],
			gaps: [{ kind: 'leftOut', count: 2, of: 4, problems: ['expected string, received number', 'expected string, received null'] }],
		});
		expect(listOf(z.string()).safeParse([1, 2]).success).toBe(false);
	});

	it('values by name as well', () => {
		const sent = JSON.parse('{"a": 1, "b": "x", "__proto__": 2}') as unknown;
		const { value, gaps } = read(mapOf(z.number()), sent);
		expect(Object.entries(value)).toEqual([['a', 1], ['__proto__', 2]]);
		expect(gaps).toEqual([{ kind: 'leftOut', count: 1, of: 3, problems: ['expected number, received string'] }]);
		expect(mapOf(z.number()).safeParse({ a: 'x' }).success).toBe(false);
		expect(mapOf(z.number()).safeParse([1]).success).toBe(false);
	});

	it('rows by name are one list: a name with odd rows only does not cost the others', () => {
		const nodes = rowsByName({ id: namingText });
		const { value, gaps } = read(nodes, { one: [{ id: 'a' }, { id: 5 }], two: [null], three: 'x', four: [] });
		expect(value).toEqual({ one: [{ id: 'a' }], two: [], three: [], four: [] });
		expect(gaps).toEqual([{ kind: 'leftOut', count: 3, of: 4, problems: ['id: expected string, received number', 'expected a record', 'expected a list'] }]);
		expect(nodes.safeParse({ one: [null], two: 'x' }).success).toBe(false);
	});
});

describe('a record that came alone', () => {
	const device = recordOf(shape, { held: ['tags'] });

	it('is handed on as it came', () => {
		const sent = good('a');
		expect(read(device, sent).value).toBe(sent);
	});

	it('has unknown fields, and says so', () => {
		expect(read(device, { ...good('a'), owner: 5 })).toEqual({
			value: { ...good('a'), owner: null },
			gaps: [{ kind: 'unknown', count: 1, problems: ['owner: expected string, received number'] }],
		});
	});

	it.each<[string, object, PropertyKey[]]>([
		['what names it does not fit', { id: 7 }, ['id']],
		['what something is done by does not fit, although it may be null', { tags: 'x' }, ['tags']],
	])('is refused where %s', (_, spoilt, path) => {
		const found = readAs(device, { ...good('a'), ...spoilt });
		expect('misfit' in found && found.misfit.path).toEqual(path);
	});
});
