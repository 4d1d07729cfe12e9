import { choice, when } from '../../../shared/fields';
import { sizeOf } from '../../../shared/http/rows';
import type { Run } from '../../../shared/operation';
import { ifAllowed } from '../../api/afterwards';
import type { TacticalRmmClient } from '../../client';
import { agentLocator, clientLocator, policyLocator, siteLocator } from '../../locator';
import { operation } from '../../operation';
import { idsOf } from '../../target';
import { assignAt, assignment, clientOrSite, type Place } from '../assigning';

const fields = {
	policyId: policyLocator,
	assignment,
	assignTo: choice({
		displayName: 'Assign To',
		default: 'client',
		options: [
			{ name: 'Agent', value: 'agent' },
			{ name: 'Client', value: 'client' },
			{ name: 'Site', value: 'site' },
		],
	}),
	deviceId: when({ assignTo: ['agent'] }, agentLocator),
	clientId: when({ assignTo: ['client'] }, clientLocator),
	siteId: when({ assignTo: ['site'] }, siteLocator),
	policyFor: when(
		{ assignTo: ['client', 'site'] },
		choice({
			displayName: 'For',
			default: 'server',
			description: 'Which of its agents, by their monitoring type',
			options: [
				{ name: 'Servers', value: 'server' },
				{ name: 'Servers and Workstations', value: 'both' },
				{ name: 'Workstations', value: 'workstation' },
			],
		}),
	),
};

type Entered = Run<TacticalRmmClient, typeof fields>['fields'];

const COLUMNS = { server: ['server_policy'], workstation: ['workstation_policy'], both: ['server_policy', 'workstation_policy'] } as const;

async function placeOf(client: TacticalRmmClient, entered: Entered): Promise<Place> {
	const { deviceId } = entered;
	if (deviceId !== undefined) {
		const write = async (values: Record<string, number | null>) => {
			await client.agents.update(deviceId, values);
			return await ifAllowed('The agent was updated', async () => await client.agents.get(deviceId));
		};
		return { of: { id: deviceId }, columns: ['policy'], before: await client.agents.get(deviceId), write };
	}
	return await clientOrSite(client, entered, COLUMNS[entered.policyFor!]);
}

export const assign = operation({
	name: 'Assign',
	value: 'assign',
	action: 'Assign policy',
	description: 'Assign an automation policy to a client, a site or an agent, or remove it there',
	effect: 'idempotent',
	rights: ['can_manage_clients', 'can_list_clients', 'can_list_agents'],
	notice: 'Agents with their own checks may take up to 10 minutes to show that a policy was removed.',
	fields,
	affects: async ({ client, fields: entered }) => {
		const { policyFor } = entered;
		if (entered.deviceId !== undefined || policyFor === undefined) return 1;
		return sizeOf(await client.directory.agentsIn({ ...idsOf(entered), monitoringType: policyFor === 'both' ? undefined : policyFor }));
	},
	run: async ({ client, fields: entered }) => {
		const id = Number(entered.policyId);
		return await assignAt(await placeOf(client, entered), id, entered.assignment, { policyId: id });
	},
});
