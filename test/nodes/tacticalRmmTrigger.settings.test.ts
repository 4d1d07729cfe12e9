import type { EventName } from '../../nodes/shared/watch/types';
import { hour, minute } from '../simulators/tacticalrmm';
import { byId, byName, lab } from '../support/tacticalRmm';
import { inShort, toldIn, TriggerLab } from '../support/tacticalRmmTrigger';

let rmm: TriggerLab;
beforeEach(async () => {
	rmm = await TriggerLab.start();
});
afterEach(async () => await rmm.stop());

const windowsServer = 'WIN-SRV-12'; // Globex / Main Office
const linux = 'LIN-WS-17'; // Globex / Main Office
const hamburg = 'WIN-SRV-06'; // Acme Corp / Hamburg

describe('filters', () => {
	it.each<[string, Record<string, unknown>, string[]]>([
		['none, with maintenance left out', {}, ['LIN-WS-17', 'WIN-SRV-12']],
		['clients', { clients: 'globex, Initech' }, ['LIN-WS-17', 'WIN-SRV-12']],
		['sites', { sites: 'Hamburg', includeMaintenance: true }, ['WIN-SRV-06']],
		['platforms', { platforms: ['linux'] }, ['LIN-WS-17']],
		['monitoring types', { monitoringTypes: ['server'], includeMaintenance: true }, ['WIN-SRV-06', 'WIN-SRV-12']],
		['maintenance left out', { includeMaintenance: false }, ['LIN-WS-17', 'WIN-SRV-12']],
		['maintenance not left out', { includeMaintenance: true }, ['LIN-WS-17', 'WIN-SRV-06', 'WIN-SRV-12']],
		['several', { clients: 'Globex', platforms: ['windows'] }, ['WIN-SRV-12']],
		['severities, which devices have not', { severities: ['info'], includeMaintenance: true }, ['LIN-WS-17', 'WIN-SRV-06', 'WIN-SRV-12']],
	])('%s: of devices, alerts and scripts alike', async (_, filters, names) => {
		const { world } = rmm;
		const withSeverity = 'severities' in filters ? [] : names;
		world.agent(hamburg).set({ maintenance_mode: true });
		const trigger = await rmm.activeTrigger(['needsReboot', 'alertRaised', 'scriptFinished'], { filters });
		const run = world.tables.history.where(({ type }) => type === 'script_run')[0]!;
		for (const name of [windowsServer, linux, hamburg]) {
			world.agent(name).set({ needs_reboot: true });
			world.raiseAlert({ agent: name });
			world.tables.history.add({ ...run, id: undefined, agent: world.agent(name).id, time: world.clock.stamp() });
		}
		const told = toldIn(await trigger.poll());
		const of = (event: EventName) => told.filter((each) => each.event === event).map(({ device }) => device!.name).sort();
		expect(of('needsReboot')).toEqual(names);
		expect(of('scriptFinished')).toEqual(names);
		expect(of('alertRaised')).toEqual(withSeverity);
	});

	it.each<[string, Record<string, unknown>, string[]]>([
		['severities', { severities: ['warning', 'error'], includeSnoozed: true }, ['check error', 'custom warning']],
		['types', { alertTypes: ['custom'], includeSnoozed: true }, ['custom info', 'custom warning']],
		['none, with snoozed left out', {}, ['check error', 'custom info']],
		['snoozed left out', { includeSnoozed: false }, ['check error', 'custom info']],
		['hidden left out', { leaveOutHidden: true, includeSnoozed: true }, ['check error', 'custom warning']],
	])('%s, of alerts', async (_, filters, told) => {
		const trigger = await rmm.activeTrigger(['alertRaised'], { filters });
		rmm.world.raiseAlert({ agent: linux, alert_type: 'check', severity: 'error', message: 'check error' });
		rmm.world.raiseAlert({ agent: linux, alert_type: 'custom', severity: 'warning', message: 'custom warning', snoozed: true });
		rmm.world.raiseAlert({ alert_type: 'custom', severity: 'info', message: 'custom info', hidden: true });
		expect(toldIn(await trigger.poll()).map(({ alert }) => alert!.message).sort()).toEqual(told);
	});

	it('count for a device that is gone by what it was', async () => {
		const trigger = await rmm.activeTrigger(['deviceRemoved'], { filters: { platforms: ['linux'] } });
		for (const name of [linux, windowsServer]) rmm.world.removeAgent(rmm.world.agent(name));
		expect(inShort(await trigger.poll())).toEqual([`deviceRemoved ${linux}`]);
	});
});

