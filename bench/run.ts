/**
 * `npm run bench`: all benches but the long ones, or those named after `--`; prints a line a figure and writes bench/results.json. With `--page`, what is in
 * there goes into docs/development/performance.md, and nothing is measured.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { line, type Bench, type Figure } from './figure';
import { day } from './day';
import { fleet } from './fleet';
import { cpuPerItem } from './cpuPerItem';
import { files } from './files';
import { leaks } from './leaks';
import { live } from './live';
import { load } from './load';
import { packageSize } from './packageSize';
import { intoPage } from './page';
import { meshCentral } from './meshCentral';
import { meshCentralLive } from './meshCentralLive';
import { poll } from './poll';
import { quietPoll } from './quietPoll';
import { rollOut } from './rollOut';
import { stateSizes } from './stateSizes';
import { thousandGets } from './thousandGets';
import { transport } from './transport';

const benches: Bench[] = [thousandGets, cpuPerItem, transport, poll, quietPoll, live, rollOut, stateSizes, fleet, load, packageSize, leaks, meshCentral, meshCentralLive, files, day];
const resultsFile = join(__dirname, 'results.json');

async function main(): Promise<void> {
	const names = process.argv.slice(2);
	if (names.includes('--page')) return intoPage(earlierFigures());
	const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
	if (unknown.length > 0) throw new Error(`No bench is named ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`);
	let isGood = true;
	for (const bench of benches.filter(({ name, isLong }) => (names.length === 0 ? !isLong : names.includes(name)))) {
		try {
			const figures = await bench.run((words) => process.stderr.write(`${bench.name}: ${words}\n`));
			for (const figure of figures) console.log(line(figure));
			isGood &&= figures.every(({ met }) => met !== false);
			keep(figures);
		} catch (error) {
			// The others are still worth measuring.
			console.error(`${bench.name} could not be measured:`, error);
			isGood = false;
		}
	}
	process.exitCode = isGood ? 0 : 1;
}

/** Replaces the figures of the same names; what a run does not measure stays from an earlier one. */
function keep(figures: readonly Figure[]): void {
	const measured = new Set(figures.map(({ name }) => name));
	const earlier = earlierFigures().filter(({ name }) => !measured.has(name));
	writeFileSync(resultsFile, `${JSON.stringify({ figures: [...earlier, ...figures] }, null, '\t')}\n`);
}

function earlierFigures(): Figure[] {
	return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as { figures: Figure[] }).figures : [];
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
