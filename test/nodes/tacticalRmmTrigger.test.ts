import type { EventName } from '../../nodes/shared/watch/types';
import { hour, minute } from '../simulators/tacticalrmm';
import { savings } from '../support/poller';
import { lab } from '../support/tacticalRmm';
import { inShort, toldIn, TriggerLab } from '../support/tacticalRmmTrigger';

const everything: EventName[] = [
	'agentOverdue',
	'agentVersionChanged',
	'alertRaised',
	'alertResolved',
	'alertStillOpen',
	'checkFailing',
	'checkPassing',
	'deviceAdded',
	'deviceChanged',
	'deviceOffline',
	'deviceOnline',
	'deviceRemoved',
	'massChange',
	'needsReboot',
	'patchesPending',
	'scriptFinished',
];

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());

/** An agent that answers, is watched by nothing else, and has no checks. */
const quiet = 'WIN-WS-15';

async function runScript(host: string, name = 'Disk Report'): Promise<void> {
	const script = rmm.world.tables.scripts.where((each) => each.name === name)[0]!.id;
	const { agent_id } = rmm.world.agent(host);
	await fetch(`${rmm.simulator.url}/agents/${agent_id}/runscript/`, {
		method: 'POST',
		headers: { 'x-api-key': rmm.simulator.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({ output: 'wait', script, args: [], env_vars: [], run_as_user: false, timeout: 30 }),
	});
}

describe.each(savings)('n8n polling as "%s"', (saving) => {
	it('takes what is there at the first poll as it is', async () => {
		const trigger = rmm.trigger(everything, {}, { saving });
		expect(await trigger.activate()).toBeNull();
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toBeNull();
	});

	it('tells each kind of event once', async () => {
		const trigger = await rmm.activeTrigger(everything, {}, { saving });
		await trigger.poll();
		const { world } = rmm;
		const added = world.addAgent({ ...world.agent(quiet).row, hostname: 'NEW-ONE' });
		world.removeAgent(world.agent('WIN-WS-25'));
		world.agent(quiet).set({ version: '2.9.9', needs_reboot: true });
		world.agent('WIN-SRV-18').set({ description: 'moved to the attic' });
		world.addPatch('WIN-SRV-06', { action: 'approve' });
		world.agent(lab.silent).state = 'answers';
		world.agent('WIN-SRV-24').silentFor(10 * minute);
		world.agent('WIN-SRV-12').silentFor(50 * minute);
		const raised = world.raiseAlert({ agent: quiet });
		world.resolveAlert(2);
		world.setCheck(lab.workstation, 7, 'failing', { alert_severity: 'error' });
		world.setCheck(lab.server, 1, 'passing');
		await runScript('WIN-WS-21');
		const told = await trigger.poll();
		expect(inShort(told)).toEqual(
			[
				'agentOverdue WIN-SRV-12',
				`agentVersionChanged ${quiet}`,
				`alertRaised ${raised.id}`,
				'alertResolved 2',
				`checkFailing ${lab.workstation} 7`,
				`checkPassing ${lab.server} 1`,
				'deviceAdded NEW-ONE',
				'deviceChanged WIN-SRV-18',
				'deviceOffline WIN-SRV-12',
				'deviceOffline WIN-SRV-24',
				`deviceOnline ${lab.silent}`,
				'deviceRemoved WIN-WS-25',
				`needsReboot ${quiet}`,
				'patchesPending WIN-SRV-06',
				'scriptFinished WIN-WS-21 Disk Report',
			].sort(),
		);
		expect(new Set(toldIn(told).map(({ eventId }) => eventId)).size).toBe(15);
		expect(toldIn(told).find(({ event }) => event === 'deviceAdded')).toMatchObject({ device: { id: added.agent_id, source: 'tacticalRmm' } });
		expect(await trigger.poll()).toBeNull();
		world.advance(31 * minute);
		const silent = ['LIN-WS-11', 'WIN-SRV-24', 'WIN-WS-19', 'WIN-WS-27'];
		expect(inShort(await trigger.poll())).toEqual([...silent.map((name) => `agentOverdue ${name}`), `alertStillOpen ${raised.id}`]);
		expect(await trigger.poll()).toBeNull();
	});

	it('goes on after a restart of n8n where it was, and tells what happened meanwhile', async () => {
		const trigger = await rmm.activeTrigger(everything, {}, { saving });
		await trigger.poll();
		const { world } = rmm;
		const first = world.raiseAlert({ agent: quiet });
		await trigger.poll();
		world.resolveAlert(first.id);
		const second = world.raiseAlert({ agent: quiet });
		world.resolveAlert(second.id);
		world.setCheck(lab.workstation, 7, 'failing');
		await runScript(lab.server);
		await trigger.restart();
		await trigger.poll();
		await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([
			`alertRaised ${first.id}`,
			`alertRaised ${second.id}`,
			`alertResolved ${first.id}`,
			`alertResolved ${second.id}`,
			`checkFailing ${lab.workstation} 7`,
			`scriptFinished ${lab.server} Disk Report`,
		]);
	});

	it('tells again, with the same ids, what n8n could not save before it was killed', async () => {
		const trigger = await rmm.activeTrigger(everything, {}, { saving });
		await trigger.poll();
		const { world } = rmm;
		world.raiseAlert({ agent: quiet });
		world.resolveAlert(2);
		world.setCheck(lab.workstation, 7, 'failing');
		world.agent('WIN-SRV-24').silentFor(50 * minute);
		world.agent(quiet).set({ needs_reboot: true });
		await runScript(lab.server);
		trigger.savingFails = true;
		const first = toldIn(await trigger.poll()).map(({ eventId }) => eventId);
		// The check runs again meanwhile, and fails as before.
		world.advance(2 * minute);
		world.setCheck(lab.workstation, 7, 'failing');
		await trigger.restart();
		await trigger.poll();
		const again = toldIn(trigger.emitted.slice(first.length)).map(({ eventId }) => eventId);
		expect(first).toHaveLength(7);
		expect([...again].sort()).toEqual([...first].sort());
	});
});

it('a pause of two days loses no alert: those raised, those resolved, and those still open', async () => {
	const trigger = await rmm.activeTrigger(['alertRaised', 'alertResolved', 'alertStillOpen']);
	const { world } = rmm;
	const ended = world.raiseAlert({ agent: quiet, message: 'soon over' });
	world.resolveAlert(ended.id);
	const lasting = world.raiseAlert({ agent: quiet, message: 'lasts' });
	world.resolveAlert(7);
	world.advance(46 * hour);
	await trigger.restart();
	expect(inShort(trigger.emitted)).toEqual([
		`alertRaised ${ended.id}`,
		`alertRaised ${lasting.id}`,
		'alertResolved 7',
		`alertResolved ${ended.id}`,
		`alertStillOpen ${lasting.id}`,
	]);
});
