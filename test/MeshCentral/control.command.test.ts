/** How a command is wrapped, run by a real shell here as the agent runs it, and unwrapped. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { unwrap, wrap, type Command, type Shell, type Wrapped } from '../../nodes/MeshCentral/command';
import { InputError } from '../../nodes/shared/errors';
import { hostileCommands } from './hostileCommands';

const linux = { agent: { id: 6 }, osdesc: 'Debian GNU/Linux 12 (bookworm)' };
const windows = { agent: { id: 4 }, osdesc: 'Microsoft Windows 11 Pro' };
const mac = { agent: { id: 29 }, osdesc: 'macOS 15.1' };

/** As MeshCentral's agent does it: into the shell's input without carriage returns, and `exit` after it. */
function asTheAgentDoes(text: string, { path = process.env.PATH, shell = '/bin/sh' } = {}): string {
	const { stdout, stderr } = spawnSync(shell, [], { input: `${text.replaceAll('\r', '')}\nexit\n`, encoding: 'utf8', timeout: 10_000, maxBuffer: 10_000_000, env: { PATH: path } });
	return stdout + stderr;
}

const asAgent = (text: string, shell: Shell = 'default', more: Partial<Command> = {}): Command => ({
	text, shell, runAs: 'agent', wait: true, timeoutMs: 60_000, outputAtMost: 1_000_000, ...more,
});

/** What of an answer there is to see, when it took no time. */
const read = (wrapped: Wrapped, answer: string, more: Partial<Command> = {}) => {
	const { output, exitCode } = unwrap(wrapped, answer, asAgent('', 'default', more), 0);
	return { output, exitCode };
};

const onLinux = (text: string) => {
	const wrapped = wrap(linux, asAgent(text));
	return read(wrapped, asTheAgentDoes(wrapped.text));
};

/** Prints its text as it is, whatever it has in it. */
const heredoc = (text: string) => `cat <<'END OF TEXT'\n${text}\nEND OF TEXT`;

