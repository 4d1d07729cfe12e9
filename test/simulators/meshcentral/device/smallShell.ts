/** What the devices do with a command by default: enough of a shell for tests and demos. It runs nothing on this machine. */
import { gunzipSync } from 'node:zlib';
import type { Device } from '../world/world';
import type { CommandOutcome, SentCommand } from './agent';
import { statements, withExitCode } from './parse';
import { agentFolder, runProgram, type Shell } from './programs';

/** A script that came in base64, with its input closed, in a line of its own: as `sh` gets it, and as PowerShell does. */
const forSh = /^sh -c "\$\(printf %s ([A-Za-z0-9+/=]*) \| base64 -d( \| gzip -dc)?\)" <\/dev\/null 2>&1$/;
const forPowerShell = /^powershell(?:\.exe)? .*-EncodedCommand ([A-Za-z0-9+/=]+)(?: 2>&1)?$/i;
/** The command prompt's script within one of PowerShell. */
const forPrompt = /cmd\.exe[^]*|FromBase64String\("([A-Za-z0-9+/=]*)"\)/g;

/** Of a line end at the very end, the wrapper may have left half. */
export const linesOf = (text: string): string[] => text.replace(/\r$/, '').split(/\r?\n/);

/** The script of a line that holds one; undefined for every other line. */
export function scriptOf(line: string): string | undefined {
	const [, base64, zipped] = forSh.exec(line) ?? [];
	if (base64 !== undefined) {
		const bytes = Buffer.from(base64, 'base64');
		return (zipped ? gunzipSync(bytes) : bytes).toString('utf8');
	}
	const [, encoded] = forPowerShell.exec(line) ?? [];
	if (encoded === undefined) return undefined;
	const script = Buffer.from(encoded, 'base64').toString('utf16le');
	const [found] = script.includes('cmd.exe') ? [...script.matchAll(forPrompt)] : [];
	return found?.[1] === undefined ? script : Buffer.from(found[1], 'base64').toString('utf8');
}

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

async function runScript(script: string, shell: Shell, custom: Custom): Promise<Ended> {
	const outcome = await custom(script);
	if (typeof outcome === 'string') return outcome;
	const inner: Shell = { ...shell, output: '', delayMs: 0, exitCode: 0, inputIsClosed: true };
	const ended = outcome ? undefined : runText(script, inner);
	shell.output += outcome?.output ?? inner.output;
	shell.delayMs += outcome?.delayMs ?? inner.delayMs;
	shell.exitCode = outcome ? (outcome.exitCode ?? 0) : inner.exitCode;
	return ended;
}

/** A group of lines whose output goes through others, up to a line of its own and in base64, between two marks. */
const inBase64 = /^\{\n([^]*)\n\} \| LC_ALL=C sed \/(\S+)\/q \| \{ echo "__out=\$\(\(1\)\)(\w+)"; base64; echo "__out=\$\(\(2\)\)\w+"; \}/m;

function encoded(output: string, end: string, mark: string): string {
	const kept = output.slice(0, output.indexOf(`${end}\n`) + end.length + 1);
	const lines = Buffer.from(kept).toString('base64').match(/.{1,76}/g) ?? [];
	return [`__out=1${mark}`, ...lines, `__out=2${mark}`, ''].join('\n');
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
		const script = scriptOf(line);
		const [, text] = (powerShell && printed.exec(line)) || [];
		if (script === undefined && text === undefined) {
			plain.push(line);
			continue;
		}
		const ended = runPlain() ?? (script === undefined ? undefined : await runScript(script, shell, custom));
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
	const [group, inner, end, mark] = inBase64.exec(text) ?? [];
	const [before = '', after = ''] = group === undefined ? [text] : text.split(group);
	let ended = await runLines(linesOf(before), shell, custom, powerShell);
	if (!ended && inner !== undefined && end !== undefined && mark !== undefined) {
		const piped: Shell = { ...shell, output: '' };
		ended = await runLines(linesOf(inner), piped, custom, powerShell);
		Object.assign(shell, piped, { output: shell.output + encoded(piped.output, end, mark) });
		ended ??= runText(after, shell);
	}
	if (ended) return ended;
	const { delayMs, exitCode } = shell;
	const output = powerShell || runAsUser === 1 ? shell.output.replace(/\r?\n/g, '\r\n') : shell.output;
	// A terminal's echo surrounds what is run as the user.
	return { output: runAsUser === 1 ? `${text}\r\nexit\r\n$ ${output}$ ` : output, exitCode, delayMs };
}
