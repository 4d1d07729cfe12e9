import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { packedAfter } from '../../../nodes/shared/watch/keeping';
import { pack, packSince, unpack, unpackSince } from '../../../nodes/shared/watch/packing';
import { VERSIONS, type State } from '../../../nodes/shared/watch/state';
import { seen, Watcher } from '../../support/watcher';

const MANY = 1_500;
const { state: large } = new Watcher(Array.from({ length: MANY }, (_, index) => seen(`d${index}`, { ip: `10.0.${index >> 8}.${index & 255}` })));

/** A state that was made from another: some devices renamed, some gone, some new, and one more key seen. */
function after(state: State, { renamed = [], gone = [], added = [] }: { renamed?: readonly number[]; gone?: readonly number[]; added?: readonly string[] }): State {
	const entities = new Map(state.entities);
	for (const index of renamed) {
		const before = entities.get(`d${index}`);
		if (before) entities.set(before.id, { ...before, name: `${before.name}+`, changes: before.changes + 1 });
	}
	for (const index of gone) entities.delete(`d${index}`);
	for (const id of added) entities.set(id, { ...state.entities.values().next().value!, id, mac: null });
	return { ...state, entities, seen: new Set([...state.seen, `key ${state.seen.size}`]) };
}

const first = (count: number) => Array.from({ length: count }, (_, index) => index);
const keptWhole = async () => ({ version: VERSIONS.whole, packed: await pack(large), state: large, whole: large.entities });

describe('changes beside a state that is packed as a whole', () => {
	it('lead from that state to the present one, whatever changed', async () => {
		const index = fc.integer({ min: 0, max: MANY - 1 });
		const change = fc.record({ renamed: fc.array(index, { maxLength: 4 }), gone: fc.array(index, { maxLength: 1 }), added: fc.array(fc.constantFrom('new 1', 'new 2', 'd3'), { maxLength: 2 }) });
		await fc.assert(
			fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
				const present = changes.reduce(after, large);
				const since = await packSince(large.entities, present);
				expect(areEqual(await unpackSince(large.entities, since!), present)).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});

	it('are small', async () => {
		const since = await packSince(large.entities, after(large, { renamed: first(20) }));
		expect(since!.length).toBeLessThan((await pack(large)).length / 5);
	});

	it('are not made of a few devices, nor of a large share of them', async () => {
		const { state: small } = new Watcher(first(20).map((index) => seen(`d${index}`)));
		expect(await packSince(small.entities, after(small, { renamed: [1] }))).toBeUndefined();
		expect(await packSince(large.entities, after(large, { renamed: first(30) }))).toBeDefined();
		expect(await packSince(large.entities, after(large, { renamed: first(31) }))).toBeUndefined();
		expect(await packSince(large.entities, after(large, { renamed: first(20), gone: [20, 21, 22, 23, 24, 25], added: ['1', '2', '3', '4', '5'] }))).toBeUndefined();
	});
});

describe('what is kept after a look', () => {
	it('is the same text where nothing changed', async () => {
		const kept = await keptWhole();
		const { whole, ...packed } = await packedAfter(kept, { ...large, looked: '2026-01-10T13:00:00.000Z' });
		expect(packed).toEqual({ version: VERSIONS.whole, packed: kept.packed });
		expect(whole).toBe(large.entities);
	});

	it('is the whole as it was, and all that changed since, once a few devices changed', async () => {
		const kept = await keptWhole();
		const second = after(large, { renamed: [1, 2] });
		const { whole, ...packed } = await packedAfter(kept, second);
		expect(packed).toEqual({ version: VERSIONS.withChanges, packed: kept.packed, since: expect.any(String) });
		const third = after(second, { renamed: [2, 3], gone: [4] });
		const then = await packedAfter({ ...packed, whole, state: second }, third);
		expect(then.packed).toBe(kept.packed);
		expect(areEqual(await unpackSince((await unpack(then.packed)).entities, then.since!), third)).toBe(true);
		const { since } = await packedAfter({ ...then, state: third }, { ...third });
		expect(since).toBe(then.since);
	});

	it('is the whole again, once much changed, and where nothing was kept', async () => {
		const much = after(large, { renamed: first(200) });
		for (const before of [await keptWhole(), undefined]) {
			const { whole, ...packed } = await packedAfter(before, much);
			expect(packed).toEqual({ version: VERSIONS.whole, packed: await pack(much) });
			expect(whole).toBe(much.entities);
		}
	});

	it('is the whole where the log says much about a few devices', async () => {
		const talkative = { ...after(large, { renamed: [1] }), seen: new Set(first(20_000).map((key) => `d1 ${(key * 7919) % 104_729}${(key * 104_729) % 7919}`)) };
		expect((await packedAfter(await keptWhole(), talkative)).since).toBeUndefined();
	});
});

/** The same, in whatever order devices are; a hundred times as quick as Jest's comparison. */
function areEqual(one: State, other: State): boolean {
	const inOrder = ({ entities, ...rest }: State) => ({ ...rest, entities: [...entities].sort(([a], [b]) => (a < b ? -1 : 1)) });
	return isDeepStrictEqual(inOrder(one), inOrder(other));
}
