import { pack, unpack } from '../../../nodes/shared/watch/packing';
import type { WatchEvent } from '../../../nodes/shared/watch/types';
import { entry, hours, inShort, many, minute, offline, seen, Watcher } from '../../support/watcher';

describe('Maximum Items', () => {
	const log = many(8).map(({ device }, index) => entry(device.id, 10 - index, 'offline'));
	const listing = many(20, (id) => (Number(id.slice(1)) <= 8 ? offline(id) : seen(id)));

	it('tells the oldest first and leaves the rest to the next looks', () => {
		const watcher = new Watcher(many(20), { log: [], options: { most: 3 } });
		expect(watcher.look(listing, { log })).toEqual(['deviceOffline d08', 'deviceOffline d07', 'deviceOffline d06']);
		expect(watcher.look(listing, { log })).toEqual(['deviceOffline d05', 'deviceOffline d04', 'deviceOffline d03']);
		expect(watcher.look(listing, { log })).toEqual(['deviceOffline d02', 'deviceOffline d01']);
		expect(watcher.look(listing, { log })).toEqual([]);
	});

	it('asks for the log again from where the rest is, however long that takes', () => {
		const watcher = new Watcher(many(20), { log: [], options: { most: 1 } });
		const from = watcher.state.feedFrom;
		let entries = [...log];
		for (let look = 1; look <= 8; look++) {
			// Others come and go meanwhile, so that the log's newest entry moves on by hours.
			entries = [...entries, entry('d20', hours(look), 'offline'), entry('d20', hours(look) + 1, 'online')];
			expect(watcher.state.feedFrom).toBe(from);
			watcher.look(listing, { log: entries, now: hours(look) + 2 });
		}
		for (let look = 0; look < 10; look++) watcher.look(listing, { log: entries, now: hours(10) + look });
		expect(watcher.told.filter(({ device }) => device!.id !== 'd20')).toHaveLength(8);
		expect(watcher.told.filter(({ device }) => device!.id === 'd20')).toHaveLength(16);
		expect(watcher.state.feedFrom > from).toBe(true);
	});

	it('keeps the events of one device together, even if they are more than the limit', () => {
		const watcher = new Watcher([seen('a'), seen('b')], { log: [], options: { most: 2 } });
		const busy = [entry('a', 1, 'offline'), entry('a', 2, 'online'), entry('a', 3, 'offline'), entry('b', 4, 'offline')];
		expect(watcher.look([offline('a'), offline('b')], { log: busy })).toEqual(['deviceOffline a', 'deviceOnline a', 'deviceOffline a']);
		expect(watcher.look([offline('a'), offline('b')], { log: busy })).toEqual(['deviceOffline b']);
	});

	it('tells nothing younger before something older that did not fit', () => {
		const watcher = new Watcher([seen('a'), seen('b'), seen('c')], { log: [], options: { most: 2 } });
		const pairs = [entry('a', 1, 'offline'), entry('b', 2, 'offline'), entry('b', 3, 'online'), entry('c', 4, 'offline')];
		const now = [offline('a'), seen('b'), offline('c')];
		expect(watcher.look(now, { log: pairs })).toEqual(['deviceOffline a']);
		expect(watcher.look(now, { log: pairs })).toEqual(['deviceOffline b', 'deviceOnline b']);
		expect(watcher.look(now, { log: pairs })).toEqual(['deviceOffline c']);
	});

	it('what is not wanted takes no room', () => {
		const chosen = ({ device }: WatchEvent) => device?.id === 'd01';
		const watcher = new Watcher(many(20), { log: [], options: { most: 1, chosen } });
		expect(watcher.look(listing, { log })).toEqual(['deviceOffline d01']);
		expect(watcher.look(listing, { log }, { chosen: () => true })).toEqual([]);
	});

	it('new devices that did not fit are found by the next look', () => {
		const watcher = new Watcher([], { options: { most: 4 } });
		const found = [1, 2, 3, 4].flatMap(() => watcher.look(many(10)));
		expect(found).toEqual(many(10).map(({ device }) => `deviceAdded ${device.id}`));
	});

	it('a field that is watched from now on is not a change of those that had to wait', async () => {
		const watcher = new Watcher(many(8), { options: { most: 3 } });
		const renamed = many(8, (id) => seen(id, { name: `${id} new`, values: { owner: 'Ada' } }));
		const options = { watched: ['name', 'owner'] };
		const told: WatchEvent[][] = [];
		for (let look = 0; look < 3; look++) {
			told.push(watcher.diff(renamed, {}, options).events);
			watcher.state = await unpack(await pack(watcher.state));
		}
		expect(told.map((events) => events.length)).toEqual([3, 3, 2]);
		for (const event of told.flat()) expect(event.changes.map(({ field }) => field)).toEqual(['name']);
	});
});

describe('order', () => {
	it('is by time across devices', () => {
		const watcher = new Watcher([seen('a'), seen('b'), seen('c')], { log: [] });
		const log = [entry('a', 1, 'offline'), entry('c', 2, 'offline'), entry('b', 3, 'offline'), entry('a', 4, 'online')];
		const { events } = watcher.diff([seen('a'), offline('b'), offline('c')], { log });
		expect(events.map(({ at }) => at)).toEqual([minute(1), minute(2), minute(3), minute(4)]);
	});

	it('of what happened at the same time is the same whatever the order of the listing', () => {
		const listing = [offline('b'), offline('c'), offline('a')];
		const told = [listing, [...listing].reverse()].map((each) => new Watcher([seen('a'), seen('b'), seen('c')]).look(each));
		expect(told[0]).toEqual(['deviceOffline a', 'deviceOffline b', 'deviceOffline c']);
		expect(told[1]).toEqual(told[0]);
	});
});

describe('what is chosen, and what passes', () => {
	it('is asked after comparing: what was not chosen counts as reported', () => {
		const watcher = new Watcher([seen('a'), seen('b')]);
		const onlyB = { chosen: ({ device }: WatchEvent) => device?.id === 'b' };
		expect(watcher.look([offline('a'), offline('b')], {}, onlyB)).toEqual(['deviceOffline b']);
		expect(watcher.look([offline('a'), offline('b')])).toEqual([]);
	});

	it('is asked of a removed device by what was kept of it', () => {
		const watcher = new Watcher([seen('a', { values: { type: 'Router' } }), seen('b', { values: { type: 'NAS' } })]);
		const gone = new Map([['a', 'gone' as const], ['b', 'gone' as const]]);
		const { events } = watcher.diff([], {}, { whereabouts: gone, passes: ({ type }) => type === 'Router' });
		expect(events.map(inShort)).toEqual(['deviceRemoved a']);
	});
});
