/**
 * A column of a table as JSON with few characters: the same as an earlier column; one character a row where there are few different
 * values; one text where all are texts of the same length, such as addresses, IDs and times; or the values as they are.
 */
export type Column = { as: number } | { of: unknown[]; at: string } | { size: number; text: string } | unknown[];

/** Different values of which each still has a character of its own. */
const FEW = 200;
const FIRST_CHARACTER = '0'.charCodeAt(0);

/** Texts, numbers, null, and objects: of these, only the very same ones are taken for equal. */
export function compacted(columns: readonly unknown[][]): Column[] {
	return columns.map((column, index) => {
		const twin = columns.slice(0, index).findIndex((other) => other.every((value, row) => value === column[row]));
		return twin >= 0 ? { as: twin } : (fewValues(column) ?? sameLength(column) ?? column);
	});
}

/** @returns the columns that these were made of */
export function expanded(columns: readonly Column[], rows: number): unknown[][] {
	const all: unknown[][] = [];
	for (const column of columns) {
		if (Array.isArray(column)) all.push(column);
		else if ('as' in column) all.push(all[column.as]!);
		else all.push(valuesOf(column, rows));
	}
	return all;
}

function valuesOf(column: { of: unknown[]; at: string } | { size: number; text: string }, rows: number): unknown[] {
	const values: unknown[] = [];
	if ('of' in column) {
		const { of, at } = column;
		for (let row = 0; row < rows; row++) values.push(of[at.charCodeAt(row) - FIRST_CHARACTER]);
	} else {
		const { size, text } = column;
		for (let row = 0; row < rows; row++) values.push(text.slice(row * size, (row + 1) * size));
	}
	return values;
}

function fewValues(column: readonly unknown[]): Column | undefined {
	const places = new Map<unknown, string>();
	let at = '';
	let last: unknown;
	let place: string | undefined;
	for (const value of column) {
		// In most of these columns, most rows are the same.
		if (value !== last || place === undefined) place = places.get(value);
		if (place === undefined) {
			if (places.size === FEW) return undefined;
			place = String.fromCharCode(FIRST_CHARACTER + places.size);
			places.set(value, place);
		}
		last = value;
		at += place;
	}
	return { of: [...places.keys()], at };
}

function sameLength(column: readonly unknown[]): Column | undefined {
	const size = typeof column[0] === 'string' ? column[0].length : 0;
	const fits = size > 0 && column.every((value) => typeof value === 'string' && value.length === size);
	return fits ? { size, text: column.join('') } : undefined;
}
