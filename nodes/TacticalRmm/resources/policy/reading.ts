import { limited, paging, simplify } from '../../../shared/fields';
import { unlessUnknown } from '../../policyUses';
import type { TacticalRmmClient } from '../../client';
import { toIsoTime } from '../../device';
import { policyLocator } from '../../locator';
import { operation } from '../../operation';
import { policyCheckId, policyTaskId } from '../../recordLocators';
import type { PolicyRelated } from '../../schemas/policies';
import { getting, gettingMany } from '../standard';
import { shelf } from './common';

export const get = getting(shelf, { description: 'Retrieve one automation policy' });

export const getAll = gettingMany(shelf, { description: 'Retrieve all automation policies with their number of agents' });

/** Where a policy is assigned, in short. */
function toRelated(id: number, related: PolicyRelated) {
	const named = (list: ReadonlyArray<{ id: number; name: string }> = []) => list.map((each) => ({ id: each.id, name: each.name }));
	return {
		id,
		name: related.name,
		serverClients: named(related.server_clients),
		serverSites: named(related.server_sites),
		workstationClients: named(related.workstation_clients),
		workstationSites: named(related.workstation_sites),
		agents: (related.agents ?? []).map(({ agent_id, hostname }) => ({ id: agent_id ?? null, name: hostname })),
		defaultForServers: related.is_default_server_policy ?? null,
		defaultForWorkstations: related.is_default_workstation_policy ?? null,
	};
}

export const getRelated = operation({
	name: 'Get Related',
	value: 'getRelated',
	action: 'Get policy assignments',
	description: 'Show where a policy is assigned: clients, sites and agents, and whether it is a default',
	effect: 'read',
	rights: ['can_list_automation_policies'],
	fields: { policyId: policyLocator, simplify },
	run: async ({ client, fields }) => {
		const id = Number(fields.policyId);
		const related = await client.policies.related(id);
		return fields.simplify ? toRelated(id, related) : related;
	},
});

/** Agents that the key may see, by the numeric ids that results carry. */
async function agentsByNumber(client: TacticalRmmClient): Promise<ReadonlyMap<number | null, string>> {
	return new Map((await client.directory.agents()).map(({ id, agent_id }) => [id, agent_id]));
}

const BEYOND_SCOPE = 'Tactical RMM does not limit this to the clients of your role. Agents that your key may not see have no ID here.';

export const getCheckStatus = operation({
	name: 'Get Check Status',
	value: 'getCheckStatus',
	action: 'Get policy check status',
	description: 'Retrieve the results of one check of a policy on all its agents',
	effect: 'read',
	rights: ['can_list_automation_policies', 'can_list_agents'],
	notice: BEYOND_SCOPE,
	fields: { checkId: policyCheckId, ...paging, simplify },
	run: async ({ client, fields }) => {
		const { checkId: id } = fields;
		const agents = await agentsByNumber(client);
		const all = await unlessUnknown(await client.policies.checkStatus(id), async () => await client.checks.get(id));
		return limited(all, fields).map((row) => {
			if (!fields.simplify) return row;
			return {
				deviceName: row.hostname,
				status: row.status ?? null,
				severity: row.alert_severity || null,
				lastRun: toIsoTime(row.last_run),
				info: row.more_info ?? null,
				failCount: row.fail_count ?? null,
				exitCode: row.retcode ?? null,
				stdout: row.stdout ?? null,
				checkId: id,
				deviceId: agents.get(row.agent ?? null) ?? null,
			};
		});
	},
});

export const getTaskStatus = operation({
	name: 'Get Task Status',
	value: 'getTaskStatus',
	action: 'Get policy task status',
	description: 'Retrieve the results of one task of a policy on all its agents',
	effect: 'read',
	rights: ['can_list_automation_policies', 'can_list_agents'],
	notice: BEYOND_SCOPE,
	fields: { taskId: policyTaskId, ...paging, simplify },
	run: async ({ client, fields }) => {
		const { taskId: id } = fields;
		const agents = await agentsByNumber(client);
		const all = await unlessUnknown(await client.policies.taskStatus(id), async () => await client.tasks.get(id));
		return limited(all, fields).map((row) => {
			if (!fields.simplify) return row;
			return {
				deviceName: row.hostname,
				status: row.status ?? null,
				syncStatus: row.sync_status ?? null,
				lastRun: toIsoTime(row.last_run),
				exitCode: row.retcode ?? null,
				stdout: row.stdout ?? null,
				stderr: row.stderr ?? null,
				taskId: id,
				deviceId: agents.get(row.agent ?? null) ?? null,
			};
		});
	},
});
