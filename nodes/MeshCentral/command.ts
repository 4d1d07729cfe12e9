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

/** A command as the agent gets it. */
export interface Wrapped {
	/** As MeshCentral numbers shells: 0 default of the system, 1 cmd, 2 PowerShell, 3 sh, 4 agent console. */
	type: 0 | 1 | 2 | 3 | 4;
	text: string;
}

/** A single argument of a Linux program has at most 128 KiB. */
const LONGEST = 120_000;
/** An argument list of Windows has 32,767 characters; in UTF-16 and base64, 1 character takes 2.7. */
const LONGEST_ON_WINDOWS = 10_000;

/**
 * Wraps a command so that it can do no harm to the device's command channel, which takes one command at a time: with its input
 * closed it cannot wait for any, an unbalanced quote ends in an error and not in a hang, and the exit code is known. In base64
 * because that way any text arrives as it was written (measured on Linux, 40 of 40; the form for Windows follows MeshCentral's
 * source and was not run on a device).
 * @throws InputError for what the device or its shell cannot take
 */
export function wrap(device: Pick<DeviceRecord, 'agent' | 'osdesc'>, { text, shell }: Pick<Command, 'text' | 'shell'>): Wrapped {
	if (text.includes('\0')) throw new InputError("'Command' contains a NUL character", 'No shell takes it. Nothing was sent.');
	if (shell === 'console') return { type: 4, text };
	const windows = isWindows(device);
	const longest = windows ? LONGEST_ON_WINDOWS : LONGEST;
	const length = Buffer.byteLength(text);
	if (length > longest) {
		throw new InputError(`'Command' has ${length} bytes, and at most ${longest} arrive whole`, 'Put the script into a file on the device and run that. Nothing was sent.');
	}
	if (windows) {
		if (shell === 'sh') throw new InputError("'Sh' is not a shell of this device, which runs Windows", "Choose 'Default', 'Command Prompt' or 'PowerShell'. Nothing was sent.");
		return { type: 2, text: onWindows(shell === 'powershell' ? text : inCommandPrompt(text)) };
	}
	if (shell === 'cmd' || shell === 'powershell') {
		throw new InputError(`'${shell === 'cmd' ? 'Command Prompt' : 'PowerShell'}' is not a shell of this device, which does not run Windows`, "Choose 'Default' or 'Sh'. Nothing was sent.");
	}
	return { type: 3, text: onUnix(text) };
}

/** What the agent writes into its shell in one go is lost beyond what a pipe holds (measured: 80 kB never ran). */
const PIPE_HOLDS = 65_000;

function onUnix(text: string): string {
	const form = (decoded: string) => `sh -c "$(${decoded})" </dev/null 2>&1\necho "__rc=$?"`;
	const plain = form(`printf %s ${base64(text, 'utf8')} | base64 -d`);
	if (plain.length <= PIPE_HOLDS) return plain;
	const zipped = form(`printf %s ${gzipSync(text).toString('base64')} | base64 -d | gzip -dc`);
	if (zipped.length <= PIPE_HOLDS) return zipped;
	throw new InputError("'Command' is too long to arrive whole", 'Put the script into a file on the device and run that. Nothing was sent.');
}

/** In a PowerShell of its own, which gets no input; the one that started it tells its exit code. */
function onWindows(script: string): string {
	const encoded = base64(script, 'utf16le');
	return `powershell -NoProfile -NonInteractive -OutputFormat Text -InputFormat None -EncodedCommand ${encoded} 2>&1\r\n"__rc=$LASTEXITCODE"\r\n`;
}

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
export function unwrap({ type }: Wrapped, answer: string): Pick<CommandResult, 'output' | 'exitCode'> {
	const marked = type === 4 ? null : /__rc=(-?\d+)\s*$/.exec(answer);
	return marked ? { output: answer.slice(0, marked.index), exitCode: Number(marked[1]) } : { output: answer, exitCode: null };
}

function base64(text: string, encoding: 'utf8' | 'utf16le'): string {
	return Buffer.from(text, encoding).toString('base64');
}
