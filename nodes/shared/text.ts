/** Longest piece of a server's words that an error repeats. */
const LONGEST = 500;

/** One line, no control characters, at most 500 characters. */
export function oneLine(text: string): string {
	return shortened(text.replace(/[\p{Cc}\s]+/gu, ' ').trim(), LONGEST);
}

/** The text, or its beginning where it is longer. */
export function shortened(text: string, most: number): string {
	return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The value as JSON; a few words instead of anything nested too deep to be written. */
export function asJson(value: unknown): string {
	try {
		return JSON.stringify(value) ?? '';
	} catch {
		return '(JSON that is nested too deep to be shown)';
	}
}

/** What a web page says in its title, or else its first words: an error never repeats a page. */
export function pageTitle(html: string): string {
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1];
	return oneLine(title ?? html.replace(/<[^>]*>/g, ' ')).slice(0, 120);
}

/** The text with every secret replaced, also where a server repeats it as an address, JSON or HTML would have it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
	// The longest first: of one that begins with another, the rest would be left.
	const longestFirst = secrets.filter(Boolean).sort((one, other) => other.length - one.length);
	return longestFirst.flatMap(inPieces).reduce((masked, piece) => masked.replace(everyFormOf(piece), '***'), text);
}

/** Characters of a secret that one pattern takes: JavaScript makes none of 8,000 that each have several forms. */
const LONGEST_PIECE = 2_000;

/** The secret, or pieces of it that are about as long as each other: a short one would hide words that are none of it. */
function inPieces(secret: string): string[] {
	if (secret.length <= LONGEST_PIECE) return [secret];
	const characters = [...secret];
	const length = Math.ceil(characters.length / Math.ceil(characters.length / LONGEST_PIECE));
	return Array.from({ length: Math.ceil(characters.length / length) }, (_, index) => characters.slice(index * length, (index + 1) * length).join(''));
}

function everyFormOf(secret: string): RegExp {
	return new RegExp([...secret].map((character) => `(?:${formsOf(character).join('|')})`).join(''), 'g');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };

/** Patterns of a character as it is, percent-encoded, escaped in JSON, and as an entity of HTML. */
function formsOf(character: string): string[] {
	const literal = (text: string) => text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
	if (/[a-z0-9]/i.test(character)) return [character];
	const percent = [...Buffer.from(character, 'utf8')].map((byte) => `%${inHex(byte, 2)}`).join('');
	const escaped = character.split('').map((unit) => `\\\\u${inHex(unit.charCodeAt(0), 4)}`).join('');
	const code = character.codePointAt(0)!;
	const entities = [ENTITIES[character], `#0*${code}`, `#[xX]0*${inHex(code, 1)}`].filter(Boolean).map((entity) => `&${entity};`);
	const inJson = [JSON.stringify(character).slice(1, -1), ...(character === '/' ? ['\\/'] : [])].map(literal);
	return [literal(character), percent, ...(character === ' ' ? ['\\+'] : []), escaped, ...inJson, ...entities];
}

/** A pattern of the number in hexadecimal digits, in capitals or not. */
function inHex(number: number, digits: number): string {
	return number.toString(16).padStart(digits, '0').replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** A list as a sentence has it: "a", "a and b", "a, b and c". */
export function inWords(words: readonly string[], last = 'and'): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Order of the alphabet for English labels. Without a collator, which takes milliseconds to begin, and n8n waits for that at its start. */
export function byLabel(a: string, b: string): number {
	const [first, second] = [a.toLowerCase(), b.toLowerCase()];
	return first < second ? -1 : first > second ? 1 : 0;
}

/** Numbers in their order, runs of them as one: "0–2, 5". */
export function ranges(indexes: readonly number[]): string {
	const found: Array<[number, number]> = [];
	for (const index of indexes) {
		const last = found.at(-1);
		if (last && last[1] === index - 1) last[1] = index;
		else found.push([index, index]);
	}
	return found.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
}
