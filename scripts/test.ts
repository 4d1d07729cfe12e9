/**
 * `npm test`: types and build, then unit and contract tests and nodes in n8n's engine, lint beside all of these, then the short part of the
 * fault suite beside a smoke in real n8n, each with its time. Ends at the first step that fails. The last line counts the tests: "N passed,
 * N failed".
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';

const runner = join(__dirname, 'run.mjs');
const folder = mkdtempSync(join(tmpdir(), 'test-results-'));
const total = { passed: 0, failed: 0 };

const WORKER_BYTES = 1.5e9;
/** One more than cores, where there is memory for it: some tests wait, for a server that takes its time or for a process to end. */
const WORKERS = Math.max(1, Math.min(availableParallelism() + 1, Math.floor(totalmem() / WORKER_BYTES)));

/** Niceness: beside three busy workers on two cores, it gets half of what each of them gets. */
const A_LITTLE_LESS = 3;

const jest = (...projects: string[]) => {
	const results = join(folder, `${projects.join('-')}.json`);
	return { args: ['jest', `--maxWorkers=${WORKERS}`, '--selectProjects', ...projects, '--json', `--outputFile=${results}`], results };
};

interface Step {
	name: string;
	args: string[];
	/** Where jest writes its counts. */
	results?: string;
	/** Others go first, but it has to be done by the time they are. */
	canWait?: true;
}

const lint: Step = { name: 'Lint', args: ['eslint', '.', '--max-warnings', '0'], canWait: true };
const compiling: Step[] = [
	{ name: 'Types', args: ['typescript:tsc', '--project', '.'] },
	{ name: 'Build', args: ['gulp', 'assemble', '--silent'] },
];
const engine: Step = { name: 'Unit, contracts, and nodes in the engine of n8n', ...jest('unit', 'contracts', 'nodes') };
const real: Step = { name: 'Faults, the short part, and smoke in real n8n', ...jest('faults', 'smoke') };

function count(results: string): void {
	const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8')) as { numPassedTests: number; numFailedTests: number };
	total.passed += numPassedTests;
	total.failed += numFailedTests;
}

async function runStep({ name, args, results, canWait }: Step): Promise<boolean> {
	console.log(`\n── ${name}`);
	const began = Date.now();
	const status = await new Promise((resolve) => {
		const child = spawn(process.execPath, [runner, ...args], { stdio: ['ignore', 'inherit', 'inherit'] }).once('close', resolve);
		if (canWait && child.pid !== undefined) setPriority(child.pid, A_LITTLE_LESS);
	});
	if (results) count(results);
	console.log(`── ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - began) / 1000).toFixed(0)} s`);
	return status === 0;
}

async function inTurn(steps: readonly Step[]): Promise<boolean> {
	for (const step of steps) if (!(await runStep(step))) return false;
	return true;
}

async function main(): Promise<void> {
	const [isClean, isTested] = await Promise.all([runStep(lint), inTurn([...compiling, engine])]);
	const passed = isClean && isTested && (await runStep(real));
	rmSync(folder, { recursive: true, force: true });
	console.log(`\n${total.passed} passed, ${Math.max(total.failed, passed ? 0 : 1)} failed`);
	process.exit(passed ? 0 : 1);
}

void main();
