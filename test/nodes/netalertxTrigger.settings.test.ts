import { closeAgents } from '../../nodes/shared/http/agents';
import { netAlertXWatch } from '../../nodes/NetAlertX/watch';
import { lab } from '../support/netAlertX';
import { everything, inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';

/** By the clock of the server, which is the real one also where a test sets n8n's wrong. */
const minutesAgo = (minutes: number) => new Date(Math.floor(new Date().getTime() / 1000) * 1000 - minutes * 60_000);

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await world.stop();
});
afterAll(closeAgents);

describe('what is asked of the server', () => {
	it.each([
		['only the list where no chosen event needs the log', ['deviceAdded', 'deviceChanged', 'deviceRemoved'], ['GET /devices']],
		['the list and then the log where one does', ['deviceAdded', 'ipChanged'], ['GET /devices', 'GET /events/2']],
	])('is %s', async (_, triggerOn, requests) => {
		const trigger = world.trigger({ triggerOn });
		await trigger.activate();
		expect(world.sent()).toEqual(requests);
		await trigger.poll();
		expect(world.sent().map((each) => each.replace(/\d+$/, '2'))).toEqual(requests);
	});

	it('is the log of the hours since its last entry that was read, an hour of overlap, and one more', async () => {
		const { simulator } = world;
		simulator.database.deleteEvents(() => true);
		world.network.leave(lab.nas);
		world.network.scan(minutesAgo(100));
		world.network.leave(lab.printer);
		world.network.scan(minutesAgo(30));
		const trigger = await world.activeTrigger();
		world.sent();
		await trigger.poll();
		expect(world.sent()).toEqual(['GET /devices', 'GET /events/3']);
		simulator.database.deleteEvents(() => true);
		await trigger.restart();
		await trigger.poll();
		expect(world.sent()).toEqual(['GET /devices', 'GET /events/3', 'GET /devices', 'GET /events/3']);
	});

	it('is each missing device by itself', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceRemoved'] });
		world.simulator.database.delete(lab.printer);
		world.sent();
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${lab.printer}`]);
		expect(world.sent()).toEqual(['GET /devices', `GET /device/${lab.printer}`]);
	});

	it('changes nothing there', async () => {
		const trigger = await world.activeTrigger();
		await trigger.poll();
		await trigger.manual();
		expect(world.sent().filter((each) => !each.startsWith('GET '))).toEqual([]);
	});
});

describe('filters', () => {
	const cases: Array<[object, string[]]> = [
		[{ types: 'nas, router' }, [lab.nas, lab.nasCard]],
		[{ groups: 'servers' }, [lab.nas, lab.nasCard, lab.printer]],
		[{ namePattern: 'PRINT*' }, [lab.printer]],
		[{ namePattern: 'n?s' }, [lab.nas]],
		[{ owners: 'Ada', favoritesOnly: true }, [lab.nas]],
		[{ types: '', namePattern: ' ' }, [lab.nas, lab.nasCard, lab.printer]],
		[{ types: 'no such' }, []],
	];
	it.each(cases)('%j pass only what fits', async (filters, expected) => {
		const trigger = await world.activeTrigger({ filters, triggerOn: ['deviceOffline'] });
		for (const gone of [lab.nas, lab.printer]) world.network.leave(gone);
		world.network.scan();
		expect(inShort(await trigger.poll()).sort()).toEqual(expected.map((mac) => `deviceOffline ${mac}`));
	});

	it('look at a removed device as it was', async () => {
		const trigger = await world.activeTrigger({ filters: { types: 'Printer' }, triggerOn: ['deviceRemoved'] });
		for (const gone of [lab.nas, lab.printer]) world.simulator.database.delete(gone);
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${lab.printer}`]);
	});

	it('that were added since it was looked at last do not speak against a removed device', async () => {
		const trigger = await world.activeTrigger({ filters: { types: 'Printer' }, triggerOn: ['deviceRemoved'] });
		for (const gone of [lab.nas, lab.printer]) world.simulator.database.delete(gone);
		trigger.parameters = { ...trigger.parameters, filters: { types: 'Printer', sites: 'elsewhere' } };
		expect(inShort(await trigger.activate('update'))).toEqual([`deviceRemoved ${lab.printer}`]);
	});

	it('have kept of every device what they look at, and nothing is kept for those that are not set', () => {
		expect(netAlertXWatch.filteredBy({})).toEqual([]);
		expect(netAlertXWatch.filteredBy({ types: 'NAS', leaveOutSleeping: false })).toEqual(['sleeping', 'devType']);
	});
});

