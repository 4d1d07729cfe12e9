/** What the devices do with a command by default: enough of a shell for tests and demos. It runs nothing on this machine. */
import type { Device } from '../world/world';
import type { CommandOutcome, SentCommand } from './agent';
import { formOf, type Form } from './forms';
import { statements, withExitCode } from './parse';
import { agentFolder, runProgram, type Shell } from './programs';

/** Of a line end at the very end, the wrapper may have left half. A script in lines of its own is one with the line that reads it. */
export const linesOf = (text: string): string[] =>
	text.replace(/\r$/, '').replace(/^eval "\$\(base64 -d <<E( \| gzip -dc)?\n(\S+)\nE\n\)"/m, (_, zipped = '', base64: string) => `sh -c "$(printf %s ${base64} | base64 -d${zipped})"`).split(/\r?\n/);

/** The script of a line that holds one, as the user wrote it; undefined for every other line. */
export const scriptOf = (line: string): string | undefined => formOf(line)?.script;

/** What a script does, if somebody knows better than the small shell. */
type Custom = (script: string) => Promise<CommandOutcome | undefined>;

type Ended = 'hangs' | 'unanswered' | undefined;

/** Runs statement after statement; ends at `exit`. */
function runText(text: string, shell: Shell): Ended {
	for (const statement of statements(text, agentFolder)) {
		if (statement === 'unterminated') {
			// It waits for the rest, where more can come.
			if (!shell.inputIsClosed) return 'hangs';
			shell.output += 'sh: 1: Syntax error: Unterminated quoted string\n';
			shell.exitCode = 2;
			return undefined;
		}
		const words = withExitCode(statement.words, shell.exitCode);
		if (words[0] === 'exit') {
			shell.exitCode = Number(words[1] ?? shell.exitCode);
			return undefined;
		}
		const ended = runProgram(words, shell);
		if (ended === 'hangs') return 'hangs';
		shell.exitCode = ended;
	}
	return undefined;
}

/** What a script does by itself, whatever is around it. */
async function outcomeOf(script: string, shell: Shell, custom: Custom): Promise<Shell | Exclude<Ended, undefined>> {
	const outcome = await custom(script);
	if (typeof outcome === 'string') return outcome;
	const inner: Shell = { ...shell, output: '', delayMs: 0, exitCode: 0, inputIsClosed: true };
	if (outcome) return { ...inner, output: outcome.output, delayMs: outcome.delayMs ?? 0, exitCode: outcome.exitCode ?? 0 };
	return runText(script, inner) ?? inner;
}

async function runScript(form: Form, shell: Shell, custom: Custom, powerShell: boolean): Promise<Ended> {
	const running = outcomeOf(form.script, shell, custom);
	const { mark } = form;
	if (mark === undefined) {
		const ended = await running;
		if (typeof ended === 'string') return ended;
		Object.assign(shell, ended, { output: shell.output + ended.output, delayMs: shell.delayMs + ended.delayMs, inputIsClosed: shell.inputIsClosed });
		return undefined;
	}
	if (form.inBackground) {
		shell.output += `__out=2${mark} s4711\n`;
		return undefined;
	}
	const ended = await running;
	if (ended === 'unanswered') return ended;
	shell.output += limited(ended, { ...form, mark, seconds: form.seconds ?? Infinity, most: form.most ?? Infinity }, shell, powerShell);
	return undefined;
}

/** Of a script that is ended in time the output in base64, no more than requested, and how it ended. */
function limited(ended: Shell | 'hangs', { mark, seconds, most }: Form & { mark: string; seconds: number; most: number }, shell: Shell, powerShell: boolean): string {
	const isOver = ended === 'hangs' || ended.delayMs >= seconds * 1_000;
	shell.delayMs += isOver ? seconds * 1_000 : ended.delayMs;
	const output = Buffer.from(ended === 'hangs' ? '' : ended.output);
	// In sh the mark of its end follows the output, and is cut off with it.
	const kept = (powerShell ? output : Buffer.concat([output, Buffer.from(`__end=${mark}\n`)])).subarray(0, most);
	const exitCode = ended === 'hangs' || isOver ? 124 : ended.exitCode;
	const told = powerShell ? `c${isOver ? 1 : exitCode} t${isOver ? 124 : 0} x${output.length > most ? 1 : 0}` : `s t${exitCode}`;
	return [`__out=1${mark}`, ...(kept.toString('base64').match(powerShell ? /.+/g : /.{1,76}/g) ?? []), `__out=2${mark} ${told}`, ''].join('\n');
}

/** A line that is only a text, as PowerShell prints it. */
const printed = /^"(.*)"$/;

/** Line after line; those in between scripts are run together. */
async function runLines(lines: string[], shell: Shell, custom: Custom, powerShell: boolean): Promise<Ended> {
	let plain: string[] = [];
	const runPlain = () => {
		const ended = runText(plain.join('\n'), shell);
		plain = [];
		return ended;
	};
	for (const line of lines) {
		const form = formOf(line);
		const [, text] = (powerShell && printed.exec(line)) || [];
		if (form === undefined && text === undefined) {
			plain.push(line);
			continue;
		}
		const ended = runPlain() ?? (form === undefined ? undefined : await runScript(form, shell, custom, powerShell));
		if (ended) return ended;
		if (text !== undefined) shell.output += `${text.replaceAll('$LASTEXITCODE', String(shell.exitCode))}\n`;
	}
	return runPlain();
}

/** The outcome of a command as it was sent; `custom` is asked first what a script in it does. */
export async function inSmallShell(
	device: Device,
	{ text, powerShell, runAsUser }: SentCommand,
	custom: Custom = () => Promise.resolve(undefined),
): Promise<CommandOutcome> {
	// There is no user on the desktop of these devices.
	if (runAsUser === 2) return 'unanswered';
	const shell: Shell = { device, output: '', delayMs: 0, exitCode: 0, inputIsClosed: false };
	const ended = await runLines(linesOf(text), shell, custom, powerShell);
	if (ended) return ended;
	const { delayMs, exitCode } = shell;
	const output = powerShell || runAsUser === 1 ? shell.output.replace(/\r?\n/g, '\r\n') : shell.output;
	// A terminal's echo surrounds what is run as the user.
	return { output: runAsUser === 1 ? `${text}\r\nexit\r\n$ ${output}$ ` : output, exitCode, delayMs };
}
