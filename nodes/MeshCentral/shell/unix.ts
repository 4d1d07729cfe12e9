import { gzipSync } from 'node:zlib';
import { InputError } from '../../shared/errors';
import type { Command } from '../command';
import { after, before, begun, END, endOf } from './answer';

/** A single argument of a Linux program has at most 128 KiB. */
const LONGEST = 120_000;

/** What the agent writes into its shell in one go is lost beyond what a pipe holds (measured: 80 kB never ran). */
const PIPE_HOLDS = 65_000;

/** As a user it goes through a terminal, which cuts a line off at 4 KiB silently (measured), and what is left of a command may run. */
const TERMINAL_HOLDS = 3_900;

/** How a script may travel. */
export interface Passage {
	/** Only in base64, since some characters would be changed on the way. */
	inBase64?: boolean;
	/** Characters from which on it is compressed, if it is not anyway. */
	comfortable?: number;
}

/** What arrives as it is, and is stored in the server's log of events as it can be read: the agent itself drops carriage returns. */
const PLAIN = /^[\n\t\x20-\x7e]*$/;

/**
 * A command for `sh`, as the agent writes it into the input of its own `/bin/sh`. That one has all signals blocked until something else has
 * run and was waited for (measured): so a substitution comes first.
 * @throws InputError for a command that would not arrive whole
 */
export function unixText(command: Command, mark: string, { inBase64 = false, comfortable = Infinity }: Passage = {}): string {
	const { text, runAs, wait, timeoutMs, outputAtMost } = command;
	const length = Buffer.byteLength(text);
	if (length > LONGEST) {
		throw new InputError(`'Command' has ${length} bytes, and at most ${LONGEST} arrive complete`, 'Put the script in a file on the device and run that. Nothing was sent.');
	}
	const script = wait ? limited(text, mark, Math.max(1, Math.ceil(timeoutMs / 1000)), outputAtMost) : inBackground(text, mark);
	const longest = runAs === 'agent' ? PIPE_HOLDS : TERMINAL_HOLDS;
	const forms = [
		...(runAs === 'agent' && !inBase64 && PLAIN.test(script) ? [`: $(:)\n${script}`] : []),
		decoding(Buffer.from(script).toString('base64'), '', runAs),
	].map((form) => `echo ${begun(mark)}\n${form}`);
	const fits = forms.find((form) => form.length <= Math.min(longest, comfortable));
	if (fits !== undefined) return fits;
	const zipped = `echo ${begun(mark)}\n${decoding(gzipSync(script).toString('base64'), ' | gzip -dc', runAs)}`;
	const shortest = [...forms, zipped].reduce((one, other) => (other.length < one.length ? other : one));
	if (shortest.length <= longest) return shortest;
	throw new InputError(
		"'Command' is too long to arrive complete",
		`${runAs === 'agent' ? 'Put' : "As a user it can have about 2,000 characters: run it as 'Agent', or put"} the script in a file on the device and run that. Nothing was sent.`,
	);
}

/**
 * A script in base64, without an apostrophe, which the REST wrapper could not take. The agent's own shell runs it, which saves a process; as
 * a user that is at a terminal, and would speak of its jobs.
 */
function decoding(base64: string, more: string, runAs: Command['runAs']): string {
	return runAs === 'agent' ? `eval "$(base64 -d <<E${more}\n${base64}\nE\n)"` : `sh -c "$(printf %s ${base64} | base64 -d${more})"`;
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
 * nothing has run. `eval` keeps the lines of the command counted from its own first one in what its shell says of mistakes.
 *
 * The output goes through `head`, which is left behind to swallow the rest: so the command is not ended by what it prints too much, and
 * whatever it leaves running in the background with its output open holds nothing up. `sed` ends at the mark of the end; the blanks after
 * it push that mark through the buffer of `head`. The mark is put together here, as `ps` would print it too early otherwise.
 */
function limited(text: string, mark: string, seconds: number, most: number): string {
	const start = 'echo s >&4;exec </dev/null 2>&1 3>&- 4>&-;eval "shift;$1"';
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
		`echo t$t >&4;echo $e=${mark};printf %32768s`,
		`} | ({ head -c ${most + endOf(mark).length} <&5&&exec cat <&5 >/dev/null;} 2>/dev/null 3>&- 4>&- &) 5<&0 | LC_ALL=C sed "/[_]${END.slice(1)}=${mark}/q" | base64 >&3;} 4>&1);}`,
		`o timeout --kill-after=2 ${seconds} sh -c "$S" sh "$C"`,
		'case $r in s*);;*)T=',
		"if command -v setsid;then T=setsid;elif command -v perl;then T='perl -e setpgrp;exec@ARGV';fi >/dev/null",
		'o $T sh -c "$W$S" sh "$C";;esac',
		`echo ${after(mark)} $r`,
	].join('\n');
}

/** As one word of a shell. */
function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}
