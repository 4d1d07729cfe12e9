import { choice, limited, paging, simplify, text, when } from '../../shared/fields';
import { CANNOT_BE_UNDONE, type Resource } from '../../shared/operation';
import { Unread } from '../api/afterwards';
import type { TacticalRmmClient } from '../client';
import { customFieldValues } from '../customFieldValues';
import { clientLocator, siteLocator } from '../locator';
import { nameAmong } from '../naming';
import { operation } from '../operation';
import { toSite, whole } from '../place';
import type { SiteRecord } from '../schemas/places';
import { moveTo, numberOf, updateFields, valuesOf } from './placeFields';

async function shown(client: TacticalRmmClient, record: SiteRecord, { simplify: short }: { simplify: boolean }): Promise<object> {
	return short ? await toSite(client, record) : await whole(client, 'site', record);
}

const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get site',
	description: 'Retrieve one site with its custom fields',
	effect: 'read',
	rights: ['can_list_sites'],
	fields: { siteId: siteLocator, simplify },
	run: async ({ client, fields }) => await shown(client, await client.clients.site(Number(fields.siteId)), fields),
});

const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sites',
	description: 'Retrieve the sites of one client or all clients, with counts of agents and custom fields',
	effect: 'read',
	rights: ['can_list_clients'],
	fields: {
		sitesOf: choice({
			displayName: 'Sites Of',
			default: 'all',
			options: [
				{ name: 'All Clients', value: 'all' },
				{ name: 'One Client', value: 'client' },
			],
		}),
		clientId: when({ sitesOf: ['client'] }, clientLocator),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		// The list of clients, since that of sites has no counts of agents.
		const clients = fields.clientId === undefined ? await client.clients.list() : [await client.clients.get(Number(fields.clientId))];
		const sites = limited(clients.flatMap((each) => each.sites), fields);
		return await Promise.all(sites.map(async (record) => await shown(client, record, fields)));
	},
});

const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create site',
	description: 'Create a site for a client, and return it',
	effect: 'once',
	rights: ['can_manage_sites', 'can_list_sites'],
	fields: {
		clientId: clientLocator,
		name: text({ displayName: 'Name', placeholder: 'e.g. Berlin HQ' }),
		customFields: customFieldValues('site'),
		simplify,
	},
	run: async ({ client, fields }) => {
		const [clientId, name] = [Number(fields.clientId), fields.name.trim()];
		const made = await client.clients.createSite(clientId, name, fields.customFields);
		return made instanceof Unread ? made.with({ created: true, id: null, name, clientId }) : await shown(client, made, fields);
	},
});

const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update site',
	description: 'Change some settings and custom fields, and return the site; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_sites', 'can_list_sites'],
	fields: { siteId: siteLocator, updateFields: updateFields('site'), simplify },
	run: async ({ client, fields }) => {
		const { values, customFields } = valuesOf(fields.updateFields);
		const id = Number(fields.siteId);
		const changed = await client.clients.updateSite(id, values, customFields);
		return changed instanceof Unread ? changed.with({ updated: true, id }) : await shown(client, changed, fields);
	},
});

const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete site',
	description: 'Delete a site permanently; its agents must move to another one, and the last site of a client cannot be deleted',
	effect: 'once',
	notice: `The site is deleted with its settings. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_sites'],
	fields: {
		siteId: siteLocator,
		agents: choice({
			displayName: 'If It Still Has Agents',
			default: 'refuse',
			options: [
				{ name: 'Move Them', value: 'move', description: 'To another site' },
				{ name: 'Refuse', value: 'refuse', description: 'Delete nothing' },
			],
		}),
		moveToSiteId: when({ agents: ['move'] }, moveTo),
	},
	affects: () => 1,
	affectsWhat: 'sites',
	run: async ({ client, fields }) => {
		const id = Number(fields.siteId);
		const moveTo = numberOf(fields.moveToSiteId);
		client.clients.requireElsewhere(id, moveTo);
		const name = await nameAmong(async () => await client.directory.sites(), id);
		await client.clients.deleteSite(id, moveTo);
		return { deleted: true, name, id };
	},
});

export const site: Resource<TacticalRmmClient> = { name: 'Site', value: 'site', operations: [getAll, get, create, update, remove] };
