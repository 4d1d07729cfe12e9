import { hours, many, minute, offline, seen, Watcher } from '../../support/watcher';

const where = (id: string, to: 'gone' | 'out of sight' | { group: string | null }) => ({
	whereabouts: new Map([[id, typeof to === 'string' ? to : { movedTo: { ...seen(id).device, group: to.group } }]]),
});

describe('E4 times of birth', () => {
	it.each([
		['by the same time', () => 120],
		['by other times in summer than in winter', (index: number) => (index % 2 ? 60 : 120)],
		['to any others, as in a database that was put back', (index: number) => -10 * index - 500],
		['into the future', () => 2_000],
	])('that change of all devices %s are no other devices', (_, by) => {
		const watcher = new Watcher(many(30, (id) => seen(id, { born: -1000 + Number(id.slice(1)) })));
		const moved = many(30, (id) => seen(id, { born: -1000 + Number(id.slice(1)) + by(Number(id.slice(1))) }));
		expect(watcher.look(moved, { now: 30 })).toEqual([]);
		expect(watcher.look(moved, { now: 31 })).toEqual([]);
	});

	it('that change of all devices, of which some were found just before, are no other devices', () => {
		const watcher = new Watcher(many(6, (id) => seen(id, { born: Number(id.slice(1)) < 4 ? -1000 : -30 })));
		expect(watcher.look(many(6, (id) => seen(id, { born: (Number(id.slice(1)) < 4 ? -1000 : -30) + 60 })), { now: 35 })).toEqual([]);
	});

	it('of one device that was deleted and found again are another life', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		expect(watcher.look([seen('a', { born: 20 }), seen('b')], { now: 30 })).toEqual(['deviceRemoved a', 'deviceAdded a']);
	});

	it('of one device that was corrected are no other life', () => {
		const watcher = new Watcher([seen('a', { born: -500 }), seen('b')]);
		expect(watcher.look([seen('a', { born: -740 }), seen('b')], { now: 30 })).toEqual([]);
	});
});

describe('E5 a watched part', () => {
	it('reports what is moved in, and what is moved out, as moved', () => {
		const watcher = new Watcher([seen('a', { group: 'lab' }), seen('c', { group: 'lab' })], { options: { sight: 'part' } });
		const { events } = watcher.diff([seen('a', { group: 'lab' }), seen('b', { group: 'lab' }), seen('c', { group: 'lab' })], { now: 30 });
		expect(events).toMatchObject([{ event: 'deviceMoved', at: minute(30), device: { id: 'b' }, changes: [{ field: 'group', from: null, to: 'lab' }] }]);
		const out = watcher.diff([seen('a', { group: 'lab' }), seen('c', { group: 'lab' })], { now: 40 }, where('b', { group: 'attic' }));
		expect(out.events).toMatchObject([{ event: 'deviceMoved', device: { id: 'b', group: 'attic' }, changes: [{ field: 'group', from: 'lab', to: 'attic' }] }]);
		expect(watcher.look([seen('a', { group: 'lab' }), seen('c', { group: 'lab' })], { now: 41 })).toEqual([]);
		const back = watcher.diff([seen('a', { group: 'lab' }), seen('b', { group: 'lab' }), seen('c', { group: 'lab' })], { now: 50 });
		expect(back.events).toMatchObject([{ event: 'deviceMoved', changes: [{ field: 'group', from: 'attic', to: 'lab' }] }]);
		expect(new Set(watcher.ids).size).toBe(3);
	});

	it('reports what is new as added', () => {
		const watcher = new Watcher([seen('a')], { options: { sight: 'part' } });
		expect(watcher.look([seen('a'), seen('b', { born: 20 })], { now: 30 })).toEqual(['deviceAdded b']);
	});

	it('reports the end of what was reported before it was moved out', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { options: { sight: 'part' } });
		watcher.look([seen('a'), offline('b', { lastSeen: 5 })], { now: 10 });
		expect(watcher.look([seen('a')], { now: 20 }, where('b', { group: 'attic' }))).toEqual(['deviceMoved b']);
		expect(watcher.look([seen('a'), seen('b')], { now: 30 })).toEqual(['deviceMoved b', 'deviceOnline b']);
	});
});

