/** A phrase that reads as translated, where it stands in a text. */
export interface FoundPhrase {
	index: number;
	found: string;
	/** What to write instead. */
	write: string;
}

export const phrases: ReadonlyArray<{ phrase: RegExp; write: string }>;

/** In the order of the text. */
export function phrasesIn(text: string): FoundPhrase[];
