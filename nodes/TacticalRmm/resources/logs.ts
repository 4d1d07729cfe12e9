import { choice, collection, limited, optionalText, paging, simplify, wholeNumber } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import { list, several } from '../fields';
import { agentLocator, clientLocator, labelled } from '../locator';
import { operation } from '../operation';
import type { AuditEntry, DebugEntry } from '../schemas/records';

/** An entry in short. What was before and after may hold secrets. */
function toAuditEntry(entry: AuditEntry) {
	return {
		id: entry.id,
		time: toIsoTime(entry.entry_time),
		user: entry.username ?? null,
		action: entry.action,
		objectType: entry.object_type,
		message: entry.message ?? null,
		deviceId: entry.agent_id ?? null,
		deviceName: entry.agent ?? null,
		client: entry.site?.client_name ?? null,
		site: entry.site?.name ?? null,
		ip: entry.ip_address ?? null,
	};
}

const auditFilters = {
	actions: list({ displayName: 'Actions', one: 'action', description: "Tactical RMM's own terms, such as execute_script, execute_command, modify, add, delete, login" }),
	agents: several({ displayName: 'Agents', one: 'agent', description: 'Each by its agent ID or exact host name' }, agentLocator),
	clients: several({ displayName: 'Clients', one: 'client', description: 'Each by its ID or exact name' }, clientLocator),
	days: wholeNumber({ displayName: 'Days', default: 7, min: 1, max: 36_500, description: 'How many days back' }),
	objectTypes: list({ displayName: 'Object Types', one: 'object type', description: "Tactical RMM's own terms, such as agent, user, policy, urlaction" }),
	users: list({ displayName: 'Users', one: 'user', description: 'Each by its exact name' }),
};

const getAudit = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many audit log entries',
	description: 'Retrieve who did what in Tactical RMM, newest first',
	effect: 'read',
	rights: ['can_view_auditlogs'],
	notice: 'The values before and after a change may contain secrets. They are in the output only if Simplify is off.',
	fields: {
		filters: collection<typeof auditFilters, TacticalRmmClient>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true }, auditFilters),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { actions, agents, clients, days, objectTypes, users } = fields.filters;
		const filter = {
			...(agents?.length && { agentFilter: agents }),
			...(clients?.length && { clientFilter: clients.map(Number) }),
			...(users?.length && { userFilter: users }),
			...(actions?.length && { actionFilter: actions }),
			...(objectTypes?.length && { objectFilter: objectTypes }),
			...(days !== undefined && { timeFilter: days }),
		};
		const entries = await client.logs.audit(filter, fields.returnAll ? Infinity : fields.limit!);
		return fields.simplify ? entries.map(toAuditEntry) : entries;
	},
});

export const auditLog: Resource<TacticalRmmClient> = { name: 'Audit Log', value: 'auditLog', operations: [getAudit] };

function toDebugEntry(entry: DebugEntry) {
	return { id: entry.id, time: toIsoTime(entry.entry_time), level: entry.log_level, type: entry.log_type, message: entry.message ?? null, deviceName: entry.agent ?? null };
}

const debugFilters = {
	agent: labelled(agentLocator, 'Agent'),
	level: choice({
		displayName: 'Level',
		default: 'error',
		options: [
			{ name: 'Critical', value: 'critical' },
			{ name: 'Error', value: 'error' },
			{ name: 'Info', value: 'info' },
			{ name: 'Warning', value: 'warning' },
		],
	}),
	type: optionalText({ displayName: 'Type', placeholder: 'e.g. agent_issues', description: "Tactical RMM's own term, such as agent_issues or system_issues" }),
};

const getDebug = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many debug log entries',
	description: 'Retrieve the problems that Tactical RMM logged, the newest 1,000 at most',
	effect: 'read',
	rights: ['can_view_debuglogs'],
	fields: {
		filters: collection<typeof debugFilters, TacticalRmmClient>({ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true }, debugFilters),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { agent, level, type } = fields.filters;
		const filter = { ...(level !== undefined && { logLevelFilter: level }), ...(type?.trim() && { logTypeFilter: type.trim() }), ...(agent !== undefined && { agentFilter: agent }) };
		const entries = [...(await client.logs.debug(filter))].sort((a, b) => b.id - a.id);
		return limited(entries, fields).map((entry) => (fields.simplify ? toDebugEntry(entry) : entry));
	},
});

export const debugLog: Resource<TacticalRmmClient> = { name: 'Debug Log', value: 'debugLog', operations: [getDebug] };
