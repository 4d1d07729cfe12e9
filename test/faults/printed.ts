import { kinds, type Kind, type Outcome } from './cells';
import { faultNames, type FaultName } from './faults';

interface Cell {
	subject: string;
	fault: FaultName;
	kind: Kind;
	outcome: Outcome;
	isAsExpected: boolean;
}

/**
 * The matrix as it came out, a row for each fault: how it ended and how often the server was asked, in the order of the systems where
 * they differ; marked where it is not as the table says.
 */
export function printed(cells: readonly Cell[]): string {
	const subjects = [...new Set(cells.map(({ subject }) => subject))];
	const rows = faultNames.map((fault) => [fault, ...kinds.map((kind) => inShort(cells.filter((cell) => cell.fault === fault && cell.kind === kind)))]);
	const lines = [['', ...kinds], ...rows];
	const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
	const wrong = cells.filter(({ isAsExpected }) => !isAsExpected);
	return [
		`\nEnds (+ fine, - an error), requests that got as far as the server. One for all, or in this order: ${subjects.join('; ')}.`,
		...lines.map((line) => line.map((text, column) => text.padEnd(widths[column]!)).join('  ').trimEnd()),
		`${cells.length} cells, ${cells.length - wrong.length} as the table says.`,
		...wrong.map(({ subject, fault, kind }) => `Not as the table says: ${subject}, ${fault}, ${kind}`),
		'',
	].join('\n');
}

function inShort(cells: readonly Cell[]): string {
	const all = cells.map(({ outcome, isAsExpected }) => `${outcome.ended === 'fine' ? '+' : '-'}${outcome.asked}${isAsExpected ? '' : '!'}`);
	return new Set(all).size === 1 ? all[0]! : all.join(' ');
}
