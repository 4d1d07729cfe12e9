import { InputError } from './errors';
import { inWords } from './text';

const CANDIDATES_SHOWN = 5;

/** What has this name exactly, blanks around it apart; if nothing has, without regard to upper and lower case. */
export function byName<T>(all: readonly T[], name: string, nameOf: (each: T) => string | null | undefined): T[] {
	const wanted = name.trim();
	const exact = all.filter((each) => nameOf(each)?.trim() === wanted);
	return exact.length > 0 ? exact : all.filter((each) => nameOf(each)?.trim().toLowerCase() === wanted.toLowerCase());
}

/**
 * What has this name in any case. For a name where an id belongs: it is only good if nothing else comes near it, since anyone who gave it
 * may be about to delete.
 */
export function inAnyCase<T>(all: readonly T[], name: string, nameOf: (each: T) => string | null | undefined): T[] {
	return all.filter((each) => nameOf(each)?.trim().toLowerCase() === name.toLowerCase());
}

/** How what was looked for is spoken of. */
export interface Wanted<T> {
	/** "NetAlertX". */
	product: string;
	/** "device". */
	what: string;
	/** By what it was looked for: "name" unless said otherwise. */
	by?: string;
	entered: string;
	/** A candidate among several. */
	labelOf(each: T): string;
	/** What to do where there is none. */
	ifNone?: string;
	/** How to point at one of several: "its ID". */
	choose: string;
}

/** The one that was found. @throws InputError where there is none, or with the first of the candidates where there are several */
export function onlyOne<T>(found: readonly T[], { product, what, by = 'name', entered, labelOf, ifNone, choose }: Wanted<T>): T {
	const [one, ...others] = found;
	if (one === undefined) throw new InputError(`${product} has no ${what} with the ${by} "${entered}"`, ifNone ?? `Check the spelling, or choose the ${what} from the list.`);
	if (others.length === 0) return one;
	throw new InputError(`${found.length} ${what.replace(/([^aeiou])y$/, '$1ie')}s have the ${by} "${entered}"`, `They are ${inWords(firstOf(found.map(labelOf)))}. Choose one by ${choose}.`);
}

/** The first few, and how many more there are. */
export function firstOf(labels: readonly string[]): string[] {
	const more = labels.length - CANDIDATES_SHOWN;
	return [...labels.slice(0, CANDIDATES_SHOWN), ...(more > 0 ? [`${more} more`] : [])];
}