describe('Offline For At Least', () => {
	it.each([0, 60, -60])("counts by the server's clock, though n8n's is %i minutes ahead", async (minutes) => {
		const real = Date.now;
		jest.spyOn(Date, 'now').mockImplementation(() => real() + minutes * 60_000);
		const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline'], options: { offlineForAtLeast: 10 } });
		world.network.leave(lab.printer);
		world.network.scan(minutesAgo(11));
		world.network.leave(lab.coreSwitch);
		world.network.scan(minutesAgo(8));
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('outlives a restart of n8n', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline', 'deviceOnline'], options: { offlineForAtLeast: 10 } });
		world.network.leave(lab.printer);
		world.network.scan(minutesAgo(8));
		expect(await trigger.poll()).toBeNull();
		trigger.parameters = { ...trigger.parameters, options: { offlineForAtLeast: 7 } };
		await trigger.restart();
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});
});

describe('items', () => {
	it('hold the device, the change and when it was', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['ipChanged'] });
		const before = world.simulator.database.device(lab.phone)!.devLastIP;
		const ip = world.network.changeAddress(lab.phone);
		const at = minutesAgo(3);
		world.network.scan(at);
		const [told] = toldIn(await trigger.poll());
		expect(told).toEqual({
			event: 'ipChanged',
			eventId: expect.stringContaining(`ipChanged:${lab.phone}:`),
			occurredAt: at.toISOString(),
			detectedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			device: expect.objectContaining({ source: 'netAlertX', id: lab.phone, mac: lab.phone, ip, online: true }),
			changes: [{ field: 'ip', from: before, to: ip }],
		});
		expect(Object.keys(told!)).toEqual(['event', 'device', 'changes', 'occurredAt', 'detectedAt', 'eventId']);
		const { device, detectedAt } = told as unknown as { device: { lastSeen: string }; detectedAt: string };
		expect(Object.keys(device)).toEqual(['name', 'online', 'lastSeen', 'ip', 'mac', 'os', 'version', 'group', 'id', 'source']);
		// It is online: it was seen at this look, and not when the last scan was.
		expect(Math.abs(Date.parse(device.lastSeen) - Date.parse(detectedAt))).toBeLessThan(10_000);
	});

	it("hold the server's own record only where that is wanted, and null of a device that is gone", async () => {
		const trigger = await world.activeTrigger({ options: { includeRaw: true } });
		world.network.leave(lab.archived);
		world.network.leave(lab.printer);
		world.network.scan();
		world.simulator.database.delete(lab.archived);
		const told = toldIn(await trigger.poll());
		expect(told.find(({ event }) => event === 'deviceOffline')!.raw).toMatchObject({ devMac: lab.printer, devPresentLastScan: 0 });
		expect(told.find(({ event }) => event === 'deviceRemoved')!.raw).toBeNull();
	});

	it('are no more than Maximum Items, and the rest come with the next polls', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceAdded'], options: { maximumItems: 2 } });
		for (let count = 0; count < 5; count++) world.network.join();
		world.network.scan();
		const portions = [await trigger.poll(), await trigger.poll(), await trigger.poll(), await trigger.poll()];
		expect(portions.map((items) => items?.length ?? 0)).toEqual([2, 2, 1, 0]);
		expect(new Set(inShort(trigger.emitted)).size).toBe(5);
	});

	it('of many devices that go at once are one', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline'] });
		for (const { mac, present } of world.network.hosts()) if (present) world.network.leave(mac);
		world.network.scan();
		expect(await trigger.poll()).toBeNull();
		expect(inShort(await trigger.poll())).toEqual(['massChange offline']);
		expect(await trigger.poll()).toBeNull();
	});
});

