import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { InputError } from '../shared/errors';
import { isWindows } from './device';
import type { DeviceRecord } from './schemas';

export type Shell = 'default' | 'cmd' | 'powershell' | 'sh' | 'console';
export type RunAs = 'agent' | 'userIfAny' | 'user';

/** A command for a device, as a user gave it. */
export interface Command {
	text: string;
	/** `default` is sh on Linux and macOS and cmd on Windows; `console` is the agent's own. */
	shell: Shell;
	runAs: RunAs;
	/** Wait for its output; without, it is only started. */
	wait: boolean;
	/** How long to wait for the output, in ms. The device goes on after it. */
	timeoutMs: number;
}

export interface CommandResult {
	/** Standard output and standard error together; null where nobody waited. */
	output: string | null;
	/** null where it is not known: nobody waited, or the agent's console ran it. */
	exitCode: number | null;
	/** From sending to the answer, in ms. */
	durationMs: number;
}

/**
 * Names the queue of a device's commands in this process: whichever way and with whichever credential they go, the agent takes one
 * at a time and drops a second one without a word.
 */
export function queueOf({ _id }: Pick<DeviceRecord, '_id'>): string {
	return `MeshCentral command ${_id}`;
}

/** What silence means for a command that only a user who is logged in can run; '' for others. */
export function nobodyThere(runAs: RunAs): string {
	return runAs === 'user' ? " If nobody is logged in there, choose 'Run As': Agent." : '';
}

/** A command as the agent gets it. */
export interface Wrapped {
	/** As MeshCentral numbers shells: 0 default of the system, 1 cmd, 2 PowerShell, 3 sh, 4 agent console. */
	type: 0 | 1 | 2 | 3 | 4;
	text: string;
	/** In the answer, and in no other: tells the output from all else that a terminal shows. */
	mark?: string;
}

/** A single argument of a Linux program has at most 128 KiB. */
const LONGEST = 120_000;
/** An argument list of Windows has 32,767 characters; in UTF-16 and base64, 1 character takes 2.7. */
const LONGEST_ON_WINDOWS = 10_000;

/**
 * Wraps a command so that it can do no harm to the device's command channel, which takes one command at a time: with its input
 * closed it cannot wait for any, an unbalanced quote ends in an error and not in a hang, and the exit code is known. In base64
 * because that way any text arrives as it was written (measured on Linux; the form for Windows follows MeshCentral's source and was
 * not run on a device).
 * @throws InputError for what the device or its shell cannot take
 */
export function wrap(device: Pick<DeviceRecord, 'agent' | 'osdesc'>, { text, shell, runAs }: Pick<Command, 'text' | 'shell' | 'runAs'>): Wrapped {
	if (text.includes('\0')) throw new InputError("'Command' contains a NUL character", 'No shell takes it. Nothing was sent.');
	if (!text.isWellFormed()) throw new InputError("'Command' contains broken Unicode", 'Another character would arrive in its place. Check the expression that it comes from. Nothing was sent.');
	if (shell === 'console') return { type: 4, text };
	const windows = isWindows(device);
	const longest = windows ? LONGEST_ON_WINDOWS : LONGEST;
	const length = Buffer.byteLength(text);
	if (length > longest) {
		throw new InputError(`'Command' has ${length} bytes, and at most ${longest} arrive whole`, 'Put the script into a file on the device and run that. Nothing was sent.');
	}
	if (windows) {
		if (shell === 'sh') throw new InputError("'Sh' is not a shell of this device, which runs Windows", "Choose 'Default', 'Command Prompt' or 'PowerShell'. Nothing was sent.");
		return onWindows(shell === 'powershell' ? text : inCommandPrompt(text));
	}
	if (shell === 'cmd' || shell === 'powershell') {
		throw new InputError(`'${shell === 'cmd' ? 'Command Prompt' : 'PowerShell'}' is not a shell of this device, which does not run Windows`, "Choose 'Default' or 'Sh'. Nothing was sent.");
	}
	return onUnix(text, runAs === 'agent' ? PIPE_HOLDS : TERMINAL_HOLDS);
}

/** What the agent writes into its shell in one go is lost beyond what a pipe holds (measured: 80 kB never ran). */
const PIPE_HOLDS = 65_000;

