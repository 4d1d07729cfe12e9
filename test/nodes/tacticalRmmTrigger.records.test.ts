import type { EventName } from '../../nodes/shared/watch/types';
import { hour, minute, type ScriptOutcome } from '../simulators/tacticalrmm';
import { lab } from '../support/tacticalRmm';
import { inShort, toldIn, TriggerLab } from '../support/tacticalRmmTrigger';

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());

const alertEvents: EventName[] = ['alertRaised', 'alertResolved', 'alertStillOpen'];

describe('alerts', () => {
	it('one that is raised and resolved between two polls is both, in that order', async () => {
		const trigger = await rmm.activeTrigger(alertEvents);
		const { id } = rmm.world.raiseAlert({ agent: lab.server });
		rmm.world.resolveAlert(id);
		expect(toldIn(await trigger.poll()).map(({ event }) => event)).toEqual(['alertRaised', 'alertResolved']);
		expect(await trigger.poll()).toBeNull();
	});

	it('one that is deleted, or pruned, is not resolved', async () => {
		const trigger = await rmm.activeTrigger(alertEvents);
		for (const id of [2, 7]) rmm.world.tables.alerts.delete(id);
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toBeNull();
	});

	it('one that is resolved a second time by hand is no news', async () => {
		const trigger = await rmm.activeTrigger(alertEvents);
		const { id } = rmm.world.raiseAlert({ agent: lab.server });
		rmm.world.resolveAlert(id);
		rmm.world.resolveAlert(7);
		expect(await trigger.poll()).toHaveLength(3);
		for (const minutes of [5, 70, 70]) {
			rmm.world.advance(minutes * minute);
			expect(await trigger.poll()).toBeNull();
			for (const again of [id, 7, 1]) rmm.world.resolveAlert(again);
			expect(await trigger.poll()).toBeNull();
		}
	});

	it('one that is opened anew and resolved again is told again, under another id', async () => {
		const trigger = await rmm.activeTrigger(['alertResolved']);
		for (let time = 0; time < 2; time++) {
			rmm.world.resolveAlert(7);
			await trigger.poll();
			rmm.world.tables.alerts.update(7, { resolved: false, resolved_on: null });
			await trigger.poll();
			rmm.world.advance(2 * hour);
		}
		const ids = toldIn(trigger.emitted).map(({ eventId }) => eventId);
		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(2);
	});

	it('many that end at once are asked for in portions, and none is lost', async () => {
		const { world } = rmm;
		const old = Array.from({ length: 45 }, () => world.raiseAlert({ agent: lab.server, alert_time: new Date(world.now().getTime() - 72 * hour).toISOString() }).id);
		const trigger = await rmm.activeTrigger(['alertResolved']);
		for (const id of old) world.resolveAlert(id);
		for (let poll = 0; poll < 4; poll++) await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual(old.map((id) => `alertResolved ${id}`).sort());
	});

	it('over Maximum Items are told by the next polls, each once', async () => {
		const trigger = await rmm.activeTrigger(alertEvents, { options: { maximumItems: 3 } });
		const raised = Array.from({ length: 4 }, () => rmm.world.raiseAlert({ agent: lab.server }).id);
		for (const id of [raised[0]!, 2, 3, 7]) rmm.world.resolveAlert(id);
		for (let poll = 0; poll < 5; poll++) await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([...raised.map((id) => `alertRaised ${id}`), ...[raised[0]!, 2, 3, 7].map((id) => `alertResolved ${id}`)].sort());
	});

	it.each<[number | undefined, number, number]>([
		[undefined, 29, 31],
		[5, 4, 6],
		[120, 119, 121],
	])('still open after %j minutes', async (stillOpenAfter, before, after) => {
		const options = stillOpenAfter === undefined ? {} : { stillOpenAfter };
		const trigger = await rmm.activeTrigger(['alertStillOpen'], { options });
		const start = rmm.world.now().getTime();
		const { id } = rmm.world.raiseAlert({ agent: lab.server });
		const over = rmm.world.raiseAlert({ agent: lab.server });
		await trigger.poll();
		rmm.world.advance(start + before * minute - rmm.world.now().getTime());
		expect(await trigger.poll()).toBeNull();
		rmm.world.resolveAlert(over.id);
		rmm.world.advance((after - before) * minute);
		expect(inShort(await trigger.poll())).toEqual([`alertStillOpen ${id}`]);
		rmm.world.advance(3 * hour);
		expect(await trigger.poll()).toBeNull();
	});

	it('one without an agent has no device', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised']);
		rmm.world.raiseAlert({ alert_type: 'custom', severity: 'info', message: 'from outside' });
		expect(toldIn(await trigger.poll())).toMatchObject([{ device: null, alert: { message: 'from outside', severity: 'info' } }]);
	});

	it('one that the key may not see any more does no harm', async () => {
		const trigger = await rmm.activeTrigger(['alertResolved']);
		rmm.world.resolveAlert(7);
		rmm.simulator.answerNext({ method: 'GET', path: /^\/alerts\/7\/$/ }, { status: 403, body: { detail: 'You do not have permission to perform this action.' } });
		expect(await trigger.poll()).toBeNull();
		expect(await trigger.poll()).toBeNull();
	});
});

