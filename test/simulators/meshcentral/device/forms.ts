/** The forms in which scripts reach a device, taken apart: what the script is, and what is done with it. */
import { gunzipSync } from 'node:zlib';

export interface Form {
	/** As the user wrote it. */
	script: string;
	/** In the answer; not in the plain forms. */
	mark?: string;
	/** After so many seconds it is ended. */
	seconds?: number;
	/** So many bytes of its output are given; the mark of its end counts where the shell puts one there. */
	most?: number;
	/** Its end is not waited for. */
	inBackground?: boolean;
}

/** A script in base64, with its input closed, in a line of its own: as `sh` gets it. */
const plainForSh = /^sh -c "\$\(printf %s ([A-Za-z0-9+/=]*) \| base64 -d\)" <\/dev\/null 2>&1$/;
/** A script that does all else by itself. */
const forSh = /^sh -c "\$\(printf %s ([A-Za-z0-9+/=]*) \| base64 -d( \| gzip -dc)?\)"$/;
const plainForPowerShell = /^powershell(?:\.exe)? .*-EncodedCommand ([A-Za-z0-9+/=]+)(?: 2>&1)?$/i;
const forPowerShell = /^iex\(.*GZipStream.*FromBase64String\("([A-Za-z0-9+/=]+)"\).*\.ReadToEnd\(\)\)$/;
/** The command prompt's script within one of PowerShell. */
const forPrompt = /cmd\.exe[^]*|FromBase64String\("([A-Za-z0-9+/=]*)"\)/g;

const decoded = (base64: string, zipped: boolean): string => {
	const bytes = Buffer.from(base64, 'base64');
	return (zipped ? gunzipSync(bytes) : bytes).toString('utf8');
};
const numberIn = (text: string, pattern: RegExp): number | undefined => {
	const found = pattern.exec(text)?.[1];
	return found === undefined ? undefined : Number(found);
};

/** The form of a line that holds a script; undefined for every other line. */
export function formOf(line: string): Form | undefined {
	const [, plain] = plainForSh.exec(line) ?? [];
	if (plain !== undefined) return { script: decoded(plain, false) };
	const [, whole, zipped] = forSh.exec(line) ?? [];
	if (whole !== undefined) return inSh(decoded(whole, zipped !== undefined));
	const [, encoded] = plainForPowerShell.exec(line) ?? [];
	if (encoded !== undefined) return { script: plainScript(Buffer.from(encoded, 'base64').toString('utf16le')) };
	const [, zippedScript] = forPowerShell.exec(line) ?? [];
	return zippedScript === undefined ? undefined : inPowerShell(decoded(zippedScript, true));
}

function plainScript(script: string): string {
	const [found] = script.includes('cmd.exe') ? [...script.matchAll(forPrompt)] : [];
	return found?.[1] === undefined ? script : decoded(found[1], false);
}

/** The text of a word in single quotes. */
const unquoted = (word: string): string => word.replaceAll("'\\''", "'");

function inSh(script: string): Form {
	const [, background, mark] = /^sh -c '((?:[^']|'\\'')*)' <\/dev\/null >\/dev\/null 2>&1 &\necho "__out=2(\w+) s\$!"$/.exec(script) ?? [];
	if (background !== undefined) return { script: unquoted(background), mark, inBackground: true };
	const [, command] = /^C='((?:[^']|'\\'')*)'\nS=/.exec(script) ?? [];
	if (command === undefined) return { script };
	return {
		script: unquoted(command),
		mark: /^o\(\)\{ echo __out=1(\w+)$/m.exec(script)?.[1],
		seconds: numberIn(script, /\btimeout --kill-after=2 (\d+) /),
		most: numberIn(script, /\bhead -c (\d+) /),
	};
}

function inPowerShell(script: string): Form {
	const [, entered = ''] = /^\$c=\[Text\.Encoding\]::UTF8\.GetString\(\[Convert\]::FromBase64String\("([A-Za-z0-9+/=]*)"\)\)$/m.exec(script) ?? [];
	return {
		script: decoded(entered, false),
		mark: /__out=2([0-9a-f]+)/.exec(script)?.[1],
		seconds: numberIn(script, /TotalSeconds -ge (\d+)\)\{\$t=124/),
		most: numberIn(script, /\$x=\[int\]\(\$n -gt (\d+)\)/),
		inBackground: script.includes('Start-Process'),
	};
}
