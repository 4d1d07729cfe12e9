import type { DiffOptions } from '../../../nodes/shared/watch/diff';
import { hours, minute, offline, record, seen, Watcher, type Seen } from '../../support/watcher';

/** A filter that leaves out what is in maintenance. */
const options: Partial<DiffOptions> = {
	filtered: ['type', 'maintenance', 'reboot', 'version'],
	judgedBy: ['maintenance'],
	passes: ({ maintenance }) => maintenance !== 1,
	turns: [['needsReboot', { field: 'reboot', to: 1 }], ['agentVersionChanged', { field: 'version' }]],
};
const watcher = (...of: Parameters<typeof seen>[]) => new Watcher(of.map((each) => seen(...each)), { options });
const inMaintenance = (more: Seen = {}): Seen => ({ ...more, values: { maintenance: 1, ...more.values } });

describe('E2 what a filter keeps back', () => {
	it('is reported once it passes, if it is still so, with the time when it began', () => {
		const agent = watcher(['a']);
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 10 })).toEqual([]);
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 20 })).toEqual([]);
		expect(agent.diff([offline('a', { lastSeen: 5, values: { maintenance: 0 } })], { now: 30 }).events).toMatchObject([{ event: 'deviceOffline', at: minute(5) }]);
		expect(agent.look([seen('a', { values: { maintenance: 0 } })], { now: 40 })).toEqual(['deviceOnline a']);
	});

	it('is not reported, and neither is its end, if it is over by then', () => {
		const agent = watcher(['a']);
		agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 10 });
		expect(agent.look([seen('a', inMaintenance())], { now: 20 })).toEqual([]);
		expect(agent.look([seen('a', { values: { maintenance: 0 } })], { now: 30 })).toEqual([]);
	});

	it('is not reported where maintenance and outage end between the same two looks', () => {
		const agent = watcher(['a']);
		agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 10 });
		expect(agent.look([seen('a', { values: { maintenance: 0 } })], { now: 20 })).toEqual([]);
	});

	it('has its end reported where its beginning was, whatever the filter says by then', () => {
		const agent = watcher(['a']);
		expect(agent.look([offline('a', { lastSeen: 5 })], { now: 10 })).toEqual(['deviceOffline a']);
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 20 })).toEqual([]);
		expect(agent.look([seen('a', inMaintenance())], { now: 30 })).toEqual(['deviceOnline a']);
	});

	it('is removed as the end of what was reported', () => {
		const agent = watcher(['a'], ['b']);
		agent.look([offline('a', { lastSeen: 5 }), seen('b', inMaintenance())], { now: 10 });
		agent.look([offline('a', inMaintenance({ lastSeen: 5 })), seen('b', inMaintenance())], { now: 20 });
		const gone = new Map([['a', 'gone' as const], ['b', 'gone' as const]]);
		expect(agent.look([], { now: 30 }, { whereabouts: gone })).toEqual(['deviceRemoved a']);
	});

	it('waits for its time as well', () => {
		const agent = new Watcher([seen('a')], { options: { ...options, offlineForMs: 10 * 60_000 } });
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 6 })).toEqual([]);
		expect(agent.look([offline('a', { lastSeen: 5 })], { now: 8 })).toEqual([]);
		expect(agent.look([offline('a', { lastSeen: 5 })], { now: 15 })).toEqual(['deviceOffline a']);
	});

	it.each<[string, Seen['values'], Seen['values'], string]>([
		['a reboot that is needed', { reboot: 0 }, { reboot: 1 }, 'needsReboot'],
		['another version', { version: '1' }, { version: '2' }, 'agentVersionChanged'],
		['another value of a watched field', { place: 'rack' }, { place: 'attic' }, 'deviceChanged'],
	])('is, for example, %s', (_, before, after, event) => {
		const agent = new Watcher([seen('a', { values: before })], { options });
		expect(agent.look([seen('a', inMaintenance({ values: after }))], { now: 10 })).toEqual([]);
		expect(agent.diff([seen('a', { values: { ...after, maintenance: 0 } })], { now: 60 }).events).toMatchObject([{ event, at: minute(10) }]);
		expect(agent.look([seen('a', { values: { ...after, maintenance: 0 } })], { now: 61 })).toEqual([]);
	});

	it('is no news where it is as it was', () => {
		const agent = new Watcher([seen('a', { ip: '10.0.0.1', values: { reboot: 0, version: '1' } })], { options });
		agent.look([seen('a', inMaintenance({ ip: '10.0.0.2', values: { reboot: 1, version: '2', place: 'attic' } }))], { now: 10 });
		expect(agent.look([seen('a', { ip: '10.0.0.1', values: { reboot: 0, version: '1' } })], { now: 20 })).toEqual([]);
	});

	it('is one change from what it was at first to what it is, where it goes on', () => {
		const agent = watcher(['a', { values: { version: '1' } }]);
		for (const [now, version] of [[10, '2'], [20, '3']] as const) agent.look([seen('a', inMaintenance({ values: { version } }))], { now });
		const { events } = agent.diff([seen('a', { values: { version: '4' } })], { now: 30 });
		expect(events).toMatchObject([{ event: 'agentVersionChanged', changes: [{ field: 'version', from: '1', to: '4' }] }]);
	});

	it('is not a change of what the filter itself looks at: who watched it hears that it leaves, and that it is back', () => {
		const agent = new Watcher([seen('a', { values: { maintenance: 0 } })], { options: { ...options, watched: ['maintenance'] } });
		expect(agent.look([seen('a', inMaintenance())], { now: 10 })).toEqual(['deviceChanged a']);
		expect(agent.look([seen('a', { values: { maintenance: 0 } })], { now: 20 })).toEqual(['deviceChanged a']);
	});

	it('is taken as known where it passes only because the filter was changed', () => {
		const agent = watcher(['a']);
		agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 10 });
		const changed = { passes: () => false, newlyPasses: () => true };
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 11 }, changed)).toEqual([]);
		const everything = { passes: () => true };
		expect(agent.look([offline('a', inMaintenance({ lastSeen: 5 }))], { now: 12 }, everything)).toEqual([]);
		expect(agent.look([seen('a', inMaintenance())], { now: 13 }, everything)).toEqual(['deviceOnline a']);
	});

	it('is a new device as long as it is new', () => {
		const nas = { passes: ({ type }: { type?: unknown }) => type === 'NAS' };
		const late = new Watcher([], { options });
		expect(late.look([seen('a', { born: 5, values: { type: '' } })], { now: 6 }, nas)).toEqual([]);
		expect(late.diff([seen('a', { born: 5 })], { now: 60 }, nas).events).toMatchObject([{ event: 'deviceAdded', at: minute(5) }]);
		const old = new Watcher([], { options });
		old.look([seen('a', { born: 5, values: { type: '' } })], { now: 6 }, nas);
		expect(old.look([seen('a', { born: 5 })], { now: hours(30) }, nas)).toEqual([]);
	});

	it('costs no writing while nothing changes', () => {
		const agent = watcher(['a', { values: { reboot: 0 } }], ['b']);
		const now = [offline('a', inMaintenance({ lastSeen: 5, values: { reboot: 1 } })), seen('b')];
		agent.look(now, { now: 10 });
		const { entities } = agent.state;
		agent.look(now, { now: 11 });
		expect([...agent.state.entities.values()]).toEqual([...entities.values()]);
		for (const [id, entity] of agent.state.entities) expect(entities.get(id)).toBe(entity);
	});

	it('of many whose maintenance ends at once is one event', () => {
		const all = (more: Seen) => Array.from({ length: 12 }, (_, index) => offline(`a${index}`, { lastSeen: 5, ...more }));
		const agents = new Watcher(all({}).map(({ device }) => seen(device.id)), { options });
		for (const now of [10, 11, 12]) expect(agents.look(all(inMaintenance()), { now }).filter((each) => !each.startsWith('mass'))).toEqual([]);
		const told = [20, 21, 22].flatMap((now) => agents.look(all({}), { now }));
		expect(told.filter((each) => each.startsWith('deviceOffline')).length).toBeLessThanOrEqual(6);
	});
});

