/** How often everything is measured; the median counts. */
export const ROUNDS = 7;

/**
 * Measures several things in turns, so that whatever else the machine does meets all of them alike. The first round of all warms up and
 * is not counted.
 * @returns the measurements by name, one a round
 */
export async function inTurns<T, N extends string>(
	subjects: Readonly<Record<N, () => Promise<T>>>,
	report: (line: string) => void,
	rounds: number = ROUNDS,
): Promise<Record<N, T[]>> {
	const names = Object.keys(subjects) as N[];
	const measured = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<N, T[]>;
	for (let round = 0; round <= rounds; round++) {
		report(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
		for (const name of names) {
			const result = await subjects[name]();
			if (round > 0) measured[name].push(result);
		}
	}
	return measured;
}
