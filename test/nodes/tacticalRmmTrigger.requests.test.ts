import type { EventName } from '../../nodes/shared/watch/types';
import { minute } from '../simulators/tacticalrmm';
import { byId, lab } from '../support/tacticalRmm';
import { inShort, toldIn, TriggerLab } from '../support/tacticalRmmTrigger';

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());

const recent = 'PATCH /alerts/ {"timeFilter":1}';
const open = 'PATCH /alerts/ {"resolvedFilter":false}';
const whole = 'GET /agents/';
const short = 'GET /agents/?detail=false';
const one = 'GET /agents/<agent>/';
const runs = 'GET /agents/scripthistory/?limit=25';

describe('a poll asks for what the chosen events and filters need, each once, and for nothing else', () => {
	it.each<[EventName[], Record<string, unknown>, string[]]>([
		[['alertRaised'], {}, [recent]],
		[['alertResolved'], {}, [recent, open]],
		[['alertStillOpen'], {}, [open]],
		[['alertRaised', 'alertResolved', 'alertStillOpen'], {}, [recent, open]],
		[['alertRaised'], { filters: { severities: ['error'], clients: 'Globex', includeSnoozed: false, alertTypes: ['check'] } }, [recent]],
		[['alertRaised'], { filters: { platforms: ['linux'] } }, [recent]],
		[['alertRaised'], { agentsOf: 'client', clientId: byId(2) }, ['PATCH /alerts/ {"timeFilter":1,"clientFilter":[2]}']],
		[['alertStillOpen'], { agentsOf: 'site', siteId: byId(4) }, ['GET /clients/sites/4/', 'PATCH /alerts/ {"clientFilter":[2],"resolvedFilter":false}']],
		[['deviceAdded', 'deviceRemoved'], {}, [short]],
		[['deviceAdded'], { filters: { clients: 'Globex' } }, [short]],
		[['deviceAdded'], { filters: { platforms: ['linux'] } }, [whole]],
		[['deviceOffline', 'deviceAdded'], {}, [whole]],
		[['deviceOffline'], { agentsOf: 'client', clientId: byId(2) }, ['GET /agents/?client=2']],
		[['deviceOffline'], { agentsOf: 'site', siteId: byId(4) }, ['GET /agents/?site=4']],
		[['agentOverdue', 'agentVersionChanged', 'needsReboot', 'patchesPending', 'deviceChanged', 'massChange'], {}, [whole]],
		[['deviceChanged'], { watchedFields: ['custom_fields'] }, ['GET /core/customfields/', whole]],
		[['deviceOffline', 'alertRaised'], {}, [whole, recent]],
		[['scriptFinished'], { filters: { platforms: ['linux'] } }, [runs]],
		[['deviceOnline', 'scriptFinished'], {}, [whole, runs]],
	])('%j with %j', async (triggerOn, parameters, requests) => {
		const trigger = await rmm.activeTrigger(triggerOn, parameters);
		await trigger.poll();
		rmm.sent();
		expect(await trigger.poll()).toBeNull();
		expect(rmm.sent().map((each) => each.replace(/ null$/, ''))).toEqual(requests);
	});

	it.each<[Record<string, unknown>, string[]]>([
		[{}, [recent, one]],
		[{ includeMaintenance: true, platforms: [], severities: ['error'] }, [recent]],
		[{ includeMaintenance: true, platforms: ['windows'] }, [recent, one]],
		[{ monitoringTypes: ['server'] }, [recent, one]],
		[{ includeMaintenance: false }, [recent, one]],
	])('an alert to be told, with the filters %j', async (filters, requests) => {
		const trigger = await rmm.activeTrigger(['alertRaised'], { filters });
		const { id } = rmm.world.raiseAlert({ agent: lab.server });
		rmm.sent();
		expect(inShort(await trigger.poll())).toEqual([`alertRaised ${id}`]);
		expect(rmm.sent().map((each) => each.replace(/ null$/, '').replace(rmm.world.agent(lab.server).agent_id, '<agent>'))).toEqual(requests);
	});

	it('alerts of many agents: their list', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised']);
		for (const { hostname } of rmm.world.agents().slice(0, 11)) rmm.world.raiseAlert({ agent: hostname });
		rmm.sent();
		await trigger.poll();
		expect(rmm.sent().map((each) => each.replace(/ null$/, ''))).toEqual([recent, whole]);
	});

	it('checks: the list of agents, and the checks of those that fail, a few in turn', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['checkFailing']);
		rmm.sent();
		await trigger.poll();
		const failing = ['WIN-SRV-00', 'LIN-WS-05'].map((name) => `GET /agents/${world.agent(name).agent_id}/checks/`);
		expect(rmm.sent().sort()).toEqual([whole, ...failing].sort());
	});

	it('scripts: the agent, once one has ended', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['scriptFinished']);
		const row = world.tables.history.where(({ type }) => type === 'script_run')[0]!;
		world.tables.history.add({ ...row, id: undefined, time: world.clock.stamp() });
		rmm.sent();
		expect(inShort(await trigger.poll())).toEqual([`scriptFinished ${lab.server} Clear Temp`]);
		expect(rmm.sent()).toEqual([runs, `GET /agents/${world.agent(lab.server).agent_id}/`]);
		await trigger.poll();
		expect(rmm.sent()).toEqual([runs]);
	});
});

