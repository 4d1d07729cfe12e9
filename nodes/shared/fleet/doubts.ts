import type { Clusters, Index } from './clusters';
import type { Contradictions } from './contradiction';
import { STEP } from './known';
import type { Doubt, Evidence } from './types';

/** What so many have says nothing of any of them. */
const SHARED_BY_MANY = 50;
const CANDIDATES_SHOWN = 10;

/** What may be the same device and was not taken for it, by the device that it may be. */
export class Doubts {
	private readonly byRoot = new Map<number, Doubt[]>();

	constructor(
		private readonly clusters: Clusters,
		private readonly contradictions: Contradictions,
	) {}

	of(root: number): readonly Doubt[] {
		return this.byRoot.get(root) ?? NONE;
	}

	/** Looks at all that have something in common and are not together. From the surest evidence to the least sure: the first counts. */
	*look(by: Evidence, index: Index): Generator<void, void> {
		let steps = 0;
		for (const [value, members] of index) {
			if (++steps % STEP === 0) yield;
			if (members.length < 2 || this.clusters.areOne(members)) continue;
			const roots = this.clusters.distinct(members);
			if (roots.length <= SHARED_BY_MANY) for (const root of roots) this.add(root, by, value, members);
		}
	}

	private add(root: number, by: Evidence, value: string, members: readonly number[]): void {
		const { clusters, contradictions } = this;
		const { known } = clusters;
		const own = new Set(clusters.members(root).map((at) => known[at]!.part));
		const others = members.filter((at) => !own.has(known[at]!.part) && !contradictions.isSure(root, clusters.of(at)));
		const doubts = this.byRoot.get(root) ?? [];
		for (const [source, those] of Map.groupBy(others.map((at) => known[at]!), ({ record }) => record.device.source)) {
			const earlier = doubts.findIndex((doubt) => doubt.source === source);
			// Of two that are as sure, always the same one, whichever is met first.
			if (earlier >= 0 && (doubts[earlier]!.by !== by || doubts[earlier]!.value <= value)) continue;
			const candidates = those.sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, CANDIDATES_SHOWN).map(({ record }) => record);
			doubts.splice(earlier < 0 ? doubts.length : earlier, 1, { source, by, value, candidates });
		}
		if (doubts.length > 0) this.byRoot.set(root, doubts.sort((a, b) => (a.source < b.source ? -1 : 1)));
	}
}

const NONE: readonly Doubt[] = [];
