import { InputError } from '../../../shared/errors';
import { collection, flag, optionalText, simplify, text, type Field } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { inWords } from '../../../shared/text';
import { usesOf } from '../../policyUses';
import type { TacticalRmmClient } from '../../client';
import { several } from '../../fields';
import { agentLocator, clientLocator, labelled, policyLocator, siteLocator } from '../../locator';
import { operation } from '../../operation';
import { renamed, requireSome } from '../../renamed';
import { heldAs, updatedOf } from '../../stored';
import { toPolicy } from './common';

const description = optionalText({ displayName: 'Description' });
const enforced = flag({ displayName: 'Enforced', default: false, description: "Whether its checks replace an agent's own checks of the same target" });

const copyOf = labelled(policyLocator, 'Copy Of', 'Copy the checks and tasks of this policy');

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create policy',
	description: 'Create an automation policy, empty or as a copy of another one, and return it',
	effect: 'once',
	rights: ['can_manage_automation_policies', 'can_list_automation_policies'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Servers of Acme', longest: 255 }),
		active: flag({ displayName: 'Active', default: true, description: 'Whether it is active where it is assigned' }),
		additionalFields: collection<{ copyOf: Field<string, TacticalRmmClient>; description: Field<string>; enforced: Field<boolean> }, TacticalRmmClient>(
			{ displayName: 'Additional Fields', placeholder: 'Add field', allowNone: true },
			{ copyOf, description, enforced },
		),
		simplify,
	},
	run: async ({ client, fields }) => {
		const name = fields.name.trim();
		const { copyOf: source, description: desc, enforced: isEnforced } = fields.additionalFields;
		// Of one that does not exist, the server makes an empty policy and answers with a page.
		if (source !== undefined) await client.policies.get(Number(source));
		const values = { name, active: fields.active, ...(desc !== undefined && { desc }), ...(isEnforced !== undefined && { enforced: isEnforced }), ...(source !== undefined && { copyId: Number(source) }) };
		const made = await client.policies.create(values, { fits: (each) => each.name === name });
		return fields.simplify ? toPolicy(made) : made;
	},
});

const columns = {
	active: flag({ displayName: 'Active', default: true, description: 'Whether it is active where it is assigned' }),
	description,
	enforced,
	excludedAgents: several({ displayName: 'Excluded Agents', one: 'agent', description: 'All agents to exclude, by agent ID or exact host name. They replace the current ones.' }, agentLocator),
	excludedClients: several({ displayName: 'Excluded Clients', one: 'client', description: 'All to exclude, by ID or exact name. They replace the current ones.' }, clientLocator),
	excludedSites: several({ displayName: 'Excluded Sites', one: 'site', description: 'All to exclude, by ID or exact name. They replace the current ones.' }, siteLocator),
	name: text({ displayName: 'Name', longest: 255 }),
};

const SERVER_NAMES = {
	active: 'active',
	description: 'desc',
	enforced: 'enforced',
	excludedAgents: 'excluded_agents',
	excludedClients: 'excluded_clients',
	excludedSites: 'excluded_sites',
	name: 'name',
} as const;

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update policy',
	description: 'Change some settings of an automation policy; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_automation_policies', 'can_list_automation_policies'],
	notice: 'Agents with their own checks may take up to 10 minutes to show changed exclusions.',
	fields: {
		policyId: policyLocator,
		updateFields: collection<typeof columns, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, columns),
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.policyId);
		const { excludedAgents, excludedClients, excludedSites, ...others } = fields.updateFields;
		const sent = {
			...others,
			...(others.name !== undefined && { name: others.name.trim() }),
			...(excludedAgents && { excludedAgents: await numbersOf(client, excludedAgents) }),
			...(excludedClients && { excludedClients: excludedClients.map(Number) }),
			...(excludedSites && { excludedSites: excludedSites.map(Number) }),
		};
		const values = renamed<typeof columns>(SERVER_NAMES, sent);
		requireSome(values);
		return updatedOf(id, sent, await client.policies.update(id, values), { holds: heldAs(SERVER_NAMES) });
	},
});

/** The numeric ids of agents, which policies take. */
async function numbersOf(client: TacticalRmmClient, agentIds: readonly string[]): Promise<number[]> {
	const known = new Map((await client.directory.agents()).map(({ agent_id, id }) => [agent_id, id]));
	return agentIds.map((agentId) => {
		const number = known.get(agentId);
		if (typeof number === 'number') return number;
		throw new InputError(`Tactical RMM has no agent with the ID "${agentId}"`, 'Choose it from the list again. Nothing was sent.');
	});
}

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete policy',
	description: 'Delete an automation policy with its checks, tasks and results permanently',
	effect: 'once',
	rights: ['can_manage_automation_policies', 'can_list_automation_policies'],
	notice: `Its checks and tasks are deleted from all agents, with their results, history and alerts. ${CANNOT_BE_UNDONE}`,
	fields: {
		policyId: policyLocator,
		deleteInUse: flag({ displayName: 'Delete if in Use', default: false, description: 'Whether to delete a policy that is assigned somewhere. Tactical RMM itself never refuses this.' }),
	},
	affects: () => 1,
	affectsWhat: 'policies',
	run: async ({ client, fields }) => {
		const id = Number(fields.policyId);
		const related = await client.policies.related(id);
		const uses = usesOf(related);
		if (uses.length > 0 && !fields.deleteInUse) {
			throw new InputError(`The policy "${related.name}" is in use: ${inWords(uses)}`, "Turn on 'Delete if in Use' to delete it anyway, or remove it there with 'Assign'. Nothing was sent.");
		}
		await client.policies.delete(id);
		return { deleted: true, name: related.name, id };
	},
});

