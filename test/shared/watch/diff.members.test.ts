import type { Whereabouts } from '../../../nodes/shared/watch/types';
import { entry, many, minute, offline, seen, Watcher } from '../../support/watcher';

const asked = (id: string, whereabouts: Whereabouts) => ({ whereabouts: new Map([[id, whereabouts]]) });

describe('a new device', () => {
	it('is one event, not added and online and an address as well', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('b', 5, 'online'), entry('b', 5, { ip: '10.0.0.2' })];
		expect(watcher.look([seen('a'), seen('b', { ip: '10.0.0.2' })], { log })).toEqual(['deviceAdded b']);
		expect(watcher.look([seen('a'), seen('b', { ip: '10.0.0.2' })], { log })).toEqual([]);
	});

	it('is told with what the log says after that', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('b', 5, 'online'), entry('b', 6, 'offline'), entry('b', 7, 'online')];
		expect(watcher.look([seen('a'), seen('b')], { log })).toEqual(['deviceAdded b', 'deviceOffline b', 'deviceOnline b']);
	});

	it('that went again at once is added and offline', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('b', 5, 'online'), entry('b', 6, 'offline')];
		expect(watcher.look([seen('a'), offline('b')], { log })).toEqual(['deviceAdded b', 'deviceOffline b']);
	});

	it('that nobody has seen yet is added, and online later', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		expect(watcher.look([seen('a'), offline('b')], { log: [] })).toEqual(['deviceAdded b']);
		expect(watcher.look([seen('a'), seen('b')], { log: [entry('b', 9, 'online')] })).toEqual(['deviceOnline b']);
	});

	it('whose log is ahead of the listing loses nothing', () => {
		const watcher = new Watcher([seen('a')], { log: [] });
		const log = [entry('b', 5, 'online'), entry('b', 6, 'offline')];
		expect(watcher.look([seen('a'), seen('b')], { log })).toEqual(['deviceAdded b']);
		expect(watcher.look([seen('a'), offline('b')], { log })).toEqual(['deviceOffline b']);
	});
});

describe('a device that the listing no longer has', () => {
	it('is removed once the server says so, with what was kept of it', () => {
		const watcher = new Watcher([seen('a'), offline('b', { ip: '1', group: 'g', lastSeen: -5 })]);
		const { events } = watcher.diff([seen('a')], { now: 9 }, asked('b', 'gone'));
		expect(events).toMatchObject([
			{
				event: 'deviceRemoved',
				at: minute(9),
				device: { source: 'netAlertX', id: 'b', name: 'b', ip: '1', mac: 'b', group: 'g', online: false, lastSeen: minute(-5) },
				values: { name: 'b', place: 'rack', type: 'NAS' },
			},
		]);
		expect(watcher.look([seen('a')])).toEqual([]);
	});

	it.each([
		['nobody was asked about', {}],
		['the server still has', asked('b', 'present')],
	])('and that %s tells nothing and is kept', (_, options) => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		expect(watcher.look([seen('a')], {}, options)).toEqual([]);
		expect(watcher.look([seen('a'), offline('b', { lastSeen: 3 })])).toEqual(['deviceOffline b']);
	});

	it('that is only out of sight reports nothing, neither then nor when it comes in sight again', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		expect(watcher.look([seen('a')], {}, asked('b', 'out of sight'))).toEqual([]);
		expect(watcher.look([seen('a'), seen('b')])).toEqual([]);
	});

	it('and is found again by a later scan is new', () => {
		const watcher = new Watcher([seen('a'), seen('b', { born: -90 })]);
		watcher.look([seen('a')], {}, asked('b', 'gone'));
		expect(watcher.look([seen('a'), seen('b', { born: -30 })])).toEqual(['deviceAdded b']);
		watcher.look([seen('a')], {}, asked('b', 'gone'));
		expect(watcher.look([seen('a'), seen('b', { born: -10 })])).toEqual(['deviceAdded b']);
		expect(new Set(watcher.ids).size).toBe(4);
	});

	it('and was found anew between two looks is told as removed and added', () => {
		const watcher = new Watcher([seen('a'), seen('b', { born: -90 })]);
		expect(watcher.look([seen('a'), seen('b', { born: 20 })])).toEqual(['deviceRemoved b', 'deviceAdded b']);
	});

	it('and was found anew is told of its new life alone, whatever the log has of the one before', () => {
		const watcher = new Watcher([seen('a'), seen('b', { born: -90 })], { log: [] });
		const before = [entry('b', 2, 'offline'), entry('b', 4, 'online'), entry('b', 6, 'offline')];
		const anew = seen('b', { born: 20 });
		expect(watcher.look([seen('a'), anew], { log: [...before, entry('b', 20, 'online')] })).toEqual(['deviceRemoved b', 'deviceAdded b']);
		expect(watcher.look([seen('a'), offline('b', { born: 20 })], { log: [...before, entry('b', 20, 'online'), entry('b', 25, 'offline')] })).toEqual(['deviceOffline b']);
	});
});

describe('held back, because another asks', () => {
	const held = { holdBackMembers: true };

	it('added and removed wait for the next look', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		expect(watcher.look([seen('a'), seen('c')], {}, { ...held, ...asked('b', 'gone') })).toEqual([]);
		expect(watcher.look([seen('a'), seen('c')], {}, asked('b', 'gone')).sort()).toEqual(['deviceAdded c', 'deviceRemoved b']);
	});

	it('a change of status does not', () => {
		const watcher = new Watcher([seen('a')]);
		expect(watcher.look([offline('a', { lastSeen: 3 })], {}, held)).toEqual(['deviceOffline a']);
	});

	it('neither does a listing of few devices count as a loss of many', () => {
		const watcher = new Watcher(many(20));
		expect(watcher.look(many(3), {}, held)).toEqual([]);
		expect(watcher.look(many(20))).toEqual([]);
	});
});
