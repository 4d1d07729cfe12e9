/** A real n8n as a server: its folder, its port, its package, and when it is ready. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { n8nEnvironment } from './environment';
import type { N8nInstall } from './install';
import { putIntoN8n } from './package-in-n8n';
import { freePorts, requireFreePort } from './ports';
import { N8nProcess } from './process';
import { until } from './wait';

export interface N8nOptions {
	install: N8nInstall;
	/** Holds `.n8n` with database and key. Default: a temporary folder, removed by `stop`. */
	userFolder?: string;
	/** Default: a free one. */
	port?: number;
	/** A packed build of our package (see `packPackage`), to be loaded. */
	tarball?: string;
	/** Added to n8n's environment, e.g. `NODE_EXTRA_CA_CERTS`. */
	env?: NodeJS.ProcessEnv;
	/** Called with every line n8n prints. */
	onLine?: (line: string) => void;
	/** From start to ready; default 120,000. */
	readyMs?: number;
}

/** A running n8n. */
export interface N8n {
	/** Without a slash at the end. */
	readonly url: string;
	readonly userFolder: string;
	/** The last 500 lines it printed, over all restarts. */
	readonly log: readonly string[];
	/** Settles only if n8n, once ready, ends by itself: with an error that quotes its last lines. */
	readonly died: Promise<Error>;
	/** Ends it with all processes it started, gently first; removes a temporary user folder. */
	stop(): Promise<void>;
	/** Ends it as a power cut would; its data stay for `restart`. */
	kill(): Promise<void>;
	/** Ends it gently if it runs, and starts it with the same data and port. */
	restart(): Promise<void>;
}

const keptLines = 500;

/** n8n 2.0 calls itself ready some moments before it answers what its editor asks first. */
async function answersReady(url: string): Promise<boolean> {
	try {
		for (const path of ['healthz/readiness', 'rest/settings']) {
			const { status } = await fetch(`${url}/${path}`, { signal: AbortSignal.timeout(2_000) });
			if (status !== 200) return false;
		}
		return true;
	} catch {
		return false;
	}
}

/**
 * Starts n8n and returns when it is ready for requests (5 to 20 s).
 *
 * @throws an Error with n8n's last lines, if it ends or is not ready in time; nothing is left running then
 */
export async function startN8n(options: N8nOptions): Promise<N8n> {
	const [freePort = 0, brokerPort = 0] = await freePorts(2);
	const port = options.port ?? freePort;
	const url = `http://127.0.0.1:${port}`;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-e2e-'));
	const log: string[] = [];
	const withLog = (words: string) => new Error(`${words}\nIts last lines:\n${log.slice(-25).join('\n')}`);
	const onLine = (line: string) => {
		log.push(line);
		if (log.length > keptLines) log.shift();
		options.onLine?.(line);
	};
	let running: N8nProcess | undefined;
	let reportDeath: (error: Error) => void = () => {};
	const died = new Promise<Error>((resolve) => {
		reportDeath = resolve;
	});

	const launch = async () => {
		await requireFreePort(port, 'n8n', 'N8N_PORT');
		const env = n8nEnvironment({ userFolder, port, brokerPort, install: options.install }, options.env);
		let isReady = false;
		let death: string | undefined;
		const launched = new N8nProcess(options.install, env, onLine, (how) => {
			death = `n8n ${how}.`;
			if (isReady) reportDeath(withLog(death));
		});
		running = launched;
		const ready = async () => {
			if (death) throw new Error(death);
			return await answersReady(url);
		};
		try {
			await until('n8n to be ready', ready, { deadlineMs: options.readyMs ?? 120_000 });
			isReady = true;
		} catch (error) {
			await launched.kill();
			throw withLog(error instanceof Error ? error.message : String(error));
		}
	};
	const stop = async () => {
		await running?.stop();
		if (!options.userFolder) rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};

	mkdirSync(userFolder, { recursive: true });
	if (options.tarball) putIntoN8n(options.tarball, userFolder);
	try {
		await launch();
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		url,
		userFolder,
		log,
		died,
		stop,
		kill: async () => await running?.kill(),
		restart: async () => {
			await running?.stop();
			await launch();
		},
	};
}
