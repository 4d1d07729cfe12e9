/** Where the real n8n is kept between runs: one folder a version, shared by all clones of this repository. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import manifest from './package.json';

/** The version of n8n that the tests and the demo run, e.g. `2.40.7`. */
export const n8nVersion = manifest.dependencies.n8n;

/** What describes the installation, and is copied to where it is installed. */
export const installFiles = ['package.json', 'package-lock.json', '.npmrc'].map((name) => ({
	name,
	path: join(__dirname, name),
}));

function userCacheFolder(): string {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
	return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** This project's part of the user's cache folder. */
export const cacheFolder = (): string => join(userCacheFolder(), 'n8n-nodes-device-management');

/**
 * The folder of this very installation. Its name carries what it was made from and for, so another version, another set of
 * dependencies or another kind of machine is another folder.
 */
export function n8nFolder(): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const { path } of installFiles) hash.update(readFileSync(path));
	return join(cacheFolder(), `n8n-${n8nVersion}-${hash.digest('hex').slice(0, 12)}`);
}
