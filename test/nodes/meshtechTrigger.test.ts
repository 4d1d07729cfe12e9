import { gateway } from '../simulators/meshtech';
import { page } from '../support/meshtech';
import { documentedEvents, TriggerLab } from '../support/meshtechTrigger';
import { inShort, toldIn } from '../support/netAlertXTrigger';
import { savings } from '../support/poller';

let world: TriggerLab;
const start = async (...args: Parameters<typeof TriggerLab.start>) => (world = await TriggerLab.start(...args));
afterEach(async () => await world.stop());

const newcomer = gateway('bmac-0000000000aa', 'newcomer');

describe.each(savings)('n8n polling as "%s"', (saving) => {
	it('takes what is there at the first poll as it is, and then tells each kind of event once', async () => {
		await start();
		const trigger = world.trigger({}, { saving });
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		const { fleet } = world;
		fleet.add(structuredClone(newcomer));
		fleet.disconnect(page.office);
		fleet.connect(page.card);
		Object.assign(fleet.get(page.office), { firmwareVersion: '3.5.0', friendlyName: 'new name', labels: ['b', 'a'] });
		expect(inShort(await trigger.poll()).sort()).toEqual([
			`deviceAdded ${newcomer.id}`,
			`deviceOffline ${page.office}`,
			`deviceOnline ${page.card}`,
			`deviceRenamed ${page.office}`,
			`firmwareChanged ${page.office}`,
			`labelsChanged ${page.office}`,
		]);
		fleet.remove(newcomer.id);
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${newcomer.id}`]);
		expect(await trigger.poll()).toBeNull();
	});

	it('goes on after a restart of n8n where it was, and tells what happened meanwhile', async () => {
		await start();
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		world.fleet.disconnect(page.office);
		await trigger.poll();
		world.fleet.get(page.card).firmwareVersion = '3.5.0';
		world.fleet.connect(page.office);
		await trigger.restart();
		await trigger.poll();
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${page.office}`, expect.any(String), expect.any(String)]);
		expect(inShort(trigger.emitted).slice(1).sort()).toEqual([`deviceOnline ${page.office}`, `firmwareChanged ${page.card}`]);
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(3);
	});

	it('tells again, with the same ids, what n8n could not save before it was killed', async () => {
		await start();
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		world.fleet.disconnect(page.office);
		world.fleet.get(page.card).firmwareVersion = '3.5.0';
		trigger.savingFails = true;
		const first = toldIn(await trigger.poll()).map(({ eventId }) => eventId);
		await trigger.restart();
		await trigger.poll();
		expect(first).toHaveLength(2);
		expect(toldIn(trigger.emitted.slice(2)).map(({ eventId }) => eventId).sort()).toEqual(first.sort());
	});
});

describe('an event', () => {
	it('says what changed, of which gateway, and when the server says that it was', async () => {
		await start();
		const trigger = await world.activeTrigger({ options: { includeRaw: true } });
		world.fleet.disconnect(page.office);
		world.fleet.get(page.office).labels = ['new', 'Kyiv-office'];
		const { timestamp } = world.fleet.get(page.office).connectivity;
		const told = toldIn(await trigger.poll());
		const [offline, labels] = ['deviceOffline', 'labelsChanged'].map((name) => told.find(({ event }) => event === name)!);
		expect(offline).toMatchObject({
			eventId: `deviceOffline:${page.office}:${timestamp}`,
			occurredAt: timestamp,
			device: { source: 'meshtech', id: page.office, name: 'MT10225', online: false, version: '3.4.1', mac: 'c0:14:1f:68:fc:3d' },
			raw: { id: page.office, modelNumber: '2011' },
		});
		expect(labels).toMatchObject({ changes: [{ field: 'labels', from: 'Kyiv-office', to: 'Kyiv-office, new' }] });
	});

	it('is only one that was chosen', async () => {
		await start();
		const trigger = await world.activeTrigger({ triggerOn: ['firmwareChanged'] });
		world.fleet.disconnect(page.office);
		Object.assign(world.fleet.get(page.card), { firmwareVersion: '3.5.0', friendlyName: 'new' });
		const [told, ...more] = toldIn(await trigger.poll());
		expect(told).toMatchObject({ event: 'firmwareChanged', changes: [{ field: 'firmwareVersion', from: '3.3.0', to: '3.5.0' }] });
		expect(more).toEqual([]);
	});

	it.each<[string, object, string[]]>([
		['a label', { labels: 'KYIV-office' }, [page.office]],
		['a model', { models: '2011' }, [page.office, page.card]],
		['a name', { namePattern: 'BLE-*' }, [page.card]],
		['a version', { firmwareVersion: '3.5.*' }, [page.office, page.card]],
		['what nothing has', { labels: 'nowhere' }, []],
	])('is held back by a filter for %s', async (_, filters, expected) => {
		await start();
		const trigger = await world.activeTrigger({ triggerOn: ['firmwareChanged'], filters });
		for (const id of [page.office, page.card]) world.fleet.get(id).firmwareVersion = '3.5.0';
		expect(inShort(await trigger.poll())).toEqual(expected.map((id) => `firmwareChanged ${id}`));
	});

	it('can be seen in the editor, of real gateways of now, one for each that was chosen', async () => {
		await start();
		const told = toldIn(await world.trigger().manual());
		expect(told.map(({ event }) => event).sort()).toEqual([...documentedEvents].sort());
		expect(told.find(({ event }) => event === 'deviceOffline')).toMatchObject({ device: { id: page.card } });
	});
});

