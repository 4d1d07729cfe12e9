import type { Proof, Sighting } from '../../../nodes/shared/watch/types';
import { entry, hours, many, minute, offline, seen, Watcher } from '../../support/watcher';

/** Twenty devices, of which the first so many are offline. */
const away = (count: number): Sighting[] => many(20, (id) => (Number(id.slice(1)) <= count ? offline(id, { lastSeen: 5 }) : seen(id)));
const names = (event: string, from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => `${event} d${String(from + index).padStart(2, '0')}`);
const allGone = new Map(many(20).map(({ device }) => [device.id, 'gone' as const]));

describe('many offline at once', () => {
	it('are looked at a second time, and then told as one', () => {
		const watcher = new Watcher(away(0));
		expect(watcher.look(away(12), { now: 6 })).toEqual([]);
		const { events } = watcher.diff(away(12), { now: 7 });
		expect(events).toMatchObject([{ event: 'massChange', device: null, mass: { kind: 'offline', count: 12, total: 20 } }]);
		expect(events[0]!.mass!.examples).toHaveLength(12);
		for (const now of [8, 9, 10]) expect(watcher.look(away(12), { now })).toEqual([]);
	});

	it('that are back at the second look were a hiccup', () => {
		const watcher = new Watcher(away(0));
		expect(watcher.look(away(20), { now: 6 })).toEqual([]);
		expect(watcher.look(away(0), { now: 7 })).toEqual([]);
		expect(watcher.look(away(0), { now: 8 })).toEqual([]);
	});

	it('of which few are left at the second look are told one by one', () => {
		const watcher = new Watcher(away(0));
		expect(watcher.look(away(12), { now: 6 })).toEqual([]);
		expect(watcher.look(away(2), { now: 7 })).toEqual(names('deviceOffline', 1, 2));
	});

	it('at its end those that are still offline are told one by one, and those that came back are not', () => {
		const watcher = new Watcher(away(0));
		watcher.look(away(18), { now: 6 });
		watcher.look(away(18), { now: 7 });
		expect(watcher.look(away(3), { now: 8 })).toEqual(names('deviceOffline', 1, 3));
		expect(watcher.look(away(0), { now: 9 })).toEqual(names('deviceOnline', 1, 3));
	});

	it('with a log, those that came back between two looks are silent as well', () => {
		const watcher = new Watcher(away(0), { log: [] });
		const log = many(20).map(({ device }) => entry(device.id, 6, 'offline'));
		watcher.look(away(20), { now: 7, log });
		const { events } = watcher.diff(away(20), { now: 8, log });
		expect(events.map(({ event }) => event)).toEqual(['massChange']);
		const back = many(20).map(({ device }) => entry(device.id, 9, 'online'));
		expect(watcher.look(away(0), { now: 10, log: [...log, ...back] })).toEqual([]);
		expect(watcher.look(away(1), { now: 12, log: [...log, ...back, entry('d01', 11, 'offline')] })).toEqual(['deviceOffline d01']);
	});

	it('is one event also if more and more go', () => {
		const watcher = new Watcher(away(0));
		watcher.look(away(11), { now: 6 });
		expect(watcher.look(away(11), { now: 7 })).toEqual(['massChange offline 11']);
		expect(watcher.look(away(20), { now: 8 })).toEqual([]);
	});

	it.each([
		['ten looks', (look: number) => 6 + look],
		['a day', (look: number) => (look < 2 ? 6 + look : hours(25) + look)],
	])('is believed after %s: no offline is told later, each return is', (_, nowOf) => {
		const watcher = new Watcher(away(0));
		for (let look = 0; look < 10; look++) watcher.look(away(15), { now: nowOf(look) });
		expect(watcher.look(away(2), { now: nowOf(10) })).toEqual(names('deviceOnline', 3, 15));
		expect(watcher.told.map(({ event }) => event)).toEqual(['massChange', ...names('deviceOnline', 3, 15).map(() => 'deviceOnline')]);
	});

	it('tells the others their own events meanwhile', () => {
		const watcher = new Watcher(away(0));
		const renamed = away(12).map((each) => (each.device.id === 'd20' ? seen('d20', { name: 'new' }) : each));
		expect(watcher.look(renamed, { now: 6 })).toEqual(['deviceChanged d20']);
	});

	it('nine, or half of all, are told one by one', () => {
		const nine = new Watcher(many(9));
		expect(nine.look(many(9, (id) => offline(id, { lastSeen: 5 })))).toHaveLength(9);
		const half = new Watcher(away(0));
		expect(half.look(away(10))).toEqual(names('deviceOffline', 1, 10));
	});

	it('a second one, after the first is over, is a second event with another id', () => {
		const watcher = new Watcher(away(0));
		watcher.look(away(12), { now: 6 });
		watcher.look(away(12), { now: 7 });
		watcher.look(away(0), { now: 8 });
		const again = away(12).map((each) => (each.status === 'offline' ? offline(each.device.id, { lastSeen: 9 }) : each));
		watcher.look(again, { now: 10 });
		watcher.look(again, { now: 11 });
		expect(watcher.told.map(({ event }) => event)).toEqual(['massChange', 'massChange']);
		expect(new Set(watcher.ids).size).toBe(2);
	});

	it.each<[string, { log?: Proof[] }]>([
		['with a log', { log: many(20).flatMap(({ device: { id } }) => [entry(id, 5, 'offline'), entry(id, 8, 'online'), entry(id, 9, 'offline')]) }],
		['without a log', {}],
	])('a second one is told although no look that was kept saw the first one over, %s', (_, { log }) => {
		const until = (now: number) => ({ now, ...(log && { log: log.filter(({ at }) => at <= minute(now)) }) });
		const watcher = new Watcher(away(0), { ...(log && { log: [] }) });
		watcher.look(away(12), until(6));
		expect(watcher.look(away(12), until(7))).toEqual(['massChange offline 12']);
		const again = away(12).map((each) => (each.status === 'offline' ? offline(each.device.id, { lastSeen: 9 }) : each));
		expect(watcher.look(again, until(10))).toEqual([]);
		expect(watcher.look(again, until(11))).toEqual(['massChange offline 12']);
		expect(watcher.look(again, until(12))).toEqual([]);
		expect(new Set(watcher.ids).size).toBe(2);
	});

	it('a device that is new among them is told as added, and not as offline', () => {
		const watcher = new Watcher(away(0), { log: [] });
		const log = [entry('guest', 5, 'online'), ...[...many(20), seen('guest')].map(({ device }) => entry(device.id, 6, 'offline'))];
		const nobody = [...away(20), offline('guest')];
		const told = [7, 8].flatMap((now) => watcher.look(nobody, { now, log }));
		expect(told.sort()).toEqual(['deviceAdded guest', 'massChange offline 20']);
	});

	it('has the same id when it is told again, because what was kept of the looks was lost', () => {
		const watcher = new Watcher(away(0));
		const saved = watcher.state;
		watcher.look(away(12), { now: 6 });
		watcher.look(away(12), { now: 7 });
		watcher.state = saved;
		watcher.look(away(12), { now: 8 });
		watcher.look(away(12), { now: 9 });
		expect(new Set(watcher.ids).size).toBe(1);
	});
});

