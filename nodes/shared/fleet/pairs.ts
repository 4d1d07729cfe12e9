import { normaliseMac } from '../device';
import { ipKey } from './evidence';
import { STEP, type Known } from './known';
import type { Pair } from './types';

/** What the user knows better. */
interface KnownPairs {
	/** Records that are one device, and how the user said so; in the same order whatever order the pairs are in, since of pairs that contradict each other not all can hold. */
	same: ReadonlyArray<{ members: readonly number[]; value: string }>;
	/** Whether two devices are two, whatever else they have in common. @param a, b indexes of the records of each */
	isApart(a: readonly number[], b: readonly number[]): boolean;
}

/**
 * Finds the records that the user's pairs are about. What names two records of one system names neither: such a pair says nothing, and neither
 * does one of which a side names none.
 */
export function* pairsIn(pairs: readonly Pair[], known: readonly Known[]): Generator<void, KnownPairs> {
	if (pairs.length === 0) return { same: [], isApart: () => false };
	const byText = yield* textsOf(known);
	const found = pairs.flatMap(({ one, other, isSame }) => {
		const [a, b] = [one, other].map((side) => byText.get(textKey(side)) ?? []) as [number[], number[]];
		return isClear(a, known) && isClear(b, known) ? [{ a, b, isSame, value: `${one.trim()} = ${other.trim()}` }] : [];
	});
	const apart = found.filter(({ isSame }) => !isSame);
	const both = (first: readonly number[], second: readonly number[], { a, b }: { a: number[]; b: number[] }) => first.some((at) => a.includes(at)) && second.some((at) => b.includes(at));
	return {
		same: found
			.filter(({ isSame }) => isSame)
			.map(({ a, b, value }) => ({ members: [...new Set([...a, ...b])], value }))
			.sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0)),
		isApart: (first, second) => apart.some((pair) => both(first, second, pair) || both(second, first, pair)),
	};
}

/** A MAC address and an IP address in any form are the same text; an id and a name in any case. */
function textKey(text: string): string {
	return normaliseMac(text) ?? ipKey(text) ?? text.trim().toLowerCase();
}

function* textsOf(known: readonly Known[]): Generator<void, Map<string, number[]>> {
	const byText = new Map<string, number[]>();
	for (let at = 0; at < known.length; at++) {
		const { device, names, macs, ips } = known[at]!.record;
		const texts = [device.id, device.name ?? '', device.mac ?? '', ...names, ...macs, ...ips].filter((text) => text.trim() !== '');
		for (const text of new Set(texts.map(textKey))) {
			const those = byText.get(text);
			if (those) those.push(at);
			else byText.set(text, [at]);
		}
		if (at % STEP === STEP - 1) yield;
	}
	return byText;
}

/** Something, and of each system only one. */
function isClear(members: readonly number[], known: readonly Known[]): boolean {
	return members.length > 0 && new Set(members.map((at) => known[at]!.part)).size === members.length;
}
