import type { Config } from './settings';
import type { EventName, WatchEvent } from './types';
import type { Watch } from './watch';

/** Whether an event is chosen, or stands in for others that are: nobody who chose only those is left in the dark. */
export function isChosen<C>(watch: Watch<C>, { triggerOn }: Config, { event, mass, details }: WatchEvent): boolean {
	const { kind } = mass ?? {};
	const standsFor = (chosen: EventName): boolean => {
		if (chosen === event) return true;
		if (event === 'massChange') return kind === 'removed' ? chosen === 'deviceRemoved' : chosen === 'deviceOffline' || chosen === 'deviceDown' || watch.turns?.[chosen]?.isOutage === true;
		if (event === 'massChangeOver') return chosen === (kind === 'removed' ? 'deviceAdded' : 'deviceOnline');
		if (event === 'deviceFlapping') return chosen === 'deviceOffline' || chosen === 'deviceOnline';
		// The state that a device settled in is the end of its flapping.
		return chosen === 'deviceFlapping' && details !== undefined && 'flapping' in details;
	};
	return triggerOn.some(standsFor);
}
