/** How `meshctrl` understands its words; the parser's manners are minimist's (1.2.8). */

export type Value = string | number | boolean | Value[];

export interface Arguments {
	/** The words that are no parameters; the first is the command. */
	words: Value[];
	/** A parameter that was given twice is a list. */
	args: Record<string, Value>;
}

const isNumber = (text: string): boolean => /^0x[0-9a-f]+$/i.test(text) || /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/.test(text);
const typed = (text: string): Value => (isNumber(text) ? Number(text) : text);
/** A value of this form is taken for the next parameter; a lone dash is not. */
const isFlag = (text: string): boolean => /^--?[^-]/.test(text);

/** Text that looks like a number becomes one; a value with a dash in front is lost, and its parameter becomes true. */
export function parseArguments(line: string[]): Arguments {
	const end = line.indexOf('--');
	const [given, rest] = end < 0 ? [line, []] : [line.slice(0, end), line.slice(end + 1)];
	const result: Arguments = { words: [], args: {} };
	for (let at = 0; at < given.length; at++) {
		const word = given[at] ?? '';
		const next = given[at + 1];
		const [, name = '', value] = /^--([^=]+)(?:=([^]*))?$/.exec(word) ?? [];
		if (name === '' && isFlag(word)) for (const letter of word.slice(1)) set(result, letter, true);
		else if (name === '') result.words.push(typed(word));
		else if (value !== undefined) set(result, name, typed(value));
		else if (/^no-./.test(name)) set(result, name.slice('no-'.length), false);
		else if (next !== undefined && !isFlag(next)) set(result, name, typed(given[++at] ?? ''));
		else set(result, name, true);
	}
	result.words.push(...rest);
	return result;
}

function set({ args }: Arguments, name: string, value: Value): void {
	const known = args[name];
	if (known === undefined || typeof known === 'boolean') args[name] = value;
	else if (Array.isArray(known)) known.push(value);
	else args[name] = [known, value];
}