describe('on Linux', () => {
	it.each(hostileCommands)('a command with %s arrives as it was written', (_, text) => {
		expect(onLinux(heredoc(text))).toEqual({ output: `${text}\n`, exitCode: 0 });
	});

	it.each<[what: string, text: string, output: unknown, exitCode: number]>([
		['the exit code', 'echo out; exit 3', 'out\n', 3],
		['standard error in its place', 'echo one; echo two >&2; echo three', 'one\ntwo\nthree\n', 0],
		['the exit code behind output without a line end', 'printf abc', 'abc', 0],
		['the exit code of a command that ends in what looks like one', 'printf __rc=5', '__rc=5', 0],
		['no input to wait for', 'cat; read -r line; echo "[$line]"', '[]\n', 0],
		['an error for a quote without its partner, and no hang', "echo 'open", expect.stringMatching(/unterminated|unexpected/i), 2],
		['nothing for nothing', 'true', '', 0],
		['output at once, whatever goes on in the background', 'sleep 30 & echo started', 'started\n', 0],
		['characters that no UTF-8 has as Latin-1', "printf 'caf\\351\\n'", 'café\n', 0],
		['a NUL character', "printf 'a\\000b'", 'a\0b', 0],
		['what looks like a mark of ours', 'echo __end=; echo __out=1; echo c7', '__end=\n__out=1\nc7\n', 0],
		['the code of what a signal ended', 'kill -9 $$', '', 137],
		['the code that stands for a limit, where it is its own', 'exit 124', '', 124],
		['what runs here, and that is this too', 'ps -ef | grep -c "[h]ead -c"; echo end', expect.stringMatching(/^\d+\nend\n$/), 0],
	])('gives %s', (_, text, output, exitCode) => {
		expect(onLinux(text)).toEqual({ output, exitCode });
	});

	it('a long command goes compressed, and into what the agent hands its shell in one go', () => {
		const text = heredoc('some words that repeat\n'.repeat(4_000));
		const wrapped = wrap(linux, asAgent(text, 'sh'));
		expect(wrapped.text.length).toBeLessThanOrEqual(65_000);
		const [, base64] = /^eval "\$\(base64 -d <<E \| gzip -dc\n(\S+)\nE\n\)"$/m.exec(wrapped.text)!;
		expect(gunzipSync(Buffer.from(base64!, 'base64')).toString()).toContain(text.replaceAll("'", "'\\''"));
	});

	it.each(hostileCommands)('a command with %s arrives as it was written where only base64 passes, without an apostrophe', (_, text) => {
		const wrapped = wrap(linux, asAgent(heredoc(text)), { inBase64: true });
		expect(wrapped.text).not.toContain("'");
		expect(read(wrapped, asTheAgentDoes(wrapped.text))).toEqual({ output: `${text}\n`, exitCode: 0 });
	});

	it('says of mistakes in which line of the command they are', () => {
		expect(onLinux('true\nnosuchprogram')).toEqual({ output: expect.stringMatching(/\b2: .*nosuchprogram: (command )?not found/) as string, exitCode: 127 });
	});

	it.each([
		['of 48,000 bytes without a pattern', `echo ${randomBytes(18_000).toString('hex')}; echo end`],
		['of 119,000 bytes that repeat', heredoc('x'.repeat(119_000))],
		['of 119,000 apostrophes', heredoc("'".repeat(119_000))],
	])('runs one %s', (_, text) => {
		expect(onLinux(text)).toMatchObject({ exitCode: 0 });
	});

	it('on macOS too', () => {
		const withoutMark = ({ text, mark }: Wrapped) => text.replaceAll(mark, '');
		expect(withoutMark(wrap(mac, asAgent('ls')))).toBe(withoutMark(wrap(linux, asAgent('ls', 'sh'))));
	});

	it('as a user is short enough for a terminal, or refused', () => {
		const asUser = (length: number, runAs: 'user' | 'userIfAny') => wrap(linux, asAgent(randomBytes(length).toString('hex'), 'default', { runAs }));
		expect(asUser(900, 'user').text.length).toBeLessThan(4_000);
		for (const runAs of ['user', 'userIfAny'] as const) expect(() => asUser(4_000, runAs)).toThrow(/too long/);
	});
});

describe('what the device cannot take is refused before anything is sent', () => {
	it.each<[what: string, device: typeof linux, text: string, shell: Shell, message: RegExp]>([
		['a NUL character', linux, 'a\0b', 'default', /NUL/],
		['a NUL character for the console', linux, 'a\0b', 'console', /NUL/],
		['PowerShell on Linux', linux, 'ls', 'powershell', /PowerShell.*does not run Windows/],
		['the command prompt on macOS', mac, 'ls', 'cmd', /Command Prompt.*does not run Windows/],
		['sh on Windows', windows, 'ls', 'sh', /'Sh'.*runs Windows/],
		['more than one argument of Linux holds', linux, 'x'.repeat(120_001), 'sh', /120001 bytes.*120000/],
		['more than the agent hands on, and compression does not help', linux, randomBytes(60_000).toString('base64'), 'sh', /too long/],
		['more than an argument list of Windows holds', windows, 'x'.repeat(10_001), 'powershell', /10001 bytes.*10000/],
		['more in UTF-8 than it looks', linux, 'ž'.repeat(60_001), 'sh', /120002 bytes/],
	])('%s', (_, device, text, shell, message) => {
		const wrapping = () => wrap(device, asAgent(text, shell));
		expect(wrapping).toThrow(InputError);
		expect(wrapping).toThrow(message);
	});
});

