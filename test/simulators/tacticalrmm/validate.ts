import { invalid, type FieldProblems } from './answers';
import type { Table } from './table';

/** What a serializer says of a value, or nothing where it takes it. */
export type Check = (value: unknown) => string | undefined;

export const text: Check = (value) => (value === null ? 'This field may not be null.' : undefined);
export const filledText: Check = (value) => text(value) ?? (value === '' ? 'This field may not be blank.' : undefined);

export function shortText(length: number): Check {
	return (value) =>
		filledText(value) ?? (String(value).length > length ? `Ensure this field has no more than ${length} characters.` : undefined);
}

export const boolean: Check = (value) => {
	const known = [true, false, 0, 1, 'true', 'false', 'True', 'False', '0', '1'];
	return known.includes(value as boolean) ? undefined : 'Must be a valid boolean.';
};

export function integer(least = 0): Check {
	return (value) => {
		const number = typeof value === 'number' ? value : typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : NaN;
		if (!Number.isInteger(number)) return 'A valid integer is required.';
		return number < least ? `Ensure this value is greater than or equal to ${least}.` : undefined;
	};
}

export function choice(options: readonly string[]): Check {
	return (value) => (options.includes(String(value)) ? undefined : `"${String(value)}" is not a valid choice.`);
}

export function key<Row extends { id: number }>(table: Table<Row>): Check {
	return (value) => (table.find(Number(value)) ? undefined : `Invalid pk "${String(value)}" - object does not exist.`);
}

export function nullable(check: Check): Check {
	return (value) => (value === null ? undefined : check(value));
}

/** The values of the fields that a serializer knows; or its refusal, with every field that is wrong. The rest is ignored in silence. */
export function checked(
	body: Record<string, unknown>,
	fields: Record<string, Check>,
	required: readonly string[] = [],
): Record<string, unknown> {
	const problems: FieldProblems = {};
	const values: Record<string, unknown> = {};
	for (const [name, check] of Object.entries(fields)) {
		const value = body[name];
		const problem = value === undefined ? (required.includes(name) ? 'This field is required.' : undefined) : check(value);
		if (problem !== undefined) problems[name] = [problem];
		else if (value !== undefined) values[name] = value;
	}
	if (Object.keys(problems).length > 0) throw invalid(problems);
	return values;
}
