import type { Agent } from './agent';
import type { CheckResult, Client, HistoryRow, PendingAction, Policy, WinUpdate } from './rows';
import type { World } from './world';

type Json = Record<string, unknown>;

/** Where the time zones belong in one agent's details; they are serialised only once. */
export const zonesHere = '<all_timezones>';

/** A row of GET /agents/. */
export function rowOf(world: World, agent: Agent): Json {
	const { row } = agent;
	const { tables } = world;
	const site = tables.sites.get(row.site);
	const status = agent.status;
	const nobody = row.logged_in_username === 'None';
	const template = templateOf(world, agent);
	const policy = row.policy === null ? undefined : tables.policies.find(row.policy)?.name;
	const always = (kind: string) => template?.[`agent_always_${kind}`] ?? null;
	return {
		agent_id: agent.agent_id,
		alert_template: template
			? { name: template.name, always_email: always('email'), always_text: always('text'), always_alert: always('alert') }
			: null,
		hostname: row.hostname, site_name: site.name, client_name: tables.clients.get(site.client).name,
		monitoring_type: row.monitoring_type, description: row.description, needs_reboot: row.needs_reboot,
		pending_actions_count: pendingOf(world, agent).length, status, overdue_text_alert: row.overdue_text_alert,
		overdue_email_alert: row.overdue_email_alert, overdue_dashboard_alert: row.overdue_dashboard_alert, last_seen: agent.lastSeen,
		boot_time: row.boot_time, checks: checkCounts(world, agent), maintenance_mode: row.maintenance_mode,
		logged_username: status === 'online' ? (nobody ? row.last_logged_in_user : row.logged_in_username) : '-',
		italic: status === 'online' && nobody,
		block_policy_inheritance: row.block_policy_inheritance, plat: row.plat, goarch: row.goarch,
		has_patches_pending: patchesOf(world, agent).some(({ action, installed }) => action === 'approve' && !installed),
		version: row.version, operating_system: row.operating_system, public_ip: row.public_ip, cpu_model: row.hardware.cpu_model,
		graphics: row.hardware.graphics, local_ips: row.hardware.local_ips, make_model: row.hardware.make_model,
		physical_disks: row.hardware.physical_disks, custom_fields: valuesOf(world, agent), serial_number: row.hardware.serial_number,
		...(policy !== undefined && { policy: { id: row.policy, name: policy } }),
	};
}

/** A row of GET /agents/?detail=false: names, no status. */
export function shortOf(world: World, { id, hostname, agent_id, row }: Agent): Json {
	const site = world.tables.sites.get(row.site);
	return { id, hostname, agent_id, client: world.tables.clients.get(site.client).name, site: site.name };
}

/** GET /agents/<agent_id>/, with a word instead of the 600 time zones. */
export function detailOf(world: World, agent: Agent): Json {
	const { row } = agent;
	const { tables } = world;
	const site = tables.sites.get(row.site);
	const client = tables.clients.get(site.client);
	const policies = appliedPolicies(world, agent);
	const { hardware, ...columns } = row;
	const { cpu_model, local_ips, make_model, physical_disks, graphics } = hardware;
	const shown = { cpu_model, local_ips, make_model, physical_disks, graphics };
	const { services, wmi_detail, created_by, created_time, modified_by, modified_time, patches_last_installed, ...rest } = columns;
	return {
		winupdatepolicy: [patchPolicyOf(agent)], status: agent.status, ...shown, checks: checkCounts(world, agent),
		timezone: row.time_zone ?? world.settings.default_time_zone, all_timezones: zonesHere, client: client.name,
		site_name: site.name, custom_fields: valuesOf(world, agent), patches_last_installed, last_seen: agent.lastSeen,
		applied_policies: policies, effective_patch_policy: patchPolicyOf(agent), alert_template: fullTemplateOf(world, agent),
		effective_default_shell: row.plat === 'windows' ? 'cmd' : 'bash', created_by, created_time, modified_by, modified_time, ...rest,
		agent_id: agent.agent_id, services, wmi_detail,
	};
}

function appliedPolicies({ tables }: World, { row }: Agent): Record<string, Policy | null> {
	const site = tables.sites.get(row.site);
	const client = tables.clients.get(site.client);
	const kind = row.monitoring_type === 'server' ? 'server_policy' : 'workstation_policy';
	const policy = (id: number | null) => (id === null || row.plat !== 'windows' ? null : (tables.policies.find(id) ?? null));
	return {
		agent_policy: policy(row.policy), site_policy: policy(site[kind]), client_policy: policy(client[kind]), default_policy: null,
	};
}

