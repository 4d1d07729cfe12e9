import type { INodeExecutionData } from 'n8n-workflow';
import { toldIn } from '../support/netAlertXTrigger';
import { everything, meshId, nodeId, TriggerLab } from '../support/meshCentralTrigger';
import { meshCentralWatch } from '../../nodes/MeshCentral/watch';
import type { Wants } from '../../nodes/shared/watch/watch';
import { savings, type Poller } from '../support/poller';

let lab: TriggerLab;
beforeEach(() => {
	lab = new TriggerLab();
});

/** In short: "deviceOffline pc-1". */
const inShort = (items: INodeExecutionData[] | null) => toldIn(items).map(({ event, device, mass }) => `${event} ${mass ? mass.kind : device?.name}`);
const told = async (trigger: Poller) => inShort(await trigger.poll());
/** A poll a minute. */
const toldWithin = async (minutes: number, trigger: Poller) => {
	const all: string[] = [];
	for (let minute = 0; minute < minutes; minute++) {
		lab.pass(1);
		all.push(...(await told(trigger)));
	}
	return all;
};

describe.each(savings)('n8n polling as "%s"', (saving) => {
	it('tells each kind of event once, and nothing of what was there', async () => {
		const trigger = await lab.activeTrigger({}, { saving });
		expect(await told(trigger)).toEqual([]);
		lab.pass(1);
		lab.joins('new');
		lab.disconnects('pc-1');
		lab.isEdited('pc-2', { desc: 'At the front desk' });
		lab.moves('pc-2', 'Branch');
		lab.isDeleted('pc-3');
		expect((await told(trigger)).sort()).toEqual(['deviceAdded new', 'deviceChanged pc-2', 'deviceMoved pc-2', 'deviceRemoved pc-3']);
		expect(await toldWithin(4, trigger)).toEqual(['deviceOffline pc-1']);
		lab.connects('pc-1');
		expect(await toldWithin(4, trigger)).toEqual(['deviceOnline pc-1']);
	});

	it('goes on after a restart of n8n where it was', async () => {
		const trigger = await lab.activeTrigger({}, { saving });
		lab.disconnects('pc-1');
		await toldWithin(3, trigger);
		lab.joins('new');
		lab.connects('pc-1');
		await trigger.restart();
		await toldWithin(2, trigger);
		expect(inShort(trigger.emitted)).toEqual(['deviceOffline pc-1', 'deviceAdded new', 'deviceOnline pc-1']);
	});

	it('tells again, with the same ids, what n8n could not save before it was killed', async () => {
		const trigger = await lab.activeTrigger({}, { saving });
		lab.disconnects('pc-1');
		await toldWithin(1, trigger);
		lab.pass(1);
		lab.joins('new');
		trigger.savingFails = true;
		const ids = toldIn(await trigger.poll()).map(({ eventId }) => eventId);
		expect(ids).toHaveLength(2);
		await trigger.restart();
		await trigger.poll();
		expect(toldIn(trigger.emitted.slice(2)).map(({ eventId }) => eventId)).toEqual(ids);
	});
});

