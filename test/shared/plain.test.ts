import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import * as z from 'zod/v4';
import { keeps } from '../../nodes/shared/http/plain';
import { namingText, recordOf } from '../../nodes/shared/http/record';
import { rowsOf } from '../../nodes/shared/http/rows';

const schemas = {
	string: z.string(),
	'string with a check': z.string().regex(/^a/),
	'string that is trimmed': z.string().trim(),
	email: z.email(),
	number: z.number(),
	'whole number': z.int(),
	boolean: z.boolean(),
	null: z.null(),
	literal: z.literal('a'),
	unknown: z.unknown(),
	optional: z.number().optional(),
	nullish: z.string().nullish(),
	'column of NetAlertX': z.union([z.string(), z.number().transform(String), z.null()]),
	'union whose first changes what its second would keep': z.union([z.number().transform(String), z.string(), z.number()]),
	'union that begins with a coercion': z.union([z.coerce.number(), z.string()]),
	'with a default': z.string().default('x'),
	'with a default, and optional': z.string().default('x').optional(),
	'text that names something': namingText,
	'text of a length': z.string().min(2),
	list: z.array(z.string()),
	'list that changes': z.array(z.number().transform(String)),
	'empty list': z.array(z.unknown()).length(0),
	'union of lists': z.union([z.array(z.number().transform(String)), z.array(z.number())]),
	record: recordOf({ id: z.string(), note: z.string().nullable() }),
	'record that may be missing': recordOf({ id: z.string() }).nullish(),
	rows: rowsOf({ id: z.string() }),
	object: z.looseObject({ id: z.string() }),
};
const values = fc.oneof(
	fc.constantFrom<unknown>('', 'a', ' a', '42', 'a@b.example', 0, 42, 1.5, Number.NaN, Infinity, true, false, null, undefined, [], ['a'], [1], {}, { id: 'a' }, { id: 'a', note: null }, [{ id: 'a' }], [{ id: 'a' }, {}]),
	fc.string(),
	fc.double(),
);

test.each(Object.entries(schemas))('whatever is kept unseen, the schema takes as it is: %s', (_, schema) => {
	const isKept = keeps(schema);
	fc.assert(
		fc.property(values, (value) => {
			if (!isKept(value)) return;
			const result = schema.safeParse(value);
			expect(result.success).toBe(true);
			expect(isDeepStrictEqual(result.data, value)).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

test.each([
	['text', schemas['column of NetAlertX'], 'a'],
	['nothing', schemas['column of NetAlertX'], null],
	['a number', schemas.number, 42],
	['a missing value', schemas.optional, undefined],
	['a flag', z.boolean(), false],
	['a list of texts', schemas.list, ['a']],
	['a text that names something', namingText, 'a'],
	['a record', schemas.record, { id: 'a', note: null }],
	['a list of rows', schemas.rows, [{ id: 'a' }]],
	['a text beside its default', schemas['with a default'], 'a'],
])('%s of the usual type is kept unseen', (_, schema, value) => {
	expect(keeps(schema)(value)).toBe(true);
});

test.each([
	['a number that becomes text', schemas['column of NetAlertX'], 42],
	['text that a coercion may take first', schemas['union that begins with a coercion'], '42'],
	['text with a check', schemas['string with a check'], 'a'],
	['a text that names nothing', namingText, ''],
	['a missing value that has a default', schemas['with a default, and optional'], undefined],
	['a list that becomes another', schemas['union of lists'], [1]],
	['a row without what names it', schemas.rows, [{}]],
])('%s is left to the schema', (_, schema, value) => {
	expect(keeps(schema)(value)).toBe(false);
});
