/** The wrapper's commands carried out by the real `meshctrl` on a real MeshCentral. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, Ending } from './backend';

/** What of a real MeshCentral the wrapper needs; the harness in `test/servers/meshcentral` has it all. */
export interface RealServer {
	/** `https://<host>:<port>` */
	url: string;
	admin: { user: string; password: string };
	install: { commandLine: string };
}

export interface RealBackend {
	run: Backend;
	/** Ends the commands that still run. */
	stop(): Promise<void>;
}

/** They read and write files of this machine, or never end; `webrelay` ends the whole server (1.1.55). */
const refused = ['config', 'upload', 'download', 'shell', 'showevents', 'agentdownload', 'indexagenterrorlog', 'webrelay'];

/** Words reach `meshctrl` as they are, through no shell. */
export function realBackend({ url, admin, install }: RealServer): RealBackend {
	const folder = mkdtempSync(join(tmpdir(), 'meshctrl-'));
	const running = new Set<ChildProcess>();
	const access = ['--url', url.replace(/^http/, 'ws'), '--loginuser', admin.user, '--loginpass', admin.password];
	let runs = 0;

	const run = async (words: string[]): Promise<Ending> => {
		const [command = ''] = words;
		if (refused.includes(command.toLowerCase())) return { output: `"${command}" is not for tests.`, exitCode: 1 };
		// Into a file: into a pipe, what does not fit is lost when meshctrl ends, how much depends on the moment.
		const file = join(folder, String(++runs));
		const output = openSync(file, 'w');
		const child = spawn(process.execPath, [install.commandLine, ...access, ...words], {
			cwd: folder,
			env: { PATH: process.env.PATH, HOME: folder },
			stdio: ['ignore', output, output],
		});
		closeSync(output);
		running.add(child);
		const [exitCode] = (await once(child, 'exit')) as [number | null];
		running.delete(child);
		return { output: readFileSync(file), exitCode: exitCode ?? 137 };
	};
	return {
		run,
		stop: async () => {
			await Promise.all([...running].map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