it('alerts alone are less than 10 kB a poll on a quiet server', async () => {
	const { tables } = rmm.world;
	for (const { id } of tables.alerts.all()) if (id > 4) tables.alerts.delete(id);
	const trigger = await rmm.activeTrigger(['alertRaised', 'alertResolved', 'alertStillOpen']);
	rmm.sent();
	await trigger.poll();
	const sizes = await Promise.all(
		rmm.simulator.requests.splice(0).map(async ({ method, path, body }) => {
			const headers = { 'x-api-key': rmm.simulator.apiKey, 'content-type': 'application/json' };
			const answer = await fetch(`${rmm.simulator.url}${path}`, { method, headers, body: JSON.stringify(body) });
			return (await answer.text()).length;
		}),
	);
	expect(sizes).toHaveLength(2);
	expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000);
});

it('writes the same state while nothing happens, but for the time from which on it reads', async () => {
	const trigger = await rmm.activeTrigger(['checkFailing', 'scriptFinished', 'deviceOffline']);
	const { world } = rmm;
	await trigger.poll();
	const before = trigger.state.watch as { revision: number };
	world.agent('WIN-SRV-18').touch();
	await trigger.poll();
	expect((trigger.state.watch as { revision: number }).revision).toBe(before.revision);
});

describe('a test run in the editor shows what is there now', () => {
	it('a sample of each chosen event, in its exact shape', async () => {
		const { world } = rmm;
		world.agent('WIN-SRV-18').set({ needs_reboot: true });
		const events: EventName[] = ['alertRaised', 'alertResolved', 'alertStillOpen', 'checkFailing', 'deviceAdded', 'deviceOffline', 'needsReboot', 'scriptFinished'];
		const told = toldIn(await rmm.trigger(events, { options: { includeRaw: true } }).manual());
		expect(told.map(({ event }) => event)).toEqual(events);
		expect(told[0]).toMatchObject({ alert: { id: expect.any(Number), severity: expect.any(String) }, device: { source: 'tacticalRmm' }, raw: { alert_time: expect.any(String) } });
		expect(told[3]).toMatchObject({ check: { status: 'failing' }, raw: { check_type: expect.any(String) } });
		expect(told[7]).toMatchObject({ script: { name: 'Clear Temp', exitCode: 0 } });
	});

	it('and says so where there is nothing', async () => {
		for (const { id } of rmm.world.tables.alerts.all()) rmm.world.tables.alerts.delete(id);
		await expect(rmm.trigger(['alertRaised']).manual()).rejects.toMatchObject({ message: 'No device matches the chosen events and filters' });
	});
});

it('time passes by the clock of the server: offline after 4 minutes, overdue after 30', async () => {
	const trigger = await rmm.activeTrigger(['deviceOffline', 'agentOverdue', 'deviceOnline']);
	const agent = rmm.world.agent('WIN-SRV-18');
	agent.state = 'unreachable';
	for (const [minutes, told] of [[3, []], [2, ['deviceOffline WIN-SRV-18']], [24, ['LIN-WS-11', 'WIN-WS-03', 'WIN-WS-19', 'WIN-WS-27'].map((name) => `agentOverdue ${name}`)], [2, ['agentOverdue WIN-SRV-18']]] as const) {
		rmm.world.advance(minutes * minute);
		expect(inShort(await trigger.poll())).toEqual([...told]);
	}
	agent.state = 'answers';
	expect(inShort(await trigger.poll())).toEqual(['deviceOnline WIN-SRV-18']);
});
