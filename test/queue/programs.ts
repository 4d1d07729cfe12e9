/** Redis and PostgreSQL as the system has them. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Programs {
	redisServer: string;
	postgres: string;
	initdb: string;
}

/** Debian keeps PostgreSQL's own programs off the PATH, a folder a version. */
const debianVersions = '/usr/lib/postgresql';

function folders(): string[] {
	const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	return [...onPath, ...versionsIn(debianVersions).map((version) => join(debianVersions, version, 'bin'))];
}

/** Newest first. */
function versionsIn(folder: string): string[] {
	try {
		return readdirSync(folder).sort((a, b) => Number(b) - Number(a));
	} catch {
		return [];
	}
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** The first folder that has all of these programs: two of PostgreSQL's must be of one version. */
function find(...names: string[]): string[] | undefined {
	return folders()
		.map((folder) => names.map((name) => join(folder, name)))
		.find((files) => files.every(isExecutable));
}

/** What is installed; in words, what is not and how to get it. */
export function findPrograms(): Programs | { missing: string } {
	const [redis, postgreSql] = [find('redis-server'), find('postgres', 'initdb')];
	if (redis && postgreSql) return { redisServer: redis[0]!, postgres: postgreSql[0]!, initdb: postgreSql[1]! };
	const packages = [...(redis ? [] : ['redis-server']), ...(postgreSql ? [] : ['postgresql'])];
	const names = packages.map((name) => (name === 'postgresql' ? 'PostgreSQL' : 'Redis')).join(' and ');
	return { missing: `${names} must be installed to run n8n on several processes. On Debian and Ubuntu: apt-get install ${packages.join(' ')}` };
}

/** Who runs PostgreSQL, which refuses root: its own user, where this is root; else anyone who runs this. */
export function postgresUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })));
	return { uid: uid!, gid: gid! };
}
