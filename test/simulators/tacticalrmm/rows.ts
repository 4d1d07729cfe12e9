/** The rows of the server's tables, as far as answers show them. Times are ISO 8601 UTC with microseconds. */
export type * from './checkRows';
export type * from './libraryRows';

export interface Tracked {
	created_by: string | null;
	created_time: string;
	modified_by: string | null;
	modified_time: string;
}

export interface Client extends Tracked {
	id: number;
	name: string;
	server_policy: number | null;
	workstation_policy: number | null;
	alert_template: number | null;
	block_policy_inheritance: boolean;
}

export interface Site extends Client {
	client: number;
}

export interface CustomField extends Tracked {
	id: number;
	order: number;
	model: 'agent' | 'client' | 'site';
	type: string;
	options: string[];
	name: string;
	required: boolean;
	default_value_string: string | null;
	default_value_bool: boolean;
	default_values_multiple: string[];
	hide_in_ui: boolean;
	hide_in_summary: boolean;
}

/** A value that was set once; `owner` is the numeric id of the agent, client or site. */
export interface CustomValue {
	id: number;
	field: number;
	model: CustomField['model'];
	owner: number;
	value: unknown;
}

export interface Script {
	id: number;
	name: string;
	description: string;
	script_type: 'userdefined' | 'builtin';
	shell: string;
	args: string[];
	category: string | null;
	favorite: boolean;
	script_body: string;
	script_hash: string | null;
	default_timeout: number;
	syntax: string | null;
	filename: string | null;
	hidden: boolean;
	supported_platforms: string[];
	run_as_user: boolean;
	env_vars: string[];
}

export interface ScriptResults {
	id: number;
	stdout: string;
	stderr: string;
	retcode: number;
	/** Seconds; a text where the server itself ran the script. */
	execution_time: number | string;
}

export interface HistoryRow {
	id: number;
	time: string;
	type: 'cmd_run' | 'script_run' | 'task_run';
	command: string;
	username: string;
	/** A command's output, null until the agent reported it. */
	results: string | null;
	/** Null until the agent reported them. */
	script_results: ScriptResults | null;
	collector_all_output: boolean;
	save_to_agent_note: boolean;
	agent: number;
	script: number | null;
	custom_field: number | null;
}

export interface Alert {
	id: number;
	alert_time: string;
	alert_type: string;
	message: string | null;
	snoozed: boolean;
	snooze_until: string | null;
	resolved: boolean;
	resolved_on: string | null;
	severity: string;
	email_sent: string | null;
	resolved_email_sent: string | null;
	sms_sent: string | null;
	resolved_sms_sent: string | null;
	/** Raised, but not shown on the dashboard: nobody asked for a dashboard alert. */
	hidden: boolean;
	action_run: string | null;
	action_stdout: string | null;
	action_stderr: string | null;
	action_retcode: number | null;
	action_execution_time: string | null;
	resolved_action_run: string | null;
	resolved_action_stdout: string | null;
	resolved_action_stderr: string | null;
	resolved_action_retcode: number | null;
	resolved_action_execution_time: string | null;
	/** The agent's numeric id. */
	agent: number | null;
	assigned_check: number | null;
	assigned_task: number | null;
}

export interface Note {
	id: number;
	entry_time: string;
	note: string;
	username: string;
	agent: number;
}

export interface PendingAction {
	id: number;
	agent: number;
	entry_time: string;
	action_type: string;
	status: 'pending' | 'completed';
	details: Record<string, unknown>;
}

export interface WinUpdate {
	id: number;
	guid: string;
	kb: string;
	title: string;
	installed: boolean;
	downloaded: boolean;
	severity: string;
	action: string;
	result: string;
	/** `MM DD YYYY HH:MM`, in the server's time zone. */
	date_installed: string | null;
	agent: number;
}

export interface Software {
	id: number;
	agent: number;
	software: Record<string, string>[];
}