describe('what who asks may see', () => {
	it('E3 that is more than before is nothing that was added', () => {
		const watcher = new Watcher(many(3), { options: { sight: 'rights' } });
		expect(watcher.look(many(20), { now: 30 })).toEqual([]);
		expect(watcher.look([...many(20), seen('new', { born: 31 })], { now: 32 })).toEqual(['deviceAdded new']);
	});

	it('is added where nothing was looked at yet, as when existing devices are to be reported', () => {
		const watcher = new Watcher([], { options: { sight: 'rights', most: 2 } });
		watcher.state = { ...watcher.state, looked: '' };
		const told = [30, 31, 32].flatMap((now) => watcher.look(many(5), { now }));
		expect(told).toEqual(many(5).map(({ device }) => `deviceAdded ${device.id}`));
	});

	it('is all there is to a system without rights: what brings an older time along is added when it comes', () => {
		const watcher = new Watcher([seen('a')]);
		expect(watcher.diff([seen('a'), seen('b')], { now: 30 }).events).toMatchObject([{ event: 'deviceAdded', at: minute(30) }]);
	});
});

describe('E6 a new device', () => {
	const options = { filledIn: ['name'] };

	it('is not changed by what the server fills in during its first minutes', () => {
		const watcher = new Watcher([seen('a')], { options });
		const fresh = (more: object) => [seen('a'), seen('b', { born: 20, ...more })];
		expect(watcher.look(fresh({ name: null, ip: null, values: { name: '' } }), { now: 21 })).toEqual(['deviceAdded b']);
		expect(watcher.look(fresh({ ip: '10.0.0.7', values: { name: 'nas', place: 'rack' } }), { now: 25 })).toEqual([]);
		expect(watcher.look(fresh({ ip: '10.0.0.7', values: { name: 'nas', place: 'attic' } }), { now: 26 })).toEqual(['deviceChanged b']);
		expect(watcher.state.entities.get('b')).toMatchObject({ ip: '10.0.0.7', values: { name: 'nas' } });
	});

	it.each([
		['the server fills in later', { name: '' }, hours(1)],
		['the user sets', { place: '' }, 21],
	])('is changed by what %s', (_, empty, now) => {
		const watcher = new Watcher([seen('a', { born: 20, values: empty })], { options });
		expect(watcher.look([seen('a', { born: 20 })], { now })).toEqual(['deviceChanged a']);
	});
});

describe('M11 a connection that began between two looks', () => {
	const connected = (minutes: number) => ({ ...seen('a'), onlineSince: minute(minutes) });

	it('is an outage of no length', () => {
		const watcher = new Watcher([connected(-30)]);
		const { events } = watcher.diff([connected(20)], { now: 30 });
		expect(events).toMatchObject([{ event: 'deviceOffline', at: minute(20) }, { event: 'deviceOnline', at: minute(20) }]);
		expect(watcher.look([connected(20)], { now: 31 })).toEqual([]);
	});

	it('is silent where a device has to be offline for a while', () => {
		const watcher = new Watcher([connected(-30)], { options: { offlineForMs: 60_000 } });
		expect(watcher.look([connected(20)], { now: 30 })).toEqual([]);
	});

	it('is known once it is told for the first time', () => {
		const watcher = new Watcher([seen('a')]);
		expect(watcher.look([connected(20)], { now: 30 })).toEqual([]);
		expect(watcher.look([connected(25)], { now: 31 })).toHaveLength(2);
	});
});

describe('M11 a restart', () => {
	const booted = (minutes: number, seconds = 0, more = {}) => seen('a', { values: { bootTime: minute(minutes, seconds), ...more } });
	const options = { filtered: ['bootTime', 'maintenance'], turns: [['deviceRestarted' as const, { field: 'bootTime', laterBy: 60_000 }] as const], passes: ({ maintenance }: Record<string, unknown>) => maintenance !== 1 };

	it('is reported by a later time of start, as of that time, and not by a few seconds', () => {
		const watcher = new Watcher([booted(-60)], { options });
		for (const seconds of [5, 50, 20]) expect(watcher.look([booted(-60, seconds)], { now: 10 })).toEqual([]);
		const { events } = watcher.diff([booted(12)], { now: 15 });
		expect(events).toMatchObject([{ event: 'deviceRestarted', at: minute(12), eventId: `deviceRestarted:a:${minute(12)}`, changes: [{ from: minute(-60), to: minute(12) }] }]);
		expect(watcher.look([booted(12, 3)], { now: 16 })).toEqual([]);
	});

	it('is over once it has happened: none that a filter keeps back is reported later', () => {
		const watcher = new Watcher([booted(-60)], { options });
		expect(watcher.look([booted(12, 0, { maintenance: 1 })], { now: 15 })).toEqual([]);
		expect(watcher.look([booted(12)], { now: 16 })).toEqual([]);
	});

	it('costs no writing where its time is told inexactly', () => {
		const watcher = new Watcher([booted(-60)], { options });
		const before = watcher.state.entities.get('a');
		watcher.look([booted(-60, 9)], { now: 10 });
		expect(watcher.state.entities.get('a')).toBe(before);
	});
});
