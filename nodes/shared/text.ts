/** Longest piece of a server's words that an error repeats. */
const LONGEST = 500;

/** One line, no control characters, at most 500 characters. */
export function oneLine(text: string): string {
	const line = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
	return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

/** What a web page says in its title, or else its first words: an error never repeats a page. */
export function pageTitle(html: string): string {
	const title = /<title[^>]*>([^<]*)<\/title>/i.exec(html)?.[1];
	return oneLine(title ?? html.replace(/<[^>]*>/g, ' ')).slice(0, 120);
}

/** The text with every secret replaced, also where a server repeats it percent-encoded. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
	let masked = text;
	for (const secret of secrets) {
		if (!secret) continue;
		for (const form of new Set([secret, encodeURIComponent(secret)])) masked = masked.split(form).join('***');
	}
	return masked;
}

/** A list as a sentence has it: "a", "a and b", "a, b and c". */
export function inWords(words: readonly string[], last = 'and'): string {
	return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
