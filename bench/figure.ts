/** One measured figure beside what it is measured against, in the same run. */
export interface Figure {
	name: string;
	/** Median of the runs. */
	value: number;
	unit: string;
	/** Smallest and largest of the runs. */
	spread: [number, number];
	/** What stood beside it, and its median. */
	beside: { name: string; value: number };
	/** How many times better than what stood beside it (above 1) or worse (below). */
	ratio: number;
	/** The ratio to reach, where there is one. */
	target?: number;
	met?: boolean;
}

export interface Bench {
	/** As given to `npm run bench -- <name>`. */
	name: string;
	run(report: (line: string) => void): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = Math.floor(sorted.length / 2);
	return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A figure of which less is better, such as seconds. */
export function lessIsBetter(
	name: string,
	unit: string,
	ours: readonly number[],
	beside: { name: string; values: readonly number[] },
	target?: number,
): Figure {
	const value = median(ours);
	const theirs = median(beside.values);
	const ratio = theirs / value;
	return {
		name,
		value,
		unit,
		spread: [Math.min(...ours), Math.max(...ours)],
		beside: { name: beside.name, value: theirs },
		ratio,
		...(target !== undefined && { target, met: ratio >= target }),
	};
}

/** One line a figure: `name value unit (beside, ratio)`. */
export function line({ name, value, unit, spread, beside, ratio, target, met }: Figure): string {
	const rounded = (number: number) => Number(number.toPrecision(3));
	const goal = target === undefined ? '' : `, must reach ${target}: ${met ? 'met' : 'MISSED'}`;
	return `${name} ${rounded(value)} ${unit} (${spread.map(rounded).join(' to ')}; ${beside.name} ${rounded(beside.value)}, ${rounded(ratio)} times better${goal})`;
}
