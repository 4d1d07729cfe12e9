/** n8n is killed after the trigger has handed events over, and never runs what was under way. */
import { closeAgents } from '../../nodes/shared/http/agents';
import { inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';
import { savings } from '../support/poller';
import { lab } from '../support/netAlertX';

let world: TriggerLab;
beforeEach(async () => (world = await TriggerLab.start()));
afterEach(async () => await world.stop());
afterAll(closeAgents);

async function toldOffline(more: Parameters<TriggerLab['trigger']>[1] = {}, options: Record<string, unknown> = {}) {
	const trigger = await world.activeTrigger({ options }, more);
	await trigger.poll();
	world.network.leave(lab.printer);
	world.network.scan();
	expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	return trigger;
}

describe.each(['default', 'scheduler'] as const)('E13 n8n polling as "%s"', (saving) => {
	it('is handed over once more after a start of n8n, marked, with the same id, and never again', async () => {
		const trigger = await toldOffline({ saving });
		expect(await trigger.restart()).toBeNull();
		expect(toldIn(trigger.repeated)).toEqual([{ ...toldIn(trigger.emitted)[0], repeated: true }]);
		await trigger.restart();
		await trigger.poll();
		expect(trigger.repeated).toHaveLength(1);
		expect(trigger.emitted).toHaveLength(1);
	});

	it('comes before what happened meanwhile, which is repeated by itself after the next kill', async () => {
		const trigger = await toldOffline({ saving });
		world.network.comeBack(lab.printer);
		world.network.scan();
		expect(inShort(await trigger.restart())).toEqual([`deviceOnline ${lab.printer}`]);
		await trigger.restart();
		expect(inShort(trigger.repeated)).toEqual([`deviceOffline ${lab.printer}`, `deviceOnline ${lab.printer}`]);
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`, `deviceOnline ${lab.printer}`]);
	});

	it('is handed over although the server is away at the start, and not again once it is back', async () => {
		const trigger = await toldOffline({ saving });
		world.simulator.answerNext({ path: /devices/ }, { status: 500, body: { error: 'away' } });
		expect(await trigger.restart()).toBeNull();
		expect(trigger.repeated).toHaveLength(1);
		world.network.comeBack(lab.printer);
		world.network.scan();
		await trigger.restart();
		expect(trigger.repeated).toHaveLength(1);
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`, `deviceOnline ${lab.printer}`]);
	});

	it('is not handed over again when the workflow is published or activated again', async () => {
		const trigger = await toldOffline({ saving });
		await trigger.activate('update');
		await trigger.activate('activate');
		expect(trigger.repeated).toEqual([]);
	});

	it('is not where the option is 0', async () => {
		const trigger = await toldOffline({ saving }, { repeatAfterRestart: 0 });
		await trigger.restart();
		expect(trigger.repeated).toEqual([]);
	});
});

it('E13 with durable cursors, where n8n keeps what it was handed, nothing is repeated', async () => {
	const trigger = await toldOffline({ saving: 'durable' });
	await trigger.restart();
	await trigger.poll();
	expect(trigger.repeated).toEqual([]);
});

it.each(savings)('E13 a poll in which nothing happens writes nothing (%s)', async (saving) => {
	const trigger = await toldOffline({ saving });
	await trigger.poll();
	const saved = JSON.stringify(trigger.saved);
	await trigger.poll();
	expect(JSON.stringify(trigger.saved)).toBe(saved);
	expect(trigger.changed).toBe(false);
});
