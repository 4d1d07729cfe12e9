import { entry, hours, minute, offline, seen, Watcher } from '../../support/watcher';

describe('presence, proved by the log', () => {
	it('tells an offline and an online once each, with the time of the log', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([offline('a')], { log: [entry('a', 10, 'offline')] })).toEqual(['deviceOffline a']);
		expect(watcher.look([offline('a')], { log: [entry('a', 10, 'offline')] })).toEqual([]);
		expect(watcher.look([seen('a')], { log: [entry('a', 10, 'offline'), entry('a', 20, 'online')] })).toEqual(['deviceOnline a']);
		expect(watcher.told.map(({ at }) => at)).toEqual([minute(10), minute(20)]);
	});

	it('tells an outage that began and ended between two looks', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([seen('a')], { log: [entry('a', 10, 'offline'), entry('a', 11, 'online')] })).toEqual(['deviceOffline a', 'deviceOnline a']);
	});

	it('tells both of a pair that shares a second', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([seen('a')], { log: [entry('a', 10, 'offline'), entry('a', 10, 'online')] })).toEqual(['deviceOffline a', 'deviceOnline a']);
		expect(new Set(watcher.ids).size).toBe(2);
	});

	it('tells every bounce of a device that went away several times', () => {
		const watcher = new Watcher([offline('a')], { log: [] });
		const log = [entry('a', 1, 'online'), entry('a', 2, 'offline'), entry('a', 3, 'online'), entry('a', 4, 'offline')];
		expect(watcher.look([offline('a')], { log })).toEqual(['deviceOnline a', 'deviceOffline a', 'deviceOnline a', 'deviceOffline a']);
	});

	it('a down is an offline and a down; a reconnect after it is one online', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('a', 10, 'down')];
		expect(watcher.look([offline('a')], { log })).toEqual(['deviceOffline a', 'deviceDown a']);
		expect(watcher.look([seen('a')], { log: [...log, entry('a', 20, 'online')] })).toEqual(['deviceOnline a']);
	});

	it('a sleeper that is declared down later is told as down then, and once', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log: [] })).toEqual(['deviceOffline a']);
		const log = [entry('a', 25, 'down')];
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log })).toEqual(['deviceDown a']);
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log })).toEqual([]);
	});

	it('says nothing of what the log held at the first look', () => {
		const log = [entry('a', -5, 'offline'), entry('a', -3, 'online')];
		const watcher = new Watcher([seen('a')], { log });
		expect(watcher.look([seen('a')], { log })).toEqual([]);
	});
});

describe('an entry is proof, not truth', () => {
	it('a device that is forced offline and logged as connected at every scan tells nothing', () => {
		const watcher = new Watcher([offline('a')], { log: [] });
		const log = [];
		for (let scan = 1; scan <= 20; scan++) {
			log.push(entry('a', scan, 'online'));
			expect(watcher.look([offline('a', { lastSeen: scan })], { log, now: scan })).toEqual([]);
		}
	});

	it('is told as online once it is no longer forced, at the time when that was', () => {
		const watcher = new Watcher([offline('a')], { log: [] });
		const log = [entry('a', 1, 'online'), entry('a', 6, 'online'), entry('a', 11, 'online')];
		expect(watcher.look([offline('a')], { log, now: 25 })).toEqual([]);
		const { events } = watcher.diff([seen('a')], { log: [...log, entry('a', 26, 'online')], now: 27 });
		expect(events).toMatchObject([{ event: 'deviceOnline', at: minute(26) }]);
	});

	it('a locked address that is logged as changed at every scan tells nothing', () => {
		const watcher = new Watcher([seen('a', { ip: '10.0.0.9' })], { log: [] });
		const log = [];
		for (let scan = 1; scan <= 20; scan++) {
			log.push(entry('a', scan, { ip: '10.0.0.77' }));
			expect(watcher.look([seen('a', { ip: '10.0.0.9', lastSeen: scan })], { log, now: scan })).toEqual([]);
		}
	});

	it('an entry that is newer than the listing is left for the next look', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('a', 10, 'offline')];
		expect(watcher.look([seen('a')], { log })).toEqual([]);
		expect(watcher.look([offline('a')], { log })).toEqual(['deviceOffline a']);
		expect(watcher.look([offline('a')], { log })).toEqual([]);
	});

	it('believes the log as far as it leads to what the listing shows', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('a', 1, 'offline'), entry('a', 2, 'online'), entry('a', 3, 'offline')];
		expect(watcher.look([seen('a')], { log })).toEqual(['deviceOffline a', 'deviceOnline a']);
		expect(watcher.look([offline('a')], { log })).toEqual(['deviceOffline a']);
	});

	it('a log that comes later than the listing repeats nothing', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([offline('a', { lastSeen: 9 })], { log: [] })).toEqual(['deviceOffline a']);
		expect(watcher.look([offline('a', { lastSeen: 9 })], { log: [entry('a', 10, 'offline')] })).toEqual([]);
	});
});

