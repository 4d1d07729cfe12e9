/** The file in which NetAlertX exports its devices: every cell in quotes, a quote twice, no line breaks within. */

/** One cell with what stands behind it. */
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

/** What a spreadsheet takes for a formula when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;


/** @returns undefined for what is no such file */
export function rowsIn(csv: string): string[][] | undefined {
	const rows: string[][] = [];
	let row: string[] = [];
	CELL.lastIndex = 0;
	while (CELL.lastIndex < csv.length) {
		const found = CELL.exec(csv);
		if (!found) return undefined;
		const [, cell = '', end] = found;
		row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
		if (end === ',') continue;
		// A line without anything is none.
		if (row.length > 1 || row[0] !== '') rows.push(row);
		row = [];
	}
	return rows;
}

/**
 * The same file with an apostrophe before each cell that a spreadsheet would run: names come from the devices, and anyone who owns one may
 * choose it.
 */
export function withoutFormulas(rows: readonly string[][]): string {
	const written = (cell: string) => `"${(FORMULA.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
	return rows.map((cells) => `${cells.map(written).join(',')}\r\n`).join('');
}
