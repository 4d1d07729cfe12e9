import { runNpm } from '../test/e2e/n8n/npm';
import { repository } from '../test/e2e/n8n/pack';
import { alone, type Bench } from './figure';
import { buildPackage } from './support/build';

/** What a user downloads, and what lies on disk then. */
export const packageSize: Bench = {
	name: 'package-size',
	async run(report) {
		await buildPackage(report);
		const { ok, stdout, output } = await runNpm(['pack', '--dry-run', '--json'], { cwd: repository, deadlineMs: 60_000 });
		if (!ok) throw new Error(`npm could not pack the package:\n${output}`);
		const [packed] = JSON.parse(stdout) as Array<{ size: number; unpackedSize: number }>;
		const { size, unpackedSize } = packed!;
		return [
			alone({ name: 'package, packed', unit: 'kB', values: [size / 1_000], goal: { of: 'value', is: 'at most', target: 520, aim: 450 } }),
			alone({ name: 'package, unpacked', unit: 'kB', values: [unpackedSize / 1_000], goal: { of: 'value', is: 'at most', target: 2_000 } }),
		];
	},
};
