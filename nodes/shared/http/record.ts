import * as z from 'zod/v4';
import { ANY, isKept, kindOf, plainOf, UNCHECKED, type Plain } from './plain';
import { problemOf, readBy, schemaOf, type Gap, type Misfit, type Read, type ReadingContext } from './reading';
import { isRecord } from '../isRecord';

/** A row or record as the server sent it, with the checked fields typed. */
export type Row<S extends z.ZodRawShape> = z.output<z.ZodObject<S>> & Record<string, unknown>;

/** A text that names a record: an empty one names nothing. */
export const namingText = z.string().min(1, { error: 'empty' });

/** How the rows of a list are read. */
export interface RowForm<R> {
	/** Whether it surely is as it has to be, by the types of its fields alone. */
	isPlain(row: unknown): boolean;
	/** The same question, for the rows of a list that begins with this one. */
	isPlainIn(first: unknown): (row: unknown) => boolean;
	/** @returns besides the row what did not fit in it, in words */
	read(row: unknown, context: ReadingContext): { row: R; problems: readonly string[] } | { misfit: Misfit };
}

interface Options<S> {
	/** Fields that have to fit although they may be null or missing: something is done by them, and unknown would not be the same. */
	held?: ReadonlyArray<keyof S & string>;
}

/**
 * A record of which some fields are checked; all others are handed on as they came. A field that does not fit counts as unknown: it
 * becomes what the schema makes of null, else of nothing at all (its default, or it is absent). A field whose schema takes neither
 * names the record, or is what it is for: where such a one does not fit, the record does not.
 */
export function recordOf<const S extends z.ZodRawShape>(shape: S, options?: Options<S>): z.ZodType<Row<S>> {
	const form = formOf(shape, options);
	const read = (value: unknown, context: ReadingContext): Read<Row<S>> => {
		if (form.isPlain(value)) return { value: value as Row<S> };
		const found = form.read(value, context);
		if ('misfit' in found) return found;
		if (found.problems.length > 0) context.onGap?.({ kind: 'unknown', count: 1, problems: found.problems });
		return { value: found.row };
	};
	return schemaOf(read, form.isPlain);
}

/** The same as the form of a list's rows. */
export function formOf<const S extends z.ZodRawShape>(shape: S, { held = [] }: Options<S> = {}): RowForm<Row<S>> {
	const columns = Object.entries(shape).map(([name, schema]) => new Column(name, schema as z.ZodType, (held as readonly string[]).includes(name)));
	return {
		isPlain: (row) => isRecord(row) && areKept(row, columns),
		isPlainIn: (first) => {
			const areKeptIn = isRecord(first) ? keptLike(first, columns) : (row: Record<string, unknown>) => areKept(row, columns);
			return (row) => isRecord(row) && areKeptIn(row);
		},
		read: (row, context) => (isRecord(row) ? readRecord(row, columns, context) : { misfit: NO_RECORD }) as ReturnType<RowForm<Row<S>>['read']>,
	};
}

/** Asked of every row of the longest lists: hence a loop. */
function areKept(row: Record<string, unknown>, columns: readonly Column[]): boolean {
	for (let index = 0; index < columns.length; index++) {
		const column = columns[index]!;
		if (!isKept(column.plain, row[column.name])) return false;
	}
	return true;
}

/**
 * The same for a list that begins with this row. All rows of most lists have the same fields in the same order: going along a row takes a third of
 * the time that looking its fields up by name takes. From the first row on that has others, they are looked up.
 */
function keptLike(first: Record<string, unknown>, columns: readonly Column[]): (row: Record<string, unknown>) => boolean {
	const names = Object.keys(first);
	const plainByName = new Map(columns.map(({ name, plain }) => [name, plain]));
	const plains = names.map((name) => plainByName.get(name) ?? UNCHECKED);
	const kept = plains.map(({ keeps }) => keeps);
	const mayLackOthers = columns.every(({ name, plain }) => Object.hasOwn(first, name) || isKept(plain, undefined));
	let areAlike = true;
	const isOther = (row: Record<string, unknown>) => {
		areAlike = false;
		return areKept(row, columns);
	};
	return (row) => {
		if (!areAlike) return areKept(row, columns);
		let index = 0;
		for (const name in row) {
			if (name !== names[index]) return isOther(row);
			const kinds = kept[index]!;
			if (kinds !== ANY) {
				const value = row[name];
				if ((kinds & kindOf(value)) === 0 && !isKept(plains[index]!, value)) return false;
			}
			index++;
		}
		return index === names.length ? mayLackOthers : isOther(row);
	};
}

