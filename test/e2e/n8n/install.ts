/** Installs a real n8n once into the user's cache folder, for the end-to-end tests and the demo. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { n8nFolder } from './cache';
import { installProblem } from './install-problem';
import { isAlive, withLock } from './lock';
import { runNpm } from './npm';
import { installFiles, n8nVersion } from './version';

/** An n8n on this machine, ready to be started. */
export interface N8nInstall {
	version: string;
	folder: string;
	/** The Node 24 binary that was installed with it. */
	node: string;
	/** n8n's command line program, to be run by that Node. */
	program: string;
}

type Report = (line: string) => void;

/** Written last: a folder without it is never taken for an installation. */
const marker = 'installed.json';
const unfinishedMark = '.unfinished-';
const neededBytes = 3.5e9;
const progressEveryMs = 15_000;

const steps = [
	{ name: 'about 2,100 packages', takes: '1 to 4 minutes', npm: ['install'] },
	{
		name: 'sqlite3',
		takes: '1 to 2 minutes where it has to be compiled',
		npm: ['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'],
	},
	{ name: 'Node 24', takes: 'seconds', npm: ['rebuild', 'node', '--ignore-scripts=false'] },
];

function described(version: string, folder: string): N8nInstall {
	return {
		version,
		folder,
		node: join(folder, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
		program: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

function refuseWithoutSpace(version: string, folder: string): void {
	const { bavail, bsize } = statfsSync(folder);
	if (bavail * bsize >= neededBytes) return;
	const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
	throw new Error(
		`n8n ${version} needs ${gigabytes(neededBytes)} of disk space in ${folder}, and ${gigabytes(bavail * bsize)} are free. ` +
			'XDG_CACHE_HOME may name another folder.',
	);
}

/** Reports the seconds since `startedAt` now and then, so that a long silent step is seen to move. */
async function withProgress<T>(step: string, startedAt: number, report: Report, work: Promise<T>): Promise<T> {
	const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
	report(`${seconds()} s: ${step} ...`);
	const ticking = setInterval(() => report(`${seconds()} s: still at it`), progressEveryMs);
	try {
		return await work;
	} finally {
		clearInterval(ticking);
	}
}

/** The proof that the compiled and fetched parts work: n8n's Node loads sqlite3. */
function check(install: N8nInstall): { ok: boolean; output: string } {
	const trial = ['-e', "require('sqlite3')"];
	const { status, stderr, error } = spawnSync(install.node, trial, { cwd: install.folder, encoding: 'utf8' });
	return { ok: status === 0, output: `${stderr ?? ''}${error?.message ?? ''}` };
}

async function installInto({ version, folder }: N8nInstall, log: string, report: Report): Promise<void> {
	const startedAt = Date.now();
	const problem = (step: string, output: string) => installProblem(step, output, { folder: dirname(folder), log });
	for (const { name, text } of installFiles(version)) writeFileSync(join(folder, name), text);
	for (const { name, takes, npm } of steps) {
		appendFileSync(log, `\n> npm ${npm.join(' ')}\n`);
		const onLine = (line: string) => appendFileSync(log, `${line}\n`);
		const { ok, output } = await withProgress(`${name}, ${takes}`, startedAt, report, runNpm(npm, { cwd: folder, onLine }));
		if (!ok) throw problem(name, output);
	}
	const works = check(described(version, folder));
	if (!works.ok) throw problem('a trial of sqlite3 under Node 24', works.output);
	writeFileSync(join(folder, marker), JSON.stringify({ n8n: version, installedAt: new Date().toISOString() }));
}

/** What installations left behind that were interrupted: gigabytes. */
function removeLeftovers(folder: string): void {
	const start = `${basename(folder)}${unfinishedMark}`;
	for (const name of readdirSync(dirname(folder)).filter((each) => each.startsWith(start))) {
		const pid = Number(name.slice(start.length));
		if (pid === process.pid || !isAlive(pid)) rmSync(join(dirname(folder), name), { recursive: true, force: true });
	}
}

/**
 * The installation of `n8nVersion`, which the `package.json` beside this file describes; made now (3 to 6
 * minutes, 2.3 GB) if this machine has none. Safe against being interrupted and against two at once. Reports progress a line at a time.
 *
 * @throws an Error whose message says in a sentence or two which requirement is missing, and names the file with npm's own output.
 */
export async function installN8n(report: Report, version = n8nVersion): Promise<N8nInstall> {
	const folder = n8nFolder(version);
	const parent = dirname(folder);
	const isInstalled = () => existsSync(join(folder, marker));
	if (isInstalled()) return described(version, folder);
	mkdirSync(parent, { recursive: true });
	const waiting = (seconds: number) => report(`${seconds} s: waiting for another process that is installing n8n here`);
	return await withLock(`${folder}.lock`, waiting, async () => {
		if (isInstalled()) return described(version, folder);
		refuseWithoutSpace(version, parent);
		const log = `${folder}.log`;
		writeFileSync(log, '');
		removeLeftovers(folder);
		const unfinished = `${folder}${unfinishedMark}${process.pid}`;
		mkdirSync(unfinished);
		try {
			await installInto(described(version, unfinished), log, report);
			if (!isInstalled()) {
				rmSync(folder, { recursive: true, force: true });
				renameSync(unfinished, folder);
			}
		} finally {
			rmSync(unfinished, { recursive: true, force: true });
		}
		return described(version, folder);
	});
}