it('T11 custom fields that are watched are told one by one, by name', async () => {
	const { world } = rmm;
	const trigger = await rmm.activeTrigger(['deviceChanged'], { watchedFields: ['custom_fields', 'hostname'] });
	const { id } = world.tables.customValues.where(({ field, owner }) => field === 4 && owner === world.agent(linux).id)[0]!;
	world.tables.customValues.update(id, { value: '4711' });
	world.agent(linux).touch();
	world.tables.customValues.add({ model: 'agent', owner: world.agent(linux).id, field: 6, value: ['web', 'db'] });
	const changes = [
		{ field: 'customFields.Asset Number', from: '1018', to: '4711' },
		{ field: 'customFields.Roles', from: null, to: 'db, web' },
	];
	const [told, ...others] = toldIn(await trigger.poll());
	expect(others).toEqual([]);
	expect(told).toMatchObject({ event: 'deviceChanged', device: { name: linux } });
	expect([...told!.changes].sort((a, b) => (a.field < b.field ? -1 : 1))).toEqual(changes);
});

it('T11 a custom field that is renamed, or defined later, is no change of every agent', async () => {
	const { world } = rmm;
	const trigger = await rmm.activeTrigger(['deviceChanged'], { watchedFields: ['custom_fields'] });
	world.tables.customFields.update(4, { name: 'Inventory Number' });
	world.tables.customFields.add({ ...world.tables.customFields.get(4), id: undefined, name: 'Shelf' });
	expect(await trigger.poll()).toBeNull();
	const { id } = world.tables.customValues.where(({ field, owner }) => field === 4 && owner === world.agent(linux).id)[0]!;
	world.tables.customValues.update(id, { value: '4711' });
	world.agent(linux).touch();
	expect(toldIn(await trigger.poll()).map(({ changes }) => changes)).toEqual([[{ field: 'customFields.Inventory Number', from: '1018', to: '4711' }]]);
});

it('T12 what is on or off is told as true and false', async () => {
	const trigger = await rmm.activeTrigger(['deviceChanged', 'needsReboot'], { watchedFields: ['maintenance_mode'], filters: { includeMaintenance: true } });
	rmm.world.agent(linux).set({ needs_reboot: true });
	rmm.world.agent(windowsServer).set({ maintenance_mode: true });
	expect(toldIn(await trigger.poll()).map(({ event, changes }) => [event, changes])).toEqual(
		expect.arrayContaining([
			['needsReboot', [{ field: 'needs_reboot', from: false, to: true }]],
			['deviceChanged', [{ field: 'maintenance_mode', from: false, to: true }]],
		]),
	);
});

describe('only one client or site is watched', () => {
	const events: EventName[] = ['deviceAdded', 'deviceRemoved', 'needsReboot', 'alertRaised', 'scriptFinished'];

	it.each<[string, Record<string, unknown>, string[]]>([
		['client', { agentsOf: 'client', clientId: byName('Globex') }, ['WIN-SRV-12']],
		['site', { agentsOf: 'site', siteId: byName('Hamburg') }, ['WIN-SRV-06']],
		['site of another client', { agentsOf: 'site', siteId: byId(5) }, []],
	])('%s', async (_, scope, names) => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(events, scope);
		const run = world.tables.history.where(({ type }) => type === 'script_run')[0]!;
		for (const name of [windowsServer, hamburg]) {
			world.agent(name).set({ needs_reboot: true });
			world.raiseAlert({ agent: name });
			world.tables.history.add({ ...run, id: undefined, agent: world.agent(name).id, time: world.clock.stamp() });
		}
		const told = toldIn(await trigger.poll());
		expect(told.map(({ event, device }) => `${event} ${device!.name}`).sort()).toEqual(
			names.flatMap((name) => ['alertRaised', 'needsReboot', 'scriptFinished'].map((event) => `${event} ${name}`)).sort(),
		);
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['client', { agentsOf: 'client', clientId: byId(99) }, /^No Client matches/],
		['site', { agentsOf: 'site', siteId: byId(99) }, /^No Site matches/],
	])('T7 a %s that there is not is an error, and not silence', async (_, scope, message) => {
		await expect(rmm.activeTrigger(['deviceOffline'], scope)).rejects.toThrow(message);
		await expect(rmm.activeTrigger(['deviceAdded'], scope)).rejects.toThrow(message);
	});

	it('an agent that moves out of it is not removed, and one that moves in is added', async () => {
		const { world } = rmm;
		for (const scope of [{ agentsOf: 'client', clientId: byId(2) }, { agentsOf: 'site', siteId: byId(3) }]) {
			world.agent(windowsServer).set({ site: 3 });
			world.agent(hamburg).set({ site: 2 });
			const trigger = await rmm.activeTrigger(['deviceAdded', 'deviceRemoved'], scope);
			world.agent(windowsServer).set({ site: 5 });
			world.agent(hamburg).set({ site: 3 });
			expect(inShort(await trigger.poll())).toEqual([`deviceAdded ${hamburg}`]);
			expect(await trigger.poll()).toBeNull();
			world.removeAgent(world.agent('DAR-SRV-02'));
			expect(inShort(await trigger.poll())).toEqual(['deviceRemoved DAR-SRV-02']);
			world.addAgent({ ...world.agent(linux).row, hostname: 'DAR-SRV-02' });
			await trigger.poll();
		}
	});
});

