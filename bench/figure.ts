import { median } from '../test/support/median';

/** What a figure has to reach: of the ratio to what stands beside it, or of the value itself. */
export interface Goal {
	of: 'ratio' | 'value';
	is: 'at least' | 'at most';
	target: number;
	/** What would be better still. */
	aim?: number;
}

/** One measured figure beside what it is measured against, in the same run. */
export interface Figure {
	name: string;
	/** Median of the runs. */
	value: number;
	unit: string;
	/** Smallest and largest of the runs. */
	spread: [number, number];
	/** What stood beside it, and its median; null where nothing did. */
	beside: string | null;
	besideValue: number | null;
	/** How the two compare: how many times better than what stood beside it (above 1) or what share of it, as `goal` says. */
	ratio: number | null;
	/** What to reach; null for a figure that is only noted. `goal` says in words of what. */
	target: number | null;
	goal: string | null;
	met: boolean | null;
}

export interface Bench {
	/** As given to `npm run bench -- <name>`. */
	name: string;
	/** Run only where it is named. */
	isLong?: true;
	/** @param report tells how far it is */
	run(report: (line: string) => void): Promise<Figure[]>;
}

/** A series of measurements, and what it is called where it stands beside another. */
export interface Series {
	name: string;
	values: readonly number[];
}

interface Measured {
	name: string;
	unit: string;
	values: readonly number[];
	beside?: Series;
	goal?: Goal;
}

/** A figure of which less is better, such as seconds: the ratio says how many times less than what stands beside it. */
export function timesLess(measured: Measured & { beside: Series }): Figure {
	return figureOf(measured, (value, beside) => beside / value, 'times better');
}

/** A figure that is measured in what stands beside it: the ratio says how many times that it is. */
export function timesAsMuch(measured: Measured & { beside: Series }): Figure {
	return figureOf(measured, (value, beside) => value / beside, 'times that');
}

/** A figure that stands for itself. */
export function alone(measured: Omit<Measured, 'beside'>): Figure {
	return figureOf(measured, () => NaN, '');
}

function figureOf({ name, unit, values, beside, goal }: Measured, compare: (value: number, beside: number) => number, meaning: string): Figure {
	const value = median(values);
	const besideValue = beside ? median(beside.values) : null;
	const ratio = besideValue === null ? null : compare(value, besideValue);
	return {
		name,
		value,
		unit,
		spread: [Math.min(...values), Math.max(...values)],
		beside: beside?.name ?? null,
		besideValue,
		ratio,
		target: goal?.target ?? null,
		goal: goal ? inWords(goal, unit, meaning) : null,
		met: goal ? isMet(goal, (goal.of === 'ratio' ? ratio : value)!) : null,
	};
}

function inWords({ of, is, target, aim }: Goal, unit: string, meaning: string): string {
	const what = of === 'ratio' ? meaning : unit;
	return `${is} ${target} ${what}${aim === undefined ? '' : ` (aim ${aim})`}`;
}

function isMet({ is, target }: Goal, reached: number): boolean {
	return is === 'at least' ? reached >= target : reached <= target;
}

/** One line a figure: `name value unit (beside, ratio)`, with the spread and what it had to reach. */
export function line({ name, value, unit, spread, beside, besideValue, ratio, goal, met }: Figure): string {
	const facts = [
		...(beside === null ? [] : [`${beside} ${rounded(besideValue!)} ${unit}, ratio ${rounded(ratio!)}`]),
		`${rounded(spread[0])} to ${rounded(spread[1])}`,
		...(goal === null ? [] : [`${goal}: ${met ? 'met' : 'MISSED'}`]),
	];
	return `${name} ${rounded(value)} ${unit} (${facts.join('; ')})`;
}

/** To three digits, and counts as they are: of 7,464 events not one may be missing. */
export function rounded(number: number): number {
	return Number.isInteger(number) ? number : Number(number.toPrecision(3));
}