describe('offline', () => {
	it('is told after two minutes unless set otherwise, and by when the server took note of it', async () => {
		const trigger = await lab.activeTrigger();
		lab.pass(10);
		lab.disconnects('pc-1');
		const at = lab.now;
		expect(await toldWithin(1, trigger)).toEqual([]);
		lab.pass(1);
		const [event] = toldIn(await trigger.poll());
		expect(event).toMatchObject({ event: 'deviceOffline', occurredAt: at, device: { id: nodeId('pc-1'), online: false, lastSeen: at } });
	});

	it.each([
		[0, 1],
		[1, 1],
		[5, 5],
	])('is told after %d minutes where that is set', async (offlineForAtLeast, polls) => {
		const trigger = await lab.activeTrigger({ options: { offlineForAtLeast } });
		lab.disconnects('pc-1');
		expect(await toldWithin(polls - 1, trigger)).toEqual([]);
		expect(await toldWithin(1, trigger)).toEqual(['deviceOffline pc-1']);
	});

	it('for a shorter time is not told at all, and neither is the return', async () => {
		const trigger = await lab.activeTrigger();
		lab.disconnects('pc-1');
		await toldWithin(1, trigger);
		lab.connects('pc-1');
		expect(await toldWithin(5, trigger)).toEqual([]);
	});

	it('after a restart of the server, when nobody is connected yet, is not told, however long ago they connected', async () => {
		const trigger = await lab.activeTrigger();
		lab.pass(24 * 60);
		await trigger.poll();
		lab.restarts();
		expect(await told(trigger)).toEqual([]);
		expect(await toldWithin(1, trigger)).toEqual([]);
		for (const name of ['pc-1', 'pc-2', 'pc-3']) lab.connects(name);
		expect(await toldWithin(5, trigger)).toEqual([]);
	});

	it('of a device that did not come back after a restart is told, two minutes after the server was up again', async () => {
		const trigger = await lab.activeTrigger();
		lab.pass(24 * 60);
		lab.restarts();
		const since = lab.now;
		lab.connects('pc-2');
		lab.connects('pc-3');
		await trigger.poll();
		expect(await toldWithin(1, trigger)).toEqual([]);
		lab.pass(1);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceOffline', occurredAt: since, device: { name: 'pc-1' } }]);
	});

	it('through REST, where nothing tells since when, counts from the first look at it', async () => {
		lab.throughRest = true;
		const trigger = await lab.activeTrigger();
		lab.pass(60);
		lab.disconnects('pc-1');
		expect(await toldWithin(2, trigger)).toEqual([]);
		expect(await toldWithin(1, trigger)).toEqual(['deviceOffline pc-1']);
		lab.connects('pc-1');
		expect(await toldWithin(2, trigger)).toEqual(['deviceOnline pc-1']);
	});

	it('with a return in between that no poll saw is told again, by the newer time of its last connection', async () => {
		const trigger = await lab.activeTrigger();
		lab.disconnects('pc-1');
		await toldWithin(3, trigger);
		lab.pass(10);
		lab.connects('pc-1');
		lab.disconnects('pc-1');
		expect(await toldWithin(4, trigger)).toEqual(['deviceOnline pc-1', 'deviceOffline pc-1']);
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('is proved by times that are asked for after the list: older ones would look like a return in between, later', async () => {
		const trigger = await lab.activeTrigger();
		lab.asked.splice(0);
		await trigger.poll();
		expect(lab.asked).toEqual(['devices?', 'devices', 'lastConnects?', 'lastConnects']);
	});

	it('E3 of many at once is one event, and so is their return', async () => {
		lab = new TriggerLab(20);
		const trigger = await lab.activeTrigger();
		for (let index = 1; index <= 15; index++) lab.disconnects(`pc-${index}`);
		expect(await toldWithin(5, trigger)).toEqual(['massChange offline']);
		for (let index = 1; index <= 15; index++) lab.connects(`pc-${index}`);
		expect(await toldWithin(3, trigger)).toEqual(['massChangeOver offline']);
	});
});

it('times of last connections are asked for only by those who tell of comings and goings', async () => {
	const trigger = await lab.activeTrigger({ triggerOn: ['deviceAdded', 'deviceChanged', 'deviceMoved', 'deviceRemoved'] });
	await trigger.poll();
	expect(lab.asked).not.toContain('lastConnects');
});

describe('a device that is moved', () => {
	it('is told with both groups, by id and by name', async () => {
		const trigger = await lab.activeTrigger();
		lab.moves('pc-1', 'Branch');
		expect(toldIn(await trigger.poll())).toMatchObject([
			{ event: 'deviceMoved', device: { group: 'Branch' }, changes: [{ field: 'meshid', from: meshId('Lab'), to: meshId('Branch') }, { field: 'group', from: 'Lab', to: 'Branch' }] },
		]);
		lab.moves('pc-1', 'Lab');
		await trigger.poll();
		lab.moves('pc-1', 'Branch');
		await trigger.poll();
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('is not moved where its group was only renamed', async () => {
		const trigger = await lab.activeTrigger();
		for (const name of ['pc-1', 'pc-2', 'pc-3']) lab.isEdited(name, { groupname: 'Laboratory' });
		expect(await told(trigger)).toEqual([]);
	});
});

describe('one group', () => {
	const inGroup = (value: string, mode = 'id') => ({ watchIn: 'group', groupId: { __rl: true, mode, value } });

	it.each([
		['its id', inGroup(meshId('Branch'))],
		['the last part of its id', inGroup(meshId('Branch').slice('mesh//'.length))],
		['its name', inGroup('branch', 'name')],
	])('by %s is all that is watched', async (_, parameters) => {
		for (const name of ['kiosk-1', 'kiosk-2']) lab.joins(name, { groupname: 'Branch' });
		const trigger = await lab.activeTrigger(parameters);
		lab.isDeleted('pc-1');
		lab.isEdited('pc-2', { desc: 'changed' });
		lab.disconnects('pc-3');
		lab.isEdited('kiosk-1', { desc: 'changed' });
		lab.isDeleted('kiosk-2');
		expect((await toldWithin(4, trigger)).sort()).toEqual(['deviceChanged kiosk-1', 'deviceRemoved kiosk-2']);
	});

	it('E5 that a device leaves for another does not call it removed, and one that comes from another is not added: both are moved, once', async () => {
		lab.joins('kiosk-1', { groupname: 'Branch' });
		const trigger = await lab.activeTrigger(inGroup(meshId('Branch')));
		lab.moves('kiosk-1', 'Lab');
		lab.moves('pc-1', 'Branch');
		expect((await toldWithin(3, trigger)).sort()).toEqual(['deviceMoved kiosk-1', 'deviceMoved pc-1']);
		expect(toldIn(trigger.emitted).map(({ changes }) => changes)).toEqual(
			expect.arrayContaining([[{ field: 'group', from: 'Branch', to: 'Lab' }], [{ field: 'group', from: null, to: 'Branch' }]]),
		);
	});

	it.each([meshId('Branch'), meshId('Branch').slice('mesh//'.length)])('keeps a device that the list leaves out once (%s)', async (id) => {
		for (const name of ['kiosk-1', 'kiosk-2']) lab.joins(name, { groupname: 'Branch' });
		const trigger = await lab.activeTrigger(inGroup(id));
		lab.unlisted.add('kiosk-1');
		expect(await toldWithin(2, trigger)).toEqual([]);
		lab.unlisted.clear();
		expect(await toldWithin(2, trigger)).toEqual([]);
		lab.isDeleted('kiosk-1');
		expect(await toldWithin(2, trigger)).toEqual(['deviceRemoved kiosk-1']);
	});

	it('that is chosen later is a new beginning', async () => {
		const trigger = await lab.activeTrigger();
		lab.joins('kiosk-1', { groupname: 'Branch' });
		trigger.parameters = { ...trigger.parameters, ...inGroup(meshId('Branch')) } as typeof trigger.parameters;
		await trigger.activate('update');
		expect(await told(trigger)).toEqual([]);
		lab.joins('kiosk-2', { groupname: 'Branch' });
		expect(await told(trigger)).toEqual(['deviceAdded kiosk-2']);
	});
});

describe('a change', () => {
	it('of a watched field is told with what it was and is', async () => {
		const trigger = await lab.activeTrigger();
		lab.isEdited('pc-1', { name: 'reception', tags: ['desk', 'front'], osdesc: 'Debian GNU/Linux 13 (trixie)' });
		expect(toldIn(await trigger.poll())).toMatchObject([
			{
				event: 'deviceChanged',
				changes: [
					{ field: 'name', from: 'pc-1', to: 'reception' },
					{ field: 'tags', from: '', to: 'desk, front' },
					{ field: 'osdesc', from: 'Debian GNU/Linux 12 (bookworm)', to: 'Debian GNU/Linux 13 (trixie)' },
				],
			},
		]);
		expect(await told(trigger)).toEqual([]);
	});

	it.each([
		['address', { ip: '192.0.2.77', host: '192.0.2.77' }],
		['agent', { agent: { id: 6, core: 'Jan 1 2027', ver: 2 } }],
		['users', { users: ['somebody'], lastbootuptime: 1 }],
		['icon, which is not watched', { icon: 7 }],
		['consent, which is not watched', { consent: 9 }],
		['host name, which is not watched', { rname: 'other' }],
	])('of %s is none', async (_, changes) => {
		const trigger = await lab.activeTrigger();
		lab.isEdited('pc-1', changes as object);
		expect(await told(trigger)).toEqual([]);
	});

	it.each([
		['icon', { icon: 7 }, 0, 7],
		['consent', { consent: 9 }, 0, 9],
		['rname', { rname: 'other' }, 'pc-1.lan', 'other'],
	])('of %s is one where it is watched', async (field, changes, from, to) => {
		const trigger = await lab.activeTrigger({ watchedFields: [field] });
		lab.isEdited('pc-1', { name: 'not watched now', ...changes });
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceChanged', changes: [{ field, from, to }] }]);
	});

	it('from what the server leaves out to what is empty is none', async () => {
		const trigger = await lab.activeTrigger({ watchedFields: ['desc', 'tags', 'icon', 'consent', 'rname', 'osdesc'] });
		lab.isEdited('pc-1', { desc: '', tags: [], icon: undefined, consent: undefined });
		lab.isEdited('pc-2', { desc: null, tags: null });
		expect(await told(trigger)).toEqual([]);
	});
});

it('a device that is not listed is removed only when the server does not know it any more', async () => {
	const trigger = await lab.activeTrigger();
	lab.unlisted.add('pc-1');
	expect(await toldWithin(3, trigger)).toEqual([]);
	lab.isDeleted('pc-1');
	expect(await toldWithin(3, trigger)).toEqual(['deviceRemoved pc-1']);
});

it('a device that was deleted and has registered again under its id between two polls is both', async () => {
	const trigger = await lab.activeTrigger();
	lab.pass(1);
	lab.isDeleted('pc-1');
	lab.joins('pc-1');
	expect(await told(trigger)).toEqual(['deviceRemoved pc-1', 'deviceAdded pc-1']);
});

it.each([
	['names', { namePattern: 'pc-*' }, ['pc-1']],
	['tags', { tags: 'kiosk, server' }, ['front']],
	['platforms', { platforms: ['windows'] }, ['win']],
	['several', { namePattern: '*', platforms: ['linux'], tags: 'kiosk' }, ['front']],
])('filters by %s', async (_, filters, expected) => {
	lab.joins('win', { osdesc: 'Microsoft Windows 11 Pro' });
	lab.joins('front', { tags: ['desk', 'Kiosk'] });
	const trigger = await lab.activeTrigger({ filters });
	for (const name of ['pc-1', 'win', 'front']) lab.isDeleted(name);
	expect((await told(trigger)).sort()).toEqual(expected.map((name) => `deviceRemoved ${name}`));
});

it('a test run shows a device for each event, in the shape of a real one, and keeps nothing', async () => {
	lab.disconnects('pc-2');
	const trigger = lab.trigger({ options: { includeRaw: true } });
	const shown = toldIn(await trigger.manual());
	expect(shown.map(({ event }) => event).sort()).toEqual(everything);
	expect(shown.find(({ event }) => event === 'deviceMoved')).toMatchObject({ device: { source: 'meshCentral', group: 'Lab' }, changes: [{ field: 'meshid', from: null, to: meshId('Lab') }], raw: { _id: nodeId('pc-1') } });
	expect(trigger.saved).toBeUndefined();
});

describe('M10 what counts as online', () => {
	it('is an agent that is connected: Intel AMT alone, which answers of a computer that is switched off, is not', async () => {
		const trigger = await lab.activeTrigger();
		lab.isEdited('pc-1', { conn: 2, pwr: 8, agct: undefined });
		expect(await toldWithin(4, trigger)).toEqual(['deviceOffline pc-1']);
		lab.connects('pc-1');
		expect(await told(trigger)).toEqual(['deviceOnline pc-1']);
	});

	it('is any connection where that is chosen', async () => {
		const trigger = await lab.activeTrigger({ countAsOnline: 'any' });
		lab.isEdited('pc-1', { conn: 2, pwr: 8, agct: undefined });
		expect(await toldWithin(4, trigger)).toEqual([]);
		lab.disconnects('pc-1');
		expect(await toldWithin(4, trigger)).toEqual(['deviceOffline pc-1']);
	});

	it('may be chosen as it is by default, and what was watched goes on', async () => {
		const trigger = await lab.activeTrigger();
		lab.disconnects('pc-1');
		trigger.parameters = { ...trigger.parameters, countAsOnline: 'agent' } as typeof trigger.parameters;
		await trigger.activate('update');
		expect(await toldWithin(3, trigger)).toEqual(['deviceOffline pc-1']);
	});
});

describe('M11 a look says', () => {
	const wants = (chosen: object = {}) => ({ events: new Set(['deviceOffline']), fields: [], open: [], isKnown: () => false, filters: {}, chosen }) as unknown as Wants;
	const look = async (chosen?: object) => {
		const { sightings } = await meshCentralWatch.look(lab.client, wants(chosen));
		return Object.fromEntries(sightings!.map(({ device, onlineSince, values }) => [device.name!, { onlineSince, bootTime: values.bootTime }] as const));
	};
	const sinceOf = async (name: string, chosen?: object) => (await look(chosen))[name]!.onlineSince;

	it('since when a device is connected, so that an outage between two looks shows', async () => {
		lab.pass(30);
		expect(await sinceOf('pc-1')).toBe('');
		lab.connects('pc-1');
		const { now } = lab;
		lab.pass(1);
		expect(await sinceOf('pc-1')).toBe(now);
		expect(await sinceOf('pc-2')).toBe('');
	});

	it('that all agents connect anew after a restart of the server is no outage of each', async () => {
		lab.pass(60);
		lab.connects('pc-1');
		const { now: before } = lab;
		lab.pass(60);
		expect(await sinceOf('pc-1')).toBe(before);
		lab.restarts();
		lab.connects('pc-2');
		lab.pass(4);
		lab.connects('pc-1');
		expect(Object.values(await look()).map(({ onlineSince }) => onlineSince ?? 'offline')).toEqual(['', '', 'offline']);
		lab.pass(60);
		lab.connects('pc-2');
		expect(await sinceOf('pc-2')).toBe(lab.now);
	});

	it('without a session that was there, as through REST commands, the oldest connection shows since when the server is up', async () => {
		lab.throughRest = true;
		lab.pass(30);
		lab.connects('pc-1');
		expect(await sinceOf('pc-1')).toBe(lab.now);
		lab.restarts();
		for (const name of ['pc-1', 'pc-2', 'pc-3']) lab.connects(name);
		expect(Object.values(await look()).map(({ onlineSince }) => onlineSince)).toEqual(['', '', '']);
	});

	it('nothing of a device that is offline, or of connections other than the agent', async () => {
		lab.pass(30);
		lab.disconnects('pc-1');
		expect(await sinceOf('pc-1')).toBeUndefined();
		lab.connects('pc-2');
		expect(await sinceOf('pc-2', { countAsOnline: 'any' })).toBeUndefined();
	});

	it('when a device was switched on, where its agent reports that', async () => {
		const bootTime = async (lastbootuptime: unknown) => {
			lab.isEdited('pc-1', { lastbootuptime } as object);
			return (await look())['pc-1']!.bootTime;
		};
		expect(await bootTime(Date.UTC(2026, 10, 20, 7, 30))).toBe('2026-11-20T07:30:00.000Z');
		expect([await bootTime(undefined), await bootTime(null), await bootTime(0)]).toEqual([null, null, null]);
	});
});

describe('M11', () => {
	it('an outage between two polls is offline and back where no waiting time is set, with the time of the new connection', async () => {
		const trigger = await lab.activeTrigger({ options: { offlineForAtLeast: 0 } });
		lab.pass(30);
		await trigger.poll();
		lab.disconnects('pc-1');
		lab.connects('pc-1');
		const { now } = lab;
		lab.pass(1);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceOffline', occurredAt: now, device: { name: 'pc-1' } }, { event: 'deviceOnline', occurredAt: now }]);
		expect(await toldWithin(3, trigger)).toEqual([]);
	});

	it('a restart of the server is no outage of its devices, and the first one after it is', async () => {
		const trigger = await lab.activeTrigger({ options: { offlineForAtLeast: 0 } });
		lab.pass(60);
		await trigger.poll();
		lab.restarts();
		for (const name of ['pc-1', 'pc-2', 'pc-3']) lab.connects(name);
		expect(await toldWithin(2, trigger)).toEqual([]);
		lab.pass(30);
		lab.connects('pc-2');
		expect(await toldWithin(1, trigger)).toEqual(['deviceOffline pc-2', 'deviceOnline pc-2']);
	});

	it('a computer that was started again is reported as of then, and a clock that was corrected is not', async () => {
		const booted = (seconds: number) => lab.isEdited('pc-1', { lastbootuptime: Date.UTC(2026, 10, 20, 7, 0, seconds) } as object);
		booted(0);
		const trigger = await lab.activeTrigger();
		for (const seconds of [1, -2, 30, 100]) {
			booted(seconds);
			expect(await told(trigger)).toEqual([]);
		}
		lab.isEdited('pc-1', { lastbootuptime: undefined } as object);
		expect(await told(trigger)).toEqual([]);
		booted(3_600);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceRestarted', occurredAt: '2026-11-20T08:00:00.000Z', device: { name: 'pc-1' } }]);
		expect(await told(trigger)).toEqual([]);
	});
});
