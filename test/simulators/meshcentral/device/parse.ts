/** Takes a small shell's text apart. */

/** Stands in a word where the exit code of the statement before belongs. */
const exitCodeHere = '\0';

export type Statement = { words: string[] } | 'unterminated';

/** The words of a statement, once it is known how the one before ended. */
export const withExitCode = (words: string[], exitCode: number): string[] => words.map((word) => word.replaceAll(exitCodeHere, String(exitCode)));

/**
 * Statements end at `;` and at the end of a line. Quotes, `$HOME` and `$?` are known; redirections are taken away, because both
 * streams are one.
 */
export function statements(text: string, home: string): Statement[] {
	const found: Statement[] = [];
	let words: string[] = [];
	let word: string | undefined;
	const endWord = () => {
		if (word !== undefined && !/^\d?>(&\d)?$/.test(word)) words.push(word);
		word = undefined;
	};
	const endStatement = () => {
		endWord();
		if (words.length > 0) found.push({ words });
		words = [];
	};
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (character === '\'' || character === '"') {
			const end = closing(text, at);
			if (end < 0) return [...found, 'unterminated'];
			word = (word ?? '') + unquoted(text.slice(at + 1, end), character, home);
			at = end;
		} else if (/[;\n]/.test(character)) {
			endStatement();
		} else if (/\s/.test(character)) {
			endWord();
		} else {
			word = (word ?? '') + character;
		}
	}
	endStatement();
	return found;
}

function closing(text: string, from: number): number {
	const quote = text.charAt(from);
	for (let at = from + 1; at < text.length; at++) {
		if (text.charAt(at) === quote) return at;
		if (quote === '"' && text.charAt(at) === '\\') at++;
	}
	return -1;
}

function unquoted(text: string, quote: string, home: string): string {
	if (quote === '\'') return text;
	return text.replace(/\$HOME\b/g, home).replaceAll('$?', exitCodeHere).replace(/\\(["\\$`])/g, '$1');
}
