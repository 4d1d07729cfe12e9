/** Texts that something on the way to a shell may be tempted to change. */
export const hostileCommands: ReadonlyArray<[what: string, text: string]> = [
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
