/** Runs a program to its end and keeps what it prints. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Finished {
	/** Whether it ended with exit code 0 within its deadline. */
	ok: boolean;
	/** All it printed, both streams, in the order it came. */
	output: string;
	/** What it printed on standard output alone. */
	stdout: string;
}

export interface CommandOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	/** Needed for scripts on Windows; default false. */
	shell?: boolean;
	/** Default 20 minutes. */
	deadlineMs?: number;
	onLine?: (line: string) => void;
}

/** Never throws for what the program does; a program that cannot be started has `ok: false` and says so in `output`. */
export function runCommand(file: string, args: string[], options: CommandOptions): Promise<Finished> {
	return new Promise((resolve) => {
		const { cwd, env, shell, deadlineMs = 20 * 60_000 } = options;
		const child = spawn(file, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'], timeout: deadlineMs });
		const endWithUs = () => child.kill();
		process.once('exit', endWithUs);
		const lines: string[] = [];
		const stdout: string[] = [];
		const keep = (line: string) => {
			lines.push(line);
			options.onLine?.(line);
		};
		const finish = (ok: boolean) => {
			process.removeListener('exit', endWithUs);
			resolve({ ok, output: lines.join('\n'), stdout: stdout.join('\n') });
		};
		createInterface({ input: child.stdout }).on('line', (line) => {
			stdout.push(line);
			keep(line);
		});
		createInterface({ input: child.stderr }).on('line', keep);
		child.once('error', (error) => {
			keep(`${file} could not be started: ${error.message}`);
			finish(false);
		});
		child.once('close', (code, signal) => {
			if (signal) keep(`${file} was ended by ${signal}`);
			finish(code === 0);
		});
	});
}
