import { checked } from './field';
import { betweenCommas, listIn, textsOf, textValue } from './entered';
import type { Field, Labels } from './field';

/** Names that a server has now, such as those of its clients: to choose from, and to tell a comma in a name from one between two. */
export interface NameList<C> {
	/** Name of the node's method that gives them to the editor. */
	method: string;
	read(client: C): Promise<ReadonlyArray<string | null | undefined>>;
}

/**
 * Several names, chosen from those that the server has now. A list is exact: each of its entries is one name, whatever it holds. A text has
 * one name a line. A single line with commas is asked about: what the server has as a name stays whole.
 */
export function names<C>(labels: Labels, from: NameList<C>): Field<string[], C> {
	return {
		// What is entered by an expression need not be among them: n8n would call it not supported.
		properties: [{ ...labels, type: 'multiOptions', default: [], options: [], typeOptions: { loadOptionsMethod: from.method }, allowArbitraryValues: true }],
		read: async (raw, { client }) => {
			const entered = listIn(raw);
			if (Array.isArray(entered)) return unique(textsOf(entered, /\n/));
			const text = checked(textValue, entered).trim();
			if (text.includes('\n') || !text.includes(',')) return unique(textsOf(text, /\n/));
			return unique(betweenCommas(text, (await from.read(client)).filter((name) => typeof name === 'string')));
		},
	};
}

function unique(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}
