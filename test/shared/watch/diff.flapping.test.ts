import { minute, offline, seen, Watcher } from '../../support/watcher';

const options = { flapping: { from: 4, withinMs: 30 * 60_000 } };
const gone = (at: number) => offline('a', { lastSeen: at });

describe('E7 a device that comes and goes', () => {
	it('is reported as flapping once, is quiet while it does, and then in the state that it settled in', () => {
		const watcher = new Watcher([seen('a')], { options });
		const told = [];
		for (let turn = 0; turn < 6; turn++) {
			told.push(...watcher.look([gone(turn * 4)], { now: turn * 4 + 1 }));
			told.push(...watcher.look([seen('a', { lastSeen: turn * 4 + 2 })], { now: turn * 4 + 3 }));
		}
		expect(told).toEqual(['deviceOffline a', 'deviceOnline a', 'deviceOffline a', 'deviceFlapping a']);
		expect(watcher.look([seen('a', { lastSeen: 40 })], { now: 45 })).toEqual([]);
		const { events } = watcher.diff([seen('a', { lastSeen: 50 })], { now: 53 });
		expect(events).toMatchObject([{ event: 'deviceOnline', at: minute(22), details: { flapping: { changes: 12 } } }]);
		expect(watcher.look([gone(59)], { now: 60 })).toEqual(['deviceOffline a']);
		expect(new Set(watcher.ids).size).toBe(watcher.ids.length);
	});

	it('settles offline as well, and its return is reported', () => {
		const watcher = new Watcher([seen('a')], { options });
		for (const at of [0, 4]) {
			watcher.look([gone(at)], { now: at + 1 });
			watcher.look([seen('a', { lastSeen: at + 2 })], { now: at + 3 });
		}
		watcher.look([gone(8)], { now: 9 });
		expect(watcher.look([gone(8)], { now: 60 })).toEqual(['deviceOffline a']);
		expect(watcher.look([seen('a', { lastSeen: 70 })], { now: 71 })).toEqual(['deviceOnline a']);
	});

	it('does not flap where it changes rarely', () => {
		const watcher = new Watcher([seen('a')], { options });
		for (let turn = 0; turn < 6; turn++) {
			expect(watcher.look([gone(turn * 40)], { now: turn * 40 + 1 })).toEqual(['deviceOffline a']);
			expect(watcher.look([seen('a', { lastSeen: turn * 40 + 20 })], { now: turn * 40 + 20 })).toEqual(['deviceOnline a']);
		}
	});

	it('ends with the option', () => {
		const watcher = new Watcher([seen('a')], { options });
		for (const at of [0, 4]) {
			watcher.look([gone(at)], { now: at + 1 });
			watcher.look([seen('a', { lastSeen: at + 2 })], { now: at + 3 });
		}
		expect(watcher.look([seen('a', { lastSeen: 8 })], { now: 9 }, { flapping: undefined })).toEqual(['deviceOnline a']);
		expect(watcher.state.entities.get('a')).toMatchObject({ flapping: null, flaps: [] });
	});
});