describe('an answer', () => {
	const mark = '0123456789ab';
	const wrapped: Wrapped = { type: 3, text: '', mark };
	const told = (output: string | Buffer, tokens: string, end = `__end=${mark}\n`) =>
		`__b=${mark}\n__out=1${mark}\n${Buffer.concat([Buffer.from(output), Buffer.from(end)]).toString('base64')}\n__out=2${mark} ${tokens}\n`;

	it.each([
		['what it says', told('a\n', 's t0'), 0, { output: 'a\n', exitCode: 0, timedOut: false, truncated: false }],
		['an exit code below 0', told('', 'c-1073741510 t0 x0', ''), 0, { output: '', exitCode: -1073741510, timedOut: false, truncated: false }],
		['a limit that was reached', told('a', 's t124'), 5_000, { output: 'a', exitCode: 124, timedOut: true, truncated: false }],
		['one that the command resisted', told('a', 's t137'), 7_000, { output: 'a', exitCode: 124, timedOut: true, truncated: false }],
		['a kill before its time', told('a', 's t137'), 4_000, { output: 'a', exitCode: 137, timedOut: false, truncated: false }],
		['the code of a limit as its own', told('a', 's t124'), 100, { output: 'a', exitCode: 124, timedOut: false, truncated: false }],
		['a limit without the program for it', told('a', 's t143'), 5_100, { output: 'a', exitCode: 124, timedOut: true, truncated: false }],
		['nothing that can be read', 'sh: 1: base64: not found\n', 0, { output: 'sh: 1: base64: not found\n', exitCode: null, timedOut: null, truncated: null }],
		['no more than that it has begun', `__b=${mark}\nsh: 1: sh: not found\n`, 0, { output: 'sh: 1: sh: not found\n', exitCode: null, timedOut: null, truncated: null }],
		['nothing at all', '', 0, { output: '', exitCode: null, timedOut: null, truncated: null }],
		['what Windows says of an output that is whole', told('a\r\n', 'c3 t0 x0', ''), 0, { output: 'a\r\n', exitCode: 3, timedOut: false, truncated: false }],
		['what Windows says of one that is not', told('a', 'c3 t124 x1', ''), 0, { output: 'a', exitCode: 124, timedOut: true, truncated: true }],
	])('tells %s', (_, answer, tookMs, outcome) => {
		expect(unwrap(wrapped, answer, { timeoutMs: 5_000, outputAtMost: 1_000 }, tookMs)).toEqual(outcome);
	});

	it.each([
		['one byte', 'é', 1, ''],
		['two of three', '日', 2, ''],
		['three of four', 'a🙂', 4, 'a'],
		['none', 'aé', 3, 'aé'],
		['none, of no UTF-8 at all', Buffer.from([0xe9, 0x61, 0x62]), 2, 'éa'],
	])('that is cut in the middle of a character has nothing of it: %s', (_, output, outputAtMost, told_) => {
		expect(unwrap(wrapped, told(output, 's t0', 'more'), { timeoutMs: 5_000, outputAtMost }, 0)).toMatchObject({ output: told_, truncated: true });
	});

	it('is found among what a terminal shows', () => {
		const sent = wrap(linux, asAgent('echo hi; exit 4', 'default', { runAs: 'userIfAny' }));
		const shown = `${sent.text.replaceAll('\n', '\r\n')}\r\nexit\r\n$ ${told('hi\n', 's t4').replaceAll(mark, sent.mark).replaceAll('\n', '\r\n')}$ `;
		const output = Buffer.from(`hi\n__end=${sent.mark}\n`).toString('base64');
		expect(read(sent, shown.replace(/(?<=__out=1\w+\r\n)[^\r]+/, output))).toEqual({ output: 'hi\n', exitCode: 4 });
	});

	it.each([
		['in lines of another length, or none', (answer: string) => answer.replace(/(?<=__out=1\w+\n)[^_]*/, (lines) => lines.replaceAll('\n', ''))],
		['behind a first line of somebody else', (answer: string) => `__id=1\n${answer}`],
	])('is read %s', (_, changed) => {
		const sent = wrap(linux, asAgent(heredoc('žluť'.repeat(100))));
		expect(read(sent, changed(asTheAgentDoes(sent.text)))).toMatchObject({ exitCode: 0, output: `${'žluť'.repeat(100)}\n` });
	});
});

it.each([linux, windows, mac])('half a character is refused and not replaced by another one, on $osdesc', (device) => {
	expect(() => wrap(device, asAgent('echo \ud800'))).toThrow("'Command' contains broken Unicode");
});
