/** Events come in pairs, whatever agents and alerts go through in between. */
import { closeAgents } from '../../nodes/shared/http/agents';
import { hour, minute } from '../simulators/tacticalrmm';
import { lab } from '../support/tacticalRmm';
import { inShort, toldIn, TriggerLab } from '../support/tacticalRmmTrigger';

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());
afterAll(closeAgents);

const byName = (value: string) => ({ __rl: true, mode: 'name', value });
const maintenance = (name: string, on: boolean) => rmm.world.agent(name).set({ maintenance_mode: on });

describe('E2 an agent in maintenance', () => {
	it('that goes offline is reported once maintenance is over, with the time when it went; and so is its return, also in maintenance', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['deviceOffline', 'deviceOnline']);
		maintenance('WIN-SRV-24', true);
		world.agent('WIN-SRV-24').silentFor(10 * minute);
		const { last_seen: went } = world.agent('WIN-SRV-24').row as unknown as { last_seen: string };
		expect(await trigger.poll()).toBeNull();
		world.advance(30 * minute);
		await trigger.poll();
		maintenance('WIN-SRV-24', false);
		const told = toldIn(await trigger.poll()).filter(({ device }) => device?.name === 'WIN-SRV-24');
		expect(told).toMatchObject([{ event: 'deviceOffline' }]);
		expect(Date.parse(told[0]!.occurredAt)).toBeLessThanOrEqual(world.now().getTime() - 40 * minute);
		if (went) expect(Date.parse(told[0]!.occurredAt)).toBe(Date.parse(went));
		maintenance('WIN-SRV-24', true);
		await trigger.poll();
		world.agent('WIN-SRV-24').state = 'answers';
		world.agent('WIN-SRV-24').silentFor(0);
		expect(inShort(await trigger.poll())).toContain('deviceOnline WIN-SRV-24');
	});

	it('whose check fails is reported once maintenance is over, if it still fails', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['checkFailing', 'checkPassing']);
		for (let poll = 0; poll < 3; poll++) await trigger.poll();
		maintenance(lab.workstation, true);
		world.setCheck(lab.workstation, 7, 'failing', { alert_severity: 'error' });
		for (let poll = 0; poll < 3; poll++) {
			world.advance(5 * minute);
			expect(inShort(await trigger.poll())).not.toContain(`checkFailing ${lab.workstation} 7`);
		}
		world.advance(3 * hour);
		await trigger.poll();
		maintenance(lab.workstation, false);
		expect(inShort(await trigger.poll())).toEqual([`checkFailing ${lab.workstation} 7`]);
		maintenance(lab.workstation, true);
		world.setCheck(lab.workstation, 7, 'passing');
		expect(inShort(await trigger.poll())).toEqual([`checkPassing ${lab.workstation} 7`]);
	});

	it('whose check fails and passes again is not reported at all', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['checkFailing', 'checkPassing']);
		for (let poll = 0; poll < 3; poll++) await trigger.poll();
		maintenance(lab.workstation, true);
		world.setCheck(lab.workstation, 7, 'failing', { alert_severity: 'error' });
		await trigger.poll();
		world.setCheck(lab.workstation, 7, 'passing');
		await trigger.poll();
		maintenance(lab.workstation, false);
		for (let poll = 0; poll < 3; poll++) expect(inShort(await trigger.poll()).filter((each) => each.includes(`${lab.workstation} 7`))).toEqual([]);
	});

	it('T11 is reported as changed when it enters and when it leaves, where that is watched', async () => {
		const trigger = await rmm.activeTrigger(['deviceChanged'], { watchedFields: ['maintenance_mode'] });
		maintenance(lab.server, true);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceChanged', changes: [{ field: 'maintenance_mode', from: false, to: true }] }]);
		maintenance(lab.server, false);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceChanged', changes: [{ field: 'maintenance_mode', from: true, to: false }] }]);
	});
});

