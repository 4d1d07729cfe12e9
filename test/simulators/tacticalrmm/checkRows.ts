import type { Tracked } from './rows';

export interface Check extends Tracked {
	id: number;
	check_type: string;
	name: string | null;
	/** The agent's numeric id; null for a policy's check. */
	agent: number | null;
	policy: number | null;
	script: number | null;
	alert_severity: string;
	warning_threshold: number | null;
	error_threshold: number | null;
	disk: string | null;
	[column: string]: unknown;
}

export interface CheckResult {
	id: number;
	status: 'passing' | 'failing' | 'pending';
	/** null where it is set with the check. */
	alert_severity: string | null;
	more_info: string | null;
	last_run: string | null;
	fail_count: number;
	outage_history: unknown;
	extra_details: unknown;
	stdout: string | null;
	stderr: string | null;
	retcode: number | null;
	execution_time: string | null;
	history: unknown[];
	agent: number;
	assigned_check: number;
}

export interface CheckHistory {
	id: number;
	result: number;
	x: string;
	y: number;
	results: unknown;
}

export interface Task extends Tracked {
	id: number;
	name: string;
	task_type: string;
	/** The agent's numeric id; null for a policy's task. */
	agent: number | null;
	policy: number | null;
	assigned_check: number | null;
	custom_field: number | null;
	run_time_date: string | null;
	[column: string]: unknown;
}

export interface TaskResult {
	id: number;
	retcode: number | null;
	stdout: string | null;
	stderr: string | null;
	execution_time: string;
	last_run: string | null;
	status: string;
	sync_status: string;
	locked_at: string | null;
	run_status: string | null;
	agent: number;
	task: number;
}
