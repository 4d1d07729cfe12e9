import type { INode } from 'n8n-workflow';
import { tacticalRmm } from '../../nodes/TacticalRmm/system';
import { byId, byName, jsonOf, lab, startLab, type Running } from '../support/tacticalRmm';

let running: Running;
beforeEach(async () => {
	running = await startLab();
});
afterEach(async () => await running.stop());

const onServer = { deviceId: byName(lab.server) };

describe('Check > Get Many', () => {
	it('of an agent has results, and those of its policies', async () => {
		const checks = jsonOf(await running.run('check', 'getAll', { ...onServer, returnAll: true }));
		expect(checks).toContainEqual(
			expect.objectContaining({ id: 1, type: 'diskspace', status: 'failing', severity: 'error', info: 'Total: 500GB, Free: 200GB', policyId: null }),
		);
		expect(checks).toContainEqual(expect.objectContaining({ type: 'memory', status: 'passing', policyId: 1 }));
	});

	it('T2 of pings and services has the severity that is set with the check', async () => {
		for (const check of [2, 6]) running.simulator.world.setCheck(lab.server, check, 'failing');
		const checks = jsonOf(await running.run('check', 'getAll', { ...onServer, returnAll: true }));
		expect(checks).toContainEqual(expect.objectContaining({ id: 2, type: 'ping', status: 'failing', severity: 'error' }));
		expect(checks).toContainEqual(expect.objectContaining({ id: 6, type: 'winsvc', status: 'failing', severity: 'warning' }));
	});

	it.each([
		['all', {}, 'GET /checks/'],
		['policy', { policyId: 1 }, 'GET /automation/policies/1/checks/'],
	])('of %s has no results, and says so', async (checksOf, parameters, request) => {
		const checks = jsonOf(await running.run('check', 'getAll', { checksOf, ...parameters, limit: 1 }));
		expect(checks).toMatchObject([{ type: expect.any(String), deviceId: null, status: null, lastRun: null }]);
		expect(running.sent()).toEqual([request]);
	});
});

describe('what is asked of a check on an agent goes by the number of its result', () => {
	const resultOf = (check: number) => running.simulator.world.tables.checkResults.where((row) => row.assigned_check === check && row.agent === 1)[0]!.id;

	it('reset', async () => {
		const { world } = running.simulator;
		world.tables.checkResults.delete(resultOf(2));
		world.setCheck(lab.server, 2, 'failing');
		expect(resultOf(2)).not.toBe(2);
		const got = await running.run('check', 'reset', { ...onServer, checkId: 2 });
		expect(running.written().map(([request]) => request)).toEqual([`POST /checks/${resultOf(2)}/reset/`]);
		expect(jsonOf(got)).toEqual([{ name: lab.server, id: running.idOf(lab.server), checkId: 2, message: 'The check status was reset' }]);
	});

	it('T3 reset sets it to passing and resolves its alert, and is described as that', async () => {
		const { world } = running.simulator;
		world.setCheck(lab.server, 2, 'failing');
		const { id } = world.raiseAlert({ agent: lab.server, alert_type: 'check', assigned_check: 2 });
		await running.run('check', 'reset', { ...onServer, checkId: 2 });
		expect(world.tables.checkResults.get(resultOf(2)).status).toBe('passing');
		expect(world.tables.alerts.get(id).resolved).toBe(true);
		const { description } = tacticalRmm.resources.find(({ value }) => value === 'check')!.operations.find(({ value }) => value === 'reset')!;
		expect(description).toBe('Set one or all checks of an agent to passing until they run again, and resolve their alerts');
	});

	it('reset of all needs none', async () => {
		await running.run('check', 'reset', { ...onServer, which: 'all' });
		expect(running.written().map(([request]) => request)).toEqual([`POST /checks/${running.idOf(lab.server)}/resetall/`]);
	});

	it('history, with days as a number', async () => {
		const got = await running.run('check', 'getHistory', { ...onServer, checkId: 2, days: '7', returnAll: true });
		expect(running.written()).toEqual([[`PATCH /checks/${resultOf(2)}/history/`, { timeFilter: 7 }]]);
		expect(jsonOf(got).map((point) => (point as { value: number }).value)).toEqual([14, 13, 12, 11, 10]);
		expect(jsonOf(got)[0]).toEqual({ checkId: 2, time: expect.stringMatching(/Z$/), value: 14, results: null });
	});

	it.each(['reset', 'getHistory'])('%s of a check of another agent is refused before anything is sent', async (operation) => {
		const { error } = await running.run('check', operation, { ...onServer, checkId: 8 });
		expect(error?.message).toBe('The agent has no check with the ID 8');
		expect(running.written()).toEqual([]);
	});

	it('that has never run has neither', async () => {
		running.simulator.world.tables.checkResults.deleteWhere((row) => row.assigned_check === 2 && row.agent === 1);
		const { error } = await running.run('check', 'reset', { ...onServer, checkId: 2 });
		expect(error?.message).toMatch(/^The check "Ping Check: gateway" has not run/);
	});
});

