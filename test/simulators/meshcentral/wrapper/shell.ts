/**
 * How the wrapper's shell takes a line apart: words, quotes, backslashes. It runs nothing: where the real shell would have, because
 * a value left its quotes, the line is only found to be dangerous.
 */

export type ShellLine =
	| { words: string[] }
	/** A quote without its partner. */
	| { unbalanced: '\'' | '"' }
	/** The first character that would have had the shell do something of its own, with what follows it. */
	| { dangerous: string };

const blank = /[ \t]/;
/** Separators, redirections, expansions, subshells, comments and new lines, outside of single quotes. */
const active = /[;&|<>()$`\n#]/;
/** The same within double quotes. */
const activeInQuotes = /[$`]/;

export function parseShellLine(line: string): ShellLine {
	const words: string[] = [];
	let word: string | undefined;
	for (let at = 0; at < line.length; at++) {
		const character = line.charAt(at);
		if (blank.test(character)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else if (character === '\'' || character === '"') {
			const end = line.indexOf(character, at + 1);
			if (end < 0) return { unbalanced: character };
			const quoted = line.slice(at + 1, end);
			if (character === '"' && activeInQuotes.test(quoted)) return { dangerous: quoted };
			word = (word ?? '') + quoted;
			at = end;
		} else if (active.test(character)) {
			return { dangerous: line.slice(at) };
		} else {
			word = (word ?? '') + (character === '\\' ? line.charAt(++at) : character);
		}
	}
	if (word !== undefined) words.push(word);
	return { words };
}