const NO_RECORD: Misfit = { path: [], message: 'expected a record' };

function readRecord(row: Record<string, unknown>, columns: readonly Column[], context: ReadingContext): ReturnType<RowForm<object>['read']> {
	let copy: Record<string, unknown> | undefined;
	const problems: string[] = [];
	const unread: string[] = [];
	const misfits: Misfit[] = [];
	for (const column of columns) {
		const { name } = column;
		if (isKept(column.plain, row[name])) continue;
		const field = column.read(row[name], context);
		if (field.misfit) {
			if (column.isHeld) return { misfit: field.misfit };
			misfits.push(field.misfit);
		}
		if (field.problems.length > 0) unread.push(name);
		problems.push(...field.problems);
		if (Object.is(field.value, row[name])) continue;
		copy ??= { ...row };
		if (field.value === undefined) delete copy[name];
		else copy[name] = field.value;
	}
	// Where not one field fits, it is something else.
	if (misfits.length > 0 && misfits.length === columns.length) return { misfit: misfits[0]! };
	const read = copy ?? row;
	if (unread.length > 0) unreadFields.set(read, unread);
	return { row: read, problems };
}

/** A checked field. */
class Column {
	readonly plain: Plain;
	private found?: { unknown: null | undefined } | 'none';

	constructor(
		readonly name: string,
		private readonly schema: z.ZodType,
		private readonly mustFit: boolean,
	) {
		this.plain = plainOf(schema);
	}

	/** It cannot count as unknown. */
	get isHeld(): boolean {
		return this.mustFit || this.standIn === 'none';
	}

	read(value: unknown, context: ReadingContext): { value: unknown; problems: string[]; misfit?: Misfit } {
		const problems: string[] = [];
		const onGap: ReadingContext['onGap'] = (gap) => void problems.push(...this.problemsOf(gap));
		const read = readBy(this.schema, value, { ...context, onGap });
		if ('value' in read) return { value: read.value, problems };
		const misfit = { ...read.misfit, path: [this.name, ...read.misfit.path] };
		return { value: this.unknown(), problems: [problemOf(misfit)], misfit };
	}

	/** Of a list or record in this field. */
	private problemsOf({ kind, count, of, problems }: Gap): string[] {
		return kind === 'leftOut' ? [`${this.name}: ${count} of ${of} left out (${problems.join('; ')})`] : problems.map((problem) => `${this.name}.${problem}`);
	}

	/** Made again each time: a default may be an object. */
	private unknown(): unknown {
		const { standIn } = this;
		return standIn === 'none' ? undefined : this.schema.safeParse(standIn.unknown).data;
	}

	/** What the schema takes instead of a value that is not known. Looked for once it is needed. */
	private get standIn() {
		return (this.found ??= this.takes(null) ? { unknown: null } : this.takes(undefined) ? { unknown: undefined } : 'none');
	}

	private takes(value: null | undefined): boolean {
		return this.schema.safeParse(value).success;
	}
}

/** Of records that were read in part. */
const unreadFields = new WeakMap<object, readonly string[]>();

/**
 * Fields of a row or record that could not be read and count as unknown, which a null or nothing in their place does not tell: a server may
 * mean something by these.
 */
export function unreadIn(record: object): readonly string[] {
	return unreadFields.get(record) ?? [];
}

/** A copy with further fields, in which the same fields count as unknown. */
export function withFields<T extends object, M extends object>(record: T, more: M): T & M {
	const copy = { ...record, ...more };
	const unread = unreadFields.get(record);
	if (unread) unreadFields.set(copy, unread);
	return copy;
}
