import { list, pairs } from '../../nodes/TacticalRmm/fields';
import { timeThere, wallClockAt } from '../../nodes/TacticalRmm/wallClock';

const reading = { client: undefined, siblings: {}, timezone: 'Europe/Oslo' };
const rows = (...entries: unknown[]) => ({ entries });

describe('a list of arguments', () => {
	const args = list({ displayName: 'Arguments', one: 'argument' });

	it.each<[string, unknown, string[]]>([
		['rows of the editor, blanks and commas in them kept', rows({ value: '-Path' }, { value: 'C:\\Program Files, all' }), ['-Path', 'C:\\Program Files, all']],
		['an empty row, which is an empty argument', rows({ value: '' }), ['']],
		['numbers and switches as text', rows({ value: 7 }, { value: true }), ['7', 'true']],
		['a row whose expression gives an array', rows({ value: 'first' }, { value: ['a b', 7] }), ['first', 'a b', '7']],
		['nothing', undefined, []],
		['no row', {}, []],
		['E9 a list from an expression', ['-Path', 'C:\\Program Files, all', 7], ['-Path', 'C:\\Program Files, all', '7']],
		['E9 JSON text of a list', '["-Path", "a, b"]', ['-Path', 'a, b']],
		['E9 JSON text of rows', '{"entries": [{"value": "-Path"}, {"value": ["a", "b"]}]}', ['-Path', 'a', 'b']],
		['E9 rows in a list', [{ value: '-Path' }, { value: '' }], ['-Path', '']],
		['E9 an empty list', '[]', []],
		['E9 nothing as text', ' ', []],
	])('%s', async (_, raw, expected) => {
		expect(await args.read(raw, reading)).toEqual(expected);
	});

	it.each([['text'], ['-Path C:\\'], [7], [true], [{ a: 1 }], [[{ a: 1 }]], ['{"a": 1}'], ['["-Path"'], [{ entries: 'x' }]])('E9 is not nothing where %j was entered, which would be dropped', (raw) => {
		expect(() => args.read(raw, reading)).toThrow('must be a list of texts, such as ["first", "second"]');
	});

	it('has no object in a row', () => {
		expect(() => args.read(rows({ value: { a: 1 } }), reading)).toThrow(/must be text/);
	});
});

describe('environment variables', () => {
	const env = pairs({ displayName: 'Environment Variables', one: 'variable' });

	it.each<[string, unknown, string[]]>([
		['rows of the editor', rows({ name: 'A', value: '1=2 3' }, { name: 'B', value: '' }), ['A=1=2 3', 'B=']],
		['an unnamed row whose expression gives an object', rows({ name: '', value: { A: 1, B: 'x y' } }, { name: 'C', value: 3 }), ['A=1', 'B=x y', 'C=3']],
		['an unnamed row whose expression gives an array', rows({ value: ['A=1', 'B='] }), ['A=1', 'B=']],
		['nothing', null, []],
		['E9 an object from an expression', { A: 1, B: 'x y' }, ['A=1', 'B=x y']],
		['E9 JSON text of an object', '{"A": 1, "__proto__": "x"}', ['A=1', '__proto__=x']],
		['E9 a list from an expression', ['A=1', { name: 'B', value: 2 }], ['A=1', 'B=2']],
		['E9 an object of a variable that is called like a part of a row', { name: 'x' }, ['name=x']],
		['E9 JSON text of rows', '{"entries": [{"name": "A", "value": "1"}]}', ['A=1']],
	])('%s', async (_, raw, expected) => {
		expect(await env.read(raw, reading)).toEqual(expected);
	});

	it.each([['A=1'], [7], [true]])('E9 are not nothing where %j was entered', (raw) => {
		expect(() => env.read(raw, reading)).toThrow('must be an object of names and values, or a list of texts such as NAME=value');
	});

	it.each([
		['a row without a name', rows({ name: ' ', value: 'x' }), /must have a name/],
		['a name with an equals sign', rows({ name: 'A=B', value: 'x' }), /must have a name/],
		['an entry without a value', rows({ name: '', value: ['A'] }), /NAME=value/],
	])('are not %s', (_, raw, expected) => {
		expect(() => env.read(raw, reading)).toThrow(expected);
	});
});

describe('a time at the agent', () => {
	const field = timeThere({ displayName: 'Time', description: '' });

	it.each<[string, unknown, object]>([
		["the picker's time is the agent's own", '2026-01-31T03:00:00', { wallClock: '2026-01-31T03:00' }],
		['with a blank, and without seconds', '2026-01-31 03:00', { wallClock: '2026-01-31T03:00' }],
		['one with a zone is a moment', '2026-01-31T03:00:00.000+01:00', { moment: new Date('2026-01-31T02:00:00Z') }],
		['so is a date', new Date('2026-01-31T02:00:00Z'), { moment: new Date('2026-01-31T02:00:00Z') }],
	])('%s', async (_, raw, expected) => {
		expect(await field.read(raw, reading)).toEqual(expected);
	});

	it.each(['', 'tomorrow', '2026-13-31T03:00', undefined])('is not %p', (raw) => {
		expect(() => field.read(raw, reading)).toThrow(/must be a date and time/);
	});

	it.each([
		['2026-07-01T22:30:00Z', 'Europe/Berlin', '2026-07-02T00:30'],
		['2026-01-01T12:00:00Z', 'America/New_York', '2026-01-01T07:00'],
		['2026-01-01T00:00:00Z', 'UTC', '2026-01-01T00:00'],
	])('the moment %s is on the clocks of %s %s', (moment, zone, expected) => {
		expect(wallClockAt(new Date(moment), zone)).toBe(expected);
	});
});
