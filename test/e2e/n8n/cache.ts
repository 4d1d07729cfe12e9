/** Where the real n8n is kept between runs: one folder a version, shared by all clones of this repository. */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { installFiles, n8nVersion } from './version';

export { n8nVersion } from './version';

function userCacheFolder(): string {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
	return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

/** This project's part of the user's cache folder. */
export const cacheFolder = (): string => join(userCacheFolder(), 'n8n-nodes-device-management');

/**
 * The folder of an installation. Its name carries what it was made from and for, so another version, another set of
 * dependencies or another kind of machine is another folder.
 */
export function n8nFolder(version = n8nVersion): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
	for (const { text } of installFiles(version)) hash.update(text);
	return join(cacheFolder(), `n8n-${version}-${hash.digest('hex').slice(0, 12)}`);
}
