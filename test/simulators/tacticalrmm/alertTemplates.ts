/** An alert template that asks for nothing. */
export function blankTemplate(): Record<string, unknown> {
	return {
		is_active: true, action_type: 'script', action_args: [], action_env_vars: [], action_timeout: 15, resolved_action_type: 'script',
		resolved_action_args: [], resolved_action_env_vars: [], resolved_action_timeout: 15, email_recipients: [], text_recipients: [],
		email_from: null, agent_email_on_resolved: false, agent_text_on_resolved: false, agent_always_email: null, agent_always_text: null,
		agent_always_alert: null, agent_periodic_alert_days: 0, agent_script_actions: true, check_email_alert_severity: [],
		check_text_alert_severity: [], check_dashboard_alert_severity: [], check_email_on_resolved: false, check_text_on_resolved: false,
		check_always_email: null, check_always_text: null, check_always_alert: null, check_periodic_alert_days: 0,
		check_script_actions: true, task_email_alert_severity: [], task_text_alert_severity: [], task_dashboard_alert_severity: [],
		task_email_on_resolved: false, task_text_on_resolved: false, task_always_email: null, task_always_text: null,
		task_always_alert: null, task_periodic_alert_days: 0, task_script_actions: true, exclude_workstations: false,
		exclude_servers: false, action: null, action_rest: null, resolved_action: null, resolved_action_rest: null, excluded_sites: [],
		excluded_clients: [], excluded_agents: [],
	};
}
