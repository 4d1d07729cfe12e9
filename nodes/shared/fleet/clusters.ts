import type { Known } from './known';

/** Records that are taken for one device so far, by the index of one of them. */
export class Clusters {
	private readonly parents: number[];
	private readonly lists: Array<number[] | undefined>;

	constructor(readonly known: readonly Known[]) {
		this.parents = known.map((_, index) => index);
		this.lists = new Array<number[] | undefined>(known.length);
	}

	/** The one that stands for the device of a record. */
	of(index: number): number {
		let root = index;
		while (this.parents[root] !== root) root = this.parents[root]!;
		while (this.parents[index] !== root) [this.parents[index], index] = [root, this.parents[index]!];
		return root;
	}

	/** Indexes of the records of a device. @param root as {@link of} gives it */
	members(root: number): readonly number[] {
		return (this.lists[root] ??= [root]);
	}

	join(a: number, b: number): void {
		const [first, second] = [this.of(a), this.of(b)];
		if (first === second) return;
		const [into, from] = this.members(first).length >= this.members(second).length ? [first, second] : [second, first];
		this.parents[from] = into;
		this.lists[into]!.push(...this.lists[from]!);
		this.lists[from] = undefined;
	}

	/** Whether all of these records are of one device. */
	areOne(members: readonly number[]): boolean {
		const root = this.of(members[0]!);
		for (let index = 1; index < members.length; index++) if (this.of(members[index]!) !== root) return false;
		return true;
	}

	/** Different devices among these records. */
	distinct(members: readonly number[]): number[] {
		const roots = new Set<number>();
		for (const at of members) roots.add(this.of(at));
		return [...roots];
	}
}

/** Indexes of records by what they have in common. */
export type Index = Map<string, number[]>;

/** Most keys are of few records. */
export function addTo(index: Index, key: string, at: number): void {
	const those = index.get(key);
	if (those === undefined) index.set(key, [at]);
	else if (those[those.length - 1] !== at) those.push(at);
}
