import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work in steps may keep n8n's event loop to itself, ms. */
const SLICE_MS = 5;

/** Does work in steps, between which n8n's other workflows have their turn. */
export async function inTurns<T>(steps: Generator<void, T>): Promise<T> {
	let until = performance.now() + SLICE_MS;
	for (;;) {
		const { done, value } = steps.next();
		if (done) return value;
		if (performance.now() < until) continue;
		await nextTurn();
		until = performance.now() + SLICE_MS;
	}
}

/** The same for each of a list. */
export async function eachInTurns<T, R>(list: readonly T[], make: (each: T) => R): Promise<R[]> {
	return await inTurns(
		(function* () {
			const made: R[] = [];
			for (const each of list) {
				made.push(make(each));
				if (made.length % 50 === 0) yield;
			}
			return made;
		})(),
	);
}

/** Those of a list that pass. */
export async function passingInTurns<T>(list: readonly T[], passes: (each: T, index: number) => boolean): Promise<T[]> {
	let index = 0;
	return (await eachInTurns(list, (each) => (passes(each, index++) ? [each] : NONE))).flat() as T[];
}

const NONE: readonly never[] = [];
/** So many are put in order in one go. */
const RUN = 1_000;

/** A list in the order of a text that each has. What has the same text stays in the order in which it came. */
export async function sortedInTurns<T>(list: readonly T[], keyOf: (each: T) => string): Promise<T[]> {
	const keyed = await eachInTurns(list, (each) => ({ each, key: keyOf(each) }));
	const sorted = await inTurns(mergeSorted(keyed));
	return sorted.map(({ each }) => each);
}

interface Keyed<T> {
	each: T;
	key: string;
}

/** Short runs are sorted, and then merged two by two. */
function* mergeSorted<T>(keyed: ReadonlyArray<Keyed<T>>): Generator<void, ReadonlyArray<Keyed<T>>> {
	let runs: Array<ReadonlyArray<Keyed<T>>> = [];
	for (let from = 0; from < keyed.length; from += RUN) {
		runs.push(keyed.slice(from, from + RUN).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)));
		yield;
	}
	while (runs.length > 1) {
		const merged: typeof runs = [];
		for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at]!, runs[at + 1] ?? []));
		runs = merged;
	}
	return runs[0] ?? [];
}

function* merge<T>(a: ReadonlyArray<Keyed<T>>, b: ReadonlyArray<Keyed<T>>): Generator<void, ReadonlyArray<Keyed<T>>> {
	const merged: Array<Keyed<T>> = [];
	let [first, second] = [0, 0];
	while (first < a.length || second < b.length) {
		const isFirst = second >= b.length || (first < a.length && a[first]!.key <= b[second]!.key);
		merged.push(isFirst ? a[first++]! : b[second++]!);
		if (merged.length % RUN === 0) yield;
	}
	return merged;
}
