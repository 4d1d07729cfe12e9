/** For tests: whether anything still runs out of a folder. Linux only. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (look: () => string): string => {
	try {
		return look();
	} catch {
		return ''; // It has ended meanwhile, or is none of ours.
	}
};

/** Command lines of all processes whose program, working folder or arguments are in the folder; those that have ended are not counted. */
export function processesIn(folder: string): string[] {
	const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
	return pids.flatMap((pid) => {
		const place = (name: string) => read(() => readlinkSync(`/proc/${pid}/${name}`));
		const commandLine = read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
		const isThere = [place('exe'), place('cwd'), commandLine].some((text) => text.includes(folder));
		return isThere && commandLine !== '' ? [commandLine] : [];
	});
}