describe('E2 records that a filter keeps back', () => {
	const snoozed = { passes: ({ snoozed }: { snoozed?: unknown }) => snoozed !== 1 };
	const raised = (more: object = {}) => record('alertRaised', '7', 5, { begins: 'alert 7', ...more });
	const resolved = (at: number, more: object = {}) => record('alertResolved', '7', at, { ends: 'alert 7', proof: minute(at), ...more });

	it('are reported once they pass, while they last, with their own time', () => {
		const watch = new Watcher(null, { records: [], options: snoozed });
		expect(watch.look(null, { now: 6, records: [raised({ values: { snoozed: 1 } })] })).toEqual([]);
		expect(watch.look(null, { now: hours(20), records: [raised({ values: { snoozed: 1 } })] })).toEqual([]);
		expect(watch.diff(null, { now: hours(21), records: [raised()] }).events).toMatchObject([{ event: 'alertRaised', at: minute(5) }]);
		expect(watch.look(null, { now: hours(22), records: [resolved(hours(22) - 1, { values: { snoozed: 1 } })] })).toEqual([`alertResolved:7:${minute(hours(22) - 1)}`]);
	});

	it('are not reported, and neither is their end, where they end before', () => {
		const watch = new Watcher(null, { records: [], options: snoozed });
		watch.look(null, { now: 6, records: [raised({ values: { snoozed: 1 } })] });
		expect(watch.look(null, { now: 20, records: [raised({ values: { snoozed: 1 } }), resolved(15)] })).toEqual([]);
		expect(watch.look(null, { now: 21, records: [raised(), resolved(15)] })).toEqual([]);
	});

	it('are forgotten where the server has them no longer', () => {
		const watch = new Watcher(null, { records: [], options: snoozed });
		watch.look(null, { now: 6, records: [raised({ values: { snoozed: 1 } })] });
		watch.look(null, { now: 7, records: [] });
		expect(watch.state.heldOccurrences).toEqual([]);
	});

	it('about a device that came in sight only now are no news', () => {
		const old = seen('b', { born: -1000 });
		const watch = new Watcher([seen('a')], { records: [], options: { sight: 'rights' } });
		const alert = record('alertRaised', '9', 3, { begins: 'alert 9', device: old.device });
		expect(watch.look([seen('a'), old], { now: 10, records: [alert] })).toEqual([]);
		expect(watch.look([seen('a'), old], { now: 11, records: [alert, record('alertRaised', '10', 11, { device: old.device })] })).toHaveLength(1);
	});
});