describe('a gateway that loses its connection', () => {
	it('and is back within the waiting time, by the server’s times, is not told', async () => {
		let now = Date.UTC(2026, 0, 10, 12);
		await start({ now: () => now });
		const trigger = await world.activeTrigger({ options: { offlineForAtLeast: 5 } });
		world.fleet.disconnect(page.office);
		now += 4 * 60_000;
		expect(await trigger.poll()).toBeNull();
		world.fleet.connect(page.office);
		expect(await trigger.poll()).toBeNull();
		world.fleet.disconnect(page.office);
		now += 5 * 60_000;
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${page.office}`]);
		world.fleet.connect(page.office);
		expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${page.office}`]);
	});

	it('together with most others is one event, after a second look', async () => {
		await start({ devices: 30 });
		const trigger = await world.activeTrigger();
		for (const { id, connectivity } of world.fleet.list()) if (connectivity.connected) world.fleet.disconnect(id);
		expect(await trigger.poll()).toBeNull();
		const [mass, ...more] = toldIn(await trigger.poll());
		expect(mass).toMatchObject({ event: 'massChange', mass: { kind: 'offline', count: 29, total: 30 } });
		expect(more).toEqual([]);
	});
});

describe('a time of connection that moves while the state stays', () => {
	const both = [page.office, page.card];

	it('is nothing: nobody documents what moves it', async () => {
		await start();
		const trigger = await world.activeTrigger();
		for (let poll = 0; poll < 3; poll++) {
			for (const id of both) world.fleet.touch(id);
			expect(await trigger.poll()).toBeNull();
		}
		expect(trigger.changed).toBe(false);
	});

	it.each(savings)('is a short loss where that is wanted, n8n polling as "%s"', async (saving) => {
		let now = Date.now();
		await start({ now: () => now });
		const trigger = await world.activeTrigger({ options: { reportBounces: true } }, { saving });
		expect(await trigger.poll()).toBeNull();
		now += 60_000;
		for (const id of both) world.fleet.touch(id);
		const told = toldIn(await trigger.poll());
		const stamp = new Date(now).toISOString();
		expect(told.map(({ event, device, occurredAt }) => [device!.id, event, occurredAt])).toEqual(
			expect.arrayContaining([
				[page.office, 'deviceOffline', stamp],
				[page.office, 'deviceOnline', stamp],
				[page.card, 'deviceOnline', stamp],
				[page.card, 'deviceOffline', stamp],
			]),
		);
		expect(told).toHaveLength(4);
		expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(4);
		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
	});

	it('of a gateway that is gone or back is told once, with the same id as without the option', async () => {
		await start();
		const [plain, wanting] = [await world.activeTrigger(), await world.activeTrigger({ options: { reportBounces: true } }, { workflowId: 'other' })];
		world.fleet.disconnect(page.office);
		const ids = [await plain.poll(), await wanting.poll()].map((items) => toldIn(items).map(({ eventId }) => eventId));
		expect(ids[0]).toHaveLength(1);
		expect(ids[1]).toEqual(ids[0]);
	});
});

describe('a gateway that is missing from the list', () => {
	it('is removed once a second complete list lacks it as well, whatever a single route says', async () => {
		await start({ assumed: { device: null } });
		const trigger = await world.activeTrigger();
		world.sent();
		world.fleet.remove(page.card);
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${page.card}`]);
		expect(world.sent()).toEqual(['GET /devices', 'GET /devices']);
	});

	it('and is there at the second look is not', async () => {
		await start();
		const trigger = await world.activeTrigger();
		const [office] = world.fleet.list();
		world.simulator.answerNext({ path: /devices$/ }, { status: 200, body: { items: [office], nextToken: null } });
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});
});
