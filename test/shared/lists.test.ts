import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAs, type Gap } from '../../nodes/shared/http/reading';
import { leftOutOf } from '../../nodes/shared/http/rows';
import { declared } from './lists.registry';
import { lists, type List } from './lists.table';

jest.mock('../../nodes/shared/http/rows', () => {
	const { takingNote } = jest.requireActual<typeof import('./lists.registry')>('./lists.registry');
	return takingNote(jest.requireActual('../../nodes/shared/http/rows'));
});

const HUGE = 'x'.repeat(100_000);
/** What may come instead of a field. */
const spoils: ReadonlyArray<[string, unknown]> = [
	['missing', undefined],
	['null', null],
	['a number', 5],
	['text', 'x'],
	['an empty text', ''],
	['a flag', true],
	['an object', { a: 1 }],
	['a list', ['x']],
	['a list of odd values', [null, {}]],
	['not a number', NaN],
	['a huge number', 1e308],
	['a huge text', HUGE],
];
/** What may come instead of a row. */
const noRecords: readonly unknown[] = [null, 5, 'x', [], true];

interface Outcome {
	rows: unknown[];
	gaps: Gap[];
}

function read({ schema, answer, rows }: List, sent: unknown[]): Outcome {
	const found = readAs(schema, answer(sent));
	if ('misfit' in found) throw new Error(`${found.misfit.path.join('.')}: ${found.misfit.message}`);
	return { rows: rows(found.value as never), gaps: found.gaps };
}

const good = ({ row }: List) => [row(1), row(2), row(3)];
const isRecord = (row: unknown): row is Record<string, unknown> => typeof row === 'object' && row !== null;
const cases = lists.map((list) => ({ title: list.title, list }));

describe('a row that is as it has to be', () => {
	it.each(cases)('$title: comes as it was sent, and there is nothing to remark', ({ list }) => {
		const sent = good(list);
		expect(read(list, sent)).toEqual({ rows: sent, gaps: [] });
	});
});

describe('one field of one row that does not fit costs no other row', () => {
	const rowCases = cases.filter(({ list }) => isRecord(list.row(1)));

	it.each(rowCases)('$title', ({ list }) => {
		const [first, second, third] = good(list) as [unknown, Record<string, unknown>, unknown];
		for (const field of Object.keys(second)) {
			for (const [how, value] of spoils) {
				const spoilt = { ...second, [field]: value };
				if (value === undefined) delete spoilt[field];
				const { rows, gaps } = read(list, [first, spoilt, third]);
				const about = { field, how };
				expect({ about, others: [rows[0], rows.at(-1)] }).toEqual({ about, others: [first, third] });
				if (rows.length === 3) {
					// Of the row itself, no other field is touched.
					expect({ about, row: { ...(rows[1] as object), [field]: 0 } }).toEqual({ about, row: { ...second, [field]: 0 } });
				} else {
					expect({ about, rows: rows.length, kinds: gaps.map(({ kind }) => kind) }).toEqual({ about, rows: 2, kinds: [list.isField ? 'unknown' : 'leftOut'] });
				}
				for (const { problems } of gaps) expect(problems.join('').length).toBeLessThan(300);
			}
		}
	});
});

describe('what is no record among the rows is left out, and said', () => {
	it.each(cases)('$title', ({ list }) => {
		const [first, second, third] = good(list);
		// Among lines of text, a text is none.
		const odd = isRecord(first) ? noRecords : noRecords.filter((each) => typeof each !== typeof first);
		const { rows, gaps } = read(list, [odd[0], first, ...odd.slice(1), second, third]);
		expect(rows).toEqual([first, second, third]);
		const some = { count: odd.length, of: odd.length + 3 };
		expect(gaps).toEqual([list.isField ? expect.objectContaining({ kind: 'unknown' }) : expect.objectContaining({ kind: 'leftOut', ...some })]);
		if (list.isField) expect(gaps[0]!.problems).toEqual([expect.stringContaining(`${some.count} of ${some.of} left out`)]);
	});
});

describe('a list in which nothing fits is refused', () => {
	const oneWrong = (list: List) => {
		const row = list.row(1);
		return isRecord(row) ? Object.fromEntries(Object.keys(row).map((field) => [field, () => {}])) : { a: 1 };
	};
	const whole = cases.filter(({ list }) => !list.isField || list.title === 'Tactical RMM: software of an agent');

	it.each(whole.filter(({ list }) => !list.isPage))('$title', ({ list }) => {
		expect(() => read(list, [null, 5, 'x', []].filter((each) => typeof each !== typeof list.row(1)))).toThrow(/expected/);
		if (!list.takesAnyRecord) expect(() => read(list, [oneWrong(list), oneWrong(list)])).toThrow(/expected|empty|option/i);
	});

	it.each(whole.filter(({ list }) => list.isPage))('$title: by whoever reads all pages', ({ list }) => {
		const { rows } = read(list, [null, 5]);
		expect(rows).toEqual([]);
		expect(leftOutOf(rows)).toMatchObject({ count: 2, first: { message: 'expected a record' } });
	});

	it.each(cases)('$title: but not one without rows', ({ list }) => {
		expect(read(list, [])).toEqual({ rows: [], gaps: [] });
	});
});

describe('every list is tried here', () => {
	const sources = readdirSync(join(__dirname, '../../nodes'), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => ({ file, text: readFileSync(join(__dirname, '../../nodes', file), 'utf8') }));

	it('of those that any file of the nodes declares', () => {
		for (const { file, text } of sources) if (/from '[./]*(shared\/)?http\/rows'/.test(text)) jest.requireActual(join('../../nodes', file));
		for (const list of lists) for (const rows of [good(list), [null, ...good(list)]]) read(list, rows);
		expect(declared.filter(({ isUsed }) => !isUsed).map(({ where }) => where)).toEqual([]);
		expect(declared.length).toBeGreaterThan(30);
		const tried = lists.map(({ row }) => row(1)).filter(isRecord).map((row) => new Set(Object.keys(row)));
		expect(declared.filter(({ fields }) => !tried.some((names) => fields.every((field) => names.has(field)))).map(({ where }) => where)).toEqual([]);
	});

	it('and there is no other way to read one', () => {
		// What n8n itself recorded of an execution is no answer of a server.
		const elsewhere = sources.filter(({ file }) => ![join('shared', 'http'), join('shared', 'fields'), join('shared', 'retried.ts')].some((place) => file.startsWith(place)));
		const others = elsewhere.flatMap(({ file, text }) => [...text.matchAll(/(?:z\.(?:array|record|tuple|map|set)\((?:.*?)\)|\.array\(\)).*/g)].map(([found]) => `${file}: ${found.trim()}`));
		// Lists of plain values, which are one value of their record, and what users enter.
		const allowed = /: z\.array\(z\.(string|unknown)\(\)\)|: z\.array\(textValue\)/;
		expect(others.filter((each) => !allowed.test(each))).toEqual([]);
	});
});
