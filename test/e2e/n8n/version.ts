/** Which n8n the tests run, and what describes its installation: the locked one, or the one that `N8N_TEST_VERSION` names. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from './package.json';

/** The version that the lock file beside this file holds: that of the demo, and of the tests unless they use another one. */
export const lockedVersion = manifest.dependencies.n8n;

/** The version of n8n that is run, e.g. `2.40.7`. */
export const n8nVersion = process.env.N8N_TEST_VERSION || lockedVersion;

/** What early versions of n8n 2 need beside the overrides of the locked one, to be installed from the registry alone as it is today. */
const earlyOverrides = {
	// Asked for as "1.x" by parts that do not agree with an older one of it.
	'@langchain/core': '1.2.8',
	// Theirs comes from a server of its own, which is not reachable from everywhere. Nodes that read spreadsheets use it.
	xlsx: '0.18.5',
};

/** A file in the folder of an installation. */
export interface InstallFile {
	name: string;
	text: string;
}

/** Everything that describes the installation of `version`. Without a lock file, npm takes what fits today. */
export function installFiles(version = n8nVersion): InstallFile[] {
	const beside = (name: string) => ({ name, text: readFileSync(join(__dirname, name), 'utf8') });
	if (version === lockedVersion) return ['package.json', 'package-lock.json', '.npmrc'].map(beside);
	const { dependencies, overrides } = manifest;
	const other = { ...manifest, dependencies: { ...dependencies, n8n: version }, overrides: { ...overrides, ...earlyOverrides } };
	return [{ name: 'package.json', text: JSON.stringify(other, null, '\t') }, beside('.npmrc')];
}
