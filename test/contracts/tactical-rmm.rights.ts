/**
 * Which right every route of Tactical RMM 1.5.1 needs, as it was found with the real server: a role with this right alone is not refused,
 * and one with all rights but this is (403). Routes of assets and single sign-on are left out: nothing here asks them. Who may manage reports may view them as well.
 *
 * `:agentId` is an agent_id, `:id` a number, other parameters are words.
 */
export const routesByRight: Readonly<Record<string, readonly string[]>> = {
	can_list_agents: [
		'GET /agents/', 'GET /agents/:agentId/', 'GET /agents/:agentId/ping/', 'GET /agents/versions/', 'GET /beta/v1/agent/', 'GET /beta/v1/agent/:id/',
	],
	can_edit_agent: ['PUT /agents/:agentId/', 'POST /agents/:agentId/wmi/', 'POST /agents/maintenance/bulk/', 'PUT /beta/v1/agent/:id/'],
	can_uninstall_agents: ['DELETE /agents/:agentId/'],
	can_update_agents: ['POST /agents/update/'],
	can_send_cmd: ['POST /agents/:agentId/cmd/', 'POST /software/:agentId/uninstall/'],
	can_run_scripts: ['POST /agents/:agentId/runscript/', 'POST /scripts/:agentId/test/'],
	can_run_bulk: ['POST /agents/actions/bulk/'],
	can_reboot_agents: ['POST /agents/:agentId/reboot/', 'PATCH /agents/:agentId/reboot/', 'POST /agents/:agentId/shutdown/'],
	can_recover_agents: ['POST /agents/:agentId/recover/', 'GET /agents/bulkrecovery/'],
	can_send_wol: ['POST /agents/:agentId/wol/'],
	can_use_mesh: ['GET /agents/:agentId/meshcentral/', 'POST /agents/:agentId/meshcentral/recover/', 'GET /agents/:agentId/:port/webvnc/'],
	can_use_registry: ['GET /agents/:agentId/registry/'],
	can_use_terminal: ['GET /agents/:agentId/terminal-defaults/'],
	can_manage_procs: ['GET /agents/:agentId/processes/', 'DELETE /agents/:agentId/processes/:pid/'],
	can_view_eventlogs: ['GET /agents/:agentId/eventlog/:log/:days/'],
	can_install_agents: ['POST /agents/installer/'],
	can_list_agent_history: ['GET /agents/:agentId/history/', 'GET /agents/history/', 'GET /agents/scripthistory/'],
	can_list_notes: ['GET /agents/notes/', 'GET /agents/notes/:id/', 'GET /agents/:agentId/notes/'],
	can_manage_notes: ['POST /agents/notes/', 'PUT /agents/notes/:id/', 'DELETE /agents/notes/:id/'],
	can_list_checks: [
		'GET /agents/:agentId/checks/', 'GET /checks/', 'GET /checks/:id/', 'PATCH /checks/:id/history/', 'GET /automation/policies/:id/checks/',
	],
	can_manage_checks: [
		'POST /checks/', 'PUT /checks/:id/', 'DELETE /checks/:id/', 'POST /checks/:id/reset/', 'POST /checks/:agentId/resetall/',
	],
	can_run_checks: ['POST /checks/:agentId/run/', 'POST /checks/:target/:id/csbulkrun/'],
	can_list_autotasks: ['GET /agents/:agentId/tasks/', 'GET /tasks/', 'GET /tasks/:id/', 'GET /automation/policies/:id/tasks/'],
	can_manage_autotasks: ['POST /tasks/', 'PUT /tasks/:id/', 'DELETE /tasks/:id/'],
	can_run_autotasks: ['POST /tasks/:id/run/'],
	can_manage_winupdates: [
		'GET /winupdate/:agentId/', 'POST /winupdate/:agentId/scan/', 'POST /winupdate/:agentId/install/', 'PUT /winupdate/:id/',
	],
	can_list_software: ['GET /software/', 'GET /software/:agentId/'],
	can_manage_software: ['PUT /software/:agentId/', 'POST /software/:agentId/', 'POST /software/:agentId/uninstall/'],
	can_manage_winsvcs: ['GET /services/:agentId/', 'GET /services/:agentId/:name/', 'POST /services/:agentId/:name/', 'PUT /services/:agentId/:name/'],
	can_list_alerts: ['PATCH /alerts/', 'GET /alerts/:id/'],
	can_manage_alerts: ['POST /alerts/', 'PUT /alerts/:id/', 'DELETE /alerts/:id/', 'POST /alerts/bulk/'],
	can_list_alerttemplates: ['GET /alerts/templates/', 'GET /alerts/templates/:id/', 'GET /alerts/templates/:id/related/'],
	can_manage_alerttemplates: ['POST /alerts/templates/', 'PUT /alerts/templates/:id/', 'DELETE /alerts/templates/:id/'],
	can_list_clients: ['GET /clients/', 'GET /clients/:id/', 'GET /beta/v1/client/', 'GET /beta/v1/client/:id/'],
	can_manage_clients: ['POST /clients/', 'PUT /clients/:id/', 'DELETE /clients/:id/', 'PUT /beta/v1/client/:id/'],
	can_list_sites: ['GET /clients/sites/', 'GET /clients/sites/:id/', 'GET /beta/v1/site/', 'GET /beta/v1/site/:id/'],
	can_manage_sites: ['POST /clients/sites/', 'PUT /clients/sites/:id/', 'DELETE /clients/sites/:id/', 'PUT /beta/v1/site/:id/'],
	can_list_deployments: ['GET /clients/deployments/'],
	can_manage_deployments: ['POST /clients/deployments/', 'DELETE /clients/deployments/:id/'],
	can_view_core_settings: ['GET /core/settings/'],
	can_edit_core_settings: [
		'PUT /core/settings/', 'POST /core/emailtest/', 'POST /core/smstest/', 'POST /core/urlaction/', 'PUT /core/urlaction/:id/', 'DELETE /core/urlaction/:id/',
	],
	can_run_urlactions: ['GET /core/urlaction/', 'PATCH /core/urlaction/run/', 'POST /core/urlaction/run/test/'],
	can_view_customfields: ['GET /core/customfields/', 'PATCH /core/customfields/', 'GET /core/customfields/:id/'],
	can_manage_customfields: ['POST /core/customfields/', 'PUT /core/customfields/:id/', 'DELETE /core/customfields/:id/'],
	can_view_global_keystore: ['GET /core/keystore/'],
	can_edit_global_keystore: ['POST /core/keystore/', 'PUT /core/keystore/:id/', 'DELETE /core/keystore/:id/'],
	can_view_schedules: ['GET /core/schedules/'],
	can_manage_schedules: ['POST /core/schedules/', 'PUT /core/schedules/:id/', 'DELETE /core/schedules/:id/'],
	can_do_server_maint: ['GET /core/clearcache/', 'POST /core/servermaintenance/'],
	can_code_sign: ['GET /core/codesign/', 'PATCH /core/codesign/', 'POST /core/codesign/', 'DELETE /core/codesign/'],
	can_run_server_scripts: ['POST /core/serverscript/test/'],
	can_use_webterm: ['POST /core/webtermperms/'],
	can_list_scripts: ['GET /scripts/', 'GET /scripts/:id/', 'GET /scripts/:id/download/', 'GET /scripts/snippets/', 'GET /scripts/snippets/:id/'],
	can_manage_scripts: [
		'POST /scripts/', 'PUT /scripts/:id/', 'DELETE /scripts/:id/', 'POST /scripts/snippets/', 'PUT /scripts/snippets/:id/', 'DELETE /scripts/snippets/:id/',
	],
	can_list_pendingactions: ['GET /logs/pendingactions/', 'GET /agents/:agentId/pendingactions/'],
	can_manage_pendingactions: ['DELETE /logs/pendingactions/:id/'],
	can_view_auditlogs: ['PATCH /logs/audit/'],
	can_view_debuglogs: ['PATCH /logs/debug/'],
	can_list_accounts: ['GET /accounts/users/', 'GET /accounts/:id/users/', 'GET /accounts/users/:id/sessions/'],
	can_manage_accounts: ['POST /accounts/users/', 'POST /accounts/users/reset/', 'PUT /accounts/:id/users/', 'DELETE /accounts/:id/users/', 'DELETE /accounts/sessions/:id/'],
	can_list_roles: ['GET /accounts/roles/', 'GET /accounts/roles/:id/'],
	can_manage_roles: ['POST /accounts/roles/', 'PUT /accounts/roles/:id/', 'DELETE /accounts/roles/:id/'],
	can_list_api_keys: ['GET /accounts/apikeys/'],
	can_manage_api_keys: ['POST /accounts/apikeys/', 'PUT /accounts/apikeys/:id/', 'DELETE /accounts/apikeys/:id/'],
	can_list_automation_policies: [
		'GET /automation/policies/', 'GET /automation/policies/:id/', 'GET /automation/policies/:id/related/', 'GET /automation/policies/overview/',
		'GET /automation/checks/:id/status/', 'GET /automation/tasks/:id/status/',
	],
	can_view_reports: ['GET /reporting/templates/', 'GET /reporting/templates/:id/', 'POST /reporting/templates/:id/run/', 'POST /reporting/templates/:id/email/'],
	can_manage_reports: ['POST /reporting/templates/preview/'],
	can_manage_automation_policies: [
		'POST /automation/policies/', 'PUT /automation/policies/:id/', 'DELETE /automation/policies/:id/', 'POST /automation/tasks/:id/run/',
		'POST /automation/patchpolicy/', 'PUT /automation/patchpolicy/:id/', 'DELETE /automation/patchpolicy/:id/', 'POST /automation/patchpolicy/reset/',
	],
};

