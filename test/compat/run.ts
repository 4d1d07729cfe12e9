/**
 * `npm run test:compat`: the smoke in the oldest n8n that the package is made for and in the newest that npm has, or in those named
 * after `--`. Builds the package, installs each n8n into the user's cache folder (minutes and 2.3 GB the first time, where it stays),
 * and ends with a line for each. Fails if one of them fails, or cannot be installed.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { incomplete } from '../e2e/n8n/install-problem';
import { installN8n } from '../e2e/n8n/install';
import { repository } from '../e2e/n8n/pack';
import { newestFirst, oldest } from './versions';

/** How many of the newest are tried: a registry may lack a part of one, as mirrors do in the hours after a release. */
const attempts = 5;

interface Outcome {
	version: string;
	passed: boolean;
	/** What is said of it in its line. */
	words: string;
	/** It could not be installed for want of a package: nothing is known of it. */
	isUnknown?: boolean;
}

const secondsSince = (began: number) => `${Math.round((Date.now() - began) / 1_000)} s`;

/** A tool of the project on its Node; its exit code. */
function runTool(args: string[], env: NodeJS.ProcessEnv = {}): number {
	const { status } = spawnSync(process.execPath, [join(repository, 'scripts', 'run.mjs'), ...args], {
		cwd: repository,
		env: { ...process.env, ...env },
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	return status ?? 1;
}

async function tryOut(version: string): Promise<Outcome> {
	const began = Date.now();
	try {
		await installN8n((line) => console.log(`n8n ${version}: ${line}`), version);
	} catch (error) {
		const { message } = error as Error;
		console.log(message);
		return { version, passed: false, words: message.split('\n')[0]!, isUnknown: message.includes(incomplete) };
	}
	const installed = secondsSince(began);
	const folder = mkdtempSync(join(tmpdir(), 'compat-'));
	const results = join(folder, 'results.json');
	const started = Date.now();
	const status = runTool(['jest', '--selectProjects', 'smoke', '--runInBand', '--json', `--outputFile=${results}`], { N8N_TEST_VERSION: version });
	const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8')) as Record<string, number>;
	rmSync(folder, { recursive: true, force: true });
	return { version, passed: status === 0, words: `${numPassedTests} passed, ${numFailedTests} failed in ${secondsSince(started)}; installed in ${installed}` };
}

async function tryNewest(): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const version of (await newestFirst()).slice(0, attempts)) {
		outcomes.push(await tryOut(version));
		if (!outcomes.at(-1)!.isUnknown) break;
	}
	return outcomes;
}

async function main(): Promise<void> {
	const named = process.argv.slice(2);
	if (runTool(['gulp', 'build', '--silent']) !== 0) throw new Error('There is no build to try out.');
	const outcomes: Outcome[] = [];
	for (const version of named.length > 0 ? named : [oldest]) outcomes.push(await tryOut(version));
	const newest = named.length > 0 ? [] : await tryNewest();
	console.log();
	for (const { version, passed, words } of [...outcomes, ...newest]) console.log(`n8n ${version}: ${passed ? 'passed' : 'FAILED'}: ${words}`);
	const isGood = outcomes.every(({ passed }) => passed) && (newest.at(-1)?.passed ?? true);
	process.exitCode = isGood ? 0 : 1;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
