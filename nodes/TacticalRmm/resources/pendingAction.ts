import { choice, choices, collection, limited, paging, simplify } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';
import { pendingActionId } from '../recordLocators';
import { cancel as cancelOne, toPendingAction } from '../pendingActions';
import { idsOf, inPlace, within } from '../target';

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many pending actions',
	description: 'Retrieve the pending actions of all agents, such as planned reboots and installs',
	effect: 'read',
	rights: ['can_list_pendingactions', 'can_list_agents'],
	fields: {
		...within,
		status: choice({
			displayName: 'Status',
			default: 'pending',
			options: [
				{ name: 'Any', value: 'any' },
				{ name: 'Completed', value: 'completed' },
				{ name: 'Pending', value: 'pending' },
			],
		}),
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true },
			{
				types: choices({
					displayName: 'Types',
					allowNone: true,
					options: [
						{ name: 'Agent Update', value: 'agentupdate' },
						{ name: 'Command', value: 'runcmd' },
						{ name: 'Patch Install', value: 'runpatchinstall' },
						{ name: 'Patch Scan', value: 'runpatchscan' },
						{ name: 'Planned Reboot', value: 'schedreboot' },
						{ name: 'Script', value: 'runscript' },
						{ name: 'Software Install', value: 'chocoinstall' },
					],
				}),
			},
		),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { status, filters } = fields;
		const types: readonly string[] = filters.types ?? [];
		const place = idsOf(fields);
		const isPlaced = place.client !== undefined || place.site !== undefined;
		// Rows have names of places only, which are not unique; the ids of agents are.
		const agents = new Map((isPlaced ? await inPlace(client, place, await client.directory.agentsIn(place)) : await client.directory.agents()).map((agent) => [agent.id, agent.agent_id]));
		const all = await client.logs.pendingActions();
		const wanted = all.filter(
			(each) =>
				(status === 'any' || each.status === status) &&
				(types.length === 0 || types.includes(each.action_type ?? '')) &&
				(!isPlaced || agents.has(each.agent ?? null)),
		);
		wanted.sort((a, b) => b.id - a.id);
		return limited(wanted, fields).map((each) => (fields.simplify ? toPendingAction(each, agents.get(each.agent ?? null)) : each));
	},
});

const cancel = operation({
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel pending action',
	description: 'Cancel a planned reboot of an agent, or remove another pending action from the list',
	effect: 'once',
	rights: ['can_manage_pendingactions', 'can_list_pendingactions'],
	notice: 'Only a planned reboot is canceled on the agent, which must be online. Other actions that the agent has already received continue.',
	fields: { pendingActionId },
	affects: () => 1,
	affectsWhat: 'pending actions',
	run: async ({ client, fields }) => {
		const { pendingActionId: id } = fields;
		return await cancelOne(client, id, (await client.logs.pendingActions()).find((each) => each.id === id));
	},
});

export const pendingAction: Resource<TacticalRmmClient> = { name: 'Pending Action', value: 'pendingAction', operations: [getAll, cancel] };
