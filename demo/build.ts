/** Builds our package, when the last build is older than what it is made from. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../package.json';
import { runCommand } from '../test/e2e/n8n/command';
import { repository } from '../test/e2e/n8n/pack';

const sources = ['nodes', 'credentials', 'icons', 'gulpfile.js', 'package.json'];
/** The built files that n8n loads: every build writes them again. Copies beside them may carry the age of their source. */
const built = [...manifest.n8n.nodes, ...manifest.n8n.credentials];

function modified(path: string): number[] {
	if (!existsSync(path)) return [];
	const { mtimeMs } = statSync(path);
	if (!statSync(path).isDirectory()) return [mtimeMs];
	// A folder's own time tells of files that were removed or renamed.
	return [mtimeMs, ...readdirSync(path).flatMap((name) => modified(join(path, name)))];
}

const inRepository = (name: string) => join(repository, name);

function isUpToDate(): boolean {
	if (!built.map(inRepository).every((file) => existsSync(file))) return false;
	const newestSource = Math.max(...sources.map(inRepository).flatMap(modified));
	return newestSource < Math.min(...built.map(inRepository).flatMap(modified));
}

/**
 * @returns whether there was anything to do
 * @throws an Error with the build's own words
 */
export async function buildIfNeeded(): Promise<boolean> {
	if (isUpToDate()) return false;
	const gulp = inRepository('node_modules/gulp/bin/gulp.js');
	const { ok, output } = await runCommand(process.execPath, [gulp, 'build'], { cwd: repository, deadlineMs: 5 * 60_000 });
	if (ok) return true;
	// What a failed build left must not pass for a build at the next start.
	for (const file of built.map(inRepository)) rmSync(file, { force: true });
	throw new Error(`The package could not be built:\n${output}`);
}