describe('where the log does not reach', () => {
	it('the listing says what the pruned log no longer does', () => {
		const watcher = new Watcher([seen('a'), offline('b'), seen('c', { ip: '10.0.0.3' })], { log: [] });
		const told = watcher.look([offline('a'), seen('b'), seen('c', { ip: '10.0.0.4' })], { log: [], now: hours(72) });
		expect(told.sort()).toEqual(['deviceOffline a', 'deviceOnline b', 'ipChanged c']);
	});

	it('an entry from before the part that was dealt with is not taken up again', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { log: [] });
		watcher.look([seen('a'), offline('b')], { log: [entry('b', 300, 'offline')], now: 301 });
		const old = [entry('a', 10, 'offline'), entry('a', 11, 'online'), entry('b', 300, 'offline')];
		expect(watcher.look([seen('a'), offline('b')], { log: old, now: 302 })).toEqual([]);
	});

	it('an entry dated in the future neither hides later ones nor is told twice', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { log: [] });
		const future = entry('a', hours(48), 'offline');
		expect(watcher.look([offline('a'), seen('b')], { log: [future], now: 10 })).toEqual(['deviceOffline a']);
		expect(watcher.look([offline('a'), offline('b')], { log: [entry('b', 11, 'offline'), future], now: 12 })).toEqual(['deviceOffline b']);
		expect(watcher.look([offline('a'), offline('b')], { log: [entry('b', 11, 'offline'), future], now: 13 })).toEqual([]);
	});

	it('entries from before the part that the first look read are no news, also where its newest entry was quiet for long', () => {
		const read = [entry('a', hours(-1) - 30, 'online')];
		const watcher = new Watcher([offline('b'), seen('a')], { log: read });
		const earlier = [entry('b', hours(-2) - 20, 'online'), entry('b', hours(-2) - 10, 'offline')];
		expect(watcher.look([offline('b'), seen('a')], { now: 1, log: [...earlier, ...read] })).toEqual([]);
	});

	it('a row that is written up to an hour late is still found', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { log: [] });
		watcher.look([seen('a'), offline('b')], { log: [entry('b', 100, 'offline')], now: 101 });
		const late = [entry('a', 50, 'offline'), entry('a', 51, 'online'), entry('b', 100, 'offline')];
		expect(watcher.look([seen('a'), offline('b')], { log: late, now: 102 })).toEqual(['deviceOffline a', 'deviceOnline a']);
	});

	it('keeps no more keys than can be met again', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		for (let day = 1; day <= 20; day++) {
			const at = hours(24 * day);
			watcher.look([seen('a')], { log: [entry('a', at, 'offline'), entry('a', at + 1, 'online')], now: at + 2 });
		}
		expect(watcher.told).toHaveLength(40);
		expect(watcher.state.seen.size).toBe(2);
	});
});

describe('addresses', () => {
	it('every step is told, with what it was before', () => {
		const watcher = new Watcher([seen('a', { ip: '1' })], { log: [] });
		const { events } = watcher.diff([seen('a', { ip: '1' })], { log: [entry('a', 1, { ip: '2' }), entry('a', 2, { ip: '1' })] });
		expect(events.map(({ changes }) => changes)).toEqual([[{ field: 'ip', from: '1', to: '2' }], [{ field: 'ip', from: '2', to: '1' }]]);
		expect(new Set(watcher.ids).size).toBe(2);
	});

	it('an address that is logged as changed to what it is tells nothing', () => {
		const watcher = new Watcher([seen('a', { ip: '1' })], { log: [] });
		expect(watcher.look([seen('a', { ip: '1' })], { log: [entry('a', 1, { ip: '1' })] })).toEqual([]);
	});
});
