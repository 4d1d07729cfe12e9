import fc from 'fast-check';
import { Bell } from '../../../nodes/shared/watch/bell';
import { ManualTimers } from '../../support/manualTimers';

/** Looks that take as long as a test says, and when each of them began. */
function world({ takes = 0, due = 300_000 }: { takes?: number; due?: number } = {}) {
	const timers = new ManualTimers();
	const begun: number[] = [];
	let atOnce = 0;
	let most = 0;
	const bell = new Bell(async () => {
		begun.push(timers.now());
		most = Math.max(most, ++atOnce);
		if (takes > 0) await new Promise<void>((resolve) => timers.after(takes, resolve));
		atOnce--;
		return due;
	}, timers);
	return { timers, bell, begun, most: () => most };
}

describe('a ring', () => {
	it('has somebody look at once', async () => {
		const { timers, bell, begun } = world();
		await timers.pass(5_000);
		bell.ring();
		await timers.pass(0);
		expect(begun).toEqual([5_000]);
	});

	it('of two hundred within a second is one look at once and one a second later', async () => {
		const { timers, bell, begun } = world();
		for (let ring = 0; ring < 200; ring++) {
			bell.ring();
			await timers.pass(4);
		}
		await timers.pass(10_000);
		expect(begun).toEqual([0, 1_000]);
	});

	it('while a look is under way is another look after it, not beside it', async () => {
		const { timers, bell, begun, most } = world({ takes: 400 });
		bell.ring();
		await timers.pass(100);
		bell.ring();
		bell.ring();
		await timers.pass(10_000);
		// It took 400 ms, and leaves the server twice that for others.
		expect(begun).toEqual([0, 1_200]);
		expect(most()).toBe(1);
	});

	it('storm has a look a second, and looks that take long leave time between them', async () => {
		const quick = world();
		const slow = world({ takes: 2_000 });
		for (let ring = 0; ring < 600; ring++) {
			quick.bell.ring();
			slow.bell.ring();
			await quick.timers.pass(100);
			await slow.timers.pass(100);
		}
		expect(quick.begun.length).toBeLessThanOrEqual(61);
		expect(slow.begun.length).toBeLessThanOrEqual(11);
		expect(slow.most()).toBe(1);
	});
});

describe('without a ring', () => {
	it('the next look is when the last one said, and sooner where it rings', async () => {
		const { timers, bell, begun } = world({ due: 60_000 });
		bell.wantWithin(60_000);
		await timers.pass(120_000);
		expect(begun).toEqual([60_000, 120_000]);
		await timers.pass(30_000);
		bell.ring();
		await timers.pass(60_000);
		expect(begun).toEqual([60_000, 120_000, 150_000, 210_000]);
	});
});

describe('once it is stopped', () => {
	it('nothing is looked at, and nothing is waited for', async () => {
		const { timers, bell, begun } = world();
		bell.wantWithin(1_000);
		await bell.stop();
		bell.ring();
		await timers.pass(600_000);
		expect(begun).toEqual([]);
		expect(timers.pending).toBe(0);
	});

	it('the look under way is waited for, and none follows', async () => {
		const { timers, bell, begun } = world({ takes: 500 });
		bell.ring();
		await timers.pass(100);
		bell.ring();
		let isStopped = false;
		void bell.stop().then(() => (isStopped = true));
		await timers.pass(100);
		expect(isStopped).toBe(false);
		await timers.pass(600_000);
		expect(isStopped).toBe(true);
		expect(begun).toEqual([0]);
		expect(timers.pending).toBe(0);
	});
});

it('no ring is ever lost, no two looks overlap or begin within a second of each other', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 15 }), fc.integer({ min: 0, max: 900 }), async (pauses, takes) => {
			const { timers, bell, begun, most } = world({ takes });
			for (const pause of pauses) {
				await timers.pass(pause);
				bell.ring();
			}
			const last = timers.now();
			await timers.pass(20_000);
			expect(begun.at(-1)).toBeGreaterThanOrEqual(last);
			expect(begun.every((at, index) => index === 0 || at - begun[index - 1]! >= 1_000)).toBe(true);
			expect(most()).toBe(1);
		}),
		{ numRuns: 25 },
	);
});