/** As a user it goes through a terminal, which cuts a line off at 4 KiB without a word (measured), and what is left of a command may run. */
const TERMINAL_HOLDS = 3_900;

function onUnix(text: string, longest: number): Wrapped {
	const mark = newMark();
	const plain = inBase64(`printf %s ${base64(text, 'utf8')} | base64 -d`, mark);
	if (plain.length <= longest) return { type: 3, text: plain, mark };
	const zipped = inBase64(`printf %s ${gzipSync(text).toString('base64')} | base64 -d | gzip -dc`, mark);
	if (zipped.length <= longest) return { type: 3, text: zipped, mark };
	throw new InputError(
		"'Command' is too long to arrive whole",
		`${longest === TERMINAL_HOLDS ? "As a user it can have about 2,500 characters: run it as 'Agent', or put" : 'Put'} the script into a file on the device and run that. Nothing was sent.`,
	);
}

/**
 * The output comes back in base64, since the agent reads it in pieces and spoils a character of several bytes that two of them share
 * (measured, at every 32 KiB at the latest). `sed` ends it with the command: what that leaves running in the background, with the
 * output still open, would hold the device up.
 */
function inBase64(decoded: string, mark: string): string {
	return [
		'{',
		`sh -c "$(${decoded})" </dev/null 2>&1`,
		'echo "__rc=$?"',
		`echo __end=${mark}`,
		// A terminal shows these lines too, but not with the numbers worked out.
		`} | LC_ALL=C sed /__end=${mark}/q | { echo "__out=$((1))${mark}"; base64; echo "__out=$((2))${mark}"; }`,
	].join('\n');
}

/**
 * In a PowerShell of its own, which gets no input; the one that started it tells its exit code. The mark makes every output another one:
 * MeshCentral disconnects an agent that prints the same some thirty times in a row (as in the source of 1.1.55, and measured).
 */
function onWindows(script: string): Wrapped {
	const mark = newMark();
	const encoded = base64(script, 'utf16le');
	const text = `powershell -NoProfile -NonInteractive -OutputFormat Text -InputFormat None -EncodedCommand ${encoded} 2>&1\r\n"__rc=$LASTEXITCODE"\r\n"__end=${mark}"\r\n`;
	return { type: 2, text, mark };
}

const newMark = () => randomBytes(6).toString('hex');

/** By way of a file, so that no character of the command is PowerShell's to read. */
function inCommandPrompt(text: string): string {
	return [
		'$file = [IO.Path]::ChangeExtension([IO.Path]::GetTempFileName(), "cmd")',
		`[IO.File]::WriteAllText($file, "@echo off\`r\`n" + [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("${base64(text.replace(/\r?\n/g, '\r\n'), 'utf8')}")), [Text.Encoding]::Default)`,
		'cmd.exe /d /c "`"$file`" <NUL 2>&1"',
		'$code = $LASTEXITCODE',
		'Remove-Item -LiteralPath $file -ErrorAction SilentlyContinue',
		'exit $code',
	].join('\n');
}

/** Tells the output from the line with the exit code, which {@link wrap} lets the shell add. */
export function unwrap({ type, mark }: Wrapped, answer: string): Pick<CommandResult, 'output' | 'exitCode'> {
	const text = mark === undefined ? answer : readable(answer, mark);
	const found = type === 4 ? null : /__rc=(-?\d+)\s*$/.exec(text);
	return found ? { output: text.slice(0, found.index), exitCode: Number(found[1]) } : { output: text, exitCode: null };
}

/** The answer as it is where it holds no output in base64, such as words of a shell that could not run it. */
function readable(answer: string, mark: string): string {
	const [, encoded] = new RegExp(`__out=1${mark}\\s([A-Za-z0-9+/=\\s]*)__out=2${mark}`).exec(answer) ?? [];
	const text = encoded === undefined ? answer : decodedText(Buffer.from(encoded, 'base64'));
	return text.replace(new RegExp(`__end=${mark}\\s*$`), '');
}

/** Output that is no UTF-8 is taken for Latin-1. */
function decodedText(bytes: Buffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return bytes.toString('latin1');
	}
}

function base64(text: string, encoding: 'utf8' | 'utf16le'): string {
	return Buffer.from(text, encoding).toString('base64');
}
