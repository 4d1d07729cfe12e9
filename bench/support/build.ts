import { join } from 'node:path';
import { runCommand } from '../../test/e2e/n8n/command';
import { repository } from '../../test/e2e/n8n/pack';

let built: Promise<void> | undefined;

/** Builds the package as it is published; once for all benches of a run. */
export async function buildPackage(report: (line: string) => void): Promise<void> {
	built ??= build(report);
	await built;
}

async function build(report: (line: string) => void): Promise<void> {
	report('building the package');
	const gulp = join(repository, 'node_modules/gulp/bin/gulp.js');
	const { ok, output } = await runCommand(process.execPath, [gulp, 'build'], { cwd: repository, deadlineMs: 300_000 });
	if (!ok) throw new Error(`The package could not be built:\n${output}`);
}
