/** n8n in queue mode as an administrator has it on many machines: one main process, two workers, Redis and PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n } from '../e2e/n8n/install';
import { packPackage } from '../e2e/n8n/pack';
import { N8nClient } from '../e2e/n8n/rest';
import { startN8n, type N8n } from '../e2e/n8n/server';
import { owner } from '../e2e/support';
import type { Programs } from './programs';
import { startServices } from './services';
import { Way } from './way';
import { Worker } from './worker';

export interface Cluster {
	readonly main: N8n;
	/** Signed in at the main process. */
	readonly client: N8nClient;
	readonly workers: readonly [Worker, Worker];
	stop(): Promise<void>;
}

/** The name of the main process, as the simulators see it. */
export const mainName = 'main';

/** How soon a worker that was killed is missed; n8n's own are 60 s, 10 s and 30 s. */
const missedSoon = { QUEUE_WORKER_LOCK_DURATION: '15000', QUEUE_WORKER_LOCK_RENEW_TIME: '3000', QUEUE_WORKER_STALLED_INTERVAL: '5000' };

/** Starts all of it; what was started is stopped again if something fails. */
export async function startCluster(programs: Programs): Promise<Cluster> {
	const install = await installN8n((line) => process.stderr.write(`n8n: ${line}\n`));
	const endings: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of endings.splice(0).reverse()) await end();
	};
	try {
		const folder = mkdtempSync(join(tmpdir(), 'packed-'));
		endings.push(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
		const tarball = await packPackage(folder);
		const services = await startServices(programs);
		endings.push(services.stop);
		const env = {
			...services.environment,
			...missedSoon,
			EXECUTIONS_MODE: 'queue',
			// Those that a person starts in the editor as well.
			OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
			N8N_ENCRYPTION_KEY: 'the-same-in-all-processes',
		};
		const open = async (name: string) => {
			const way = await Way.open(name);
			endings.push(async () => await way.close());
			return way;
		};
		// Given, so that it is still there when the main process was stopped and is started again.
		const userFolder = mkdtempSync(join(tmpdir(), 'n8n-main-'));
		endings.push(() => Promise.resolve(rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 })));
		const main = await startN8n({ install, tarball, userFolder, env: { ...env, ...(await open(mainName)).environment } });
		endings.push(main.stop);
		// After the main process, which prepares the database.
		const start = async (name: string) => {
			const worker = await Worker.start({ name, install, tarball, env, way: await open(name) });
			endings.push(async () => await worker.remove());
			return worker;
		};
		const workers = [await start('worker 1'), await start('worker 2')] as const;
		const client = new N8nClient(main.url);
		await client.signIn(owner);
		return { main, client, workers, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}
