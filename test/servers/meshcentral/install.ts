/** Installs a real MeshCentral with its agents once into the user's cache folder, for the end-to-end tests and the demo. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../e2e/n8n/cache';
import { withLock } from '../../e2e/n8n/lock';
import { runNpm } from '../../e2e/n8n/npm';
import manifest from './package.json';

/** The version that is installed, e.g. `1.1.55`. */
export const meshCentralVersion = manifest.dependencies.meshcentral;

/** A MeshCentral on this machine, ready to be started. */
export interface MeshCentralInstall {
	version: string;
	folder: string;
	/** The server, to be run by Node. */
	program: string;
	/** `meshctrl`, MeshCentral's own command line client, to be run by Node. */
	commandLine: string;
	/** Where the agents for all platforms are. */
	agents: string;
}

type Report = (line: string) => void;

/** What describes the installation, and is copied to where it is installed. */
const installFiles = ['package.json', 'package-lock.json', '.npmrc'];
/** Written last: a folder without it is never taken for an installation. */
const marker = 'installed.json';
const progressEveryMs = 15_000;

/** Another version, another set of dependencies or another kind of machine is another folder. */
function installFolder(): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const name of installFiles) hash.update(readFileSync(join(__dirname, name)));
	return join(cacheFolder(), `meshcentral-${meshCentralVersion}-${hash.digest('hex').slice(0, 12)}`);
}

function described(folder: string): MeshCentralInstall {
	const meshcentral = join(folder, 'node_modules', 'meshcentral');
	return {
		version: meshCentralVersion,
		folder,
		program: join(meshcentral, 'meshcentral.js'),
		commandLine: join(meshcentral, 'meshctrl.js'),
		agents: join(meshcentral, 'agents'),
	};
}

async function installInto(folder: string, report: Report): Promise<void> {
	const startedAt = Date.now();
	const seconds = () => Math.round((Date.now() - startedAt) / 1_000);
	for (const name of installFiles) copyFileSync(join(__dirname, name), join(folder, name));
	report('about 220 packages, 450 MB, half a minute ...');
	const ticking = setInterval(() => report(`${seconds()} s: still at it`), progressEveryMs);
	const { ok, output } = await runNpm(['install'], { cwd: folder }).finally(() => clearInterval(ticking));
	if (!ok) {
		const lastWords = output.split('\n').slice(-15).join('\n');
		throw new Error(`MeshCentral ${meshCentralVersion} could not be installed into ${folder}. What npm said last:\n${lastWords}`);
	}
	writeFileSync(join(folder, marker), JSON.stringify({ meshcentral: meshCentralVersion, installedAt: new Date().toISOString() }));
}

/**
 * The installation that the `package.json` beside this file describes; made now (half a minute, 450 MB) if this machine has
 * none. Safe against being interrupted and against two at once. Reports progress a line at a time.
 *
 * @throws an Error that quotes npm's last words
 */
export async function installMeshCentral(report: Report): Promise<MeshCentralInstall> {
	const folder = installFolder();
	const isInstalled = () => existsSync(join(folder, marker));
	if (isInstalled()) return described(folder);
	mkdirSync(cacheFolder(), { recursive: true });
	const waiting = (seconds: number) => report(`${seconds} s: waiting for another process that is installing MeshCentral here`);
	return await withLock(`${folder}.lock`, waiting, async () => {
		if (isInstalled()) return described(folder);
		// Of a fixed name, unlike the lock's holder: what an interrupted installation left is replaced, not kept forever.
		const unfinished = `${folder}.unfinished`;
		rmSync(unfinished, { recursive: true, force: true });
		mkdirSync(unfinished);
		await installInto(unfinished, report);
		rmSync(folder, { recursive: true, force: true });
		renameSync(unfinished, folder);
		return described(folder);
	});
}
