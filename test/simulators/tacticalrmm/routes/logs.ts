import { json } from '../answers';
import { items, maybe, needed, objectOf, whole } from '../body';
import { day, stampOf } from '../clock';
import { patch, type Routes } from '../routing';
import type { AuditEntry, DebugEntry } from '../rows';
import type { World } from '../world';

/** The audit log in pages, and the newest of the debug log. Their filters are in the body. */
export const logRoutes: Routes = (world) => [
	patch('/logs/audit/', 'can_view_auditlogs', ({ body }) => {
		const sent = objectOf(body);
		const pagination = objectOf(needed(body, 'pagination'));
		const [size, page] = [whole(pagination.rowsPerPage), whole(pagination.page)];
		const wanted = world.tables.auditLog.where(auditFilter(world, sent)).sort((a, b) => b.id - a.id);
		// A page past the end repeats the last one.
		const last = Math.max(1, Math.ceil(wanted.length / size));
		const from = (Math.min(page, last) - 1) * size;
		return json({ audit_logs: wanted.slice(from, from + size).map((entry) => auditView(world, entry)), total: wanted.length });
	}),
	patch('/logs/debug/', 'can_view_debuglogs', ({ body }) => {
		const [level, type, agent] = ['logLevelFilter', 'logTypeFilter', 'agentFilter'].map((name) => maybe(body, name));
		const pk = agent === undefined ? undefined : world.findAgent(String(agent))?.id;
		const wanted = world.tables.debugLog.where(
			(entry) => (level === undefined || entry.log_level === level) && (type === undefined || entry.log_type === type) && (agent === undefined || entry.agent === pk),
		);
		return json(wanted.sort((a, b) => b.id - a.id).slice(0, 1000).map((entry) => debugView(world, entry)));
	}),
];

function auditFilter(world: World, sent: Record<string, unknown>): (entry: AuditEntry) => boolean {
	const list = (name: string) => (sent[name] === undefined ? undefined : items(sent[name]));
	const [agents, clients, users, actions, objects] = ['agentFilter', 'clientFilter', 'userFilter', 'actionFilter', 'objectFilter'].map(list);
	const since = sent.timeFilter === undefined ? '' : stampOf(world.clock.ago(whole(sent.timeFilter) * day));
	return (entry) => {
		const agent = entry.agent === null ? undefined : world.findAgent(entry.agent);
		return (
			(!agents || (agent !== undefined && agents.includes(agent.agent_id))) &&
			(!clients || (agent !== undefined && clients.includes(world.placeOf(agent).client))) &&
			(!users || users.includes(entry.username)) &&
			(!actions || actions.includes(entry.action)) &&
			(!objects || objects.includes(entry.object_type)) &&
			entry.entry_time >= since
		);
	};
}

function auditView(world: World, { id, entry_time, agent: pk, ...entry }: AuditEntry): object {
	const agent = pk === null ? undefined : world.findAgent(pk);
	const row = agent && world.tables.sites.get(agent.row.site);
	// As they were just then.
	const failing = entry.before_value === null ? { error: true, warning: true } : { error: false, warning: false };
	const site = row && {
		id: row.id, client_name: world.tables.clients.get(row.client).name, created_by: row.created_by, created_time: row.created_time, modified_by: row.modified_by,
		modified_time: row.modified_time, name: row.name, block_policy_inheritance: row.block_policy_inheritance, failing_checks: failing,
		client: row.client, workstation_policy: row.workstation_policy, server_policy: row.server_policy, alert_template: row.alert_template,
	};
	return { id, entry_time, ip_address: '127.0.0.1', site: site ?? null, ...entry, agent: agent?.hostname ?? null, agent_id: agent?.agent_id ?? null, debug_info: { ip: '127.0.0.1' } };
}

function debugView(world: World, { id, agent: pk, ...entry }: DebugEntry): object {
	const agent = pk === null ? undefined : world.findAgent(pk);
	return { id, ...(agent && { agent: agent.hostname }), ...entry };
}
