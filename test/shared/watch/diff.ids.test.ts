import { diff } from '../../../nodes/shared/watch/diff';
import { entry, many, offline, seen, snapshot, usual, Watcher } from '../../support/watcher';

describe('an eventId', () => {
	it('is the same for the same state and look', () => {
		const watcher = new Watcher([seen('a'), seen('b', { ip: '1' }), seen('c')], { log: [] });
		const listing = [offline('a'), seen('b', { ip: '2', values: { place: 'attic' } }), seen('new')];
		const look = snapshot(listing, { log: [entry('a', 3, 'offline')] });
		const ids = () => diff(watcher.state, look, { ...usual, whereabouts: new Map([['c', 'gone']]) }).events.map(({ eventId }) => eventId);
		expect(ids()).toHaveLength(5);
		expect(ids()).toEqual(ids());
	});

	it('is the same when what was told is found again from an older state', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const saved = watcher.state;
		const log = [entry('a', 3, 'offline')];
		watcher.look([offline('a')], { log });
		watcher.state = saved;
		watcher.look([seen('a')], { log: [...log, entry('a', 9, 'online')], now: 40 });
		const [first, again] = watcher.ids;
		expect(again).toBe(first);
	});

	it('names event, device and proof', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const { events } = watcher.diff([offline('a')], { log: [entry('a', 3, 'offline')] });
		expect(events[0]!.eventId).toBe('deviceOffline:a:2026-01-10T12:03:00.000Z:offline');
	});

	it('is another one for each step of a field that goes to and fro', () => {
		const watcher = new Watcher([seen('a', { values: { place: 'A' } })]);
		for (const place of ['B', 'A', 'B', 'A', 'B']) watcher.look([seen('a', { values: { place } })]);
		expect(watcher.told).toHaveLength(5);
		expect(new Set(watcher.ids).size).toBe(5);
	});

	it('is another one for each step of an address without a proof', () => {
		const watcher = new Watcher([seen('a', { ip: 'A' })]);
		for (const ip of ['B', 'A', 'B', 'A', 'B']) watcher.look([seen('a', { ip })]);
		expect(new Set(watcher.ids).size).toBe(5);
	});

	it('is another one for the same change of a device that was deleted and found again', () => {
		const watcher = new Watcher([seen('a', { born: -90, values: { place: 'A' } }), seen('b')]);
		watcher.look([seen('a', { born: -90, values: { place: 'B' } }), seen('b')]);
		watcher.look([seen('b')], {}, { whereabouts: new Map([['a', 'gone']]) });
		watcher.look([seen('a', { born: -30, values: { place: 'A' } }), seen('b')]);
		watcher.look([seen('a', { born: -30, values: { place: 'B' } }), seen('b')]);
		expect(watcher.told.map(({ event }) => event)).toEqual(['deviceChanged', 'deviceRemoved', 'deviceAdded', 'deviceChanged']);
		expect(new Set(watcher.ids).size).toBe(4);
	});

	it('is another one for the same change after a new start', () => {
		const change = (now: number) => {
			const watcher = new Watcher([seen('a', { values: { place: 'A' } })], { now });
			watcher.look([seen('a', { values: { place: 'B' } })], { now: now + 1 });
			return watcher.ids;
		};
		expect(change(0)).not.toEqual(change(60));
	});
});

describe('comparing', () => {
	/** Freezes what is given, the devices of a state included. */
	function frozen<T>(value: T): T {
		if (value instanceof Map) for (const each of value.values()) frozen(each);
		else if (typeof value === 'object' && value !== null) for (const each of Object.values(Object.freeze(value))) frozen(each);
		return value;
	}

	it('changes nothing of what it is given', () => {
		const watcher = new Watcher([seen('a'), seen('b'), seen('gone')], { log: [], options: { offlineForMs: 600_000 } });
		watcher.look([offline('a'), seen('b'), seen('gone')], { log: [entry('a', 1, 'offline')], now: 2 });
		const { state } = watcher;
		const before = structuredClone(state);
		const look = snapshot([offline('a'), offline('b'), seen('new')], { log: [entry('a', 4, 'down'), entry('b', 3, 'offline')], now: 5 });
		diff(frozen(state), frozen(look), { ...usual, offlineForMs: 600_000, whereabouts: new Map([['gone', 'gone']]) });
		expect(state).toEqual(before);
	});

	it('comes to the same whatever the order of the listing', () => {
		const listing = many(30, offline);
		const ends = [listing, [...listing].reverse()].map((each) => {
			const watcher = new Watcher(many(30));
			watcher.look(each, { now: 6 });
			return { ...watcher.diff(each, { now: 7 }), told: watcher.told };
		});
		expect(ends[1]).toEqual(ends[0]);
	});
});

describe('a device of which the server does not say when it registered', () => {
	const unborn = (id: string) => ({ ...seen(id), born: '' });

	it('that comes, goes and comes again has events of its own each time', () => {
		const watcher = new Watcher([unborn('other')]);
		const gone = { whereabouts: new Map([['a', 'gone' as const]]) };
		for (const now of [10, 20]) {
			expect(watcher.look([unborn('other'), unborn('a')], { now })).toEqual(['deviceAdded a']);
			expect(watcher.look([unborn('other'), unborn('a')], { now: now + 1 })).toEqual([]);
			expect(watcher.look([unborn('other')], { now: now + 5 }, gone)).toEqual(['deviceRemoved a']);
		}
		expect(new Set(watcher.ids).size).toBe(4);
	});
});
