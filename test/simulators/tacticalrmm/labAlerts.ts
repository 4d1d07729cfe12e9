import { blankAlert } from './alerts';
import { day, hour, stampOf } from './clock';
import type { Alert } from './rows';
import { labUser, type World } from './world';

/** Seven alerts: resolved, snoozed, hidden, old; and what the lab's user did before: notes, commands, a planned reboot. */
export function seedAlerts(world: World): void {
	const ago = (milliseconds: number) => stampOf(world.clock.ago(milliseconds));
	const alert = (agent: number, raised: number, values: Partial<Alert>) =>
		world.tables.alerts.add({ ...blankAlert(world.clock), agent, alert_time: ago(raised), ...values });
	const resolved = { resolved: true, resolved_on: ago(hour / 2) };
	const disk = 'Disk Space Check: Drive C: -  Warning Threshold: 30% Error Threshold: 10%';
	alert(1, hour, { alert_type: 'check', message: `WIN-SRV-00 has a diskspace check: ${disk} that failed.`, assigned_check: 1, ...resolved });
	alert(1, 5 * hour, {
		alert_type: 'task', severity: 'warning', message: 'WIN-SRV-00 has task: Nightly cleanup that failed.', assigned_task: 1,
	});
	alert(5, 47 * hour, { message: 'WIN-SRV-04 in Initech, Austin is overdue.' });
	alert(11, 2 * day, {
		message: 'WIN-SRV-10 in Acme Corp, Berlin HQ is overdue.', snoozed: true, snooze_until: stampOf(world.clock.ago(-3 * day)),
	});
	alert(2, 3 * hour, { alert_type: 'custom', severity: 'info', message: 'resolved one', ...resolved });
	alert(4, 2 * hour, { alert_type: 'check', severity: 'warning', message: 'hidden one', assigned_check: 17, hidden: true });
	alert(6, 40 * day, { alert_type: 'check', severity: 'warning', message: 'old unresolved', assigned_check: 29 });
	seedDoings(world);
}

function seedDoings(world: World): void {
	const { clock, tables } = world;
	const row = { username: labUser, collector_all_output: false, save_to_agent_note: false, custom_field: null };
	for (const { id, hostname } of world.agents().slice(0, 3)) {
		tables.notes.add({ entry_time: clock.stamp(), note: `Note for ${hostname}`, username: labUser, agent: id });
		const command = { type: 'cmd_run' as const, command: 'whoami', results: 'nt authority\\system\r\n', script: null, script_results: null };
		tables.history.add({ ...row, ...command, time: clock.stamp(), agent: id });
		const time = clock.stamp();
		const run = tables.history.add({
			...row, type: 'script_run', command: '', results: null, script: 1, script_results: null, time, agent: id,
		});
		run.script_results = { id: run.id, stderr: '', stdout: 'done\n', retcode: 0, execution_time: 0.1234 };
	}
	tables.pendingActions.add({
		agent: 1, entry_time: clock.stamp(), action_type: 'schedreboot', status: 'pending',
		details: { time: '2036-12-24 03:00:00', taskname: 'TacticalRMM_SchedReboot_labtask' },
	});
}
