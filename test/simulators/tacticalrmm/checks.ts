import type { Check, CheckResult } from './rows';

export const severities = ['info', 'warning', 'error'];
export const checkTypes = ['diskspace', 'ping', 'cpuload', 'memory', 'winsvc', 'script', 'eventlog'];

/** A check without what its type needs. */
export function blankCheck(): Omit<Check, 'id' | 'created_by' | 'created_time' | 'modified_by' | 'modified_time'> {
	return {
		overridden_by_policy: false, name: null, check_type: 'ping', email_alert: false, text_alert: false, dashboard_alert: false,
		fails_b4_alert: 1, run_interval: 0, alert_severity: 'warning', error_threshold: 0, warning_threshold: 0, disk: null, ip: null,
		script_args: [], env_vars: [], info_return_codes: [], warning_return_codes: [], success_return_codes: [], timeout: null,
		svc_name: null, svc_display_name: null, pass_if_start_pending: null, pass_if_svc_not_exist: false, restart_if_stopped: null,
		svc_policy_mode: null, log_name: null, event_id: null, event_id_is_wildcard: false, event_type: null, event_source: null,
		event_message: null, fail_when: null, search_last_days: null, number_of_events_b4_alert: 1, managed_by_policy: false, agent: null,
		policy: null, script: null,
	};
}

/** The result of a check that has not run yet. */
export function blankResult(): Omit<CheckResult, 'id' | 'agent' | 'assigned_check'> {
	return {
		status: 'pending', alert_severity: 'warning', more_info: null, last_run: null, fail_count: 0, outage_history: null,
		extra_details: null, stdout: null, stderr: null, retcode: null, execution_time: null, history: [],
	};
}

/** The name by which answers and alerts call a check. */
export function describe(check: Check, scriptName: (id: number | null) => string): string {
	const { check_type, warning_threshold: warning, error_threshold: error } = check;
	const thresholds = [
		...(warning ? [` Warning Threshold: ${warning}%`] : []),
		...(error ? [` Error Threshold: ${error}%`] : []),
	].join('');
	switch (check_type) {
		case 'diskspace':
			return `Disk Space Check: Drive ${check.disk} - ${thresholds}`;
		case 'cpuload':
			return `CPU Load Check - ${thresholds}`;
		case 'memory':
			return `Memory Check - ${thresholds}`;
		case 'ping':
			return `Ping Check: ${check.name}`;
		case 'winsvc':
			return `Service Check: ${check.svc_display_name as string}`;
		case 'eventlog':
			return `Event Log Check: ${check.name}`;
		default:
			return `Script Check: ${scriptName(check.script)}`;
	}
}
