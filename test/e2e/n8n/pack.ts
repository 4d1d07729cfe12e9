/** Packs this repository's package as it would be published. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../../package.json';
import { runNpm } from './npm';

/** The repository's root folder. */
export const repository = join(__dirname, '..', '..', '..');

/** As n8n knows it: node types are `<packageName>.<node>`. */
export const packageName = manifest.name;

/**
 * `npm pack` into the folder `into`. Builds nothing: `npm run build` must have run.
 *
 * @returns the tarball's path
 * @throws an Error that says what to do, if there is no build or npm refuses
 */
export async function packPackage(into: string): Promise<string> {
	const missing = [...manifest.n8n.nodes, ...manifest.n8n.credentials].filter((file) => !existsSync(join(repository, file)));
	if (missing.length > 0) throw new Error(`There is no build to pack (${missing.join(', ')} missing): run "npm run build" first.`);
	const pack = ['pack', '--json', '--pack-destination', into];
	const { ok, stdout, output } = await runNpm(pack, { cwd: repository, deadlineMs: 120_000 });
	if (!ok) throw new Error(`npm could not pack the package:\n${output}`);
	const [packed] = JSON.parse(stdout) as Array<{ filename: string }>;
	if (!packed) throw new Error(`npm named no tarball:\n${output}`);
	return join(into, packed.filename);
}
