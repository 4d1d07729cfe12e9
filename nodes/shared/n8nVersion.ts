/**
 * Whether this n8n sends an item with `error` and `details` to the error output. It does since n8n-core 2.35.2; the version of n8n-workflow,
 * which goes with it, is the one that a node can read.
 */
export function sortsOutDetails(version = versionOfN8n()): boolean {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major > 2 || (major === 2 && minor >= 36);
}

let known: string | undefined;

/** Read once: it may be asked for with every item. '' where it cannot be read: what holds for every version is done then. */
function versionOfN8n(): string {
	return (known ??= readVersion());
}

function readVersion(): string {
	try {
		// eslint-disable-next-line @typescript-eslint/no-require-imports -- it is no part of this package: where it is, only n8n knows, and only at run time
		return (require('n8n-workflow/package.json') as { version: string }).version;
	} catch {
		return '';
	}
}
