/** Puts a packed community package where n8n loads it from. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageName } from './pack';

/**
 * Unpacks our tarball as n8n's own installer does: for a package without dependencies there is nothing else to install. What
 * was there of an earlier build is removed first; n8n loads the new one when it starts next.
 */
export function putIntoN8n(tarball: string, userFolder: string): void {
	const folder = join(userFolder, '.n8n', 'nodes', 'node_modules', packageName);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
