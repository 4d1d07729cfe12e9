import { median } from '../test/support/median';
import type { DayCosts, DayGiven } from './children/day';
import { alone, type Bench, type Figure } from './figure';
import { inChild } from './support/inChild';

/** A look each minute is 1,440 of them: they take longer than anybody waits. */
const given: DayGiven = { devices: 10_000, everyMinutes: 5, hours: 24 };
const n = (count: number) => count.toLocaleString('en');
/** Growth that is no more than a heap's own ups and downs, and a state's: names that were changed are of another length, and a small one holds what is open now. */
const NOISE = { heapMb: 5, statePercent: 3, stateKb: 1 };
/** Hours until as much ends as begins, and those of a night. */
const [SETTLED, SOME] = [2, 6];

/** A day of all triggers: nothing is lost, nothing is reported twice, and nothing grows. */
export const day: Bench = {
	name: 'day',
	isLong: true,
	async run(report) {
		report(`${given.hours} hours, a look every ${given.everyMinutes} minutes at ${n(given.devices)} devices`);
		const costs = await inChild<DayCosts>('day', { flags: ['--expose-gc'], args: [JSON.stringify(given)], deadlineMs: 40 * 60_000 });
		for (const [name, { lost, surplus }] of Object.entries(costs.triggers)) for (const each of [...lost, ...surplus].slice(0, 10)) report(`${name}, ${each}`);
		return figures(costs);
	},
};

function figures({ triggers, heap, open, stepMs }: DayCosts): Figure[] {
	const none = { of: 'value', is: 'at most', target: 0 } as const;
	const name = `a day of ${n(given.devices)} devices`;
	const grown = (bytes: number[]) => median(bytes.slice(-SOME)) - median(bytes.slice(SETTLED, SETTLED + SOME));
	return [
		...Object.entries(triggers).flatMap(([trigger, { expected, told, lost, surplus, state }]) => [
			alone({ name: `${name}, ${trigger}: events reported`, unit: 'events', values: [told], goal: { of: 'value', is: 'at least', target: expected } }),
			alone({ name: `${name}, ${trigger}: events lost, or reported twice or without a reason`, unit: 'events', values: [lost.length + surplus.length], goal: none }),
			alone({ name: `${name}, ${trigger}: state after an hour`, unit: 'kB', values: state.map((bytes) => bytes / 1_000) }),
			alone({ name: `${name}, ${trigger}: state grown since the morning`, unit: 'kB', values: [grown(state) / 1_000], goal: { of: 'value', is: 'at most', target: Math.max(NOISE.stateKb, Math.round((state[SETTLED]! * NOISE.statePercent) / 100_000)) } }),
		]),
		alone({ name: `${name}: heap after an hour`, unit: 'MB', values: heap.map((bytes) => bytes / 1e6) }),
		alone({ name: `${name}: heap grown since the morning`, unit: 'MB', values: [grown(heap) / 1e6], goal: { of: 'value', is: 'at most', target: NOISE.heapMb } }),
		alone({ name: `${name}: sockets and timers more after the last hour than after the first`, unit: 'left', values: [open.at(-1)! - open[0]!], goal: none }),
		alone({ name: `${name}: a look of each of ${Object.keys(triggers).length} triggers`, unit: 'ms', values: stepMs }),
	];
}
