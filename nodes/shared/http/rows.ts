import * as z from 'zod/v4';
import { keeps } from './plain';
import { problemOf, readBy, schemaOf, type Misfit, type Read, type ReadingContext } from './reading';
import { isRecord } from '../isRecord';
import { formOf, type Row, type RowForm } from './record';

interface Options {
	/** One page of a list: none of its rows may fit, and others' do. Anyone who reads the pages judges (see {@link leftOutOf}). */
	isPage?: boolean;
}

/**
 * A list of rows with many fields, of which some are checked. A row that does not fit does not cost the others: fields that do not fit
 * count as unknown, and a row without what names it is left out (see record.ts). Only where rows came and not one of them fits, the list
 * does not.
 *
 * The rows are handed on as they came, and copied only where checking changed a field (a number that is text by rights). Rows whose fields
 * have the plain types that the schema names, as all but a few have, never meet the schema: measured with 10,000 devices of 60 fields, a
 * hundredth of the time that `z.array(z.looseObject(…))` takes.
 */
export function rowsOf<const S extends z.ZodRawShape>(shape: S, options?: Options): z.ZodType<Array<Row<S>>> {
	return listBy(formOf(shape), options);
}

/** A list of plain values, such as lines of text: those that do not fit are left out. */
export function listOf<T>(schema: z.ZodType<T>): z.ZodType<T[]> {
	return listBy(formBy(schema));
}

function listBy<R>(form: RowForm<R>, { isPage = false }: Options = {}): z.ZodType<R[]> {
	const read = (list: unknown, context: ReadingContext): Read<R[]> => {
		if (!Array.isArray(list)) return { misfit: NO_LIST };
		const tally = new Tally(list.length);
		const rows = readRows(list, { form, isPlain: form.isPlainIn(list[0]), tally, context });
		const { nothingFits } = tally;
		if (nothingFits && !isPage) return { misfit: nothingFits };
		tally.tell(context);
		tally.note(rows);
		return { value: rows };
	};
	return schemaOf(read, (list) => Array.isArray(list) && list.every(form.isPlain));
}

/** Rows in lists by name, such as devices by the ID of their group; counted as one list. */
export function rowsByName<const S extends z.ZodRawShape>(shape: S): z.ZodType<Record<string, Array<Row<S>>>> {
	const form = formOf(shape);
	const isPlain = (list: unknown) => Array.isArray(list) && list.every(form.isPlain);
	const readLists = (lists: Record<string, unknown>, context: ReadingContext): Read<Record<string, Array<Row<S>>>> => {
		const entries = Object.entries(lists);
		const tally = new Tally(entries.reduce((sum, [, list]) => sum + (Array.isArray(list) ? list.length : 1), 0));
		const [first] = entries.flatMap(([, list]) => (Array.isArray(list) ? list.slice(0, 1) : []));
		const reader = { form, isPlain: form.isPlainIn(first), tally, context };
		const read = entries.map(([name, list]): [string, Array<Row<S>>] => {
			if (Array.isArray(list)) return [name, readRows(list, reader, [name])];
			tally.leaveOut(NO_LIST, [name]);
			return [name, []];
		});
		return tally.outcome(Object.fromEntries(read), context);
	};
	return schemaOf((lists, context) => (isRecord(lists) ? readLists(lists, context) : { misfit: NO_NAMES }), (lists) => isRecord(lists) && Object.values(lists).every(isPlain));
}

/** Values by name, such as times by the ID of a device: those that do not fit are left out. */
export function mapOf<T>(schema: z.ZodType<T>): z.ZodType<Record<string, T>> {
	const isPlain = keeps(schema);
	const readMap = (map: Record<string, unknown>, context: ReadingContext): Read<Record<string, T>> => {
		const entries = Object.entries(map);
		const tally = new Tally(entries.length);
		const fitting = entries.flatMap(([name, value]): Array<[string, T]> => {
			const read = readBy(schema, value, context);
			if ('value' in read) return [[name, read.value]];
			tally.leaveOut(read.misfit, [name]);
			return [];
		});
		return tally.outcome(Object.fromEntries(fitting), context);
	};
	const keepsAll = (map: unknown): map is Record<string, T> => isRecord(map) && Object.values(map).every(isPlain);
	return schemaOf((map, context) => (keepsAll(map) ? { value: map } : isRecord(map) ? readMap(map, context) : { misfit: NO_NAMES }), keepsAll);
}

