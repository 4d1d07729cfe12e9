/**
 * Whether this n8n sends an item with `error` and `details` to the error output. It does since n8n-core 2.35.2; the version of n8n-workflow,
 * which goes with it, is the one that a node can read.
 */
export function sortsOutDetails(version = versionOfN8n()): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 2 || (major === 2 && minor >= 36);
}

/** '' where it cannot be read: what holds for every version is done then. */
function versionOfN8n(): string {
	try {
		// Where it is, only n8n knows: it is not part of this package.
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		return (require('n8n-workflow/package.json') as { version: string }).version;
	} catch {
		return '';
	}
}
