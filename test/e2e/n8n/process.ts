/** One n8n process, from its start to its end. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { N8nInstall } from './install';
import { until } from './wait';

const stopMs = 15_000;
/** Elsewhere than on Windows, n8n leads a process group of its own, so that its task runners can be ended with it. */
const inGroup = process.platform !== 'win32';

export class N8nProcess {
	private readonly child: ChildProcess;
	private toldToEnd = false;

	/** `onDeath` is called, in words, only when the process ends by itself. */
	constructor(install: N8nInstall, env: NodeJS.ProcessEnv, onLine: (line: string) => void, onDeath: (how: string) => void) {
		this.child = spawn(install.node, ['--require', join(__dirname, 'end-with-parent.cjs'), install.program, 'start'], {
			cwd: install.folder,
			env,
			detached: inGroup,
			stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
		});
		for (const stream of [this.child.stdout, this.child.stderr]) {
			if (stream) createInterface({ input: stream }).on('line', onLine);
		}
		// The pipe that end-with-parent.cjs reads breaks when n8n ends first.
		this.child.stdio[3]?.on('error', () => {});
		this.child.once('error', (error) => onDeath(`could not be started: ${error.message}`));
		this.child.once('exit', (code, name) => {
			this.signal('SIGKILL'); // Task runners that outlived it.
			if (!this.toldToEnd) onDeath(`ended by itself (${name ?? `exit code ${code}`})`);
		});
	}

	/** SIGTERM, and SIGKILL after 15 s: what an administrator does. */
	async stop(): Promise<void> {
		this.toldToEnd = true;
		this.signal('SIGTERM');
		await until('n8n to stop', () => this.hasEnded(), { deadlineMs: stopMs, everyMs: 50 }).catch(() => this.kill());
	}

	/** SIGKILL: what a power cut does. */
	async kill(): Promise<void> {
		this.toldToEnd = true;
		this.signal('SIGKILL');
		await until('n8n to end after SIGKILL', () => this.hasEnded(), { everyMs: 20 });
	}

	private hasEnded(): boolean {
		return this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
	}

	private signal(name: NodeJS.Signals): void {
		if (this.child.pid === undefined) return;
		try {
			process.kill(inGroup ? -this.child.pid : this.child.pid, name);
		} catch {
			// All of them have ended by themselves.
		}
	}
}
