/** The Redis and the PostgreSQL that n8n's processes share: on loopback, with data folders of their own, ended by their own handles. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../e2e/n8n/ports';
import { until } from '../e2e/n8n/wait';
import { OwnProcess } from '../servers/meshcentral/ownProcess';
import { postgresUser, type Programs } from './programs';

export interface Services {
	/** What every process of n8n knows of them. */
	readonly environment: NodeJS.ProcessEnv;
	stop(): Promise<void>;
}

const loopback = '127.0.0.1';
const endWithParent = join(__dirname, '..', 'e2e', 'n8n', 'end-with-parent.cjs');
const keeper = join(__dirname, 'keeper.cjs');
const stopMs = 10_000;

/** Starts both and returns when both take connections. */
export async function startServices({ redisServer, postgres, initdb }: Programs): Promise<Services> {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-queue-'));
	const [redisPort = 0, postgresPort = 0] = await freePorts(2);
	const user = postgresUser();
	if (user) chownSync(folder, user.uid, user.gid);
	const data = join(folder, 'data');
	// Trusts everybody: anyone who reaches loopback here is this test.
	execFileSync(initdb, ['-D', data, '-U', 'n8n', '--auth=trust', '-E', 'UTF8', '--no-sync'], { cwd: folder, stdio: 'pipe', ...user });
	const keep = (name: string, logFile: string, who: { uid: number; gid: number } | undefined, command: string[]) =>
		new OwnProcess(name, process.execPath, ['--require', endWithParent, keeper, String(who?.uid ?? '-'), String(who?.gid ?? '-'), ...command], {
			cwd: folder,
			env: process.env,
			logFile: join(folder, logFile),
			lifeline: true,
		});
	const redis = keep('Redis', 'redis.log', undefined, [redisServer, '--port', `${redisPort}`, '--bind', loopback, '--save', '', '--appendonly', 'no', '--dir', folder]);
	const database = keep('PostgreSQL', 'postgres.log', user, [postgres, '-D', data, '-p', `${postgresPort}`, '-h', loopback, '-k', folder, '-c', 'fsync=off']);
	const stop = async () => {
		await Promise.all([redis.terminate(stopMs), database.terminate(stopMs)]);
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	};
	const ready = async (service: OwnProcess, port: number, log: string, logFile: string) => {
		const isUp = async () => {
			if (service.end) throw new Error(`${service.end}:\n${readFileSync(join(folder, logFile), 'utf8')}`);
			return readFileSync(join(folder, logFile), 'utf8').includes(log) && (await accepts(port));
		};
		await until(`${service.name} to be ready`, isUp, { deadlineMs: 30_000 });
	};
	try {
		await ready(redis, redisPort, 'Ready to accept connections', 'redis.log');
		await ready(database, postgresPort, 'ready to accept connections', 'postgres.log');
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		environment: {
			QUEUE_BULL_REDIS_HOST: loopback,
			QUEUE_BULL_REDIS_PORT: String(redisPort),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: loopback,
			DB_POSTGRESDB_PORT: String(postgresPort),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: 'n8n',
			DB_POSTGRESDB_PASSWORD: 'trusted',
		},
		stop,
	};
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect(port, loopback);
	try {
		return await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
	} finally {
		socket.destroy();
	}
}
