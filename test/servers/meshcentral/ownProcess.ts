/** A process that this program started, with all that it starts in turn: one process group, ended by its own handle. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { until } from '../../e2e/n8n/wait';

export interface OwnProcessOptions {
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** Both of its streams are appended to this file. */
	logFile: string;
	/** Who runs it; default: who runs this program. */
	uid?: number;
	gid?: number;
	/** Opens a pipe from this process at file descriptor 3, which breaks when this process is gone. */
	lifeline?: boolean;
}

export class OwnProcess {
	readonly #child: ChildProcess;
	#failure?: Error;

	constructor(
		readonly name: string,
		file: string,
		args: string[],
		{ logFile, lifeline, ...options }: OwnProcessOptions,
	) {
		const log = openSync(logFile, 'a');
		this.#child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log, log, ...(lifeline ? ['pipe' as const] : [])] });
		closeSync(log);
		this.#child.stdio[3]?.on('error', () => {});
		this.#child.once('error', (error) => (this.#failure = error));
		// Children that outlived it.
		this.#child.once('exit', () => this.#signalGroup('SIGKILL'));
	}

	get isRunning(): boolean {
		const { pid, exitCode, signalCode } = this.#child;
		return pid !== undefined && exitCode === null && signalCode === null;
	}

	/** Says how it ended; undefined while it runs. */
	get end(): string | undefined {
		if (this.#failure) return `${this.name} could not be started: ${this.#failure.message}`;
		const { exitCode, signalCode } = this.#child;
		return this.isRunning ? undefined : `${this.name} ended (${signalCode ?? `exit code ${exitCode}`})`;
	}

	/** SIGTERM, and SIGKILL when it has not ended in time: what an administrator does. Returns when it has ended. */
	async terminate(waitMs: number): Promise<void> {
		if (this.isRunning) this.#signalGroup('SIGTERM');
		await this.#ended(waitMs).catch(() => this.kill());
	}

	/** SIGKILL: what a power cut does. Returns when it has ended. */
	async kill(): Promise<void> {
		if (this.isRunning) this.#signalGroup('SIGKILL');
		await this.#ended(15_000);
	}

	async #ended(deadlineMs: number): Promise<void> {
		await until(`${this.name} to end`, () => !this.isRunning, { deadlineMs, everyMs: 10 });
	}

	#signalGroup(signal: NodeJS.Signals): void {
		if (this.#child.pid === undefined) return;
		try {
			process.kill(-this.#child.pid, signal);
		} catch {
			// The whole group has ended by itself.
		}
	}
}
