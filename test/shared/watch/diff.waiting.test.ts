import { entry, hours, offline, seen, Watcher } from '../../support/watcher';

const wait = { offlineForMs: 10 * 60_000 };

describe('Offline For At Least, ten minutes', () => {
	it('waits, and then tells once, with the time at which it went', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const log = [entry('a', 10, 'offline')];
		expect(watcher.look([offline('a')], { log, now: 11 })).toEqual([]);
		expect(watcher.look([offline('a')], { log, now: 19 })).toEqual([]);
		const { events } = watcher.diff([offline('a')], { log, now: 20 });
		expect(events).toMatchObject([{ event: 'deviceOffline', at: entry('a', 10, 'offline').at }]);
		expect(watcher.look([offline('a')], { log, now: 60 })).toEqual([]);
		expect(watcher.look([seen('a')], { log: [...log, entry('a', 61, 'online')], now: 62 })).toEqual(['deviceOnline a']);
	});

	it('is silent about a flap, also if both its ends are seen at different looks', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const away = entry('a', 10, 'offline');
		expect(watcher.look([offline('a')], { log: [away], now: 11 })).toEqual([]);
		expect(watcher.look([seen('a')], { log: [away, entry('a', 15, 'online')], now: 40 })).toEqual([]);
		expect(watcher.look([seen('a')], { log: [], now: 80 })).toEqual([]);
	});

	it('tells both ends of an outage that was longer than the wait, though both are seen at once', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const log = [entry('a', 10, 'offline'), entry('a', 20, 'online'), entry('a', 22, 'offline'), entry('a', 24, 'online')];
		expect(watcher.look([seen('a')], { log, now: 25 })).toEqual(['deviceOffline a', 'deviceOnline a']);
	});

	it('counts from the first going after a flap anew', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const log = [entry('a', 10, 'offline'), entry('a', 12, 'online'), entry('a', 13, 'offline')];
		expect(watcher.look([offline('a')], { log, now: 21 })).toEqual([]);
		expect(watcher.look([offline('a')], { log, now: 23 })).toEqual(['deviceOffline a']);
	});

	it('counts by the last seen where there is no log', () => {
		const watcher = new Watcher([seen('a')], { options: wait });
		expect(watcher.look([offline('a', { lastSeen: 5 })], { now: 14 })).toEqual([]);
		expect(watcher.look([offline('a', { lastSeen: 5 })], { now: 15 })).toEqual(['deviceOffline a']);
	});

	it('survives losing what silent looks had kept', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const saved = watcher.state;
		const log = [entry('a', 10, 'offline')];
		expect(watcher.look([offline('a')], { log, now: 15 })).toEqual([]);
		watcher.state = saved;
		expect(watcher.look([offline('a')], { log, now: 21 })).toEqual(['deviceOffline a']);
	});

	it('survives losing it where there is no log, too', () => {
		const watcher = new Watcher([seen('a')], { options: wait });
		const saved = watcher.state;
		expect(watcher.look([offline('a', { lastSeen: 5 })], { now: 10 })).toEqual([]);
		watcher.state = saved;
		expect(watcher.look([offline('a', { lastSeen: 5 })], { now: 40 })).toEqual(['deviceOffline a']);
	});

	it('tells offline and down together at the end of the wait', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log: [], now: 6 })).toEqual([]);
		const log = [entry('a', 8, 'down')];
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log, now: 9 })).toEqual([]);
		expect(watcher.look([offline('a', { lastSeen: 5 })], { log, now: 16 })).toEqual(['deviceOffline a', 'deviceDown a']);
	});

	it('says nothing at the end of the wait while the status is unknown', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const log = [entry('a', 10, 'offline')];
		watcher.look([offline('a')], { log, now: 12 });
		expect(watcher.look([seen('a', { status: null })], { log, now: 30 })).toEqual([]);
		expect(watcher.look([offline('a')], { log, now: 31 })).toEqual(['deviceOffline a']);
	});

	it('is not taken in by a device that was forced offline and logged as connected all the while', () => {
		const watcher = new Watcher([seen('a')], { log: [], options: wait });
		const log = [entry('a', 12, 'online'), entry('a', 17, 'online')];
		expect(watcher.look([offline('a', { lastSeen: 12 })], { log: log.slice(0, 1), now: 13 })).toEqual([]);
		expect(watcher.look([offline('a', { lastSeen: 17 })], { log, now: 20 })).toEqual([]);
		expect(watcher.look([seen('a')], { log: [...log, entry('a', 40, 'online')], now: 41 })).toEqual(['deviceOffline a', 'deviceOnline a']);
	});

	it('a wait of a week is a week', () => {
		const watcher = new Watcher([seen('a')], { options: { offlineForMs: 7 * 24 * 3_600_000 } });
		for (let day = 1; day < 7; day++) expect(watcher.look([offline('a', { lastSeen: 0 })], { now: hours(24 * day) })).toEqual([]);
		expect(watcher.look([offline('a', { lastSeen: 0 })], { now: hours(24 * 7) })).toEqual(['deviceOffline a']);
	});
});
