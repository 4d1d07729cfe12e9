import { InputError } from '../errors';
import { textsOf } from './entered';
import type { Field, Labels } from './field';

/**
 * Records of a server by their numeric ids, chosen from a list that the editor loads; at least one, which is found out when it is read: an example
 * leaves the choice to who imports it.
 * @param method the node's method that gives the list
 */
export function ids(labels: Labels, method: string): Field<number[]> {
	const description = 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';
	return {
		properties: [{ description, ...labels, type: 'multiOptions', default: [], options: [], typeOptions: { loadOptionsMethod: method }, allowArbitraryValues: true }],
		read: (raw) => {
			const numbers = [...new Set(textsOf(raw, /[,\n]/))].map(Number);
			if (numbers.length === 0) throw new InputError('must name at least one');
			if (!numbers.every((id) => Number.isSafeInteger(id) && id > 0)) throw new InputError('must be IDs, which are whole numbers of at least 1');
			return numbers;
		},
	};
}

/** Words for anyone who fills in a form, and nothing to enter. */
export function notice(words: string): Field<undefined> {
	return { properties: [{ displayName: words, type: 'notice', default: '' }], read: () => undefined };
}
