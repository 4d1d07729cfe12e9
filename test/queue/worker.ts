/** A worker of n8n: a process that runs executions and nothing else. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { n8nEnvironment } from '../e2e/n8n/environment';
import type { N8nInstall } from '../e2e/n8n/install';
import { putIntoN8n } from '../e2e/n8n/package-in-n8n';
import { freePorts } from '../e2e/n8n/ports';
import { until } from '../e2e/n8n/wait';
import { OwnProcess } from '../servers/meshcentral/ownProcess';
import type { Way } from './way';

export interface WorkerOptions {
	name: string;
	install: N8nInstall;
	tarball: string;
	way: Way;
	env: NodeJS.ProcessEnv;
}

const endWithParent = join(__dirname, '..', 'e2e', 'n8n', 'end-with-parent.cjs');
const loopback = '127.0.0.1';
const readyMs = 120_000;

export class Worker {
	readonly name: string;
	private readonly userFolder = mkdtempSync(join(tmpdir(), 'n8n-worker-'));
	private process?: OwnProcess;

	private constructor(private readonly options: WorkerOptions) {
		this.name = options.name;
		putIntoN8n(options.tarball, this.userFolder);
	}

	/** Returns when it takes executions. */
	static async start(options: WorkerOptions): Promise<Worker> {
		const worker = new Worker(options);
		await worker.launch().catch(async (error: unknown) => {
			await worker.remove();
			throw error;
		});
		return worker;
	}

	get way(): Way {
		return this.options.way;
	}

	/** The last lines it printed. */
	get log(): string {
		return readFileSync(this.logFile, 'utf8').slice(-3_000);
	}

	/** Also after it was stopped or killed. */
	async launch(): Promise<void> {
		const { install, way, env } = this.options;
		const [port = 0, healthPort = 0, brokerPort = 0] = await freePorts(3);
		this.process = new OwnProcess(`The ${this.name}`, install.node, ['--require', endWithParent, install.program, 'worker', '--concurrency=5'], {
			cwd: install.folder,
			env: n8nEnvironment({ userFolder: this.userFolder, port, brokerPort }, { ...env, ...way.environment, QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(healthPort) }),
			logFile: this.logFile,
			lifeline: true,
		});
		const isReady = async () => {
			if (this.process?.end) throw new Error(`${this.process.end}:\n${this.log}`);
			return await answersReady(`http://${loopback}:${healthPort}`);
		};
		await until(`the ${this.name} to be ready`, isReady, { deadlineMs: readyMs });
	}

	/** SIGTERM: it ends its executions first. */
	async stop(): Promise<void> {
		await this.process?.terminate(40_000);
	}

	/** SIGKILL: what a power cut does. */
	async kill(): Promise<void> {
		await this.process?.kill();
	}

	/** Stops it, and its data are gone. */
	async remove(): Promise<void> {
		await this.stop();
		rmSync(this.userFolder, { recursive: true, force: true, maxRetries: 3 });
	}

	private get logFile(): string {
		return join(this.userFolder, 'worker.log');
	}
}

async function answersReady(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) })).status === 200;
	} catch {
		return false;
	}
}
