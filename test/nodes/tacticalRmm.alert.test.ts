import type { INode } from 'n8n-workflow';
import { hour } from '../simulators/tacticalrmm';
import { byId, byName, jsonOf, lab, startLab, type Running } from '../support/tacticalRmm';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const idsOf = (found: object[]) => found.map((alert) => (alert as { id: number }).id);
const ago = (milliseconds: number) => new Date(running.simulator.world.now().getTime() - milliseconds).toISOString();

describe('Alert > Get Many', () => {
	// The lab's alerts from the newest: 1 resolved, 6 hidden, 5 resolved, 2, 3, 4 snoozed, 7 of 40 days ago.
	it.each<[string, () => INode['parameters'], number[], object]>([
		['all, newest first', () => ({}), [1, 6, 5, 2, 3, 4, 7], {}],
		['of a client, which the server selects by a list', () => ({ alertsOf: 'client', clientId: byName('Initech') }), [3], { clientFilter: [3] }],
		['of a site, which the server cannot select', () => ({ alertsOf: 'site', siteId: byName('Warehouse') }), [6], { clientFilter: [2] }],
		['of an agent, which the server cannot select', () => ({ alertsOf: 'agent', deviceId: byName(lab.server) }), [1, 2], {}],
		['of a time, by whole days and then exactly', () => ({ filters: { from: ago(2.5 * hour), to: ago(1.5 * hour) } }), [6], { timeFilter: 1 }],
		['of some days', () => ({ filters: { from: ago(47.5 * hour) } }), [1, 6, 5, 2, 3], { timeFilter: 3 }],
		['open, which the server selects', () => ({ filters: { resolved: false } }), [6, 2, 3, 4, 7], { resolvedFilter: false }],
		['resolved, for which the server would answer all', () => ({ filters: { resolved: true } }), [1, 5], {}],
		['snoozed, for which the server would answer all', () => ({ filters: { snoozed: true } }), [4], {}],
		['not snoozed', () => ({ filters: { snoozed: false } }), [1, 6, 5, 2, 3, 7], {}],
		['on the dashboard and open', () => ({ filters: { onDashboard: true, resolved: false } }), [2, 3, 4, 7], { resolvedFilter: false }],
		['of severities, as a list', () => ({ filters: { severities: ['info', 'warning'] } }), [6, 5, 2, 7], { severityFilter: ['info', 'warning'] }],
		['of types, which the server cannot select', () => ({ filters: { types: ['custom', 'task'] } }), [5, 2], {}],
	])('%s', async (_, parameters, ids, body) => {
		const got = await running.run('alert', 'getAll', { returnAll: true, ...parameters() });
		expect(got.error).toBeUndefined();
		expect(idsOf(jsonOf(got))).toEqual(ids);
		expect(running.written()).toEqual([['PATCH /alerts/', body]]);
	});

	it('without an agent has none, and belongs to no client', async () => {
		const { id } = running.simulator.world.raiseAlert({ alert_type: 'custom', message: 'from outside', severity: 'info' });
		const [newest] = jsonOf(await running.run('alert', 'getAll', { limit: 1 }));
		expect(newest).toMatchObject({ id, message: 'from outside', deviceId: null, deviceName: null, client: null, site: null });
		const ofClient = await running.run('alert', 'getAll', { alertsOf: 'client', clientId: byId(1), returnAll: true });
		expect(idsOf(jsonOf(ofClient))).not.toContain(id);
	});

	it('raw, as the server has it', async () => {
		const [newest] = jsonOf(await running.run('alert', 'getAll', { limit: 1, simplify: false }));
		expect(newest).toMatchObject({ id: 1, alert_type: 'check', assigned_check: 1, action_retcode: null });
	});
});

describe('what is done about an alert is read back', () => {
	it.each<[string, number, INode['parameters'], object, Array<[string, unknown]>]>([
		['resolve', 2, {}, { resolved: true, resolvedAt: expect.any(String) }, [['PUT /alerts/2/', { type: 'resolve' }]]],
		['snooze', 2, { days: 3 }, { snoozed: true, snoozedUntil: expect.any(String) }, [['PUT /alerts/2/', { type: 'snooze', snooze_days: 3 }]]],
		['unsnooze', 4, {}, { snoozed: false, snoozedUntil: null }, [['PUT /alerts/4/', { type: 'unsnooze' }]]],
		['delete', 3, {}, { deleted: true, message: expect.any(String), deviceName: expect.any(String), id: 3, deviceId: expect.any(String) }, [['DELETE /alerts/3/', undefined]]],
	])('%s', async (operation, alertId, parameters, expected, written) => {
		const got = await running.run('alert', operation, { alertId, ...parameters });
		expect(jsonOf(got)).toEqual([expect.objectContaining({ id: alertId, ...expected })]);
		expect(running.written().map(([request, body]) => [request, body ?? undefined])).toEqual(written);
	});

	it('one that is resolved already keeps the time of its end, and nothing is sent', async () => {
		const before = running.simulator.world.tables.alerts.get(1).resolved_on;
		const got = await running.run('alert', 'resolve', { alertId: 1, simplify: false });
		expect(jsonOf(got)).toMatchObject([{ id: 1, resolved: true, resolved_on: before }]);
		expect(running.written()).toEqual([]);
	});

	it.each(['get', 'resolve', 'snooze', 'delete'])('%s of an alert that does not exist says so', async (operation) => {
		const { error } = await running.run('alert', operation, { alertId: 99, days: 1 });
		expect(error).toMatchObject({ message: 'No Alert matches the given query.', httpCode: '404' });
	});

	it('says that it was done where only reading it afterwards fails, and does not do it again', async () => {
		running.simulator.answerNext({ method: 'GET', path: /^\/alerts\/2\/$/ }, { status: 404, body: { detail: 'No Alert matches the given query.' } });
		const { error } = await running.run('alert', 'snooze', { alertId: 2, days: 1 });
		expect(error?.description).toContain('The alert was changed; only reading it afterwards failed.');
		expect(running.written()).toHaveLength(1);
	});
});
