import type { LiveCosts, LiveGiven } from './children/live';
import { alone, type Bench } from './figure';
import { inChild } from './support/inChild';

const given: LiveGiven = { happenings: 50, bursts: 7, changes: 200 };

/** How soon a live trigger reports what happens, and how seldom it looks while much happens. */
export const live: Bench = {
	name: 'live',
	async run(report) {
		report(`${given.happenings} happenings and ${given.bursts} bursts: two to three minutes`);
		const { tookMs, looks, lastMs } = await inChild<LiveCosts>('live', { args: [JSON.stringify(given)] });
		const withinASecond = { of: 'value', is: 'at most', target: 1_000 } as const;
		return [
			alone({ name: 'NetAlertX Live: from a scan to the item', unit: 'ms', values: tookMs, goal: withinASecond }),
			alone({ name: `NetAlertX Live: the worst of ${given.happenings}`, unit: 'ms', values: [Math.max(...tookMs)], goal: withinASecond }),
			alone({ name: `NetAlertX Live: looks in a burst of ${given.changes} changes within 5 s`, unit: 'looks', values: looks, goal: { of: 'value', is: 'at most', target: 20 } }),
			alone({ name: 'NetAlertX Live: from the last change of a burst to its item', unit: 'ms', values: lastMs }),
		];
	},
};