describe('other events are chosen', () => {
	it('from alerts to devices and back: nobody is removed, and nobody added, that was not', async () => {
		const { world } = rmm;
		const devices: EventName[] = ['deviceAdded', 'deviceRemoved', 'deviceOffline', 'deviceOnline'];
		const trigger = await rmm.activeTrigger(['alertRaised']);
		await trigger.poll();
		for (const triggerOn of [devices, ['alertRaised'], ['deviceAdded', 'deviceRemoved'], ['alertRaised', 'scriptFinished'], devices]) {
			trigger.parameters = { triggerOn };
			world.removeAgent(world.agents().find(({ row }) => row.hostname.startsWith('WIN-WS'))!);
			world.agent(linux).state = world.agent(linux).state === 'answers' ? 'unreachable' : 'answers';
			world.advance(10 * minute);
			await trigger.activate('update');
			await trigger.poll();
			expect(trigger.emitted).toEqual([]);
		}
		world.removeAgent(world.agent(windowsServer));
		world.agent('LIN-WS-23').silentFor(10 * minute);
		expect(inShort(await trigger.poll())).toEqual(['deviceOffline LIN-WS-23', `deviceRemoved ${windowsServer}`]);
	});

	it('checks are added to alerts: what fails already is no news', async () => {
		rmm.world.setCheck(lab.workstation, 7, 'failing');
		const trigger = await rmm.activeTrigger(['alertRaised']);
		await trigger.poll();
		trigger.parameters = { triggerOn: ['alertRaised', 'alertResolved', 'checkFailing', 'checkPassing', 'scriptFinished'] };
		await trigger.activate('update');
		for (let poll = 0; poll < 3; poll++) await trigger.poll();
		expect(trigger.emitted).toEqual([]);
		rmm.world.setCheck(lab.workstation, 7, 'passing');
		rmm.world.resolveAlert(2);
		expect(inShort(await trigger.poll())).toEqual(['alertResolved 2', `checkPassing ${lab.workstation} 7`]);
	});
});

describe('many at once', () => {
	it('offline is looked at twice and told as one; so is overdue', async () => {
		const trigger = await rmm.activeTrigger(['agentOverdue', 'deviceOffline']);
		for (const agent of rmm.world.agents()) if (agent.status === 'online') agent.silentFor(10 * minute);
		expect(await trigger.poll()).toBeNull();
		expect(inShort(await trigger.poll())).toEqual(['massChange offline']);
		expect(await trigger.poll()).toBeNull();
	});

	it('removed is told as one', async () => {
		const trigger = await rmm.activeTrigger(['deviceRemoved']);
		for (const agent of rmm.world.agents().slice(0, 20)) rmm.world.removeAgent(agent);
		expect(inShort(await trigger.poll())).toEqual(['massChange removed']);
		expect(await trigger.poll()).toBeNull();
	});
});

describe('what fails', () => {
	const down = { status: 500, body: { detail: 'broken' } };

	it.each<[string, EventName[], RegExp]>([
		['the list of agents', ['needsReboot', 'alertRaised'], /^\/agents\/$/],
		['the recent alerts', ['alertRaised', 'needsReboot'], /^\/alerts\/$/],
		['the history of scripts', ['scriptFinished', 'needsReboot'], /scripthistory/],
	])('%s: nothing is told, nothing is lost, and the next poll tells', async (_, events, path) => {
		const { world } = rmm;
		const trigger = await rmm.activeTrigger(events);
		await trigger.poll();
		world.agent(linux).set({ needs_reboot: true });
		world.raiseAlert({ agent: linux });
		rmm.simulator.answerNext({ path }, down);
		await expect(trigger.poll()).rejects.toMatchObject({ message: 'broken' });
		expect(inShort(await trigger.poll())).toContain(`needsReboot ${linux}`);
	});

	it('a key that is withdrawn is told in the words of the server', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised']);
		rmm.world.access.removeKey(rmm.simulator.apiKey);
		await expect(trigger.poll()).rejects.toMatchObject({ message: 'Invalid token.', failure: { cause: 'credential-invalid' } });
	});

	it('the server at the start of n8n is waited for', async () => {
		const trigger = await rmm.activeTrigger(['alertRaised']);
		rmm.simulator.answerNext({}, { status: 500, body: { detail: 'starting' } }, 1);
		expect(await trigger.restart()).toBeNull();
		rmm.world.advance(hour);
		const { id } = rmm.world.raiseAlert();
		expect(inShort(await trigger.poll())).toEqual([`alertRaised ${id}`]);
	});
});
