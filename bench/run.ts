/** `npm run bench`: all benches, or those named after `--`; prints a line a figure and writes bench/results.json. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { line, type Bench, type Figure } from './figure';
import { thousandGets } from './thousandGets';

const benches: Bench[] = [thousandGets];

async function main(): Promise<void> {
	const names = process.argv.slice(2);
	const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
	if (unknown.length > 0) throw new Error(`No bench is named ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`);
	const figures: Figure[] = [];
	for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
		const found = await bench.run((words) => process.stderr.write(`${bench.name}: ${words}\n`));
		for (const figure of found) console.log(line(figure));
		figures.push(...found);
	}
	writeFileSync(join(__dirname, 'results.json'), `${JSON.stringify({ figures }, null, '\t')}\n`);
	process.exitCode = figures.some(({ met }) => met === false) ? 1 : 0;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