describe('Check > Create', () => {
	it.each<[string, INode['parameters'], object]>([
		['diskspace', { disk: 'E:' }, { disk: 'E:', warning_threshold: 25, error_threshold: 10 }],
		['cpuload', { warningUsed: 50, errorUsed: 80 }, { warning_threshold: 50, error_threshold: 80 }],
		['memory', { errorUsed: 0 }, { warning_threshold: 75, error_threshold: 0 }],
		['ping', { checkName: 'dns', host: '192.0.2.53' }, { name: 'dns', ip: '192.0.2.53' }],
		[
			'winsvc',
			{ serviceName: 'wuauserv', serviceDisplayName: 'Windows Update', restartIfStopped: true },
			{
				svc_name: 'wuauserv',
				svc_display_name: 'Windows Update',
				pass_if_start_pending: true,
				pass_if_svc_not_exist: false,
				restart_if_stopped: true,
			},
		],
	])('%s is sent whole, found among what is new and returned', async (checkType, parameters, columns) => {
		const before = running.simulator.world.tables.checks.lastId;
		const got = await running.run('check', 'create', { ...onServer, checkType, ...parameters });
		expect(got.error).toBeUndefined();
		expect(running.written()).toEqual([['POST /checks/', { agent: running.idOf(lab.server), check_type: checkType, ...columns }]]);
		expect(jsonOf(got)).toMatchObject([{ id: before + 1, type: checkType, deviceId: running.idOf(lab.server), status: null }]);
	});

	it('sends of its settings those that are added', async () => {
		const settings = { alertSeverity: 'error', dashboardAlert: true, emailAlert: false, failsBeforeAlert: 2, runInterval: 300, textAlert: false };
		await running.run('check', 'create', { ...onServer, checkType: 'memory', settings });
		expect(running.written()[0]![1]).toMatchObject({
			alert_severity: 'error',
			dashboard_alert: true,
			email_alert: false,
			fails_b4_alert: 2,
			run_interval: 300,
			text_alert: false,
		});
	});

	it('of two that are the same returns the new one', async () => {
		const ping = { ...onServer, checkType: 'ping', checkName: 'dns', host: '192.0.2.53' };
		const got = await running.run('check', 'create', ping, { items: [{}, {}, {}] });
		expect(new Set(jsonOf(got).map((check) => (check as { id: number }).id)).size).toBe(3);
	});

	it.each<[string, INode['parameters'], RegExp]>([
		['free space that warns after it fails', { checkType: 'diskspace', warningFree: 10, errorFree: 25 }, /'Warning Below' must be more than 'Error Below'/],
		['free space with equal thresholds', { checkType: 'diskspace', warningFree: 10, errorFree: 10 }, /wrong way round/],
		['use that warns after it fails', { checkType: 'cpuload', warningUsed: 90, errorUsed: 75 }, /'Warning Above' must be less than 'Error Above'/],
		['no threshold at all', { checkType: 'memory', warningUsed: 0, errorUsed: 0 }, /needs a threshold/],
		['more than a hundred percent', { checkType: 'memory', errorUsed: '={{ 101 }}' }, /'Error Above \(Percent\)' must be a whole number from 0 to 100/],
		['a host that is none', { checkType: 'ping', checkName: 'x', host: 'not an ip!' }, /neither an IP address nor a domain name/],
	])('with %s is refused before anything is sent', async (_, parameters, message) => {
		const { error } = await running.run('check', 'create', { ...onServer, ...parameters });
		expect(error?.message).toMatch(message);
		expect(running.written()).toEqual([]);
	});

	it("repeats the server's words for a disk that has one already", async () => {
		const { error } = await running.run('check', 'create', { ...onServer, checkType: 'diskspace', disk: 'C:' });
		expect(error?.message).toBe('A disk check for Drive C: already exists!');
	});

	it('that somebody else makes alike at the same moment is not guessed', async () => {
		const { world } = running.simulator;
		const columns = { ...world.tables.checks.get(2), id: undefined, name: 'dns', ip: '192.0.2.53' };
		const added = world.tables.checks.add.bind(world.tables.checks);
		jest.spyOn(world.tables.checks, 'add').mockImplementationOnce((values) => {
			added(columns);
			return added(values);
		});
		const { error } = await running.run('check', 'create', { ...onServer, checkType: 'ping', checkName: 'dns', host: '192.0.2.53' });
		expect(error?.message).toMatch(/^2 new checks fit, and the server does not report which one is this: IDs \d+ and \d+$/);
		expect(error?.description).toContain('The check was created');
	});
});

