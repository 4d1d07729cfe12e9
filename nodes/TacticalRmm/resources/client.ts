import { choice, limited, paging, simplify, text, when } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { Unread } from '../api/afterwards';
import type { TacticalRmmClient } from '../client';
import { customFieldValues } from '../customFieldValues';
import { simplified } from '../device';
import { clientLocator } from '../locator';
import { operation } from '../operation';
import { toClient, whole } from '../place';
import type { ClientRecord } from '../schemas/places';
import { inPlace } from '../target';
import { moveTo, numberOf, updateFields, valuesOf } from './placeFields';

async function shown(client: TacticalRmmClient, record: ClientRecord, { simplify: short }: { simplify: boolean }): Promise<object> {
	return short ? await toClient(client, record) : await whole(client, 'client', record);
}

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get client',
	description: 'Retrieve one client with its sites and custom fields',
	effect: 'read',
	rights: ['can_list_clients'],
	fields: { clientId: clientLocator, simplify },
	run: async ({ client, fields }) => await shown(client, await client.clients.get(Number(fields.clientId)), fields),
});

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many clients',
	description: 'Retrieve all clients with their sites, counts of agents and custom fields',
	effect: 'read',
	rights: ['can_list_clients'],
	fields: { ...paging, simplify },
	run: async ({ client, fields }) => {
		const clients = limited(await client.clients.list(), fields);
		return await Promise.all(clients.map(async (record) => await shown(client, record, fields)));
	},
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create client',
	description: 'Create a client with its first site, and return it',
	effect: 'once',
	rights: ['can_manage_clients', 'can_list_clients'],
	fields: {
		name: text({ displayName: 'Name', placeholder: 'e.g. Acme Corp' }),
		siteName: text({ displayName: 'First Site', default: 'Main', description: 'Every client has at least one site' }),
		customFields: customFieldValues('client'),
		simplify,
	},
	run: async ({ client, fields }) => {
		const name = fields.name.trim();
		const made = await client.clients.create(name, fields.siteName.trim(), fields.customFields);
		return made instanceof Unread ? made.with({ created: true, id: null, name }) : await shown(client, made, fields);
	},
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update client',
	description: 'Change some settings and custom fields, and return the client; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_clients', 'can_list_clients'],
	fields: { clientId: clientLocator, updateFields: updateFields('client'), simplify },
	run: async ({ client, fields }) => {
		const { values, customFields } = valuesOf(fields.updateFields);
		const id = Number(fields.clientId);
		const changed = await client.clients.update(id, values, customFields);
		return changed instanceof Unread ? changed.with({ updated: true, id }) : await shown(client, changed, fields);
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete client',
	description: 'Delete a client and its sites permanently; its agents must move to another client',
	effect: 'once',
	notice: `Its sites are deleted with it. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_clients', 'can_list_clients'],
	fields: {
		clientId: clientLocator,
		agents: choice({
			displayName: 'If It Still Has Agents',
			default: 'refuse',
			options: [
				{ name: 'Move Them', value: 'move', description: 'To a site of another client' },
				{ name: 'Refuse', value: 'refuse', description: 'Delete nothing' },
			],
		}),
		moveToSiteId: when({ agents: ['move'] }, moveTo),
	},
	affects: () => 1,
	affectsWhat: 'clients',
	run: async ({ client, fields }) => {
		const id = Number(fields.clientId);
		const { name } = await client.clients.delete(id, numberOf(fields.moveToSiteId));
		return { deleted: true, name, id };
	},
});

const getAgents = operation({
	name: 'Get Agents',
	value: 'getAgents',
	action: 'Get client agents',
	description: 'Retrieve the agents of all sites of a client',
	effect: 'read',
	rights: ['can_list_agents'],
	fields: { clientId: clientLocator, ...paging, simplify },
	run: async ({ client, fields }) => {
		const id = Number(fields.clientId);
		const agents = await inPlace(client, { client: id }, await client.agents.list({ client: id }));
		return limited(agents, fields).map((agent) => (fields.simplify ? simplified(agent, client.serverNow()) : agent));
	},
});

export const client: Resource<TacticalRmmClient> = { name: 'Client', value: 'client', operations: [getAll, get, create, update, remove, getAgents] };
