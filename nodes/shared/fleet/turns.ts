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
