import { choice, collection, dateTime, enteredOnce, groups, json, namesAndValues, optionalText, readNamed, specified, text, textsOf, when, wholeNumber, type Field } from '../../nodes/shared/fields';
import { jsonOf, startLab } from '../support/netAlertX';

const labels = { displayName: 'It' };
const read = async <T>(field: Field<T>, raw: unknown): Promise<T> => await field.read(raw, { client: undefined, siblings: {}, timezone: 'Europe/Oslo' });

describe('a whole number', () => {
	const number = wholeNumber({ ...labels, default: 1, min: -5, max: 100 });

	it.each([[16, 16], ['16', 16], [' 16 ', 16], ['-5', -5], ['16.0', 16], ['007', 7]])('is %j', async (raw, value) => {
		expect(await read(number, raw)).toBe(value);
	});

	it.each(['0x10', '1e1', '0b1', '1_0', 'Infinity', '', ' ', '1.5', '9007199254740993', true, null, [5]].map((raw) => [raw]))('is not %j', async (raw) => {
		await expect(read(number, raw)).rejects.toThrow('must be a whole number from -5 to 100');
	});
});

describe('a moment', () => {
	const moment = dateTime(labels);
	const at = new Date('2026-01-31T08:00:00.000Z');

	it.each([
		['text', '2026-01-31T08:00:00Z'],
		["JavaScript's own", at],
		["Luxon's own", { toISO: () => '2026-01-31T09:00:00.000+01:00', toString: (): string => '2026-01-31T09:00:00.000+01:00' }],
	])('is taken as %s', async (_, raw) => {
		expect(await read(moment, raw)).toEqual(at);
	});

	it.each(['room 5', '1', { toISO: () => null, toString: (): string => 'Invalid DateTime' }, { a: 1 }].map((raw) => [raw]))('is not guessed from %j', async (raw) => {
		await expect(read(moment, raw)).rejects.toThrow(/^must be/);
	});

	it("is what n8n's own $now gives", async () => {
		const lab = await startLab();
		try {
			const { error, output } = await lab.run('event', 'getAll', { from: '={{ $now.minus({ years: 50 }) }}', limit: 1 });
			expect(error).toBeUndefined();
			expect(jsonOf({ output } as never)).toHaveLength(1);
		} finally {
			await lab.stop();
		}
	});
});

describe('several texts', () => {
	it.each([
		['a, b,,a', ['a', 'b', 'a']],
		[['a ', 5, '', null], ['a', '5']],
		[undefined, []],
		[7, ['7']],
	])('of %j', (raw, texts) => {
		expect(textsOf(raw, /,/)).toEqual(texts);
	});

	it.each([[[{}]], [{}], [[['a']]]])('are not in %j', (raw) => {
		expect(() => textsOf(raw, /,/)).toThrow('must be text');
	});
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a collection has no field "%s", whatever all objects have', async (name) => {
	const entered: unknown = JSON.parse(`{"note": "x", "${name}": {"polluted": true}}`);
	await expect(read(collection({ displayName: 'It', placeholder: 'Add' }, { note: optionalText(labels) }), entered)).rejects.toThrow(`has no field "${name}"`);
});

describe('rows of several fields', () => {
	const fields = { kind: choice({ displayName: 'Kind', default: 'a', options: [{ name: 'A', value: 'a' }, { name: 'B', value: 'b' }] }), word: when({ kind: ['b'] }, text({ displayName: 'Word' })) };
	const rows = groups({ displayName: 'Rows', placeholder: 'Add row' }, { name: 'rows', one: 'Row' }, fields);
	const read = async (raw: unknown) => await readNamed(rows, raw, { client: undefined, siblings: {}, timezone: 'UTC' });

	it.each<[string, unknown]>([
		['as the editor keeps them', { rows: [{ kind: 'b', word: 'x' }, {}] }],
		['a list', [{ kind: 'b', word: 'x' }, {}]],
		['JSON text of a list', '[{"kind":"B","word":"x"},{}]'],
		['JSON text of what the editor keeps', '{"rows":[{"kind":"b","word":"x"},{}]}'],
	])('%s', async (_, raw) => {
		expect(await read(raw)).toEqual([{ kind: 'b', word: 'x' }, { kind: 'a', word: undefined }]);
	});

	it('one row alone', async () => {
		expect(await read({ kind: 'b', word: 'x' })).toEqual([{ kind: 'b', word: 'x' }]);
	});

	it.each([{}, { rows: [] }, { rows: null }, [], '', null, undefined])('none: %j', async (raw) => {
		expect(await read(raw)).toEqual([]);
	});

	it.each<[unknown, RegExp]>([
		['x', /^'Rows' must be an object with rows, or JSON text of one\. It has kind and word\.$/],
		[5, /^'Rows' must be an object with rows/],
		[{ rows: ['x'] }, /^'Rows' must be an object with the fields to set/],
		[{ what: 1 }, /^'Rows' has no field "what"/],
		[[{ kind: 'c' }], /^'Rows' 'Kind' must be one of/],
		[[{ kind: 'b' }], /^'Rows' 'Word' must not be empty$/],
	])('%j is refused', async (raw, words) => {
		await expect(read(raw)).rejects.toThrow(words);
	});
});

describe('fields or JSON', () => {
	const { specify, inFields, asJson } = specified('Things', 'specifyThings', namesAndValues({ displayName: 'Things', placeholder: 'Add thing' }, { name: 'things', one: 'Thing' }), json({ displayName: 'Things as JSON' }) as Field<Record<string, string>>);

	it('one of the two is shown, and JSON from before is kept beside the fields', () => {
		expect(specify.properties).toMatchObject([{ displayName: 'Specify Things', default: 'fields', options: [{ name: 'Using Fields Below' }, { name: 'Using JSON' }] }]);
		expect(inFields.shownWhen).toEqual({ specifyThings: ['fields'] });
		expect(asJson.properties).toMatchObject([{ type: 'json', shownWhen: { specifyThings: ['json'] } }, { type: 'hidden', shownWhen: { specifyThings: ['fields'] } }]);
	});

	it.each<[string, Record<string, string> | undefined, Record<string, string>, Record<string, string>]>([
		['fields', { a: '1' }, {}, { a: '1' }],
		['JSON', undefined, { b: '2' }, { b: '2' }],
		['nothing', {}, {}, {}],
	])('%s', (_, rows, value, expected) => {
		expect(enteredOnce('Things', rows, value)).toEqual(expected);
	});

	it.each<Record<string, string>>([{}, { a: '1' }])('JSON that was not chosen is refused, beside the fields %j', (rows) => {
		expect(() => enteredOnce('Things', rows, { b: '2' })).toThrow("'Things' has JSON as well, which 'Using Fields Below' does not show");
	});
});
