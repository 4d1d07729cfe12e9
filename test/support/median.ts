/** The middle value, which one slow round or garbage collection does not move. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds that `run` takes, the middle one of five times. */
export async function medianTime(run: () => unknown): Promise<number> {
	const times: number[] = [];
	for (let count = 0; count < 5; count++) {
		const start = performance.now();
		await run();
		times.push(performance.now() - start);
	}
	return median(times);
}
