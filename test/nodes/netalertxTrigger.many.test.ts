import { closeAgents } from '../../nodes/shared/http/agents';
import { readSaved, VERSIONS } from '../../nodes/shared/watch/state';
import { inShort, TriggerLab } from '../support/netAlertXTrigger';
import { savings, type Poller } from '../support/poller';

/** So many that changes are kept beside the whole. */
const DEVICES = 1_200;
const macOf = (index: number) => `02:00:00:00:${(index >> 8).toString(16).padStart(2, '0')}:${(index & 255).toString(16).padStart(2, '0')}`;

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
	for (let index = 0; index < DEVICES; index++) world.simulator.database.insert({ devMac: macOf(index), devName: `device ${index}` });
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

const kept = ({ saved }: Poller) => readSaved(saved!.watch)!;
const rename = (...indexes: number[]) => indexes.forEach((index) => world.simulator.database.patch(macOf(index), { devName: `renamed ${index}` }));
const changed = (...indexes: number[]) => indexes.map((index) => `deviceChanged ${macOf(index)}`);

describe.each(savings)('a large network, n8n polling as "%s"', (saving) => {
	it('has its changes reported once, through starts of n8n', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		const { packed } = kept(trigger);
		rename(1, 2);
		expect(inShort(await trigger.poll()).sort()).toEqual(changed(1, 2));
		expect(kept(trigger)).toMatchObject({ version: VERSIONS.withChanges, since: expect.any(String) });
		expect(kept(trigger).packed === packed).toBe(true);
		expect(await trigger.poll()).toBeNull();

		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
		rename(3);
		world.simulator.database.delete(macOf(4));
		world.simulator.database.insert({ devMac: 'aa:00:00:00:00:01', devName: 'new' });
		const told = trigger.emitted.length;
		await trigger.poll();
		expect(inShort(trigger.emitted.slice(told)).sort()).toEqual(['deviceAdded aa:00:00:00:00:01', ...changed(3), `deviceRemoved ${macOf(4)}`]);
		expect(kept(trigger).packed === packed).toBe(true);

		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
		rename(...Array.from({ length: 30 }, (_, index) => index + 100));
		expect(await trigger.poll()).toHaveLength(30);
		expect(kept(trigger).version).toBe(VERSIONS.whole);
		expect(kept(trigger).since).toBeUndefined();
		expect(kept(trigger).packed === packed).toBe(false);
		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
	});
});

it('changes that cannot be read are not passed over: the trigger starts over, and says so', async () => {
	const trigger = await world.activeTrigger();
	rename(1);
	await trigger.poll();
	(trigger.saved!.watch as { since: string }).since = 'AAAA';
	rename(2);
	await trigger.restart();
	expect(await trigger.poll()).toBeNull();
	expect(trigger.warnings).toEqual([expect.stringContaining('could not be read')]);
	rename(3);
	expect(inShort(await trigger.poll())).toEqual(changed(3));
});
