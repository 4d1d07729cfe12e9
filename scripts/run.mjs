#!/usr/bin/env node
/**
 * Runs one of the project's tools on Node 24, on any machine that has Node 20 and npm: `node scripts/run.mjs jest --help`, or
 * `typescript:tsc` where the tool's name is not the package's.
 *
 * It installs the development dependencies when package.json or the lock file changed, fetches the Node 24 binary that
 * comes with them, and only then starts the tool. Plain JavaScript without dependencies, because it runs before any is there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const node24 = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const stamp = join(modules, '.installed-for');
const turn = join(root, '.installing');

/** Ends the command with a sentence for the person who typed it. */
function giveUp(sentence) {
	console.error(`\n${sentence}\n`);
	process.exit(1);
}

function run(file, args, options = {}) {
	return spawnSync(file, args, { cwd: root, stdio: 'inherit', ...options });
}

/** npm as it was called for this script; else the one on PATH. */
function npm(...args) {
	const cli = process.env.npm_execpath;
	return cli && /\.[cm]?js$/.test(cli)
		? run(process.execPath, [cli, ...args])
		: run('npm', args, { shell: process.platform === 'win32' });
}

function majorOf(binary) {
	const { status, stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
	return status === 0 ? Number(/^v(\d+)/.exec(stdout)?.[1]) : 0;
}

/** Whether the dependencies are those that package.json and the lock file ask for. */
function isInstalled(hash) {
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

function installDependencies() {
	const wanted = createHash('sha256');
	for (const file of ['package.json', 'package-lock.json']) wanted.update(readFileSync(join(root, file)));
	const hash = wanted.digest('hex');
	if (isInstalled(hash)) return;
	// Two installations at once leave packages half-filled.
	const release = takeTurn();
	try {
		if (!isInstalled(hash)) install(hash);
	} finally {
		release();
	}
}

/** Waits until no other process installs here; one that was killed is waited for no longer. */
function takeTurn() {
	for (;;) {
		try {
			writeFileSync(turn, String(process.pid), { flag: 'wx' });
			return () => rmSync(turn, { force: true });
		} catch (error) {
			if (error.code !== 'EEXIST') giveUp(`The dependencies cannot be installed here: ${error.message}`);
		}
		if (!isRunning(Number(existsSync(turn) && readFileSync(turn, 'utf8')))) rmSync(turn, { force: true });
		else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
	}
}

function isRunning(pid) {
	try {
		return pid > 0 && process.kill(pid, 0);
	} catch (error) {
		return error.code === 'EPERM';
	}
}

function install(hash) {
	console.log('Installing the development dependencies (about a minute the first time) ...');
	// `npm install` and not `npm ci`: some optional packages for other platforms are missing from some mirrors, hence from
	// the lock file, and `npm ci` refuses such a lock. `npm install` keeps to the locked versions all the same.
	if (npm('install', '--no-save').status !== 0) {
		rmSync(turn, { force: true });
		giveUp('npm could not install the development dependencies: its own words are above. Is the package registry reachable?');
	}
	writeFileSync(stamp, hash);
}

/** A Node of major version 24 or later: the one among the dependencies, else the one that runs this script. */
function nodeForTools() {
	if (majorOf(node24) >= 24) return node24;
	console.log('Fetching Node 24 for the tools ...');
	npm('rebuild', 'node', '--ignore-scripts=false');
	if (majorOf(node24) >= 24) return node24;
	if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
	return giveUp(
		`The tools need Node 24, and this is Node ${process.versions.node}. npm could not fetch the "node" package's binary for ` +
			`${process.platform}-${process.arch}: allow that download, or run the command again under Node 24.`,
	);
}

const [tool, ...args] = process.argv.slice(2);
if (!tool) giveUp('Usage: node scripts/run.mjs <tool> [arguments]');
if (Number(process.versions.node.split('.')[0]) < 20) giveUp(`Node 20 or later is needed; this is Node ${process.versions.node}.`);
installDependencies();
const node = nodeForTools();

const [name, command = name] = tool.split(':');
const folder = join(modules, name);
const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const entry = join(folder, typeof bin === 'string' ? bin : bin[command]);
// Whatever the tools start in turn (npm scripts, jest workers) has to find the same Node first.
const path = [dirname(node), process.env.PATH].join(process.platform === 'win32' ? ';' : ':');
const child = spawn(node, ['--disable-warning=ExperimentalWarning', entry, ...args], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, PATH: path },
});
// The tool decides how it ends. A terminal's Ctrl-C reaches it by itself; a kill of this process has to be passed on.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm's shell passes no kill on: once it is gone, nobody waits for the tool any more.
const shell = process.ppid;
setInterval(() => process.ppid !== shell && child.kill('SIGTERM'), 500).unref();
child.on('exit', (status) => process.exit(status ?? 1));
