/** Runs npm: the one this program was started with, else the one on PATH. */
import { runCommand } from './command';
import type { CommandOptions, Finished } from './command';

function npmCommand(): { file: string; first: string[]; shell: boolean } {
	const cli = process.env.npm_execpath;
	if (cli && /npm-cli\.[cm]?js$/.test(cli)) return { file: process.execPath, first: [cli], shell: false };
	return { file: 'npm', first: [], shell: process.platform === 'win32' };
}

/**
 * An outer `npm run` describes itself and its project in `npm_...` variables; the inner one works elsewhere and for another
 * project. Settings that a person exported (`npm_config_...`) do pass.
 */
function environment(): NodeJS.ProcessEnv {
	const ofTheOuterRun = /^(npm_(package|lifecycle|command)|npm_config_local_prefix$|INIT_CWD$|NODE_ENV$)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofTheOuterRun.test(name)));
}

/** Runs `npm <args>` in the folder `cwd`. Never throws for what npm says. */
export async function runNpm(args: string[], options: Pick<CommandOptions, 'cwd' | 'deadlineMs' | 'onLine'>): Promise<Finished> {
	const { file, first, shell } = npmCommand();
	return await runCommand(file, [...first, ...args], { ...options, shell, env: environment() });
}
