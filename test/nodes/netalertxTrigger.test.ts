import { lab } from '../support/netAlertX';
import { inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';
import { savings } from '../support/poller';

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());

describe.each(savings)('n8n polling as "%s"', (saving) => {
	it('takes what is there at the first poll as it is', async () => {
		const trigger = world.trigger({}, { saving });
		expect(await trigger.activate()).toBeNull();
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	it('tells each kind of event once', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		const { network, simulator } = world;
		const joined = network.join({ name: 'newcomer' });
		for (const gone of [lab.printer, lab.nas, lab.archived]) network.leave(gone);
		network.changeAddress(lab.phone, '192.168.10.200');
		network.scan();
		simulator.database.patch(lab.coreSwitch, { devName: 'core-switch-2' });
		simulator.database.delete(lab.archived);
		expect(inShort(await trigger.poll()).sort()).toEqual([
			`deviceAdded ${joined.mac}`,
			`deviceChanged ${lab.coreSwitch}`,
			`deviceDown ${lab.nas}`,
			`deviceOffline ${lab.nas}`,
			`deviceOffline ${lab.nasCard}`,
			`deviceOffline ${lab.printer}`,
			`deviceRemoved ${lab.archived}`,
			`ipChanged ${lab.phone}`,
		]);
		expect(await trigger.poll()).toBeNull();
		for (const back of [lab.printer, lab.nas]) network.comeBack(back);
		network.scan();
		expect(inShort(await trigger.poll()).sort()).toEqual([`deviceOnline ${lab.nas}`, `deviceOnline ${lab.nasCard}`, `deviceOnline ${lab.printer}`]);
		expect(await trigger.poll()).toBeNull();
	});

	it('goes on after a restart of n8n where it was, and tells what happened meanwhile', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		world.network.leave(lab.printer);
		world.network.scan();
		await trigger.poll();
		await trigger.poll();
		const joined = world.network.join();
		world.network.comeBack(lab.printer);
		world.network.scan();
		world.network.leave(lab.printer);
		world.network.scan();
		await trigger.restart();
		await trigger.poll();
		await trigger.poll();
		const ids = toldIn(trigger.emitted).map(({ eventId }) => eventId);
		expect(inShort(trigger.emitted).filter((each) => each.endsWith(lab.printer))).toEqual([
			`deviceOffline ${lab.printer}`,
			`deviceOnline ${lab.printer}`,
			`deviceOffline ${lab.printer}`,
		]);
		expect(inShort(trigger.emitted)).toContain(`deviceAdded ${joined.mac}`);
		expect(new Set(ids).size).toBe(4);
	});

	it('a restart with nothing new tells nothing', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
		expect(trigger.emitted).toEqual([]);
	});

	it('tells again, with the same ids, what n8n could not save before it was killed', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		world.network.leave(lab.printer);
		world.network.join();
		world.network.scan();
		trigger.savingFails = true;
		const first = toldIn(await trigger.poll()).map(({ eventId }) => eventId);
		await trigger.restart();
		await trigger.poll();
		const again = toldIn(trigger.emitted.slice(first.length)).map(({ eventId }) => eventId);
		expect(first).toHaveLength(2);
		expect(again).toEqual(first);
	});

	it('loses and repeats nothing when the workflow is published again', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		world.network.leave(lab.printer);
		world.network.scan();
		await trigger.activate('update');
		await trigger.poll();
		await trigger.activate('update');
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('tells what happens between activation and the first poll of the schedule', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		world.network.leave(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('tells all that is there, where that is wanted, and at the first run only', async () => {
		const trigger = world.trigger({ options: { emitExisting: true } }, { saving });
		const existing = inShort(await trigger.activate());
		expect(existing).toEqual(expect.arrayContaining([`deviceAdded ${lab.nas}`, `deviceAdded ${lab.archived}`]));
		expect(existing).toHaveLength(world.simulator.database.devices().length);
		await trigger.poll();
		await trigger.restart();
		await trigger.poll();
		expect(trigger.emitted).toHaveLength(existing.length);
	});

	it('tells all that is there in portions of Maximum Items', async () => {
		const trigger = world.trigger({ options: { emitExisting: true, maximumItems: 15 } }, { saving });
		await trigger.activate();
		for (let poll = 0; poll < 4; poll++) await trigger.poll();
		const told = inShort(trigger.emitted);
		expect(told).toHaveLength(world.simulator.database.devices().length);
		expect(new Set(told).size).toBe(told.length);
	});

	it('goes on from memory after n8n has lost the state, as when a Code node writes static data over it', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		trigger.saved = undefined;
		await trigger.poll();
		world.network.leave(lab.printer);
		world.network.scan();
		await trigger.poll();
		world.network.join({ mac: 'aa:bb:cc:00:00:01' });
		world.network.scan();
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`, 'deviceAdded aa:bb:cc:00:00:01']);
	});

	it('writes nothing while nothing happens', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		const { saved } = trigger;
		await trigger.poll();
		expect(trigger.changed).toBe(false);
		expect(trigger.saved).toEqual(saved);
	});
});