describe('checks', () => {
	const events: EventName[] = ['checkFailing', 'checkPassing'];
	const failing = (host: string, check: number) => rmm.world.setCheck(host, check, 'failing', { alert_severity: 'error' });

	it('fail, pass and fail again, each time under another id', async () => {
		const trigger = await rmm.activeTrigger(events);
		for (const status of ['failing', 'passing', 'failing', 'passing'] as const) {
			rmm.world.setCheck(lab.workstation, 7, status);
			await trigger.poll();
			rmm.world.advance(2 * hour);
		}
		const told = toldIn(trigger.emitted);
		expect(told.map(({ event }) => event)).toEqual(['checkFailing', 'checkPassing', 'checkFailing', 'checkPassing']);
		expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(4);
		expect(told[0]).toMatchObject({ device: { name: lab.workstation, online: true }, check: { id: 7, status: 'failing' } });
	});

	it('that go on failing are told once', async () => {
		const trigger = await rmm.activeTrigger(events);
		failing(lab.workstation, 7);
		expect(await trigger.poll()).toHaveLength(1);
		for (let poll = 0; poll < 3; poll++) {
			rmm.world.advance(45 * minute);
			failing(lab.workstation, 7);
			expect(await trigger.poll()).toBeNull();
		}
	});

	it('of an agent where one fails as another passes, so that the counts stay', async () => {
		failing(lab.workstation, 7);
		const trigger = await rmm.activeTrigger(events);
		failing(lab.workstation, 8);
		rmm.world.setCheck(lab.workstation, 7, 'passing');
		for (let poll = 0; poll < 3; poll++) await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`checkFailing ${lab.workstation} 8`, `checkPassing ${lab.workstation} 7`]);
	});

	it('that are reset have neither failed nor passed', async () => {
		failing(lab.workstation, 7);
		const trigger = await rmm.activeTrigger(events);
		rmm.world.setCheck(lab.workstation, 7, 'pending');
		expect(await trigger.poll()).toBeNull();
		failing(lab.workstation, 7);
		expect(await trigger.poll()).toBeNull();
		rmm.world.setCheck(lab.workstation, 7, 'passing');
		expect(inShort(await trigger.poll())).toEqual([`checkPassing ${lab.workstation} 7`]);
	});

	it('counted as nothing after the server has started are unknown, and not over', async () => {
		failing(lab.workstation, 7);
		const trigger = await rmm.activeTrigger(events);
		const nothing = { total: 0, passing: 0, failing: 0, warning: 0, info: 0, has_failing_checks: false };
		const rows = await listOfAgents();
		rmm.simulator.answerNext({ method: 'GET', path: /^\/agents\/$/ }, { status: 200, body: rows.map((row) => ({ ...row, checks: nothing })) }, 2);
		for (let poll = 0; poll < 4; poll++) expect(await trigger.poll()).toBeNull();
	});

	it('that fail while the counts say that none does are looked at until they pass', async () => {
		const trigger = await rmm.activeTrigger(events);
		failing(lab.workstation, 7);
		await trigger.poll();
		const none = (await listOfAgents()).map((row) => ({ ...row, checks: { total: 6, passing: 6, failing: 0, warning: 0, info: 0 } }));
		rmm.simulator.answerNext({ method: 'GET', path: /^\/agents\/$/ }, { status: 200, body: none }, 3);
		for (let poll = 0; poll < 2; poll++) expect(await trigger.poll()).toBeNull();
		rmm.world.setCheck(lab.workstation, 7, 'passing');
		expect(inShort(await trigger.poll())).toEqual([`checkPassing ${lab.workstation} 7`]);
	});

	it('that failed when the watch began are no news, however many there are and however long it takes to read them', async () => {
		const { world } = rmm;
		const blank = world.tables.checks.get(2);
		for (let more = 0; more < 100; more++) {
			const agent = world.addAgent({ ...world.agent(lab.server).row, hostname: `MORE-${String(more).padStart(3, '0')}` });
			const check = world.tables.checks.add({ ...blank, id: undefined, agent: agent.id });
			world.setCheck(agent, check.id, more < 95 ? 'failing' : 'passing');
		}
		const trigger = await rmm.activeTrigger(events);
		const late = world.tables.checks.where(({ agent }) => agent === world.agent('MORE-099').id)[0]!;
		world.setCheck('MORE-099', late.id, 'failing');
		expect(inShort(await trigger.poll())).toEqual([`checkFailing MORE-099 ${late.id}`]);
		for (let poll = 0; poll < 5; poll++) expect(await trigger.poll()).toBeNull();
		for (const name of ['MORE-000', 'MORE-094']) world.setCheck(name, world.tables.checks.where(({ agent }) => agent === world.agent(name).id)[0]!.id, 'passing');
		expect(inShort(await trigger.poll()).map((each) => each.split(' ').slice(0, 2))).toEqual([['checkPassing', 'MORE-000'], ['checkPassing', 'MORE-094']]);
	});

	it('over Maximum Items are told by the next polls, each once', async () => {
		const trigger = await rmm.activeTrigger(events, { options: { maximumItems: 2 } });
		for (const check of [7, 8, 9, 10, 11]) failing(lab.workstation, check);
		for (let poll = 0; poll < 5; poll++) await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([10, 11, 7, 8, 9].map((check) => `checkFailing ${lab.workstation} ${check}`));
	});

	it('of an agent that is removed are gone with it', async () => {
		failing(lab.workstation, 7);
		const trigger = await rmm.activeTrigger(events);
		rmm.world.removeAgent(rmm.world.agent(lab.workstation));
		for (let poll = 0; poll < 2; poll++) expect(await trigger.poll()).toBeNull();
	});

	it('pass the filter of severities by what they failed with', async () => {
		const trigger = await rmm.activeTrigger(events, { filters: { severities: ['error'] } });
		failing(lab.workstation, 7);
		rmm.world.setCheck(lab.workstation, 9, 'failing', { alert_severity: 'warning' });
		expect(inShort(await trigger.poll())).toEqual([`checkFailing ${lab.workstation} 7`]);
	});

	it.each([['error', 8], ['warning', 12]])('T2 of pings and services pass it by the severity that is set with the check (%s)', async (severity, check) => {
		const trigger = await rmm.activeTrigger(events, { filters: { severities: [severity] } });
		for (const each of [8, 12]) rmm.world.setCheck(lab.workstation, each, 'failing');
		const told = await trigger.poll();
		expect(inShort(told)).toEqual([`checkFailing ${lab.workstation} ${check}`]);
		expect(toldIn(told)).toMatchObject([{ check: { id: check, severity } }]);
	});

	async function listOfAgents(): Promise<object[]> {
		const answer = await fetch(`${rmm.simulator.url}/agents/`, { headers: { 'x-api-key': rmm.simulator.apiKey } });
		return (await answer.json()) as object[];
	}
});

