import type { TacticalRmmClient } from '../../client';
import { policyLocator } from '../../locator';
import type { PolicyRecord } from '../../schemas/policies';
import type { Shelf } from '../standard';

/** A policy in short. Only lists tell how many agents it is on, and only one by its ID tells its alert template. */
export function toPolicy(record: PolicyRecord) {
	return {
		id: record.id,
		name: record.name,
		description: record.desc ?? null,
		active: record.active,
		enforced: record.enforced,
		agentCount: record.agents_count ?? null,
		defaultForServers: record.default_server_policy ?? null,
		defaultForWorkstations: record.default_workstation_policy ?? null,
		alertTemplateId: record.alert_template ?? null,
	};
}

export const shelf: Shelf<PolicyRecord> = {
	one: 'policy',
	many: 'policies',
	id: ['policyId', policyLocator],
	rights: { read: 'can_list_automation_policies', write: 'can_manage_automation_policies' },
	api: (client: TacticalRmmClient) => client.policies,
	short: toPolicy,
};
