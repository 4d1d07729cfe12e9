import { isDeepStrictEqual } from 'node:util';
import type { Operation, Run } from './operation';
import type { Read } from './rollOut/items';

/** Items that are one run, and what is run for them. */
export interface Gathered<C> {
	items: number[];
	read: Read<C>;
}

/** What an item names. */
const listOf = <C>(read: Read<C>, field: string): readonly unknown[] | undefined => {
	const list = 'run' in read ? read.run.fields[field] : undefined;
	return Array.isArray(list) ? (list as unknown[]) : undefined;
};

/**
 * Items that differ in nothing but in whom they name are one run over all that they name, each once. One that names nobody by a list, or
 * that could not be read, stays alone.
 * @param field the name of the field that holds the list
 */
export function gather<C>(reads: ReadonlyArray<Read<C>>, field: string): Array<Gathered<C>> {
	const all: Array<Gathered<C>> = [];
	reads.forEach((read, item) => {
		const list = listOf(read, field);
		const twin = list && all.find((other) => listOf(other.read, field) && isSameBut(field, runOf(read), runOf(other.read)));
		if (!twin) return void all.push({ items: [item], read });
		twin.items.push(item);
		const run = runOf(twin.read);
		const fields = { ...run.fields, [field]: [...new Set([...listOf(twin.read, field)!, ...list])] };
		twin.read = { run: { ...run, fields } };
	});
	return all;
}

/** Results by the item that named them: the first that has a result's id in its list. What nobody named belongs to the first of them. */
export function shareOut<C>({ items }: Gathered<C>, reads: ReadonlyArray<Read<C>>, field: string, results: readonly object[]): Map<number, object[]> {
	const [first] = items;
	const owner = new Map<unknown, number>();
	for (const item of items.toReversed()) for (const id of listOf(reads[item]!, field) ?? []) owner.set(id, item);
	const shares = new Map(items.map((item) => [item, [] as object[]]));
	for (const result of results) shares.get(owner.get((result as { id?: unknown }).id) ?? first!)!.push(result);
	return shares;
}

type AnyRun<C> = Run<C, Operation<C>['fields']>;

/** Of an item that could be read, as those that name somebody could. */
function runOf<C>(read: Read<C>): AnyRun<C> {
	return (read as { run: AnyRun<C> }).run;
}

function isSameBut<C>(field: string, one: AnyRun<C>, other: AnyRun<C>): boolean {
	return isDeepStrictEqual({ ...one.fields, [field]: null }, { ...other.fields, [field]: null });
}
