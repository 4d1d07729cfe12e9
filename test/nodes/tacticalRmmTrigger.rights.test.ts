import type { EventName } from '../../nodes/shared/watch/types';
import { credentialFor, lab } from '../support/tacticalRmm';
import { inShort, TriggerLab } from '../support/tacticalRmmTrigger';
import type { Poller } from '../support/poller';

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());

const all = ['can_list_agents', 'can_list_alerts', 'can_list_checks', 'can_list_agent_history', 'can_view_customfields', 'can_list_clients', 'can_list_sites'];

/** Gives the trigger's user these rights and no others, from now on. */
function grant(trigger: Poller, rights: readonly string[], clients: number[] = []): void {
	rmm.world.access.addKey('RIGHTS', { username: 'n8n', rights, clients });
	trigger.credentials = { tacticalRmmApi: credentialFor(rmm.simulator.url, 'RIGHTS') };
}

/** Something to report of each kind. */
function happen(): void {
	const [server, workstation] = [rmm.world.agent(lab.server), rmm.world.agent(lab.workstation)];
	rmm.world.raiseAlert({ agent: server });
	rmm.world.setCheck(workstation, rmm.world.tables.checks.all().find(({ agent }) => agent === workstation.id)?.id ?? 1, 'failing');
	rmm.world.agent(lab.server).set({ maintenance_mode: false });
}

it.each<[EventName, string, string]>([
	['deviceOffline', 'can_list_agents', 'List Agents'],
	['deviceAdded', 'can_list_agents', 'List Agents'],
	['alertRaised', 'can_list_alerts', 'List Alerts'],
	['alertRaised', 'can_list_agents', 'List Agents'],
	['checkFailing', 'can_list_checks', 'List Checks'],
	['scriptFinished', 'can_list_agent_history', 'List Agent History'],
	['scriptFinished', 'can_list_agents', 'List Agents'],
])('T9 %s fails without %s and names it, in place of silence', async (event, right, label) => {
	const trigger = await rmm.activeTrigger([event]);
	await trigger.poll();
	happen();
	const run = rmm.world.tables.history.add({
		time: rmm.world.clock.stamp(), type: 'script_run', command: '', username: 'ada', results: null, collector_all_output: false, save_to_agent_note: false,
		script_results: { id: 1, stdout: '', stderr: '', retcode: 0, execution_time: 1 }, agent: rmm.world.agent(lab.server).id, script: 3, custom_field: null,
	} as never);
	expect(run.id).toBeGreaterThan(0);
	grant(trigger, all.filter((each) => each !== right));
	await expect(trigger.poll()).rejects.toMatchObject({
		message: 'You do not have permission to perform this action.',
		description: expect.stringContaining(`This needs the right ${right} (${label}).`) as string,
	});
	grant(trigger, all);
	expect(inShort(await trigger.poll()).some((told) => told.startsWith(event)) || event.startsWith('device')).toBe(true);
});

it('T9 agents of other clients are no missing right', async () => {
	const trigger = await rmm.activeTrigger(['alertRaised', 'scriptFinished', 'checkFailing']);
	grant(trigger, all, [2]);
	await trigger.poll();
	happen();
	expect(await trigger.poll()).toBeNull();
});

it('T9 custom fields whose names may not be read are an error, where they are watched', async () => {
	const trigger = await rmm.activeTrigger(['deviceChanged'], { watchedFields: ['custom_fields'] });
	grant(trigger, all.filter((each) => each !== 'can_view_customfields'));
	await expect(trigger.poll()).rejects.toMatchObject({ description: expect.stringContaining('can_view_customfields (View Custom Fields)') as string });
});
