/** The lines of a table as meshctrl prints it, as records by its heading; what looks like a number is one. */
export function linesOf(text: string): Array<Record<string, string | number>> {
	const [heading = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
	const names = cellsOf(heading);
	return lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [names[index] ?? `column${index + 1}`, /^\d{1,15}$/.test(cell) ? Number(cell) : cell])));
}

/** Cells with commas in them stand between quotation marks, which are doubled there. */
function cellsOf(line: string): string[] {
	return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain = '']) => (quoted === undefined ? plain : quoted.replaceAll('""', '"')));
}
