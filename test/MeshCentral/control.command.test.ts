/** How a command is wrapped, run by a real shell here as the agent runs it, and unwrapped. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { unwrap, wrap, type Shell, type Wrapped } from '../../nodes/MeshCentral/command';
import { InputError } from '../../nodes/shared/errors';

const linux = { agent: { id: 6 }, osdesc: 'Debian GNU/Linux 12 (bookworm)' };
const windows = { agent: { id: 4 }, osdesc: 'Microsoft Windows 11 Pro' };
const mac = { agent: { id: 29 }, osdesc: 'macOS 15.1' };

/** As MeshCentral's agent does it: into the shell's input without carriage returns, and `exit` after it. */
function asTheAgentDoes(text: string): string {
	const { stdout, stderr } = spawnSync('/bin/sh', [], { input: `${text.replaceAll('\r', '')}\nexit\n`, encoding: 'utf8', timeout: 10_000, maxBuffer: 10_000_000 });
	return stdout + stderr;
}

const asAgent = (text: string, shell: Shell = 'default') => ({ text, shell, runAs: 'agent' }) as const;

const onLinux = (text: string) => {
	const wrapped = wrap(linux, asAgent(text));
	return unwrap(wrapped, asTheAgentDoes(wrapped.text));
};

/** Prints its text as it is, whatever it has in it. */
const heredoc = (text: string) => `cat <<'END OF TEXT'\n${text}\nEND OF TEXT`;

const hostile: Array<[what: string, text: string]> = [
	['apostrophes', "it's 'quoted' '"],
	['quotation marks', 'say "hi" "'],
	['backticks', '`id` `'],
	['substitutions', '$(id) ${HOME} $HOME $1 $$ $?'],
	['backslashes', '\\n \\ \\\\ \\'],
	['percent signs', '%s %d 100% %%'],
	['several lines', 'one\ntwo\n\nthree'],
	['carriage returns', 'one\r\ntwo\rthree'],
	['tabs and spaces', '\t one  two\t '],
	['unicode', 'žluťoučký 日本語 🙂 \u202Eabc \uFEFF'],
	['dashes', '-rf --help -'],
	['numbers', '007'],
	['operators', '; | & && || > /dev/null < # ! * ? [a] {b,c} ~'],
	['control characters', '\u0001\u0007\u001B[31mred\u007F'],
	['60 kB', 'The quick brown fox. žluťoučký\n'.repeat(1_900)],
];

describe('on Linux', () => {
	it.each(hostile)('a command with %s arrives as it was written', (_, text) => {
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
		['what looks like a mark of ours', 'echo __end=; echo __out=1; echo __rc=7', '__end=\n__out=1\n__rc=7\n', 0],
		['the code of what a signal ended', 'kill -9 $$', '', 137],
	])('gives %s', (_, text, output, exitCode) => {
		const result = onLinux(text);
		// The shell around it says of a killed one that it was.
		if (exitCode === 137) expect(result.exitCode).toBe(137);
		else expect(result).toEqual({ output, exitCode });
	});

	it('a long command goes compressed, and into what the agent hands its shell in one go', () => {
		const text = heredoc('some words that repeat\n'.repeat(4_000));
		const wrapped = wrap(linux, asAgent(text, 'sh'));
		expect(wrapped.text.length).toBeLessThanOrEqual(65_000);
		const [, base64] = /^sh -c "\$\(printf %s (\S+) \| base64 -d \| gzip -dc\)" <\/dev\/null 2>&1$/m.exec(wrapped.text)!;
		expect(gunzipSync(Buffer.from(base64!, 'base64')).toString()).toBe(text);
	});

	it.each([
		['of 48,000 bytes without a pattern', `echo ${randomBytes(18_000).toString('hex')}; echo end`],
		['of 119,000 bytes that repeat', heredoc('x'.repeat(119_000))],
	])('runs one %s', (_, text) => {
		expect(onLinux(text)).toMatchObject({ exitCode: 0 });
	});

	it('on macOS too', () => {
		const withoutMark = ({ type, text, mark }: Wrapped) => ({ type, text: text.replaceAll(mark!, '') });
		expect(withoutMark(wrap(mac, asAgent('ls')))).toEqual(withoutMark(wrap(linux, asAgent('ls', 'sh'))));
	});

	it('has no apostrophe in the form, which the REST wrapper could not take', () => {
		expect(wrap(linux, asAgent("it's")).text).not.toContain("'");
	});

	it('as a user is short enough for a terminal, or refused', () => {
		const asUser = (length: number, runAs: 'user' | 'userIfAny') => wrap(linux, { text: randomBytes(length).toString('latin1').replaceAll('\0', ''), shell: 'default', runAs });
		expect(asUser(1_500, 'user').text.length).toBeLessThan(4_000);
		for (const runAs of ['user', 'userIfAny'] as const) expect(() => asUser(4_000, runAs)).toThrow(/too long/);
	});
});