it('Mass Change alone takes no device that is forced offline for one that comes and goes', async () => {
	for (const { mac } of world.network.hosts()) world.simulator.database.patch(mac, { devForceStatus: 'offline' });
	world.network.scan();
	const trigger = await world.activeTrigger({ triggerOn: ['massChange'] });
	for (let poll = 0; poll < 4; poll++) {
		world.network.scan();
		await trigger.poll();
	}
	expect(inShort(trigger.emitted)).toEqual([]);
});

describe('a test run in the editor', () => {
	it('gives a real device of now for each chosen event, in the shape of a real one', async () => {
		const told = toldIn(await world.trigger().manual());
		expect(told.map(({ event }) => event)).toEqual(everything);
		const existing = world.simulator.database.devices().map(({ devMac }) => String(devMac).toLowerCase());
		for (const { device, mass, changes, event, eventId, occurredAt, detectedAt } of told) {
			expect(eventId).toMatch(new RegExp(`^${event}:`));
			expect([occurredAt, detectedAt].every((time) => !Number.isNaN(Date.parse(time)))).toBe(true);
			if (event === 'massChange') expect(mass).toMatchObject({ kind: 'offline', total: existing.length });
			else expect(existing).toContain(device!.id);
			expect(changes).toHaveLength(event === 'ipChanged' || event === 'deviceChanged' ? 1 : 0);
		}
		const online = Object.fromEntries(told.map(({ event, device }) => [event, device?.online]));
		expect(online).toMatchObject({ deviceOffline: false, deviceDown: false, deviceOnline: true });
	});

	it('shows a change of a field that is watched', async () => {
		const told = toldIn(await world.trigger({ triggerOn: ['deviceChanged'], watchedFields: ['devLocation'] }).manual());
		expect(told[0]!.changes.map(({ field }) => field)).toEqual(['devLocation']);
	});

	it('has the very keys of what happens later', async () => {
		const options = { includeRaw: true };
		const trigger = await world.activeTrigger({ triggerOn: ['deviceOffline', 'deviceRemoved'], options });
		const samples = toldIn(await trigger.manual());
		for (const gone of [lab.printer, lab.archived]) world.network.leave(gone);
		world.network.scan();
		world.simulator.database.delete(lab.archived);
		const real = toldIn(await trigger.poll());
		for (const { event, ...rest } of samples) {
			const happened = real.find((each) => each.event === event)!;
			expect(Object.keys(rest)).toEqual(Object.keys(happened).filter((key) => key !== 'event'));
			expect(Object.keys(rest.device!)).toEqual(Object.keys(happened.device!));
		}
	});

	it('sees only what passes the filters, and says so where nothing does', async () => {
		const chosen = { triggerOn: ['deviceAdded'] };
		expect(inShort(await world.trigger({ ...chosen, filters: { types: 'NAS', namePattern: 'nas' } }).manual())).toEqual([`deviceAdded ${lab.nas}`]);
		await expect(world.trigger({ ...chosen, filters: { types: 'no such' } }).manual()).rejects.toThrow(/No device matches/);
	});

	it('leaves the state alone and is not held up by a poll that is under way', async () => {
		const trigger = await world.activeTrigger();
		const { saved } = trigger;
		world.network.leave(lab.printer);
		world.network.scan();
		const [polled, tried] = await Promise.all([trigger.poll(), trigger.manual()]);
		expect(inShort(polled)).toEqual([`deviceOffline ${lab.printer}`]);
		expect(tried).not.toBeNull();
		await trigger.manual();
		expect(saved).toBeDefined();
		expect(await trigger.poll()).toBeNull();
	});
});
