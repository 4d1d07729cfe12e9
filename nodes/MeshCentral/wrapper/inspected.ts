/** The text ends before its value does, or says itself that it left something out. */
export class IncompleteError extends Error {}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', v: '\v', 0: '\0' };
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null, undefined: undefined, NaN, Infinity };

/**
 * Reads what Node's `util.inspect` prints of plain values, as `console.log` does: some commands of meshctrl answer in it where JSON
 * was requested. Nothing is evaluated.
 * @throws IncompleteError; SyntaxError for anything else
 */
export function parseInspected(text: string): unknown {
	const reader = new Reader(text.trim());
	const value = reader.value();
	reader.end();
	return value;
}

class Reader {
	private at = 0;

	constructor(private readonly text: string) {}

	end(): void {
		if (this.at < this.text.length) this.fail();
	}

	value(): unknown {
		// What is nested too deep for inspect.
		if (this.take(/\[(Object|Array)\]/y)) return null;
		if (this.take(/\[/y)) return this.list();
		if (this.take(/\{/y)) return this.object();
		if (/['"`]/.test(this.text[this.at] ?? '')) return this.string();
		const number = this.take(/-?(\d+(\.\d+)?(e[-+]?\d+)?|Infinity)/y);
		if (number !== undefined) return Number(number);
		const word = this.take(/[A-Za-z]+/y);
		if (word !== undefined && Object.hasOwn(WORDS, word)) return WORDS[word];
		return this.fail();
	}

	private list(): unknown[] {
		const entries: unknown[] = [];
		this.entries(/\]/y, () => entries.push(this.value()));
		return entries;
	}

	private object(): object {
		const entries: Array<[string, unknown]> = [];
		this.entries(/\}/y, () => {
			const key = this.take(/[A-Za-z_$][\w$]*/y) ?? this.string();
			if (this.take(/\s*:\s*/y) === undefined) this.fail();
			entries.push([key, this.value()]);
		});
		return Object.fromEntries(entries);
	}

	private entries(close: RegExp, read: () => void): void {
		this.take(/\s+/y);
		while (this.take(close) === undefined) {
			if (this.take(/\.\.\. \d+ more items?/y) !== undefined) throw new IncompleteError('the list is too long for its form');
			read();
			this.take(/\s*,?\s*/y);
		}
	}

	/** A long text with line breaks is printed as several, joined by plus signs. */
	private string(): string {
		let joined = '';
		do {
			const quoted = this.take(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/sy);
			if (quoted === undefined) return this.fail(/^['"`]/.test(this.text.slice(this.at)));
			joined += unescaped(quoted.slice(1, -1));
		} while (this.take(/\s*\+\s*(?=['"`])/y) !== undefined);
		if (this.take(/\.\.\. \d+ more characters?/y) !== undefined) throw new IncompleteError('a text is too long for its form');
		return joined;
	}

	private take(pattern: RegExp): string | undefined {
		pattern.lastIndex = this.at;
		const found = pattern.exec(this.text)?.[0];
		this.at += found?.length ?? 0;
		return found;
	}

	private fail(endsTooEarly = this.at >= this.text.length): never {
		if (endsTooEarly) throw new IncompleteError('the text ends too early');
		throw new SyntaxError(`not a printed value, from character ${this.at} on`);
	}
}

function unescaped(text: string): string {
	return text.replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gis, (_, byte?: string, unit?: string, character = '') => {
		const code = byte ?? unit;
		return code === undefined ? (ESCAPES[character] ?? character) : String.fromCharCode(parseInt(code, 16));
	});
}
