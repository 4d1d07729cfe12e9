import { InputError } from './errors';

const NEEDED = '22.19';

/**
 * Node.js before 22.19 lacks what these nodes are made with (Zstandard, `Promise.withResolvers`, what undici needs), and says so in words
 * that nobody understands. Older versions of n8n 2 run on such a one.
 * @throws InputError
 */
export function requireNodeJs(version = process.versions.node): void {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	const [neededMajor, neededMinor] = NEEDED.split('.').map(Number) as [number, number];
	if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
	throw new InputError(
		`Node.js ${NEEDED} or later is required, but n8n runs on ${version} here`,
		"Update the Node.js that n8n runs on, or use n8n's Docker image, which includes a newer one. Nothing was sent.",
	);
}
