/** What a device with Windows is sent, read back as PowerShell would read it: there is no Windows here to run it. */
import { gunzipSync } from 'node:zlib';
import { wrap, type Command, type Shell } from '../../nodes/MeshCentral/command';
import { hostileCommands } from './hostileCommands';

const windows = { agent: { id: 4 }, osdesc: 'Microsoft Windows 11 Pro' };
const sent = (text: string, shell: Shell, more: Partial<Command> = {}) =>
	wrap(windows, { text, shell, runAs: 'agent', wait: true, timeoutMs: 60_000, outputAtMost: 1_000, ...more });

/** The script in a line as it is sent. */
function scriptIn(text: string): string {
	const [, base64] = /^iex\(\(New-Object IO\.StreamReader\(\(New-Object IO\.Compression\.GZipStream\(\(New-Object IO\.MemoryStream\(,\[Convert\]::FromBase64String\("([A-Za-z0-9+/=]+)"\)\)\),\[IO\.Compression\.CompressionMode\]::Decompress\)\)\)\)\.ReadToEnd\(\)\)\r$/m.exec(text)!;
	return gunzipSync(Buffer.from(base64!, 'base64')).toString('utf8');
}

/** The command in it, as the device decodes it. */
function commandIn(script: string): string {
	const [, base64] = /^\$c=\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\("([A-Za-z0-9+/=]*)"\)\)$/m.exec(script)!;
	return Buffer.from(base64!, 'base64').toString('utf8');
}

/** The script's code without its strings; an Error where a string or a bracket is left open, as PowerShell would say. */
function codeOf(script: string): string {
	const open: string[] = [];
	const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
	let code = '';
	for (let at = 0; at < script.length; at++) {
		const character = script.charAt(at);
		if (character === '`') {
			at++;
		} else if (character === '"') {
			for (at++; script.charAt(at) !== '"'; at++) {
				if (at >= script.length) throw new Error('a string is left open');
				if (script.charAt(at) === '`') at++;
			}
			code += '""';
		} else {
			if ('([{'.includes(character)) open.push(character);
			else if (character in pairs && open.pop() !== pairs[character]) throw new Error(`${character} closes nothing: ${code.slice(-80)}`);
			code += character;
		}
	}
	if (open.length > 0) throw new Error(`left open: ${open.join('')}`);
	return code;
}

const own = hostileCommands.filter(([what]) => what !== '60 kB');
const kinds: Array<[shell: Shell, wait: boolean]> = [['powershell', true], ['powershell', false], ['cmd', true], ['cmd', false], ['default', true]];

describe.each(kinds)('%s (waited for: %p)', (shell, wait) => {
	it.each(own)('a command with %s arrives as it was written', (_, text) => {
		const { type, text: line } = sent(text, shell, { wait });
		expect([type, commandIn(scriptIn(line))]).toEqual([2, shell === 'powershell' ? text : text.replace(/\r?\n/g, '\r\n')]);
	});

	it('is text that PowerShell can read: every string and bracket is closed, every variable has a value', () => {
		const script = scriptIn(sent('x', shell, { wait }).text);
		const code = codeOf(script);
		const assigned = new Set([...code.matchAll(/\$([a-z])(?==[^=])|\bforeach\(\$([a-z]) in/g)].map(([, one, other]) => one ?? other));
		const used = [...script.matchAll(/\$([a-z])\b/g)].map(([, name]) => name);
		expect(used.filter((name) => !assigned.has(name))).toEqual([]);
		expect(script).not.toMatch(/undefined|NaN|\[object/);
	});

	it('has no apostrophe in the form, which the REST wrapper could not take, and prints its first word in a line of its own', () => {
		const { text, mark } = sent("it's", shell, { wait });
		expect(text).not.toContain("'");
		expect(text.split('\r\n')).toEqual([`"__b=${mark}"`, expect.stringMatching(/^iex/), '']);
	});
});

it('M12 both ways are UTF-8, whatever the code page of the system', () => {
	for (const shell of ['cmd', 'powershell'] as const) {
		const script = scriptIn(sent('Write-Host é ü ж', shell).text);
		expect(script.split('\n')[0]).toBe('chcp.com 65001 >$null');
		expect(script).toContain('[Convert]::ToBase64String($y,0,$n)');
		// What a program prints in the system's own page for consoles anyway.
		expect(script).toContain('[Text.Encoding]::UTF8.GetBytes([Text.Encoding]::GetEncoding([Globalization.CultureInfo]::CurrentCulture.TextInfo.OEMCodePage).GetString($y))');
	}
});

it.each([true, false])('M12 a file for the command prompt is in UTF-8 without a mark, and says so first (waited for: %p)', (wait) => {
	const script = scriptIn(sent('echo žluť', 'cmd', { wait }).text);
	expect(script).toContain('[IO.File]::WriteAllText($f,"@echo off`r`nchcp 65001 >NUL`r`n"+$c,(New-Object Text.UTF8Encoding $false))');
});

it('M3 is told when to end it, and how much of its output is wanted', () => {
	const script = scriptIn(sent('x', 'powershell', { timeoutMs: 90_000, outputAtMost: 2_000 }).text);
	expect(script).toContain('$w.Elapsed.TotalSeconds -ge 90){$t=124;taskkill.exe /T /F /PID $p.Id');
	expect(script).toContain('$x=[int]($n -gt 2000)');
});

it('M1 what nobody waits for is started by Windows, so that it holds nothing of the agent', () => {
	const { text, mark } = sent('x', 'powershell', { wait: false });
	expect(scriptIn(text)).toContain('$p=Start-Process -PassThru -WindowStyle Hidden -FilePath ($PSHOME+"\\powershell.exe") -ArgumentList (');
	expect(scriptIn(text)).toContain(`[Console]::Out.Write("__out=2${mark} s"+$p.Id+"\`n")`);
	expect(scriptIn(sent('x', 'cmd', { wait: false }).text)).toContain('-ArgumentList "/d /c `"`"$f`" <NUL >NUL 2>&1 & del `"$f`"`""');
});

it('is short enough for what a pipe of Windows holds, where the command is', () => {
	expect(sent('ipconfig /all', 'default').text.length).toBeLessThan(2_500);
});
