import type { RightLabels } from '../shared/rights';

/** How the web interface calls the rights of a role (Settings > Permissions Manager), by the server's names. */
export const rightLabels = {
	can_edit_agent: 'Edit Agents',
	can_install_agents: 'Install Agents',
	can_list_agent_history: 'List Agent History',
	can_list_agents: 'List Agents',
	can_list_alerts: 'List Alerts',
	can_list_autotasks: 'List Tasks',
	can_list_checks: 'List Checks',
	can_list_clients: 'List Clients',
	can_list_notes: 'List Notes',
	can_list_pendingactions: 'List Pending Actions',
	can_list_scripts: 'List Scripts',
	can_list_sites: 'List Sites',
	can_list_software: 'List Software',
	can_manage_alerts: 'Manage Alerts',
	can_manage_checks: 'Manage Checks',
	can_manage_clients: 'Manage Clients',
	can_manage_notes: 'Manage Notes',
	can_manage_procs: 'Manage Processes',
	can_manage_scripts: 'Manage Scripts',
	can_manage_sites: 'Manage Sites',
	can_manage_software: 'Manage Software',
	can_manage_winsvcs: 'Manage Windows Services',
	can_manage_winupdates: 'Manage Windows Updates',
	can_reboot_agents: 'Shutdown / Reboot Agents',
	can_recover_agents: 'Recover Agents',
	can_run_autotasks: 'Run Tasks',
	can_run_bulk: 'Bulk Actions',
	can_run_checks: 'Run Checks',
	can_run_scripts: 'Run Script',
	can_send_cmd: 'Send Command',
	can_send_wol: 'Wake-Up (WoL) Agents',
	can_uninstall_agents: 'Uninstall Agents',
	can_update_agents: 'Update Agents',
	can_use_mesh: 'Use MeshCentral',
	can_view_customfields: 'View Custom Fields',
	can_view_eventlogs: 'View Event Logs',
} as const satisfies RightLabels;

/** A right of a role, in the server's own word. */
export type Right = keyof typeof rightLabels;
