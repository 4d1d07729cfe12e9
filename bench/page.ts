/** `npm run bench -- --page`: puts the figures of bench/results.json into the table in docs/development/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rounded, type Figure } from './figure';

const page = join(__dirname, '..', 'docs', 'development', 'performance.md');
const TABLE = /(<!-- figures -->\n)[\s\S]*?(<!-- \/figures -->)/;

/** @throws where the page has no place for them */
export function intoPage(figures: readonly Figure[]): void {
	const text = readFileSync(page, 'utf8');
	if (!TABLE.test(text)) throw new Error('docs/development/performance.md has no table between <!-- figures --> and <!-- /figures -->');
	writeFileSync(page, text.replace(TABLE, (_, before: string, after: string) => `${before}${table(figures)}\n${after}`));
}

function table(figures: readonly Figure[]): string {
	const rows = figures.map(({ name, value, unit, spread, beside, besideValue, ratio, goal, met }) => [
		name,
		`${rounded(value)} ${unit}${spread[0] === spread[1] ? '' : ` (${rounded(spread[0])} to ${rounded(spread[1])})`}`,
		beside === null ? '' : `${beside}: ${rounded(besideValue!)} ${unit}`,
		ratio === null ? '' : String(rounded(ratio)),
		goal === null ? '' : `${goal}${met ? '' : ': **missed**'}`,
	]);
	const head = ['figure', 'measured (spread)', 'compared with', 'ratio', 'target'];
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
