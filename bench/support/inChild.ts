import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { repository } from '../../test/e2e/n8n/pack';
import { until } from '../../test/e2e/n8n/wait';

/** How a child is started. */
export interface ChildOptions {
	/** For Node, such as `--expose-gc`. */
	flags?: readonly string[];
	args?: readonly string[];
	/** Default 5 minutes. */
	deadlineMs?: number;
	/** The child has to end by itself after its answer, within a minute; else it is ended then. */
	endsByItself?: boolean;
}

/** A file of bench/children, ready to be run in processes of its own. */
export interface Child<T> {
	/** @returns what it answered (see answer.ts) */
	run(options?: ChildOptions): Promise<T>;
	remove(): void;
}

/** Bundles a file of bench/children as the package is bundled. */
export async function childOf<T>(name: string): Promise<Child<T>> {
	// Among the dependencies, so that what is not bundled is found.
	const folder = mkdtempSync(join(repository, 'node_modules', '.bench-'));
	const remove = () => rmSync(folder, { recursive: true, force: true });
	const file = join(folder, `${name}.cjs`);
	try {
		await bundle(join(repository, 'bench', 'children', `${name}.ts`), file);
	} catch (error) {
		remove();
		throw error;
	}
	return { run: async (options = {}) => await run<T>(file, options), remove };
}

/** Runs a file of bench/children once, in a process in which nothing else is at work. */
export async function inChild<T>(name: string, options: ChildOptions = {}): Promise<T> {
	const child = await childOf<T>(name);
	try {
		return await child.run(options);
	} finally {
		child.remove();
	}
}

async function bundle(input: string, file: string): Promise<void> {
	const { rolldown } = await import('rolldown');
	const external = [/^n8n-/, /^node:/, 'express', 'selfsigned'];
	const build = await rolldown({ input, platform: 'node', external });
	await build.write({ file, format: 'cjs', minify: true, keepNames: true, codeSplitting: false });
	await build.close();
}

async function run<T>(file: string, { flags = [], args = [], deadlineMs = 300_000, endsByItself = false }: ChildOptions): Promise<T> {
	const child = spawn(process.execPath, [...flags, file, ...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], timeout: deadlineMs, cwd: repository });
	const endWithUs = () => child.kill();
	process.once('exit', endWithUs);
	try {
		const answered = await new Promise<T>((resolve, reject) => {
			child.once('message', (answered) => resolve(answered as T));
			child.once('error', reject);
			child.once('exit', (code, signal) => reject(new Error(`${basename(file)} ended with ${signal ?? code} and without an answer`)));
		});
		if (endsByItself) await until('the process to end by itself', () => child.exitCode !== null, { deadlineMs: 60_000 });
		return answered;
	} finally {
		process.removeListener('exit', endWithUs);
		child.kill();
	}
}
