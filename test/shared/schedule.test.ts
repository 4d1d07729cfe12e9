import fc from 'fast-check';
import { runTogether, type Job } from '../../nodes/shared/schedule';

/** Jobs that end when told to, and a diary of what started and ended. */
function steered(keys: Array<string | undefined>) {
	const diary: string[] = [];
	const ends = new Map<number, (error?: Error) => void>();
	const prepare = async (index: number): Promise<Job<number>> =>
		await Promise.resolve({
			key: keys[index],
			run: () =>
				new Promise((resolve, reject) => {
					diary.push(`start ${index}`);
					ends.set(index, (error) => {
						diary.push(`end ${index}`);
						if (error) reject(error);
						else resolve(index);
					});
				}),
		});
	return { diary, ends, prepare };
}

const settle = async () => await new Promise((resolve) => setImmediate(resolve));
const keepGoing = { stopOnFailure: false };

test('runs up to the limit at once and answers in input order', async () => {
	const { diary, ends, prepare } = steered([undefined, undefined, undefined]);
	const running = runTogether(3, prepare, { limit: 2, ...keepGoing });
	await settle();
	expect(diary).toEqual(['start 0', 'start 1']);
	ends.get(1)!();
	await settle();
	expect(diary).toEqual(['start 0', 'start 1', 'end 1', 'start 2']);
	ends.get(2)!();
	ends.get(0)!();
	expect(await running).toEqual([{ value: 0 }, { value: 1 }, { value: 2 }]);
});

test('items about the same device keep their order, and others pass them', async () => {
	const { diary, ends, prepare } = steered(['a', 'a', 'b', 'a']);
	const running = runTogether(4, prepare, { limit: 3, ...keepGoing });
	await settle();
	expect(diary).toEqual(['start 0', 'start 2']);
	ends.get(0)!();
	await settle();
	expect(diary.at(-1)).toBe('start 1');
	ends.get(1)!();
	await settle();
	expect(diary.at(-1)).toBe('start 3');
	ends.get(3)!();
	ends.get(2)!();
	await running;
});

test('after a failure nothing more starts, and what runs is awaited', async () => {
	const { diary, ends, prepare } = steered([undefined, undefined, undefined, undefined]);
	const running = runTogether(4, prepare, { limit: 2, stopOnFailure: true });
	await settle();
	ends.get(1)!(new Error('no'));
	await settle();
	expect(diary).toEqual(['start 0', 'start 1', 'end 1']);
	ends.get(0)!();
	expect(await running).toEqual([{ value: 0 }, { error: new Error('no') }, undefined, undefined]);
});

test('waiting items of the same device do not start after a failure either', async () => {
	const { ends, prepare } = steered(['a', 'a']);
	const running = runTogether(2, prepare, { limit: 2, stopOnFailure: true });
	await settle();
	ends.get(0)!(new Error('no'));
	expect(await running).toEqual([{ error: new Error('no') }, undefined]);
});

test('a cancelled run starts nothing more', async () => {
	const { diary, ends, prepare } = steered([undefined, undefined]);
	const cancel = new AbortController();
	const running = runTogether(2, prepare, { limit: 1, ...keepGoing, signal: cancel.signal });
	await settle();
	cancel.abort();
	ends.get(0)!();
	expect(await running).toEqual([{ value: 0 }, undefined]);
	expect(diary).not.toContain('start 1');
});

test('an item that cannot be prepared is a failure of that item', async () => {
	const prepare = async (index: number): Promise<Job<number>> =>
		index === 1 ? await Promise.reject(new Error('bad input')) : { run: async () => await Promise.resolve(index) };
	expect(await runTogether(3, prepare, { limit: 2, ...keepGoing })).toEqual([{ value: 0 }, { error: new Error('bad input') }, { value: 2 }]);
});

test('nothing to do ends at once', async () => {
	expect(await runTogether(0, () => Promise.reject(new Error()), { limit: 4, ...keepGoing })).toEqual([]);
});

test('for any keys, limit and timing: every item once, never over the limit, order kept by key', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c', undefined), { maxLength: 25 }), fc.integer({ min: 1, max: 6 }), fc.scheduler(), async (keys, limit, s) => {
			const started: number[] = [];
			let running = 0;
			const prepare = async (index: number): Promise<Job<number>> =>
				await Promise.resolve({
					key: keys[index],
					run: async () => {
						started.push(index);
						expect(++running).toBeLessThanOrEqual(limit);
						await s.schedule(Promise.resolve());
						running--;
						return index;
					},
				});
			const outcomes = await s.waitFor(runTogether(keys.length, prepare, { limit, ...keepGoing }));
			expect(outcomes).toEqual(keys.map((_, value) => ({ value })));
			for (const key of ['a', 'b', 'c']) {
				const ofKey = started.filter((index) => keys[index] === key);
				expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
			}
			expect(new Set(started).size).toBe(keys.length);
		}),
		{ numRuns: 60 },
	);
});

test('preparing thousands of items leaves the event loop free in between', async () => {
	let turns = 0;
	let busy = true;
	const count = () => {
		turns++;
		if (busy) setImmediate(count);
	};
	setImmediate(count);
	const spin = (ms: number) => {
		const until = performance.now() + ms;
		while (performance.now() < until);
	};
	const prepare = async (index: number): Promise<Job<number>> => {
		spin(1);
		return await Promise.resolve({ key: 'same', run: async () => await Promise.resolve(index) });
	};
	await runTogether(200, prepare, { limit: 4, ...keepGoing });
	busy = false;
	expect(turns).toBeGreaterThan(5);
});
