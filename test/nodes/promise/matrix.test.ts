/** What may become of a trigger, in each of n8n's ways to poll: beside what the histories of the properties have at random. */
import type { IDataObject } from 'n8n-workflow';
import { closeAgents } from '../../../nodes/shared/http/agents';
import type { Fault } from '../../simulators/support/front';
import { failureOf } from '../../support/http';
import { lab } from '../../support/netAlertX';
import { inShort, toldIn, TriggerLab } from '../../support/netAlertXTrigger';
import { TriggerLab as TacticalLab } from '../../support/tacticalRmmTrigger';
import { savings, type Poller } from '../../support/poller';

// What is tried again is tried again at once.
jest.mock('../../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

const list = { path: /^\/devices/ };
const refusal = (status: number): Fault => ({ status, body: { success: false, error: 'no', message: `said the server with ${status}` } });
const weekMs = 7 * 24 * 3_600_000;

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

function goes(mac: string): void {
	world.network.leave(mac);
	world.network.scan();
}

function returns(mac: string): void {
	world.network.comeBack(mac);
	world.network.scan();
}

describe.each(savings)('n8n polling as "%s"', (saving) => {
	const active = async (parameters: Record<string, unknown> = {}, more: object = {}): Promise<Poller> => {
		const trigger = await world.activeTrigger(parameters, { saving, ...more });
		await trigger.poll();
		return trigger;
	};

	it('an outage that begins and ends in the same second is told, both ends', async () => {
		const trigger = await active();
		const at = new Date();
		for (const happens of ['leave', 'comeBack'] as const) {
			world.network[happens](lab.printer);
			world.network.scan(at);
		}
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`, `deviceOnline ${lab.printer}`]);
		expect(await trigger.poll()).toBeNull();
	});

	it.each([401, 403, 429, 503])('an activation answered with %i throws the words of the server, and leaves nothing behind', async (status) => {
		world.simulator.answerNext(list, refusal(status), 4);
		const trigger = world.trigger({}, { saving });
		expect((await failureOf<Error>(trigger.activate())).message).toContain(`said the server with ${status}`);
		expect(trigger.saved).toBeUndefined();
	});

	it('a start of n8n without the server is quiet, later polls say it, and the first that gets through tells', async () => {
		const trigger = await active();
		goes(lab.printer);
		const { credentials } = trigger;
		trigger.credentials = { netAlertXApi: { ...credentials.netAlertXApi!, baseUrl: 'http://127.0.0.1:9' } };
		expect(await trigger.restart()).toBeNull();
		for (let poll = 0; poll < 2; poll++) await expect(trigger.poll()).rejects.toThrow('127.0.0.1:9');
		trigger.credentials = credentials;
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
		expect(await trigger.poll()).toBeNull();
	});

	it('a poll that hangs ends with its time, and a later one tells', async () => {
		const trigger = await active({}, { budgetMs: 1_000 });
		goes(lab.printer);
		world.simulator.answerNext(list, 'hang', 4);
		await expect(trigger.poll()).rejects.toThrow(/gave no complete answer|took longer than/);
		// What hangs is requested again as long as there is time, so that some of the answers asked for may be left over.
		for (let poll = 0; poll < 4 && trigger.emitted.length === 0; poll++) await trigger.poll().catch(() => {});
		expect(await trigger.poll()).toBeNull();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('a test run while a poll is under way shows what is there, and takes nothing from the poll', async () => {
		const trigger = await active();
		goes(lab.printer);
		const [polled, tried] = await Promise.all([trigger.poll(), trigger.manual()]);
		expect(inShort(polled)).toEqual([`deviceOffline ${lab.printer}`]);
		expect(tried).not.toBeNull();
		expect(await trigger.poll()).toBeNull();
	});

	it('two workflows with the same node, one a copy that carries the state of the other along, tell the same', async () => {
		const trigger = await active();
		goes(lab.nas);
		await trigger.poll();
		const copy = world.trigger({}, { saving, saved: trigger.saved, workflowId: 'copy' });
		await copy.activate();
		await copy.poll();
		expect(copy.emitted).toEqual([]);
		goes(lab.printer);
		const ids = (await Promise.all([trigger.poll(), copy.poll()])).map((items) => toldIn(items).map(({ eventId }) => eventId));
		expect(ids[0]).toHaveLength(1);
		expect(ids[1]).toEqual(ids[0]);
	});

	it('a workflow that is activated after a pause of a week starts anew', async () => {
		const trigger = await active();
		goes(lab.printer);
		(trigger.saved!.watch as IDataObject).savedAt = new Date(Date.now() - weekMs).toISOString();
		const again = world.trigger({}, { saving, saved: trigger.saved, workflowId: 'paused' });
		expect(await again.activate()).toBeNull();
		expect(await again.poll()).toBeNull();
		returns(lab.printer);
		expect(inShort(await again.poll())).toEqual([`deviceOnline ${lab.printer}`]);
	});

	it.each([
		// In its default mode n8n keeps static data by the name of the node, with durable cursors by its id.
		['and its state is lost', undefined],
		['and its state is kept', 'kept'],
	])('a node that is renamed, %s, tells nothing twice and goes on', async (_, what) => {
		const trigger = await active();
		goes(lab.nas);
		await trigger.poll();
		const { saved } = trigger;
		const renamed = world.trigger({}, { saving, node: { name: 'Renamed' }, workflowId: 'renamed', ...(what && { saved }) });
		await renamed.activate('update');
		await renamed.poll();
		expect(renamed.emitted).toEqual([]);
		goes(lab.printer);
		expect(inShort(await renamed.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('another choice of what is watched is another baseline: nobody is removed, and nobody added', async () => {
		const rmm = await TacticalLab.start();
		const byName = (name: string) => ({ agentsOf: 'client', clientId: { __rl: true, mode: 'name', value: name } });
		const trigger = await rmm.activeTrigger(['deviceAdded', 'deviceRemoved', 'needsReboot'], byName('Globex'), { saving });
		await trigger.poll();
		trigger.parameters = { ...trigger.parameters, ...byName('Initech') } as Poller['parameters'];
		expect(await trigger.activate('update')).toBeNull();
		expect(await trigger.poll()).toBeNull();
		// The one is Globex's, the other Initech's.
		for (const name of ['WIN-SRV-12', 'WIN-SRV-04']) rmm.world.agent(name).set({ needs_reboot: true });
		expect(toldIn(await trigger.poll()).map(({ event, device }) => `${event} ${device!.name}`)).toEqual(['needsReboot WIN-SRV-04']);
		await rmm.stop();
	});
});
