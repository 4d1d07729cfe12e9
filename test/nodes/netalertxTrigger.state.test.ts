import { closeAgents } from '../../nodes/shared/http/agents';
import { credentialFor, lab } from '../support/netAlertX';
import { inShort, TriggerLab } from '../support/netAlertXTrigger';
import { savings, type Poller } from '../support/poller';
import type { IDataObject } from 'n8n-workflow';

const weekMs = 7 * 24 * 3_600_000;

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await world.stop();
});
afterAll(closeAgents);

const kept = ({ saved }: Poller) => saved!.watch as IDataObject;

function printerLeaves(): void {
	world.network.leave(lab.printer);
	world.network.scan();
}

describe('a state is not taken over', () => {
	it('from another server: what is there is the new baseline', async () => {
		const other = await TriggerLab.start();
		for (const mac of [lab.coreSwitch, lab.printer]) other.network.leave(mac);
		other.network.scan();
		const trigger = await world.activeTrigger();
		trigger.credentials = other.credentials;
		expect(await trigger.poll()).toBeNull();
		other.network.comeBack(lab.coreSwitch);
		other.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${lab.coreSwitch}`]);
		await other.stop();
	});

	it('from an earlier node of the same name', async () => {
		const earlier = await world.activeTrigger();
		printerLeaves();
		const trigger = world.trigger({}, { saved: earlier.saved, node: { id: 'another' } });
		expect(await trigger.activate()).toBeNull();
		world.network.comeBack(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${lab.printer}`]);
	});

	it('from before a pause of a week', async () => {
		const trigger = await world.activeTrigger();
		printerLeaves();
		kept(trigger).savedAt = new Date(Date.now() - weekMs).toISOString();
		const again = world.trigger({}, { saved: trigger.saved });
		expect(await again.activate('activate')).toBeNull();
		world.network.comeBack(lab.printer);
		world.network.scan();
		expect(inShort(await again.poll())).toEqual([`deviceOnline ${lab.printer}`]);
	});

	it.each<[string, unknown]>([
		['text', 'garbage'],
		['something of an earlier version', { version: 0, devices: {} }],
		['something of a later version', 'later'],
		['half of a state', 'half'],
	])('from %s; it says so once, starts anew and goes on from there', async (_, what) => {
		const first = await world.activeTrigger();
		const good = kept(first);
		const watch = what === 'later' ? { ...good, version: 99 } : what === 'half' ? { ...good, packed: String(good.packed).slice(0, 100) } : what;
		const trigger = world.trigger({}, { saved: { watch } as IDataObject });
		printerLeaves();
		expect(await trigger.activate()).toBeNull();
		world.network.comeBack(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${lab.printer}`]);
		await trigger.restart();
		await trigger.poll();
		expect(trigger.emitted).toHaveLength(1);
		expect(trigger.warnings).toEqual([expect.stringContaining('The state of "Trigger" could not be read. The trigger starts over')]);
	});
});

describe.each(savings)('a state is taken over, n8n polling as "%s"', (saving) => {
	it('after a start of n8n, however long it was away', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		printerLeaves();
		kept(trigger).savedAt = new Date(Date.now() - weekMs).toISOString();
		await trigger.restart('init');
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('by the next poll of a schedule that polls once a week', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		printerLeaves();
		const later = Date.now() + weekMs;
		jest.spyOn(Date, 'now').mockImplementation(() => later);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('with what changed while the filters were others held back, and nothing later', async () => {
		const trigger = await world.activeTrigger({ filters: { types: 'NAS' } }, { saving });
		await trigger.poll();
		printerLeaves();
		trigger.parameters = { ...trigger.parameters, filters: {} };
		expect(await trigger.activate('update')).toBeNull();
		expect(await trigger.poll()).toBeNull();
		world.network.comeBack(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${lab.printer}`]);
	});

	it('with events that were not chosen before held back, and those that were told', async () => {
		const trigger = await world.activeTrigger({ triggerOn: ['deviceRemoved', 'deviceChanged'] }, { saving });
		await trigger.poll();
		printerLeaves();
		world.simulator.database.patch(lab.nas, { devName: 'nas-2' });
		trigger.parameters = { ...trigger.parameters, triggerOn: ['deviceOffline', 'deviceChanged'] };
		await trigger.activate('update');
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceChanged ${lab.nas}`]);
	});
});

describe('what belongs to the configuration', () => {
	it('a field is told from the poll on that watches it, although filters kept it before', async () => {
		const trigger = await world.activeTrigger({ watchedFields: ['devLocation'] });
		world.simulator.database.patch(lab.nas, { devGroup: 'Storage' });
		trigger.parameters = { ...trigger.parameters, watchedFields: ['devLocation', 'devGroup'] };
		expect(await trigger.activate('update')).toBeNull();
		world.simulator.database.patch(lab.nas, { devGroup: 'Attic' });
		expect(inShort(await trigger.poll())).toEqual([`deviceChanged ${lab.nas}`]);
	});

	it('another token holds added and removed back for a poll, and no change of status', async () => {
		const trigger = await world.activeTrigger();
		world.network.join({ mac: 'aa:bb:cc:00:00:01' });
		world.network.leave(lab.archived);
		printerLeaves();
		world.simulator.database.delete(lab.archived);
		kept(trigger).asker = 'another';
		const again = world.trigger({}, { saved: trigger.saved });
		expect(inShort(await again.activate('update'))).toEqual([`deviceOffline ${lab.printer}`]);
		expect(inShort(await again.poll()).sort()).toEqual(['deviceAdded aa:bb:cc:00:00:01', `deviceRemoved ${lab.archived}`]);
	});

	it('keeps neither the token nor the address in what n8n stores', async () => {
		const trigger = await world.activeTrigger();
		const text = JSON.stringify(trigger.saved);
		expect(text).not.toContain(world.simulator.token);
		expect(text).not.toContain(new URL(world.simulator.url).host);
	});

	it('a slash at the end of the address is not another server', async () => {
		const trigger = await world.activeTrigger();
		printerLeaves();
		trigger.credentials = { netAlertXApi: credentialFor(`${world.simulator.url}/`, world.simulator.token) };
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});
});

it('a renamed node starts anew in n8n, which keeps static data by name, and tells nothing twice', async () => {
	const trigger = await world.activeTrigger();
	printerLeaves();
	await trigger.poll();
	trigger.node = { name: 'Renamed' };
	trigger.saved = undefined;
	expect(await trigger.activate('update')).toBeNull();
	world.network.comeBack(lab.printer);
	world.network.scan();
	expect(inShort(await trigger.poll())).toEqual([`deviceOnline ${lab.printer}`]);
});
