import type { DiffOptions } from '../../../nodes/shared/watch/diff';
import { hours, many, minute, offline, seen, Watcher } from '../../support/watcher';

const turns: DiffOptions['turns'] = [
	['deviceMoved', { field: 'groupId', shows: 'group' }],
	['needsReboot', { field: 'reboot', to: 1 }],
	['agentOverdue', { field: 'state', to: 'overdue', isOutage: true }],
];
const options: Partial<DiffOptions> = { watched: [], filtered: ['groupId', 'reboot', 'state'], turns };
const with_ = (values: Record<string, string | number | null>, more = {}) => seen('a', { values: { groupId: 'g1', reboot: 0, state: 'online', ...values }, ...more });

describe('values that turn', () => {
	it('are told once, with what the id stood for and stands for', () => {
		const watcher = new Watcher([with_({}, { group: 'Lab' })], { options });
		const { events } = watcher.diff([with_({ groupId: 'g2' }, { group: 'Branch' })]);
		expect(events).toMatchObject([
			{ event: 'deviceMoved', changes: [{ field: 'groupId', from: 'g1', to: 'g2' }, { field: 'group', from: 'Lab', to: 'Branch' }] },
		]);
		expect(watcher.look([with_({ groupId: 'g2' }, { group: 'Branch' })])).toEqual([]);
	});

	it('are told only when they turn into what was asked for', () => {
		const watcher = new Watcher([with_({})], { options });
		expect(watcher.look([with_({ reboot: 1 })])).toEqual(['needsReboot a']);
		expect(watcher.look([with_({ reboot: 0 })])).toEqual([]);
		expect(watcher.look([with_({ reboot: 1 })])).toEqual(['needsReboot a']);
		expect(new Set(watcher.ids).size).toBe(2);
	});

	it('are what they were while they are not known', () => {
		const watcher = new Watcher([with_({ reboot: null })], { options });
		expect(watcher.look([with_({ reboot: 1 })])).toEqual([]);
		expect(watcher.look([with_({ reboot: null })])).toEqual([]);
		expect(watcher.look([with_({ reboot: 1 })])).toEqual([]);
		expect(watcher.look([with_({ reboot: 0 })])).toEqual([]);
		expect(watcher.look([with_({ reboot: 1 })])).toEqual(['needsReboot a']);
	});

	it('are not told of a device that is new', () => {
		const watcher = new Watcher([], { options });
		expect(watcher.look([with_({ reboot: 1 })])).toEqual(['deviceAdded a']);
	});

	it('are not told where a turn is watched from now on', () => {
		const watcher = new Watcher([with_({ reboot: 1 })], { options: { ...options, filtered: [], turns: [] } });
		expect(watcher.look([with_({ reboot: 0 })], {}, options)).toEqual([]);
		expect(watcher.look([with_({ reboot: 1 })], {}, options)).toEqual(['needsReboot a']);
	});

	it('that mean out of reach are told as one where they are many, and not again', () => {
		const watcher = new Watcher(many(20, (id) => seen(id, { values: { state: 'online' } })), { options });
		const overdue = many(20, (id) => seen(id, { values: { state: 'overdue' } }));
		expect(watcher.look(overdue, { now: 6 })).toEqual([]);
		expect(watcher.look(overdue, { now: 7 })).toEqual(['massChange offline 20']);
		expect(watcher.look(overdue, { now: 8 })).toEqual([]);
		const back = many(20, (id) => seen(id, { values: { state: 'online' } }));
		expect(watcher.look(back, { now: 9 })).toEqual(['massChangeOver offline 20']);
		watcher.look(overdue, { now: hours(2) });
		expect(watcher.look(overdue, { now: hours(2) + 1 })).toEqual(['massChange offline 20']);
		expect(new Set(watcher.ids).size).toBe(3);
	});
});

describe('an outage that counts from later than the last sign of life', () => {
	const tenMinutes = { options: { offlineForMs: 10 * 60_000 } };

	it('waits from there', () => {
		const watcher = new Watcher([seen('a')], tenMinutes);
		const away = { ...offline('a', { lastSeen: 1 }), offlineFrom: minute(20) };
		expect(watcher.look([away], { now: 21 })).toEqual([]);
		expect(watcher.look([away], { now: 29 })).toEqual([]);
		expect(watcher.look([away], { now: 30 })).toEqual(['deviceOffline a']);
	});

	it('waits from the last sign of life where that is later', () => {
		const watcher = new Watcher([seen('a')], tenMinutes);
		const away = { ...offline('a', { lastSeen: 15 }), offlineFrom: minute(2) };
		expect(watcher.look([away], { now: 24 })).toEqual([]);
		expect(watcher.look([away], { now: 25 })).toEqual(['deviceOffline a']);
	});
});
