/** The MeshCentral server on this machine: its folder, its one-time commands, and when it is ready. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { runCommand } from '../../e2e/n8n/command';
import { requireFreePort } from '../../e2e/n8n/ports';
import { until } from '../../e2e/n8n/wait';
import type { MeshCentralConfig } from './config';
import type { MeshCentralInstall } from './install';
import { OwnProcess } from './ownProcess';

const readyMs = 60_000;
const stopMs = 10_000;
const endWithParent = join(__dirname, 'end-with-parent.cjs');

export class ServerProcess {
	readonly url: string;
	readonly logFile: string;
	readonly #data: string;
	readonly #arguments: string[];
	readonly #env: NodeJS.ProcessEnv;
	#process?: OwnProcess;

	/** Writes the configuration into the folder, which is made; starts nothing. */
	constructor(
		install: MeshCentralInstall,
		private readonly folder: string,
		private readonly port: number,
		config: MeshCentralConfig,
	) {
		this.url = `https://127.0.0.1:${port}`;
		this.logFile = join(folder, 'meshcentral.log');
		this.#data = join(folder, 'data');
		const files = join(folder, 'files');
		for (const path of [folder, this.#data, files]) mkdirSync(path);
		const configFile = join(folder, 'config.json');
		writeFileSync(configFile, JSON.stringify(config, null, '\t'));
		this.#arguments = [install.program, '--datapath', this.#data, '--configfile', configFile, '--filespath', files];
		const { PATH, LANG } = process.env;
		this.#env = { PATH, LANG, HOME: folder };
	}

	/** PEM: the authority that signed the server's certificate; there once it has started. */
	get certificate(): string {
		return readFileSync(this.#certificateFile, 'utf8');
	}

	get #certificateFile(): string {
		return join(this.#data, 'root-cert-public.crt');
	}

	/** Makes an account; the server must not run. `administrator` is one of the whole server. */
	async createAccount(user: string, password: string, administrator: boolean): Promise<void> {
		await this.#command('--createaccount', user, '--pass', password, '--email', `${user}@example.test`);
		if (administrator) await this.#command('--adminaccount', user);
	}

	async #command(...options: string[]): Promise<void> {
		const args = [...this.#arguments, ...options];
		const { ok, output } = await runCommand(process.execPath, args, { cwd: this.folder, env: this.#env, deadlineMs: readyMs });
		if (!ok || !/done/i.test(output)) throw new Error(`MeshCentral's ${options[0]} failed:\n${output}`);
	}

	/** Starts it and returns when it answers; an Error with its last lines when it ends first, or after a minute. */
	async start(): Promise<void> {
		// The port of a process that has just ended is free a moment later.
		await until(`port ${this.port}`, () => requireFreePort(this.port, 'MeshCentral').then(() => true, () => false));
		this.#process = new OwnProcess('MeshCentral', process.execPath, ['--require', endWithParent, ...this.#arguments], {
			cwd: this.folder,
			env: this.#env,
			logFile: this.logFile,
			lifeline: true,
		});
		const started = this.#process;
		const ready = async () => {
			if (started.end) throw new Error(started.end);
			return existsSync(this.#certificateFile) && (await this.#answers());
		};
		try {
			await until('MeshCentral to be ready', ready, { deadlineMs: readyMs, everyMs: 50 });
		} catch (error) {
			await started.kill();
			const lastLines = readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-25).join('\n');
			throw new Error(`${error instanceof Error ? error.message : String(error)}\nIts last lines:\n${lastLines}`);
		}
	}

	/** SIGTERM to both of its processes, and SIGKILL after 10 s. Does nothing where it does not run. */
	async stop(): Promise<void> {
		await this.#process?.terminate(stopMs);
	}

	/** SIGKILL to both of its processes: what a power cut does. */
	async kill(): Promise<void> {
		await this.#process?.kill();
	}

	async #answers(): Promise<boolean> {
		const answer = await this.get('/').catch(() => undefined);
		return answer !== undefined;
	}

	/** The text at a path of the server. @throws an Error where there is none */
	async get(path: string): Promise<string> {
		const dispatcher = new Agent({ connect: { ca: this.certificate } });
		try {
			const { statusCode, body } = await request(`${this.url}${path}`, { dispatcher, bodyTimeout: 5_000, headersTimeout: 5_000 });
			const text = await body.text();
			if (statusCode !== 200) throw new Error(`MeshCentral answered GET ${path} with status ${statusCode}.`);
			return text;
		} finally {
			await dispatcher.destroy();
		}
	}
}
