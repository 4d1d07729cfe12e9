/** Reads CSV as n8n writes it (RFC 4180, with or without a byte order mark), for a preview. */

/** The rows of `text`; a field in quotes may hold commas, line breaks and doubled quotes. */
export function parseCsv(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	const field = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|\r|$)/y;
	const source = text.replace(/^\uFEFF/, '');
	while (field.lastIndex < source.length) {
		const match = field.exec(source);
		if (!match) break; // Not CSV from here on: show what was.
		const [, quoted, plain, end] = match;
		row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (end === ',' && field.lastIndex < source.length) continue;
		if (end === ',') row.push('');
		rows.push(row);
		row = [];
	}
	return rows;
}
