import { matched } from '../../../nodes/shared/fleet/match';
import { AGENTS, NOW, partsOf, record, REMOTE } from './records';

it('pairs that contradict each other are settled in the same way in whatever order they are', () => {
	const alike = { name: 'pc-1', ips: [], macs: [], serial: 'SN00001A', meshId: 'M0', online: true, network: '198.51.100.1', knowsAllMacs: false };
	const parts = partsOf(record(AGENTS, 'agent 0', alike), record(AGENTS, 'agent 1', alike), record(REMOTE, 'M0', { name: 'pc-1', ips: [], macs: [], online: true, meshId: 'M0' }));
	const pairs = [
		{ one: 'M0', other: 'agent 0', isSame: true },
		{ one: 'agent 0', other: 'agent 1', isSame: true },
		{ one: 'M0', other: 'agent 1', isSame: false },
	];
	const groupsWith = (those: typeof pairs) => matched(parts, { now: NOW, pairs: those }).map(({ records }) => records.map(({ device }) => device.id));
	expect(groupsWith([...pairs].reverse())).toEqual(groupsWith(pairs));
});
