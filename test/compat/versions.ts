/** The versions of n8n that the package is tried out in. */
import { repository } from '../e2e/n8n/pack';
import { runNpm } from '../e2e/n8n/npm';

/** The first release of n8n 2. */
export const oldest = '2.0.0';

/** Releases of n8n 2 and later that npm has, without those that are tried out by n8n's users first (beta, rc ...). */
export async function newestFirst(): Promise<string[]> {
	const { ok, stdout, output } = await runNpm(['view', 'n8n', 'versions', '--json'], { cwd: repository, deadlineMs: 60_000 });
	if (!ok) throw new Error(`npm does not tell which versions of n8n there are:\n${output}`);
	return releases(JSON.parse(stdout) as string[]);
}

/** Of all versions those that are no pre-releases, newest first. */
export function releases(versions: readonly string[]): string[] {
	const parts = (version: string) => version.split('.').map(Number);
	const isNewer = (one: string, other: string) => {
		const [ours, theirs] = [parts(one), parts(other)];
		const at = ours.findIndex((part, index) => part !== theirs[index]);
		return at < 0 ? 0 : theirs[at]! - ours[at]!;
	};
	return versions.filter((version) => /^\d+\.\d+\.\d+$/.test(version)).sort(isNewer);
}
