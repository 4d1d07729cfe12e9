/** `npm start` as a newcomer runs it, on ports and in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from '../e2e/n8n/pack';
import { freePorts } from '../e2e/n8n/ports';
import { until } from '../e2e/n8n/wait';

const variables = [
	'N8N_PORT',
	'INBOX_PORT',
	'SMTP_PORT',
	'NETALERTX_PORT',
	'TACTICAL_RMM_PORT',
	'MESHCENTRAL_PORT',
	'MESHCENTRAL_WRAPPER_PORT',
	'MESHTECH_PORT',
	'MESHTECH_SIGN_IN_PORT',
] as const;

/** Installs, builds and starts, if it must. */
export const startMs = 15 * 60_000;

export interface RunningDemo {
	/** By the variables that chose them. */
	readonly ports: Readonly<Record<string, number>>;
	/** The start page, without a slash at the end. */
	readonly startPage: string;
	/** What it printed until it was ready. */
	readonly printed: string;
	/** Ctrl-C; what it ended with. */
	interrupt(): Promise<unknown[]>;
	/** Ends it whatever it does, and removes its folder. */
	stop(): void;
}

/** Starts it and returns when it says that it is ready. @throws an Error with all that it printed, if it ends before */
export async function startDemo(): Promise<RunningDemo> {
	const folder = mkdtempSync(join(tmpdir(), 'demo-'));
	const free = await freePorts(variables.length);
	const ports = Object.fromEntries(variables.map((name, index) => [name, free[index] ?? 0]));
	const environment = Object.entries({ DEMO_FOLDER: folder, ...ports }).map(([name, value]) => [name, String(value)]);
	const child = spawn(process.execPath, ['--import', 'tsx', 'demo/start.ts'], {
		cwd: repository,
		env: { ...process.env, ...Object.fromEntries(environment) },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let printed = '';
	child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	const stop = () => {
		child.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	};
	try {
		await until('the demo to be ready', () => {
			if (child.exitCode !== null) throw new Error(`The demo ended:\n${printed}`);
			return printed.includes('Press Ctrl-C to stop everything.');
		}, { deadlineMs: startMs });
	} catch (error) {
		stop();
		throw error;
	}
	return {
		ports,
		startPage: `http://127.0.0.1:${ports.INBOX_PORT}`,
		printed,
		interrupt: async () => {
			const ended = once(child, 'exit');
			child.kill('SIGINT');
			return await ended;
		},
		stop,
	};
}