describe('scripts', () => {
	const events: EventName[] = ['scriptFinished'];

	/** Adds a run to the history. */
	function start(host: string, username = 'labadmin') {
		const { tables, clock } = rmm.world;
		const row = tables.history.where(({ type }) => type === 'script_run')[0]!;
		return tables.history.add({ ...row, id: undefined, username, agent: rmm.world.agent(host).id, time: clock.stamp(), script_results: null });
	}

	function report(id: number, outcome: Partial<ScriptOutcome> = {}) {
		rmm.world.tables.history.update(id, { script_results: { id, stdout: 'done\n', stderr: '', retcode: 0, execution_time: 1, ...outcome } });
	}

	it('are told once they have ended, with what came of them', async () => {
		const trigger = await rmm.activeTrigger(events);
		const { id } = start(lab.server, 'jdoe');
		expect(await trigger.poll()).toBeNull();
		report(id, { stdout: 'out', stderr: 'err', retcode: 3, execution_time: 2.5 });
		const told = toldIn(await trigger.poll());
		expect(told).toMatchObject([
			{
				event: 'scriptFinished',
				eventId: `scriptFinished:${id}`,
				device: { id: rmm.world.agent(lab.server).agent_id, name: lab.server },
				script: { runId: id, scriptId: 1, name: 'Clear Temp', exitCode: 3, stdout: 'out', stderr: 'err', durationSeconds: 2.5, startedBy: 'jdoe' },
			},
		]);
		expect(await trigger.poll()).toBeNull();
	});

	it('that take hours are told, although many others have run since', async () => {
		const trigger = await rmm.activeTrigger(events);
		const long = start(lab.server);
		await trigger.poll();
		for (let half = 0; half < 8; half++) {
			rmm.world.advance(hour / 2);
			for (let run = 0; run < 30; run++) report(start(lab.workstation).id);
			await trigger.poll();
		}
		expect(trigger.emitted).toHaveLength(240);
		report(long.id, { execution_time: 4 * 3600 });
		for (let poll = 0; poll < 10; poll++) {
			rmm.world.advance(5 * minute);
			await trigger.poll();
		}
		expect(toldIn(trigger.emitted).filter(({ script }) => script?.runId === long.id)).toHaveLength(1);
		expect(trigger.emitted).toHaveLength(241);
	});

	it('of a hundred agents at once are all told', async () => {
		const trigger = await rmm.activeTrigger(events);
		for (let run = 0; run < 200; run++) report(start(lab.server).id);
		expect(await trigger.poll()).toHaveLength(200);
		expect(await trigger.poll()).toBeNull();
	});

	it('over Maximum Items are told by the next polls, each once', async () => {
		const trigger = await rmm.activeTrigger(events, { options: { maximumItems: 4 } });
		const runs = Array.from({ length: 10 }, () => start(lab.server).id);
		for (const id of runs) report(id);
		for (let poll = 0; poll < 4; poll++) await trigger.poll();
		expect(toldIn(trigger.emitted).map(({ script }) => script!.runId).sort()).toEqual([...runs].sort());
	});

	it('that an agent never reports are not waited for for ever', async () => {
		const trigger = await rmm.activeTrigger(events);
		start(lab.silent);
		await trigger.poll();
		rmm.world.advance(25 * hour);
		for (let run = 0; run < 60; run++) report(start(lab.server).id);
		await trigger.poll();
		rmm.sent();
		await trigger.poll();
		expect(rmm.sent()).toEqual(['GET /agents/scripthistory/?limit=25']);
	});

	it("of agents that the key may not see are not told, although the history has them", async () => {
		const trigger = rmm.trigger(events);
		trigger.credentials = { tacticalRmmApi: { ...trigger.credentials.tacticalRmmApi, apiKey: rmm.simulator.keys.scoped } };
		await trigger.activate();
		for (const host of [lab.server, lab.mac]) report(start(host).id);
		expect(inShort(await trigger.poll())).toEqual([`scriptFinished ${lab.mac} Clear Temp`]);
	});
});
