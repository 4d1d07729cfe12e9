import { minute, offline, seen, Watcher } from '../../support/watcher';

describe('a system without a log', () => {
	it('tells a device that is offline now and was not, and its return', () => {
		const watcher = new Watcher([seen('a', { lastSeen: 0 })]);
		expect(watcher.look([offline('a', { lastSeen: 7 })])).toEqual(['deviceOffline a']);
		expect(watcher.look([seen('a', { lastSeen: 20 })])).toEqual(['deviceOnline a']);
		expect(watcher.told.map(({ at }) => at)).toEqual([minute(7), minute(20)]);
	});

	it('says nothing of a device that is seen again and again, or not seen again', () => {
		const watcher = new Watcher([seen('a', { lastSeen: 0 }), offline('b', { lastSeen: -9 })]);
		for (const now of [1, 2, 3]) expect(watcher.look([seen('a', { lastSeen: now }), offline('b', { lastSeen: -9 })], { now })).toEqual([]);
	});

	it('offline before and after with a newer last seen is a bounce: back and gone', () => {
		const watcher = new Watcher([offline('a', { lastSeen: 0 })]);
		expect(watcher.look([offline('a', { lastSeen: 12 })])).toEqual(['deviceOnline a', 'deviceOffline a']);
		expect(watcher.look([offline('a', { lastSeen: 12 })])).toEqual([]);
		expect(watcher.look([offline('a', { lastSeen: 14 })])).toEqual(['deviceOnline a', 'deviceOffline a']);
		expect(new Set(watcher.ids).size).toBe(4);
	});

	it('concludes nothing from an unknown status', () => {
		const watcher = new Watcher([seen('a'), offline('b'), seen('c', { status: null })]);
		expect(watcher.look([seen('a', { status: null }), seen('b', { status: null }), offline('c')])).toEqual([]);
		expect(watcher.look([seen('a'), offline('b'), offline('c')])).toEqual([]);
		expect(watcher.look([offline('a'), seen('b'), seen('c')]).sort()).toEqual(['deviceOffline a', 'deviceOnline b', 'deviceOnline c']);
	});

	it('works without a last seen', () => {
		const watcher = new Watcher([seen('a', { lastSeen: null })]);
		expect(watcher.look([offline('a', { lastSeen: null })], { now: 5 })).toEqual(['deviceOffline a']);
		expect(watcher.look([seen('a', { lastSeen: null })], { now: 6 })).toEqual(['deviceOnline a']);
		expect(watcher.look([offline('a', { lastSeen: null })], { now: 7 })).toEqual(['deviceOffline a']);
		expect(new Set(watcher.ids).size).toBe(3);
	});

	it('tells an address that changed, with what it was', () => {
		const watcher = new Watcher([seen('a', { ip: '1' })]);
		const { events } = watcher.diff([seen('a', { ip: '2' })]);
		expect(events).toMatchObject([{ event: 'ipChanged', changes: [{ field: 'ip', from: '1', to: '2' }] }]);
	});
});

describe('watched fields', () => {
	it('all that changed in one look are one event with what they were', () => {
		const watcher = new Watcher([seen('a', { name: 'old', values: { place: 'rack' } })]);
		const { events } = watcher.diff([seen('a', { name: 'new', values: { place: 'attic' } })]);
		expect(events).toMatchObject([
			{ event: 'deviceChanged', changes: [{ field: 'name', from: 'old', to: 'new' }, { field: 'place', from: 'rack', to: 'attic' }] },
		]);
	});

	it('a field that is only kept for filters tells nothing', () => {
		const watcher = new Watcher([seen('a', { values: { type: 'NAS' } })]);
		expect(watcher.look([seen('a', { values: { type: 'Router' } })])).toEqual([]);
	});

	it('a field is compared from the look on at which it is watched first', () => {
		const watcher = new Watcher([seen('a', { values: { owner: 'Ada' } })]);
		const both = { watched: ['name', 'owner'] };
		expect(watcher.look([seen('a', { values: { owner: 'Grace' } })], {}, both)).toEqual([]);
		expect(watcher.look([seen('a', { values: { owner: 'Lise' } })], {}, both)).toEqual(['deviceChanged a']);
	});

	it('a change of kind is a change: 0 is not nothing', () => {
		const watcher = new Watcher([seen('a', { values: { place: 0 } })]);
		expect(watcher.look([seen('a', { values: { place: '' } })])).toEqual(['deviceChanged a']);
		expect(watcher.look([seen('a', { values: { place: null } })])).toEqual(['deviceChanged a']);
	});
});
