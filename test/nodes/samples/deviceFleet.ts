import type { Sample } from '../systems';

const once = 'What the systems told is read once for all items: an item after the first sends nothing (see deviceFleet.test.ts)';

/** Parameters of every operation. */
export const deviceFleetSamples: Readonly<Record<string, Sample>> = {
	'device.get': { parameters: { systems: ['netAlertX'], deviceId: 'nas' }, withoutRequests: once },
	'device.getAll': { parameters: { systems: ['netAlertX'], returnAll: true }, withoutRequests: once },
	'device.matchItems': { parameters: { systems: ['netAlertX'], name: 'nas' }, withoutRequests: once },
	'device.compare': { parameters: { earlier: '[]', later: '[]' }, withoutRequests: 'It compares what it is given' },
};
