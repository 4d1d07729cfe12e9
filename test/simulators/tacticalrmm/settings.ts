/** GET /core/settings/, secrets included: the real server shows them in clear. */
export type Settings = Record<string, unknown>;

/** The zones an agent may be set to; the real server lists about 600 in every answer about one agent. */
export const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].sort();

export function labSettings(): Settings {
	const nothing = null;
	return {
		email_alert_recipients: [], sms_alert_recipients: [], twilio_number: nothing, twilio_account_sid: nothing, twilio_auth_token: nothing,
		smtp_from_email: 'from@example.com', smtp_from_name: nothing, smtp_host: 'smtp.gmail.com', smtp_host_user: 'admin@example.com',
		smtp_host_password: 'smtp-password-in-clear', smtp_port: 587, smtp_requires_auth: true, default_time_zone: 'Europe/Berlin',
		check_history_prune_days: 30, resolved_alerts_prune_days: 0, agent_history_prune_days: 60, debug_log_prune_days: 30,
		audit_log_prune_days: 0, report_history_prune_days: 0, agent_debug_level: 'info', clear_faults_days: 0,
		mesh_token: 'mesh-token-in-clear', mesh_username: 'labmesh', mesh_site: 'https://mesh.lab.example.com',
		mesh_device_group: 'TacticalRMM', mesh_company_name: nothing, sync_mesh_with_trmm: true, agent_auto_update: true,
		date_format: 'MMM-DD-YYYY - HH:mm', open_ai_token: nothing, open_ai_model: 'gpt-3.5-turbo', enable_server_scripts: true,
		enable_server_webterminal: false, notify_on_info_alerts: false, notify_on_warning_alerts: true, block_local_user_logon: false,
		sso_enabled: false, default_shell_windows: 'cmd', default_shell_windows_custom: '', default_shell_linux: 'bash',
		default_shell_linux_custom: '', default_shell_darwin: 'bash', default_shell_darwin_custom: '', terminal_mode: 'new',
		workstation_policy: nothing, server_policy: nothing, alert_template: nothing,
	};
}