/** Routes that any valid key may ask. */
export const routesForAll: readonly string[] = ['GET /core/dashinfo/', 'GET /core/version/', 'GET /software/chocos/'];

const parameters: Readonly<Record<string, string>> = { agentId: '[^/]{21,}', id: '\\d+', pid: '\\d+', days: '\\d+', port: '\\d+' };

function matches(route: string, request: string): boolean {
	return new RegExp(`^${route.replace(/:(\w+)/g, (_, name: string) => parameters[name] ?? '[^/]+')}$`).test(request);
}

/**
 * The rights that a request needs: all of them.
 * @param request as `GET /agents/3/`
 * @throws Error for a route of which nothing was found out
 */
export function rightsOfRequest(request: string): string[] {
	// Fixed paths come before those with a parameter, as on the server: `/agents/notes/` is no agent.
	const all = [...routesForAll.map((route) => ({ route, right: '' })), ...Object.entries(routesByRight).flatMap(([right, routes]) => routes.map((route) => ({ route, right })))];
	const found = all.filter(({ route }) => matches(route, request));
	const fixed = found.filter(({ route }) => route === request);
	const those = fixed.length > 0 ? fixed : found;
	if (those.length === 0) throw new Error(`no right is known for ${request}`);
	return [...new Set(those.map(({ right }) => right).filter(Boolean))];
}
