/** The programs of the small shell: none of them does anything on this machine. */
import type { Device } from '../world/world';

/** Where the agent of every device is, and runs its commands. */
export const agentFolder = '/usr/local/mesh_services/meshagent';

/** A shell that runs. */
export interface Shell {
	device: Device;
	/** Both streams. */
	output: string;
	delayMs: number;
	exitCode: number;
	/** What reads its input ends at once; else nothing ever comes from there. */
	inputIsClosed: boolean;
}

/** Gives the exit code. */
type Program = (words: string[], shell: Shell) => number | 'hangs';

const print = (shell: Shell, text: string): number => {
	shell.output += text;
	return 0;
};

/** As `printf` has it: `%s`, `%d`, `%%`, `\n` and `\t`. */
function formatted(format: string, values: string[]): string {
	const left = [...values];
	return format.replace(/%([sd%])|\\([nt])/g, (_, kind: string, escape: string) => {
		if (escape) return escape === 'n' ? '\n' : '\t';
		return kind === '%' ? '%' : (left.shift() ?? '');
	});
}

const programs: Record<string, Program> = {
	echo: (words, shell) => print(shell, `${words.join(' ')}\n`),
	printf: ([format = '', ...values], shell) => print(shell, formatted(format, values)),
	pwd: (_, shell) => print(shell, `${agentFolder}\n`),
	hostname: (_, shell) => print(shell, `${shell.device.node.rname ?? shell.device.node.name}\n`),
	whoami: (_, shell) => print(shell, 'nobody\n'),
	id: ([option], shell) => print(shell, option === '-un' ? 'nobody\n' : 'uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)\n'),
	true: () => 0,
	false: () => 1,
	sleep: ([seconds = '0'], shell) => {
		shell.delayMs += Number(seconds) * 1_000;
		return 0;
	},
	cat: (_, { inputIsClosed }) => (inputIsClosed ? 0 : 'hangs'),
};

/** What it does not know is "not found", with exit code 127. */
export function runProgram([name = '', ...words]: string[], shell: Shell): number | 'hangs' {
	const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
	if (program) return program(words, shell);
	print(shell, `sh: 1: ${name}: not found\n`);
	return 127;
}
