import { gzipSync } from 'node:zlib';
import { InputError } from '../../shared/errors';
import type { Command } from '../command';
import { after, before, begun, END, endOf } from './answer';

/** A single argument of a Linux program has at most 128 KiB. */
const LONGEST = 120_000;

/** What the agent writes into its shell in one go is lost beyond what a pipe holds (measured: 80 kB never ran). */
const PIPE_HOLDS = 65_000;

/** As a user it goes through a terminal, which cuts a line off at 4 KiB without a word (measured), and what is left of a command may run. */
const TERMINAL_HOLDS = 3_900;

/**
 * A command for `sh`, as the agent writes it into the input of its own `/bin/sh`. That one has all signals blocked until something else has
 * run and was waited for (measured), as the substitution here is: so nothing but the first word of it is outside of the script.
 * @param comfortable characters from which on it is compressed
 * @throws InputError for a command that would not arrive whole
 */
export function unixText(command: Command, mark: string, comfortable = Infinity): string {
	const { text, runAs, wait, timeoutMs, outputAtMost } = command;
	const length = Buffer.byteLength(text);
	if (length > LONGEST) {
		throw new InputError(`'Command' has ${length} bytes, and at most ${LONGEST} arrive whole`, 'Put the script into a file on the device and run that. Nothing was sent.');
	}
	const script = wait ? limited(text, mark, Math.max(1, Math.ceil(timeoutMs / 1000)), outputAtMost) : inBackground(text, mark);
	const longest = runAs === 'agent' ? PIPE_HOLDS : TERMINAL_HOLDS;
	const plain = sent(`printf %s ${Buffer.from(script).toString('base64')} | base64 -d`, command, mark);
	if (plain.length <= Math.min(longest, comfortable)) return plain;
	const zipped = sent(`printf %s ${gzipSync(script).toString('base64')} | base64 -d | gzip -dc`, command, mark);
	if (Math.min(plain.length, zipped.length) > longest) throw tooLong(longest);
	return zipped.length < plain.length ? zipped : plain;
}

/**
 * Without an apostrophe, which the REST wrapper could not take. The agent's own shell does it, which saves a process; as a user it is at a
 * terminal, and would speak of its jobs.
 */
function sent(decoded: string, { runAs }: Pick<Command, 'runAs'>, mark: string): string {
	return `echo ${begun(mark)}\n${runAs === 'agent' ? 'eval' : 'sh -c'} "$(${decoded})"`;
}

function tooLong(longest: number): InputError {
	return new InputError(
		"'Command' is too long to arrive whole",
		`${longest === TERMINAL_HOLDS ? "As a user it can have about 2,000 characters: run it as 'Agent', or put" : 'Put'} the script into a file on the device and run that. Nothing was sent.`,
	);
}

/** With all its streams closed, so that the agent is free as soon as this has been started. */
function inBackground(text: string, mark: string): string {
	return `sh -c ${quoted(text)} </dev/null >/dev/null 2>&1 &\necho "${after(mark)} s$!"`;
}

/**
 * The script that runs a command, ends it when its time is over, and gives its output in base64, since the agent reads it in pieces and
 * spoils a character of several bytes that two of them share (measured, at every 32 KiB at the latest).
 *
 * `timeout` ends it with all that it started (TERM, and KILL 2 s later); where there is none, or none of this kind, such as on macOS and with
 * BusyBox, `watch` does the same, as far as the system can give it a process group. `s` on 4 is the proof that it has started: without it,
 * nothing has run.
 *
 * The output goes through `head`, which is left behind to swallow the rest: so the command is not ended by what it prints too much, and
 * whatever it leaves running in the background with its output open holds nothing up. `sed` ends at the mark of the end; the blanks after
 * it push that mark through the buffer of `head`. The mark is put together here, as `ps` would print it too early otherwise.
 */
function limited(text: string, mark: string, seconds: number, most: number): string {
	const start = 'echo s >&4;exec sh -c "$0" </dev/null 2>&1 3>&- 4>&-';
	const watch =
		`(trap "" TERM;i=0;while [ $i -lt ${seconds} ];do sleep 1;kill -0 $$||exit;i=$((i+1));done;` +
		'kill -15 -$$||kill -15 $$;sleep 2;kill -9 -$$||kill -9 $$) </dev/null >/dev/null 2>&1 3>&- 4>&- &';
	return [
		`C=${quoted(text)}`,
		`S=${quoted(start)}`,
		`W=${quoted(watch)}`,
		`e=${END}`,
		'exec 3>&1',
		`o(){ echo ${before(mark)}`,
		'r=$({ {',
		'{ "$@";t=$?;} 2>/dev/null',
		`echo t$t >&4;echo $e=${mark};printf %65536s`,
		`} | ({ head -c ${most + endOf(mark).length} <&5&&exec cat <&5 >/dev/null;} 2>/dev/null 3>&- 4>&- &) 5<&0 | LC_ALL=C sed "/[_]${END.slice(1)}=${mark}/q" | base64 >&3;} 4>&1);}`,
		`o timeout --kill-after=2 ${seconds} sh -c "$S" "$C"`,
		'case $r in s*);;*)T=',
		"if command -v setsid;then T=setsid;elif command -v perl;then T='perl -e setpgrp;exec@ARGV';fi >/dev/null",
		'o $T sh -c "$W$S" "$C";;esac',
		`echo ${after(mark)} $r`,
	].join('\n');
}

/** As one word of a shell. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
