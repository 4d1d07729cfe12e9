import { listIn, textsOf, textValue } from './entered';
import { checked, type Field, type Labels } from './field';

/** Names that a server has now, such as those of its clients. */
export interface NameList<C> {
	/** Name of the node's method that gives them to the editor. */
	method: string;
	read(client: C): Promise<ReadonlyArray<string | null | undefined>>;
}

/** Names, each exact; or one text in which commas may stand between names or be part of them: only the names that it is compared with can show which. */
export type Names = readonly string[] | string;

/**
 * Several names, chosen from those that the server has now. A list is exact: each of its entries is one name, whatever it holds. A text has
 * one name a line. A single line with commas is that name where the server has it; else it stays what it is, so that neither the names
 * between its commas are lost nor one that nothing has any more.
 */
export function names<C>(labels: Labels, from: NameList<C>): Field<Names, C> {
	const description = 'Any one of them may match. An expression can return a list, or text with one name per line.';
	return {
		// What is entered by an expression need not be among them: n8n would call it not supported.
		properties: [{ description, ...labels, type: 'multiOptions', default: [], options: [], typeOptions: { loadOptionsMethod: from.method }, allowArbitraryValues: true }],
		read: async (raw, { client }) => {
			const entered = listIn(raw);
			if (Array.isArray(entered)) return [...new Set(textsOf(entered, /\n/))];
			const text = checked(textValue, entered).trim();
			if (text.includes('\n') || !text.includes(',')) return [...new Set(textsOf(text, /\n/))];
			const known = (await from.read(client)).find((name) => isSame(name ?? '', text));
			return known ? [known.trim()] : text;
		},
	};
}

/** In any case, and with any blanks around its commas. */
function isSame(name: string, text: string): boolean {
	const tidy = (words: string) => words.split(',').map((part) => part.trim()).join(',').toLowerCase();
	return tidy(name) === tidy(text);
}