const NO_LIST: Misfit = { path: [], message: 'expected a list' };
const NO_NAMES: Misfit = { path: [], message: 'expected values by name' };

/** The form of a row that is a single value. */
function formBy<T>(schema: z.ZodType<T>): RowForm<T> {
	const isPlain = keeps(schema);
	return {
		isPlain,
		isPlainIn: () => isPlain,
		read: (value, context) => {
			const read = readBy(schema, value, context);
			return 'value' in read ? { row: read.value, problems: [] } : read;
		},
	};
}

interface RowReader<R> {
	form: RowForm<R>;
	/** See {@link RowForm.isPlainIn}. */
	isPlain: (row: unknown) => boolean;
	tally: Tally;
	context: ReadingContext;
}

/** @param at where the list is in the answer, as far as that is not the same for all rows */
function readRows<R>(list: readonly unknown[], { form, isPlain, tally, context }: RowReader<R>, at: readonly string[] = []): R[] {
	/** Undefined as long as all rows are as they came. */
	let rows: R[] | undefined;
	for (let index = 0; index < list.length; index++) {
		const row = list[index];
		if (isPlain(row)) {
			rows?.push(row as R);
			continue;
		}
		rows ??= list.slice(0, index) as R[];
		const read = form.read(row, context);
		if ('misfit' in read) tally.leaveOut(read.misfit, [...at, index]);
		else {
			rows.push(read.row);
			tally.repair(read.problems);
		}
	}
	return rows ?? (list as R[]);
}

/** What could not be read of a list. */
class Tally {
	private leftOut = 0;
	private first?: Misfit;
	private repaired = 0;
	private readonly whyLeftOut = new Set<string>();
	private readonly unknown = new Set<string>();

	/** @param rows how many there are */
	constructor(private readonly rows: number) {}

	/**
	 * @param misfit in the row
	 * @param at where the row is
	 */
	leaveOut(misfit: Misfit, at: readonly PropertyKey[]): void {
		this.leftOut++;
		this.first ??= { ...misfit, path: [...at, ...misfit.path] };
		this.whyLeftOut.add(problemOf(misfit));
	}

	repair(problems: readonly string[]): void {
		if (problems.length === 0) return;
		this.repaired++;
		for (const problem of problems) this.unknown.add(problem);
	}

	/** What did not fit in the first row, where rows came and not one fits. */
	get nothingFits(): Misfit | undefined {
		return this.rows > 0 && this.leftOut === this.rows ? this.first : undefined;
	}

	tell({ onGap }: ReadingContext): void {
		if (this.leftOut > 0) onGap?.({ kind: 'leftOut', count: this.leftOut, of: this.rows, problems: [...this.whyLeftOut] });
		if (this.repaired > 0) onGap?.({ kind: 'unknown', count: this.repaired, of: this.rows, problems: [...this.unknown] });
	}

	/** Keeps beside a list how many rows were left out of it. */
	note(list: object): void {
		if (this.first) leftOut.set(list, { count: this.leftOut, first: this.first });
	}

	outcome<T extends object>(value: T, context: ReadingContext): Read<T> {
		const { nothingFits } = this;
		if (nothingFits) return { misfit: nothingFits };
		this.tell(context);
		return { value };
	}
}

const leftOut = new WeakMap<object, { count: number; first: Misfit }>();

/**
 * How many rows were left out of a list, with what did not fit in the first of them: for anyone who concludes something from what is not among
 * the others.
 */
export function leftOutOf(list: object): { count: number; first?: Misfit } {
	return leftOut.get(list) ?? { count: 0 };
}

/** How many rows a list has at the server: those that were left out are counted as well. */
export function sizeOf(list: readonly unknown[]): number {
	return list.length + leftOutOf(list).count;
}