describe('E2 a snoozed alert', () => {
	const snooze = (id: number, snoozed: boolean) => rmm.world.tables.alerts.update(id, { snoozed });

	it('is reported once that is over, while it is open, however long ago it was raised', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised', 'alertResolved']);
		const { id } = rmm.world.raiseAlert({ agent: lab.server, snoozed: true });
		expect(await trigger.poll()).toBeNull();
		rmm.world.advance(50 * hour);
		expect(await trigger.poll()).toBeNull();
		snooze(id, false);
		expect(inShort(await trigger.poll())).toEqual([`alertRaised ${id}`]);
		snooze(id, true);
		await trigger.poll();
		rmm.world.resolveAlert(id);
		expect(inShort(await trigger.poll())).toEqual([`alertResolved ${id}`]);
	});

	it('that is resolved meanwhile is not reported at all', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised', 'alertResolved']);
		const { id } = rmm.world.raiseAlert({ agent: lab.server, snoozed: true });
		await trigger.poll();
		rmm.world.resolveAlert(id);
		snooze(id, false);
		for (let poll = 0; poll < 3; poll++) expect(await trigger.poll()).toBeNull();
	});

	it('costs nothing where it will never pass', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised'], { filters: { severities: ['error'] } });
		rmm.world.raiseAlert({ agent: lab.server, severity: 'info' });
		await trigger.poll();
		rmm.sent();
		await trigger.poll();
		expect(rmm.sent()).toHaveLength(1);
	});
});

describe('one agent', () => {
	it('of which a question fails stops nothing, and what is about it comes with the next look', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised']);
		const [mine, other] = [rmm.world.raiseAlert({ agent: lab.server }), rmm.world.raiseAlert({ agent: lab.workstation })];
		const path = new RegExp(`^/agents/${rmm.world.agent(lab.server).agent_id}/$`);
		rmm.simulator.answerNext({ path }, { status: 500, body: 'broken' });
		expect(inShort(await trigger.poll())).toEqual([`alertRaised ${other.id}`]);
		expect(inShort(await trigger.poll())).toEqual([`alertRaised ${mine.id}`]);
	});

	it('whose checks cannot be read stops nothing, and is read by the next look', async () => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(['checkFailing']);
		for (let poll = 0; poll < 3; poll++) await trigger.poll();
		world.setCheck(lab.workstation, 7, 'failing', { alert_severity: 'error' });
		world.advance(5 * minute);
		rmm.simulator.answerNext({ path: new RegExp(`^/agents/${world.agent(lab.workstation).agent_id}/checks/`) }, { status: 500, body: 'broken' });
		expect(inShort(await trigger.poll())).toEqual([]);
		expect(inShort(await trigger.poll())).toEqual([`checkFailing ${lab.workstation} 7`]);
	});
});

describe('E5 an agent that is moved', () => {
	it('into what is watched, and out of it, is moved and neither added nor removed', async () => {
		const { world } = rmm;
		const globex = { agentsOf: 'client', clientId: byName('Globex') };
		const trigger = await rmm.activeTrigger(['deviceAdded', 'deviceMoved', 'deviceRemoved'], globex);
		const agent = world.agent(lab.server);
		const [before, there] = [agent.row.site, world.agents().find((each) => world.nameOfPlace(each).startsWith('Globex'))!.row.site];
		world.advance(30 * minute);
		await trigger.poll();
		agent.set({ site: there });
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceMoved', device: { name: lab.server }, changes: [{ field: 'group', from: null }] }]);
		agent.set({ site: before });
		const [out] = toldIn(await trigger.poll());
		expect(out).toMatchObject({ event: 'deviceMoved', device: { name: lab.server } });
		expect(String(out!.changes[0]!.from)).toContain('Globex');
		expect(String(out!.changes[0]!.to)).not.toContain('Globex');
	});
});

it('M11 a computer that was started again is reported, as of its start, and not where the time is only told inexactly', async () => {
	const { world } = rmm;
	const trigger = await rmm.activeTrigger(['deviceRestarted']);
	const booted = (seconds: number) => world.agent(lab.server).set({ boot_time: world.agent(lab.server).row.boot_time + seconds });
	world.advance(10 * minute);
	booted(3);
	expect(await trigger.poll()).toBeNull();
	const start = Math.floor(world.now().getTime() / 1000) - 30;
	world.agent(lab.server).set({ boot_time: start });
	expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceRestarted', device: { name: lab.server }, occurredAt: new Date(start * 1000).toISOString() }]);
	booted(-2);
	expect(await trigger.poll()).toBeNull();
});
