import fc from 'fast-check';
import { Plan, type Waves } from '../../../nodes/shared/rollOut/plan';

const waves = (more: Partial<Waves> = {}): Waves => ({ first: 1, next: { devices: 10 }, stopAfter: 1, ...more });

/** Fills and starts wave after wave, with every device there and none failing. @returns the devices of each */
function allWaves(count: number, settings: Waves): number[][] {
	const plan = new Plan(count, settings);
	const all: number[][] = [];
	for (;;) {
		for (const device of plan.take()) plan.join(device);
		const members = plan.start();
		if (members.length === 0) return all;
		all.push(members);
	}
}

const sizes = (count: number, settings: Waves) => allWaves(count, settings).map(({ length }) => length);

test.each<[string, number, Waves, number[]]>([
	['one first, then ten at a time', 25, waves(), [1, 10, 10, 4]],
	['a tenth at a time, rounded up, of all devices', 25, waves({ next: { percent: 10 } }), [1, 3, 3, 3, 3, 3, 3, 3, 3]],
	['all that are left', 25, waves({ first: 5, next: 'one' }), [5, 20]],
	['a first wave that is larger than the fleet', 3, waves({ first: 50 }), [3]],
	['a hundred percent', 7, waves({ next: { percent: 100 } }), [1, 6]],
	['one percent of a few', 3, waves({ next: { percent: 1 } }), [1, 1, 1]],
	['one device', 1, waves(), [1]],
	['no device', 0, waves(), []],
])('has waves of exact sizes: %s', (_, count, settings, expected) => {
	expect(sizes(count, settings)).toEqual(expected);
});

test('devices that are put off come back first, in their order', () => {
	const plan = new Plan(6, waves({ first: 2, next: { devices: 2 } }));
	const [first, second] = plan.take();
	for (const device of [first!, second!]) plan.putOff(device, 0, 100);
	for (const device of plan.take()) plan.join(device);
	expect(plan.start()).toEqual([2, 3]);
	plan.comeBack([1, 0]);
	expect(plan.take()).toEqual([0, 1]);
});

test('devices that were waited for long enough are given up, and no others', () => {
	const plan = new Plan(3, waves({ first: 3 }));
	for (const device of plan.take()) plan.putOff(device, 0, 100 + device);
	expect(plan.firstDeadline).toBe(100);
	expect(plan.giveUp(101)).toEqual([0, 1]);
	expect(plan.awaited).toEqual([2]);
	expect(plan.abandon()).toEqual([2]);
	expect(plan.hasMore).toBe(false);
});

test('nothing is taken once too many have failed', () => {
	const plan = new Plan(9, waves({ first: 3, stopAfter: 2 }));
	for (const device of plan.take()) plan.join(device);
	plan.start();
	plan.fail();
	expect(plan.isStopped).toBe(false);
	plan.fail();
	expect([plan.isStopped, plan.take(), plan.abandon()]).toEqual([true, [], [3, 4, 5, 6, 7, 8]]);
});

const anyWaves: fc.Arbitrary<Waves> = fc.record({
	first: fc.integer({ min: 1, max: 12 }),
	next: fc.oneof(fc.constant('one' as const), fc.record({ devices: fc.integer({ min: 1, max: 12 }) }), fc.record({ percent: fc.integer({ min: 1, max: 100 }) })),
	stopAfter: fc.integer({ min: 0, max: 5 }),
});

test('whatever becomes of the devices, each is started, given up or left exactly once, and no wave is larger than it may be', () => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 60 }), anyWaves, fc.infiniteStream(fc.integer({ min: 0, max: 5 })), (count, settings, dice) => {
			const plan = new Plan(count, settings);
			const roll = () => dice.next().value as number;
			const settled: number[] = [];
			for (let now = 0; now < 300; now++) {
				plan.comeBack(plan.awaited.filter(() => roll() < 2));
				settled.push(...plan.giveUp(now));
				for (const device of plan.take()) {
					if (roll() === 0) {
						if (!plan.putOff(device, now, roll())) settled.push(device);
					} else if (roll() === 0) settled.push(device);
					else plan.join(device);
				}
				const { size } = plan;
				const isStopped = plan.isStopped;
				const members = plan.start();
				expect(members.length).toBeLessThanOrEqual(size);
				if (isStopped) expect(members).toEqual([]);
				settled.push(...members);
				for (let failures = members.filter(() => roll() === 0).length; failures > 0; failures--) plan.fail();
			}
			settled.push(...plan.abandon());
			expect(settled.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, device) => device));
		}),
	);
});
