/**
 * Reads JSON, also where numbers that JSON does not have stand in it as some languages write them: bare `Infinity`, `-Infinity` and `NaN`
 * are null. A database makes them of a name that looks like a huge number (seen with SQLite behind NetAlertX).
 * @returns undefined for what is no JSON
 */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return parseOrNone(withNulls(text));
	}
}

function parseOrNone(text: string | undefined): unknown {
	try {
		return text === undefined ? undefined : (JSON.parse(text) as unknown);
	} catch {
		return undefined;
	}
}

const NO_NUMBER = /-?Infinity|NaN/g;

/** The same with null instead of these words, but for those inside of texts; undefined where there are none. Its time grows with the length only. */
function withNulls(text: string): string | undefined {
	if (text.search(NO_NUMBER) < 0) return undefined;
	const parts: string[] = [];
	let taken = 0;
	for (let at = 0; at < text.length; ) {
		const quote = text.indexOf('"', at);
		const end = quote < 0 ? text.length : quote;
		// Between two texts there is little more than a comma, most often.
		if (end - at >= 'NaN'.length) {
			const between = text.slice(at, end);
			const replaced = between.replace(NO_NUMBER, 'null');
			if (replaced !== between) {
				parts.push(text.slice(taken, at), replaced);
				taken = end;
			}
		}
		at = quote < 0 ? end : endOfText(text, quote);
	}
	return taken === 0 ? undefined : parts.join('') + text.slice(taken);
}

/** From where on the JSON goes on after the text that begins with this quotation mark. */
function endOfText(text: string, quote: number): number {
	for (let end = text.indexOf('"', quote + 1); end >= 0; end = text.indexOf('"', end + 1)) {
		let backslashes = 0;
		while (text[end - 1 - backslashes] === '\\') backslashes++;
		if (backslashes % 2 === 0) return end + 1;
	}
	return text.length;
}
