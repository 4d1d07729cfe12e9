import { InputError } from '../errors';
import { betweenCommas, listIn, meant } from './entered';
import type { Field, Labels } from './field';

/** One choice of a list; its value is what the server is sent. */
export interface Choice<V extends string | number = string> {
	name: string;
	value: V;
	description?: string;
	/** How n8n's panel of nodes lists it, where its own way does not fit. */
	action?: string;
}

/** One value out of a list, entered as its value or its label. */
export function choice<const V extends string | number>(
	labels: Labels & { default: NoInfer<V>; options: ReadonlyArray<Choice<V>> },
): Field<V> {
	const { options, ...shown } = labels;
	return { properties: [{ ...shown, type: 'options', options: [...options] }], read: (raw) => oneOf(options, raw, 'must be one of') };
}

/** Several values out of a list; none is allowed only where `allowNone` says so. */
export function choices<const V extends string>(
	labels: Labels & { default?: V[]; options: ReadonlyArray<Choice<V>>; allowNone?: boolean },
): Field<V[]> {
	const { options, allowNone, default: value = [], ...shown } = labels;
	return {
		properties: [{ ...shown, type: 'multiOptions', options: [...options], default: value, ...(!allowNone && { required: true }) }],
		read: (raw) => {
			const chosen = [...new Set(severalIn(options, raw).map((each) => oneOf(options, each, 'must be one or more of')))];
			if (chosen.length > 0 || allowNone) return chosen;
			throw new InputError(`must name at least one of: ${labelsOf(options)}`);
		},
	};
}

/** A list, JSON text of one, or one text with commas between the values or labels, which may have commas themselves. */
function severalIn(options: ReadonlyArray<Choice<string>>, raw: unknown): unknown[] {
	const entered = listIn(raw ?? '');
	if (Array.isArray(entered)) return entered;
	if (typeof entered !== 'string') return [entered];
	return betweenCommas(entered, options.flatMap(({ name, value }) => [name, value]));
}

function oneOf<V extends string | number>(options: ReadonlyArray<Choice<V>>, raw: unknown, words: string): V {
	const option = meant(options, raw);
	if (option) return option.value;
	throw new InputError(`${words}: ${labelsOf(options)}`);
}

function labelsOf(options: ReadonlyArray<Choice<string | number>>): string {
	return options.map(({ name }) => name).join(', ');
}
