import { InputError } from './errors';
import { flag } from './fields';

/** Without it, Windows writes what is not in its own code page as question marks; every PowerShell from 2.0 on takes it. */
const UTF8_LINE = '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false';

/** The switch of everything that sends code for PowerShell. */
export const utf8Output = flag({
	displayName: 'UTF-8 Output',
	default: false,
	description: 'Whether PowerShell writes its output as UTF-8, so that non-English letters are kept. Other shells ignore this.',
});

/** A command line that writes its output in UTF-8. */
export function commandInUtf8(command: string): string {
	return `${UTF8_LINE}; ${command}`;
}

/**
 * A script that writes its output in UTF-8. The line has to follow what PowerShell wants at the beginning: comments, `using`, attributes, `param`.
 * @throws InputError for a script of named blocks, between which nothing may stand
 */
export function scriptInUtf8(code: string): string {
	const at = afterDeclarations(code);
	if (/^(begin|process|end|clean|dynamicparam)\s*\{/i.test(code.slice(at))) {
		throw new InputError("'UTF-8 Output' cannot be added to code that begins with a begin, process or end block", `Put this line into its first block: ${UTF8_LINE}. Nothing was sent.`);
	}
	const [before, after] = [code.slice(0, at), code.slice(at)];
	return `${before}${before && !before.endsWith('\n') ? '\n' : ''}${UTF8_LINE}\n${after}`;
}

/** Where the first statement begins. */
function afterDeclarations(code: string): number {
	let at = skipped(code, 0);
	for (;;) {
		const rest = code.slice(at);
		const using = /^using\s[^\n]*/i.exec(rest);
		if (using) {
			at = skipped(code, at + using[0].length);
			continue;
		}
		// Attributes belong to a param that follows; a bracket may be a statement as well.
		let next = at;
		while (code[next] === '[') next = skipped(code, afterBracket(code, next));
		const param = /^param\s*(?=\()/i.exec(code.slice(next));
		return param ? skipped(code, afterBracket(code, next + param[0].length)) : at;
	}
}

/** Behind blanks and comments. */
function skipped(code: string, from: number): number {
	let at = from;
	for (;;) {
		const found = /^(\s+|<#[^]*?(#>|$)|#[^\n]*)/.exec(code.slice(at));
		if (!found) return at;
		at += found[0].length;
	}
}

/** Behind the bracket that closes the one at this place: brackets in texts and comments are none. */
function afterBracket(code: string, from: number): number {
	let depth = 0;
	let at = from;
	while (at < code.length) {
		const text = /^(@'\r?\n[^]*?\n'@|@"\r?\n[^]*?\n"@|'(''|[^'])*'|"(`[^]|""|[^"`])*"|<#[^]*?#>|#[^\n]*|`[^])/.exec(code.slice(at));
		if (text) {
			at += text[0].length;
			continue;
		}
		if ('([{'.includes(code[at]!)) depth++;
		if (')]}'.includes(code[at]!)) depth--;
		at++;
		if (depth === 0) return at;
	}
	return code.length;
}