describe('many gone from the listing at once', () => {
	it('are one event and are kept, until they are back', () => {
		const watcher = new Watcher(many(20));
		expect(watcher.look(many(5), { now: 6 })).toEqual(['massChange removed 15']);
		expect(watcher.look(many(5), { now: 7 })).toEqual([]);
		expect(watcher.look(many(20), { now: 8 })).toEqual([]);
	});

	it('are removed without a word of each after ten looks', () => {
		const watcher = new Watcher(many(20));
		for (let look = 0; look < 10; look++) watcher.look(many(5), { now: 6 + look });
		expect(watcher.state.entities.size).toBe(5);
		expect(watcher.told).toHaveLength(1);
		expect(watcher.look(many(6), { now: 20 })).toEqual(['deviceAdded d06']);
	});

	it('of which few are missing at last are removed one by one', () => {
		const watcher = new Watcher(many(20));
		watcher.look(many(5), { now: 6 });
		expect(watcher.look(many(18), { now: 7 }, { whereabouts: allGone })).toEqual(names('deviceRemoved', 19, 20));
	});

	it('an empty listing of a small network is not believed without asking', () => {
		const watcher = new Watcher(many(5));
		expect(watcher.look([])).toEqual([]);
		expect(watcher.look(many(5))).toEqual([]);
	});
});
