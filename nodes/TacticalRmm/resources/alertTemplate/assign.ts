import { choice, when } from '../../../shared/fields';
import { sizeOf } from '../../../shared/http/rows';
import type { Run } from '../../../shared/operation';
import type { TacticalRmmClient } from '../../client';
import { alertTemplateLocator, clientLocator, policyLocator, siteLocator } from '../../locator';
import { operation } from '../../operation';
import { idsOf } from '../../target';
import { assignAt, assignment, clientOrSite, type Place } from '../assigning';

const fields = {
	alertTemplateId: alertTemplateLocator,
	assignment,
	assignTo: choice({
		displayName: 'Assign To',
		default: 'client',
		options: [
			{ name: 'Client', value: 'client' },
			{ name: 'Policy', value: 'policy' },
			{ name: 'Site', value: 'site' },
		],
	}),
	clientId: when({ assignTo: ['client'] }, clientLocator),
	policyId: when({ assignTo: ['policy'] }, policyLocator),
	siteId: when({ assignTo: ['site'] }, siteLocator),
};

type Entered = Run<TacticalRmmClient, typeof fields>['fields'];

async function placeOf(client: TacticalRmmClient, entered: Entered): Promise<Place> {
	const columns = ['alert_template'];
	if (entered.policyId !== undefined) {
		const policyId = Number(entered.policyId);
		return { of: { policyId }, columns, before: await client.policies.get(policyId), write: async (values) => await client.policies.update(policyId, values) };
	}
	return await clientOrSite(client, entered, columns);
}

export const assign = operation({
	name: 'Assign',
	value: 'assign',
	action: 'Assign alert template',
	description: 'Assign an alert template to a client, a site or a policy, or remove it there',
	effect: 'idempotent',
	rights: ['can_manage_clients', 'can_list_clients', 'can_list_agents'],
	notice: "An agent has exactly one alert template, the first of these: its policy's, its site's policy's, its site's, its client's policy's, its client's, the default.",
	fields,
	affects: async ({ client, fields: entered }) => {
		if (entered.policyId === undefined) return sizeOf(await client.directory.agentsIn(idsOf(entered)));
		return (await client.policies.list()).find(({ id }) => id === Number(entered.policyId))?.agents_count ?? 1;
	},
	run: async ({ client, fields: entered }) => {
		const id = Number(entered.alertTemplateId);
		return await assignAt(await placeOf(client, entered), id, entered.assignment, { alertTemplateId: id });
	},
});
