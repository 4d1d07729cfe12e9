/** Values that something on the way to a device may be tempted to change. */
export const hostileValues: ReadonlyArray<[what: string, value: string]> = [
	['an apostrophe', "it's"],
	['apostrophes around it', "'quoted'"],
	['an apostrophe and a command', "'; touch /tmp/hostile-value-was-run; '"],
	['quotation marks', 'say "hi"'],
	['one quotation mark', 'a " b'],
	['backticks', '`touch /tmp/hostile-value-was-run`'],
	['a substitution', '$(touch /tmp/hostile-value-was-run) ${HOME} $HOME $1 $?'],
	['backslashes', '\\n \\\\ \\ \\x41 \\'],
	['percent signs', '100% %s %41 %27 %00 %'],
	['plus and ampersand', 'a+b&c=d?e#f'],
	['operators', '; | && || > < ! * ? [a] {b,c} ~'],
	['markup', '<b>&amp;</b> <script>alert(1)</script>'],
	['JSON', '{"a": [1, "b", null]}'],
	['two lines', 'one\ntwo'],
	['a line end at the end', 'one\n'],
	['carriage returns', 'one\r\ntwo\rthree'],
	['tabs', '\tone\ttwo\t'],
	['spaces around', '  padded  '],
	['a dash', '-'],
	['a dash in front', '-rf'],
	['two dashes in front', '--help'],
	['a number', '123'],
	['a number with zeros in front', '007'],
	['a number in hexadecimal', '0x1F'],
	['a number with an exponent', '1e3'],
	['a number with zeros behind', '1.50'],
	['true', 'true'],
	['null', 'null'],
	['a comma', 'a, b,c'],
	['accents', 'Žluťoučký kůň'],
	['characters of three and four bytes', '日本語 🙂 👩‍💻'],
	['text from right to left', '\u202Eabc\u202C'],
	['a byte order mark', '\uFEFFabc'],
	['control characters', 'bell\u0007 escape\u001B[31m'],
];

const words = 'The quick brown fox jumps over the lazy dog. Příliš žluťoučký kůň úpěl ďábelské ódy. 0123456789 日本語 🙂\n';

/** For commands, which may be long. */
export const longValues: ReadonlyArray<[what: string, value: string]> = [
	['60 kB', words.repeat(Math.ceil(60_000 / Buffer.byteLength(words)))],
	['60 kB in one line', words.replace('\n', ' ').repeat(Math.ceil(60_000 / Buffer.byteLength(words)))],
];