describe('on Windows', () => {
	const decoded = (text: string) => Buffer.from(/-EncodedCommand (\S+) /.exec(text)![1]!, 'base64').toString('utf16le');

	it.each(hostile.filter(([what]) => what !== '60 kB'))('a PowerShell command with %s is in UTF-16 and base64', (_, text) => {
		const { type, text: sent } = wrap(windows, asAgent(text, 'powershell'));
		expect([type, decoded(sent)]).toEqual([2, text]);
		expect(sent).toMatch(/^powershell -NoProfile -NonInteractive .*-InputFormat None -EncodedCommand [A-Za-z0-9+/=]+ 2>&1\r\n"__rc=\$LASTEXITCODE"\r\n"__end=[0-9a-f]{12}"\r\n$/);
	});

	it('every output is another one, and the mark that makes it so is not told', () => {
		const [one, two] = [wrap(windows, asAgent('ls')), wrap(windows, asAgent('ls'))];
		const printed = ({ text }: Wrapped) => `files\r\n${text.split('\r\n').slice(1).join('\r\n').replaceAll('"', '').replace('$LASTEXITCODE', '3')}`;
		expect(printed(one)).not.toBe(printed(two));
		for (const each of [one, two]) expect(unwrap(each, printed(each))).toEqual({ output: 'files\r\n', exitCode: 3 });
	});

	it.each(hostile.filter(([what]) => what !== '60 kB'))('a command prompt with %s is a file in base64', (_, text) => {
		const { type, text: sent } = wrap(windows, asAgent(text));
		const [, base64] = /FromBase64String\("([^"]*)"\)/.exec(decoded(sent))!;
		expect([type, Buffer.from(base64!, 'base64').toString()]).toEqual([2, text.replace(/\r?\n/g, '\r\n')]);
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
	it.each([
		['__rc=0\n', '', 0],
		['a\n__rc=12\n', 'a\n', 12],
		['a__rc=-1073741510\r\n', 'a', -1073741510],
		['__rc=1\n__rc=0\n', '__rc=1\n', 0],
		['cut off', 'cut off', null],
		['__rc=\n', '__rc=\n', null],
		['', '', null],
	])('%j is %j with exit code %s', (answer, output, exitCode) => {
		expect(unwrap({ type: 3, text: '' }, answer)).toEqual({ output, exitCode });
	});

	it('is found among what a terminal shows', () => {
		const wrapped = wrap(linux, asAgent('echo hi; exit 4'));
		const output = `__out=1${wrapped.mark}\r\n${Buffer.from(`hi\n__rc=4\n__end=${wrapped.mark}\n`).toString('base64')}\r\n__out=2${wrapped.mark}`;
		const shown = `${wrapped.text.replaceAll('\n', '\r\n')}\r\nexit\r\n$ > > > > ${output}\r\n$ `;
		expect(unwrap(wrapped, shown)).toEqual({ output: 'hi\n', exitCode: 4 });
	});

	it.each([
		['in lines of another length, or none', (answer: string) => answer.replace(/(?<=__out=1\w+\n)[^_]*/, (lines) => lines.replaceAll('\n', ''))],
		['behind a first line of somebody else', (answer: string) => `__id=1\n${answer}`],
	])('is read %s', (_, changed) => {
		const wrapped = wrap(linux, asAgent(heredoc('žluť'.repeat(100))));
		expect(unwrap(wrapped, changed(asTheAgentDoes(wrapped.text)))).toMatchObject({ exitCode: 0, output: `${'žluť'.repeat(100)}\n` });
	});

	it('of a device that could not run it is shown as it is', () => {
		const wrapped = wrap(linux, asAgent('ls'));
		expect(unwrap(wrapped, 'sh: 1: sed: not found\n')).toEqual({ output: 'sh: 1: sed: not found\n', exitCode: null });
	});

	it("of the agent's console has no exit code", () => {
		expect(unwrap({ type: 4, text: '' }, 'a\n__rc=0\n')).toEqual({ output: 'a\n__rc=0\n', exitCode: null });
	});
});

it.each([linux, windows, mac])('half a character is refused and not replaced by another one, on $osdesc', (device) => {
	expect(() => wrap(device, asAgent('echo \ud800'))).toThrow("'Command' contains broken Unicode");
});
