/**
 * Conditions that part a list of devices by their names, for a server-side filter: regular expressions of names in small letters, as meshctrl
 * (1.1.55) reads them. The parts never overlap and leave nothing out, whatever names there are: the last one is all that the others are not.
 */

/** A text for a regular expression that arrives as it is: a filter ends at spaces, and the wrapper accepts no apostrophe. */
export function literal(text: string): string {
	return [...unitsOf(text.toLowerCase())].map(literalUnit).join('');
}

/** The condition that a name is this text as a whole. */
export function isNamed(name: string): string {
	return `^${literal(name)}$`;
}

/**
 * Parts for a list of which some names are known, as evenly as these tell. Looked at are the ends of the names: numbers stand there, and a
 * list is mostly in the order in which its devices were made.
 * @param wanted how many parts there shall be, at most
 * @returns undefined where the names are too much alike to be parted
 */
export function partsBy(sample: readonly string[], wanted: number): string[] | undefined {
	const names = sample.map((name) => name.toLowerCase());
	return byEnds(names, wanted) ?? byLengths(names) ?? byOneName(names);
}

/** Two characters tell more than a hundred parts apart. */
const WIDTHS = [1, 2];
/** How far from the end is looked. */
const FARTHEST = 24;

interface Ends {
	/** How many characters come after. */
	after: number;
	/** What stands there, with how many names have it. */
	counts: Map<string, number>;
}

function byEnds(names: readonly string[], wanted: number): string[] | undefined {
	const all = WIDTHS.flatMap((width) => Array.from({ length: FARTHEST }, (_, after) => endsAt(names, after, width)));
	const enough = all.filter(({ counts }) => counts.size >= wanted);
	const [best] = (enough.length > 0 ? enough : all).sort((a, b) => largestOf(a) - largestOf(b));
	if (!best || best.counts.size < 2) return undefined;
	const parts = inParts(best.counts, wanted);
	const condition = (ends: readonly string[]) => `(?:${ends.map(literal).join('|')})[^]{${best.after}}$`;
	const [, ...others] = parts;
	return [...others.map(condition), `^(?![^]*${condition(others.flat())})`];
}

function endsAt(names: readonly string[], after: number, width: number): Ends {
	const counts = new Map<string, number>();
	for (const name of names) {
		const from = name.length - after - width;
		const end = from < 0 ? '' : name.slice(from, from + width);
		if (end !== '') counts.set(end, (counts.get(end) ?? 0) + 1);
	}
	return { after, counts };
}

function largestOf({ counts }: Ends): number {
	return counts.size < 2 ? Infinity : Math.max(...counts.values());
}

/** As evenly as they go: each to the part that has least so far. */
function inParts(counts: ReadonlyMap<string, number>, wanted: number): string[][] {
	const parts = Array.from({ length: Math.min(wanted, counts.size) }, () => ({ ends: [] as string[], size: 0 }));
	for (const [end, size] of [...counts].sort((a, b) => b[1] - a[1])) {
		const least = parts.reduce((smallest, part) => (part.size < smallest.size ? part : smallest));
		least.ends.push(end);
		least.size += size;
	}
	return parts.map(({ ends }) => ends);
}

function byLengths(names: readonly string[]): string[] | undefined {
	const lengths = names.map(({ length }) => length).sort((a, b) => a - b);
	const middle = lengths[Math.floor(lengths.length / 2)] ?? 0;
	const longest = (lengths[0] ?? 0) < middle ? middle - 1 : middle;
	return lengths[0] === lengths.at(-1) ? undefined : [`^[^]{0,${longest}}$`, `^[^]{${longest + 1},}$`];
}

function byOneName([name, ...others]: readonly string[]): string[] | undefined {
	return name === undefined || others.length === 0 ? undefined : [isNamed(name), `^(?!${literal(name)}$)`];
}

function* unitsOf(text: string): Generator<number> {
	for (let index = 0; index < text.length; index++) yield text.charCodeAt(index);
}

function literalUnit(unit: number): string {
	const character = String.fromCharCode(unit);
	return /[a-z0-9]/.test(character) ? character : `\\u${unit.toString(16).padStart(4, '0')}`;
}
