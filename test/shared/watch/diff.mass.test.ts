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
		expect(watcher.look(away(3), { now: 8 })).toEqual([]);
		// Nobody else came back since: it is over.
		expect(watcher.look(away(3), { now: 9 })).toEqual([...names('deviceOffline', 1, 3), 'massChangeOver offline 18']);
		expect(watcher.told.at(-1)).toMatchObject({ mass: { count: 18, back: 15, notBack: 3, examples: ['d01', 'd02', 'd03'] } });
		expect(watcher.look(away(0), { now: 10 })).toEqual(names('deviceOnline', 1, 3));
	});

	it('with a log, those that came back between two looks are silent as well', () => {
		const watcher = new Watcher(away(0), { log: [] });
		const log = many(20).map(({ device }) => entry(device.id, 6, 'offline'));
		watcher.look(away(20), { now: 7, log });
		const { events } = watcher.diff(away(20), { now: 8, log });
		expect(events.map(({ event }) => event)).toEqual(['massChange']);
		const back = many(20).map(({ device }) => entry(device.id, 9, 'online'));
		expect(watcher.look(away(0), { now: 10, log: [...log, ...back] })).toEqual(['massChangeOver offline 20']);
		expect(watcher.told.at(-1)!.at).toBe(minute(9));
		expect(watcher.look(away(1), { now: 12, log: [...log, ...back, entry('d01', 11, 'offline')] })).toEqual(['deviceOffline d01']);
	});

	it('is one event also if more and more go', () => {
		const watcher = new Watcher(away(0));
		watcher.look(away(11), { now: 6 });
		expect(watcher.look(away(11), { now: 7 })).toEqual(['massChange offline 11']);
		expect(watcher.look(away(20), { now: 8 })).toEqual([]);
	});

	it('E3 ends after a day, whatever the number of looks: no offline is reported later, each return is', () => {
		const watcher = new Watcher(away(0));
		for (let look = 0; look < 20; look++) watcher.look(away(15), { now: 6 + look });
		expect(watcher.told).toHaveLength(1);
		expect(watcher.look(away(15), { now: hours(25) })).toEqual(['massChangeOver offline 15']);
		expect(watcher.look(away(2), { now: hours(26) })).toEqual(names('deviceOnline', 3, 15));
	});

	it.each([1, 5, 20])('E3 of which all come back is silent about each, at one look every %d minutes', (every) => {
		const watcher = new Watcher(away(0));
		const told = Array.from({ length: 120 / every }, (_, look) => look * every).flatMap((now) => watcher.look(away(now >= 10 && now < 60 ? 12 : 0), { now }));
		expect(told).toEqual(['massChange offline 12', 'massChangeOver offline 12']);
	});

	it('E3 is dated when so many were gone that they were many', () => {
		const watcher = new Watcher(away(0), { log: [] });
		const log = many(12).map(({ device }, index) => entry(device.id, 1 + index, 'offline'));
		watcher.look(away(12), { now: 15, log });
		watcher.look(away(12), { now: 16, log });
		// Eleven of twenty are more than half.
		expect(watcher.told).toMatchObject([{ event: 'massChange', at: minute(11) }]);
	});

	it('E3 is from as many devices on as is chosen', () => {
		const nine = new Watcher(many(9), { options: { massFrom: 3 } });
		const all = many(9, (id) => offline(id, { lastSeen: 5 }));
		expect([nine.look(all, { now: 6 }), nine.look(all, { now: 7 })]).toEqual([[], ['massChange offline 9']]);
	});

	it('loses nothing else that happened to them at the same time', () => {
		const watcher = new Watcher(away(0));
		const moved = away(12).map((each) => (each.device.id === 'd01' ? offline('d01', { lastSeen: 5, ip: '10.0.0.9' }) : each));
		watcher.look(moved, { now: 6 });
		expect(watcher.look(moved, { now: 7 }).sort()).toEqual(['ipChanged d01', 'massChange offline 12']);
	});

	it('is news of its own where it goes half an hour later', () => {
		const watcher = new Watcher(away(0));
		watcher.look(away(12), { now: 6 });
		watcher.look(away(12), { now: 7 });
		expect(watcher.look(away(13), { now: 20 })).toEqual([]);
		expect(watcher.look(away(14), { now: 50 })).toEqual(['deviceOffline d14']);
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
		expect(watcher.told.map(({ event }) => event)).toEqual(['massChange', 'massChangeOver', 'massChange']);
		expect(new Set(watcher.ids).size).toBe(3);
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
		expect(watcher.look(again, until(10))).toEqual(['massChangeOver offline 12']);
		expect(watcher.look(again, until(11))).toEqual(['massChange offline 12']);
		expect(watcher.look(again, until(12))).toEqual([]);
		expect(new Set(watcher.ids).size).toBe(3);
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
		expect(watcher.look(many(20), { now: 8 })).toEqual(['massChangeOver removed 15']);
		expect(watcher.look(many(20), { now: 9 })).toEqual([]);
	});

	it('E3 that are found again by scans, as new ones, are reported as neither removed nor added', () => {
		const watcher = new Watcher(many(20));
		expect(watcher.look([], { now: 6 }, { whereabouts: allGone })).toEqual(['massChange removed 20']);
		const found = (count: number) => many(count, (id) => seen(id, { born: 7, name: null }));
		expect(watcher.look(found(8), { now: 8 })).toEqual([]);
		expect(watcher.look(found(20), { now: 9 })).toEqual(['massChangeOver removed 20']);
		expect(watcher.look(found(20), { now: 10 })).toEqual([]);
	});

	it('E3 are gone for good after a day', () => {
		const watcher = new Watcher(many(20));
		for (let look = 0; look < 20; look++) watcher.look(many(5), { now: 6 + look });
		expect(watcher.told).toHaveLength(1);
		expect(watcher.look(many(5), { now: hours(25) })).toEqual(['massChangeOver removed 15']);
		expect(watcher.state.entities.size).toBe(5);
		expect(watcher.look([...many(5), seen('d06', { born: hours(26) })], { now: hours(26) + 1 })).toEqual(['deviceAdded d06']);
	});

	it('of which few are missing at last are removed one by one', () => {
		const watcher = new Watcher(many(20));
		watcher.look(many(5), { now: 6 });
		expect(watcher.look(many(18), { now: 7 }, { whereabouts: allGone })).toEqual([]);
		expect(watcher.look(many(18), { now: 8 }, { whereabouts: allGone })).toEqual(['massChangeOver removed 15']);
		expect(watcher.told.at(-1)).toMatchObject({ mass: { back: 13, notBack: 2, examples: ['d19', 'd20'] } });
		expect(watcher.look(many(18), { now: 9 }, { whereabouts: allGone })).toEqual(names('deviceRemoved', 19, 20));
	});

	it('E3 that who asks may not see any more are no event, neither then nor when they are in sight again', () => {
		const watcher = new Watcher(many(21));
		const hidden = new Map(many(21).map(({ device }) => [device.id, 'out of sight' as const]));
		expect(watcher.look(many(9), { now: 6 }, { whereabouts: hidden })).toEqual([]);
		expect(watcher.look(many(9), { now: 7 }, { whereabouts: hidden })).toEqual([]);
		expect(watcher.look(many(21), { now: 8 })).toEqual([]);
	});

	it('an empty listing of a small network is not believed without asking', () => {
		const watcher = new Watcher(many(5));
		expect(watcher.look([])).toEqual([]);
		expect(watcher.look(many(5))).toEqual([]);
	});
});
