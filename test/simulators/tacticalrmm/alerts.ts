import type { Clock } from './clock';
import type { Alert } from './rows';

/** An alert nobody has done anything about yet. */
export function blankAlert(clock: Clock): Omit<Alert, 'id'> {
	return {
		alert_time: clock.stamp(), alert_type: 'availability', message: null, snoozed: false, snooze_until: null, resolved: false,
		resolved_on: null, severity: 'error', email_sent: null, resolved_email_sent: null, sms_sent: null, resolved_sms_sent: null,
		hidden: false, action_run: null, action_stdout: null, action_stderr: null, action_retcode: null, action_execution_time: null,
		resolved_action_run: null, resolved_action_stdout: null, resolved_action_stderr: null, resolved_action_retcode: null,
		resolved_action_execution_time: null, agent: null, assigned_check: null, assigned_task: null,
	};
}
