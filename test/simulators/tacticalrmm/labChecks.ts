import { blankCheck, blankResult } from './checks';
import { hour, minute, stampOf } from './clock';
import type { Check, Tracked, WinUpdate } from './rows';
import { blankTask, blankTaskResult } from './tasks';
import type { World } from './world';

const common: Partial<Check>[] = [
	{ check_type: 'diskspace', disk: 'C:', warning_threshold: 30, error_threshold: 10, dashboard_alert: true },
	{ check_type: 'ping', name: 'gateway', ip: '192.0.2.1', alert_severity: 'error', dashboard_alert: true },
	{ check_type: 'cpuload', warning_threshold: 80, error_threshold: 95 },
	{ check_type: 'memory', warning_threshold: 80, error_threshold: 95 },
];

const windowsOnly: Partial<Check>[] = [
	{ check_type: 'script', script: 1, script_args: ['-Path', 'C:\\Temp'], timeout: 60 },
	{ check_type: 'winsvc', svc_name: 'Spooler', svc_display_name: 'Print Spooler', pass_if_start_pending: false, restart_if_stopped: true },
];

/** Checks of the first eight agents and one of a policy, two tasks of the first five and one of a policy, and patches. */
export function seedChecks(world: World, made: Tracked): void {
	const { tables } = world;
	for (const { id, row } of world.agents().slice(0, 8)) {
		for (const values of row.plat === 'windows' ? [...common, ...windowsOnly] : common) addCheck(world, { ...made, ...values, agent: id });
	}
	const policyCheck = addCheck(world, { ...made, check_type: 'memory', warning_threshold: 80, error_threshold: 95, policy: 1 });
	tables.checkResults.add({ ...blankResult(), agent: 1, assigned_check: policyCheck.id, status: 'passing', last_run: stampOf(world.now()) });
	for (const agent of [1, 6]) {
		const failing = tables.checkResults.where((result) => result.agent === agent)[0];
		if (failing) Object.assign(failing, { status: 'failing', alert_severity: 'error', fail_count: 2, more_info: 'Total: 500GB, Free: 200GB' });
	}
	seedTasks(world, made);
	seedPatches(world);
}

function addCheck({ tables, clock }: World, values: Partial<Check>): Check {
	const check = tables.checks.add({ ...blankCheck(), ...values } as Omit<Check, 'id'>);
	if (check.agent === null) return check;
	const last_run = stampOf(clock.ago(3 * minute));
	const result = tables.checkResults.add({
		...blankResult(), agent: check.agent, assigned_check: check.id, status: 'passing', last_run, more_info: 'ok',
	});
	for (let y = 10; y < 15; y++) {
		tables.checkHistory.add({ result: result.id, x: stampOf(clock.ago((15 - y) * minute)), y, results: null });
	}
	return check;
}

function seedTasks({ tables, clock }: World, made: Tracked): void {
	const script = { name: 'Clear Temp', type: 'script', script: 1, timeout: 90, env_vars: [], run_as_user: false, script_args: [] };
	const command = { type: 'cmd', shell: 'cmd', command: 'whoami', timeout: 30, run_as_user: false };
	for (let agent = 1; agent <= 5; agent++) {
		const nightly = tables.tasks.add({
			...blankTask(), ...made, name: 'Nightly cleanup', task_type: 'daily', daily_interval: 1, agent, actions: [script],
			alert_severity: 'warning', dashboard_alert: true, run_time_date: stampOf(clock.ago(-5 * hour)),
		});
		tables.taskResults.add({
			...blankTaskResult(), agent, task: nightly.id, retcode: 1, stdout: 'done\n', stderr: '', execution_time: '1.2034',
			last_run: stampOf(clock.ago(20 * hour)), status: 'failing', sync_status: 'synced', run_status: 'completed',
		});
		const manual = tables.tasks.add({
			...blankTask(), ...made, name: 'Manual collect', task_type: 'manual', agent, actions: [command], custom_field: 1,
		});
		tables.taskResults.add({ ...blankTaskResult(), agent, task: manual.id });
	}
	tables.tasks.add({
		...blankTask(), ...made, name: 'Policy weekly', task_type: 'weekly', weekly_interval: 1, run_time_bit_weekdays: 2, policy: 1,
		actions: [{ type: 'cmd', shell: 'powershell', command: 'echo 1', timeout: 30 }], run_time_date: stampOf(clock.ago(-24 * hour)),
	});
}

/** The first two agents have a patch that waits for its installation. */
function seedPatches(world: World): void {
	const patches: Partial<WinUpdate>[] = [
		{ kb: 'KB5034127', action: 'approve' },
		{ kb: 'KB5034128' },
		{ kb: 'KB890830', installed: true, downloaded: true, severity: '', result: 'success', date_installed: '11 17 2026 19:21' },
		{ kb: 'KB5034129', action: 'ignore' },
	];
	for (const agent of ['WIN-SRV-00', 'WIN-WS-01']) {
		for (const patch of patches) world.addPatch(agent, { ...patch, title: `2026-02 Lab Update (${patch.kb})` });
	}
}
