import type { Bench } from './figure';
import { inChild } from './support/inChild';
import { given, liveFigures, type LiveCosts } from './support/liveRounds';

/** How soon the NetAlertX Live Trigger reports what happens, and how seldom it looks while much happens. */
export const live: Bench = {
	name: 'live',
	async run(report) {
		report(`${given.happenings} happenings and ${given.bursts} bursts: two to three minutes`);
		return liveFigures('NetAlertX Live', 'from a scan to the item', await inChild<LiveCosts>('live'));
	},
};