describe('Check > Delete', () => {
	it("of a policy's check, which is on all its agents, has to be meant", async () => {
		const checkId = running.simulator.world.tables.checks.where(({ policy }) => policy === 1)[0]!.id;
		const { error } = await running.run('check', 'delete', { checkId });
		expect(error?.message).toMatch(/belongs to policy 1 and is on all its agents$/);
		expect(running.written()).toEqual([]);
		expect(jsonOf(await running.run('check', 'delete', { checkId, fromPolicy: true }))).toEqual([{ deleted: true, name: expect.any(String), id: checkId }]);
	});

	it('of an agent', async () => {
		expect(jsonOf(await running.run('check', 'delete', { checkId: 2 }))).toEqual([{ deleted: true, name: expect.any(String), id: 2 }]);
		expect(running.simulator.world.tables.checks.find(2)).toBeUndefined();
	});
});

it('Check > Run of an agent that does not answer is an error', async () => {
	const { error } = await running.run('check', 'run', { deviceId: byName(lab.silent) });
	expect(error?.message).toBe('Unable to contact the agent');
	expect(running.written()).toHaveLength(1);
});

describe('Task', () => {
	it('of an agent has its result', async () => {
		const [nightly] = jsonOf(await running.run('task', 'getAll', onServer));
		expect(nightly).toMatchObject({ id: 1, name: 'Nightly cleanup', schedule: expect.stringMatching(/^Daily/), status: 'failing', exitCode: 1, stdout: 'done\n' });
	});

	it('is run on its own agent', async () => {
		expect(jsonOf(await running.run('task', 'run', { taskId: 1 }))).toEqual([{ id: 1, deviceId: null, message: 'Nightly cleanup will now be run.' }]);
		expect(running.written()).toEqual([['POST /tasks/1/run/', {}]]);
	});

	it('of a policy needs an agent that has it', async () => {
		const { agent, ...columns } = running.simulator.world.tables.tasks.where(({ policy }) => policy === 1)[0]!;
		expect(agent).toBeNull();
		const alone = await running.run('task', 'run', { taskId: columns.id });
		expect(alone.error?.message).toBe('The task "Policy weekly" belongs to policy 1 and has no single agent');
		const elsewhere = await running.run('task', 'run', { taskId: columns.id, runOn: 'agent', deviceId: byName(lab.linux) });
		expect(elsewhere.error?.message).toBe(`The agent has no task with the ID ${columns.id}`);
		expect(running.written()).toEqual([]);
		await running.run('task', 'run', { taskId: columns.id, runOn: 'agent', ...onServer });
		expect(running.written()).toEqual([[`POST /tasks/${columns.id}/run/`, { agent_id: running.idOf(lab.server) }]]);
	});

	it('that does not exist is an error', async () => {
		const { error } = await running.run('task', 'run', { taskId: 99, deviceId: byId(1) });
		expect(error?.message).toBe('No AutomatedTask matches the given query.');
	});
});