/** The policies whose checks and tasks an agent has, by numeric id. */
export function policiesOf(world: World, agent: Agent): number[] {
	return Object.values(appliedPolicies(world, agent)).flatMap((policy) => (policy ? [policy.id] : []));
}

const patchPolicies = new WeakMap<Agent, Json>();

/** An agent's patch policy, as it may be edited through PUT /agents/<agent_id>/. */
export function patchPolicyOf(agent: Agent): Json {
	const { created_time } = agent.row;
	const blank: Json = {
		id: agent.id, created_by: null, created_time, modified_by: null, modified_time: created_time, critical: 'inherit', important: 'inherit', moderate: 'inherit',
		low: 'inherit', other: 'inherit', run_time_hour: 3, run_time_frequency: 'inherit', run_time_days: [], run_time_day: 1,
		reboot_after_install: 'inherit', reprocess_failed_inherit: true, reprocess_failed: false, reprocess_failed_times: 5,
		email_if_fail: false, agent: agent.id, policy: null,
	};
	const known = patchPolicies.get(agent) ?? blank;
	patchPolicies.set(agent, known);
	return known;
}

/** The alert template that counts for an agent: the first of those of its policy, its site's policy, its site, its client's policy, its client, and the default. */
export function templateOf({ tables, settings }: World, agent: Agent): Json | undefined {
	const site = tables.sites.get(agent.row.site);
	const client = tables.clients.get(site.client);
	const policyOf = (place: Client) => (agent.row.monitoring_type === 'server' ? place.server_policy : place.workstation_policy);
	const ofPolicy = (id: number | null) => (id === null ? null : (tables.policies.find(id)?.alert_template ?? null));
	const ids = [ofPolicy(agent.row.policy), ofPolicy(policyOf(site)), site.alert_template, ofPolicy(policyOf(client)), client.alert_template, settings.alert_template];
	const candidates = ids.flatMap((id) => (typeof id === 'number' ? (tables.alertTemplates.find(id) ?? []) : []));
	return candidates.find((template) => template.is_active && !(template.excluded_agents as number[]).includes(agent.id));
}

function fullTemplateOf(world: World, agent: Agent): Json | null {
	const template = templateOf(world, agent);
	return template ? withTemplateCounts(world, template) : null;
}

/** An alert template with what its list adds. */
export function withTemplateCounts({ tables, settings }: World, template: Json): Json {
	const actionName = (id: unknown) => (typeof id === 'number' ? (tables.urlActions.find(id)?.name ?? '') : '');
	const uses = [...tables.clients.all(), ...tables.sites.all(), ...tables.policies.all()].filter(({ alert_template: id }) => id === template.id);
	return {
		agent_settings: true, check_settings: true, task_settings: true, core_settings: [], default_template: settings.alert_template === template.id,
		action_name: actionName(template.action_rest), resolved_action_name: actionName(template.resolved_action_rest),
		applied_count: uses.length, ...template,
	};
}

/** Types of checks whose severity is their own, and not that of their results. */
export const ofTheirOwn = ['eventlog', 'ping', 'winsvc'];

/** How many checks an agent has, by status; a failing one counts by its severity. */
export function checkCounts({ tables }: World, agent: Agent): Json {
	const results = tables.ofAgent(tables.checkResults, agent.id);
	const severityOf = ({ assigned_check: id, alert_severity: its }: CheckResult) => {
		const check = tables.checks.find(id);
		return check && ofTheirOwn.includes(check.check_type) ? check.alert_severity : its;
	};
	const failing = (severity: string) => results.filter((result) => result.status === 'failing' && severityOf(result) === severity).length;
	const [errors, warnings, infos] = [failing('error'), failing('warning'), failing('info')];
	return {
		total: results.length, passing: results.filter(({ status }) => status === 'passing').length, failing: errors, warning: warnings,
		info: infos, has_failing_checks: errors + warnings > 0,
	};
}

export function pendingOf({ tables }: World, agent: Agent): PendingAction[] {
	return tables.ofAgent(tables.pendingActions, agent.id).filter(({ status }) => status === 'pending');
}

export function patchesOf({ tables }: World, agent: Agent): WinUpdate[] {
	return tables.ofAgent(tables.winUpdates, agent.id);
}

/** An agent's custom fields: only those that were set once. */
function valuesOf({ tables }: World, agent: Agent): Json[] {
	return tables.valuesOf('agent', agent.id).map(({ id, field, value }) => ({ id, field, agent: agent.id, value }));
}

/** A history row; the script's name is left out where there is no script. */
export function historyOf({ tables }: World, row: HistoryRow): Json {
	const { id, ...rest } = row;
	const name = row.script === null ? undefined : tables.scripts.find(row.script)?.name;
	return { id, ...(name !== undefined && { script_name: name }), ...rest };
}
