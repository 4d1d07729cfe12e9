import { fellOver, invalid, json, type FieldProblems } from '../answers';
import { has, maybe, needed, objectOf } from '../body';
import { setCustomFields } from '../customFields';
import { blankPlace, retracks, tracks } from '../made';
import { agentsIn, moveAgents, PlaceCounts, seesClient } from '../places';
import { get, post, put, remove, type Routes } from '../routing';
import type { Client } from '../rows';
import { boolean, checked, filledText, key, nullable, type Check } from '../validate';
import type { World } from '../world';

/** Clients, their sites nested. Bodies are nested too: a flat one is a 500. */
export const clientRoutes: Routes = (world) => {
	const { clients, sites } = world.tables;
	return [
		get('/clients/', 'can_list_clients', ({ user }) => {
			const counts = new PlaceCounts(world);
			const shown = clients.where((client) => seesClient(world, user, client));
			return json(shown.map((client) => counts.client(client, user, true)));
		}),
		post('/clients/', 'can_manage_clients', ({ body, user }) => {
			const values = clientValues(world, objectOf(needed(body, 'client')));
			const client = clients.add({ ...blankPlace(), ...tracks(world, user), ...values, name: String(values.name) });
			// By now the client is there, and there it stays when the rest of the body is wrong.
			if (!has(body, 'site')) throw fellOver();
			const { name } = checked(objectOf(needed(body, 'site')), { name: filledText }, ['name']);
			sites.add({ ...blankPlace(), ...tracks(world, user), client: client.id, name: String(name) });
			if (has(body, 'custom_fields')) setCustomFields(world, 'client', client.id, maybe(body, 'custom_fields'));
			return json(`${client.name} was added`);
		}),
		get('/clients/:id/', 'can_list_clients', ({ params: { id = '' }, user }) =>
			json(new PlaceCounts(world).client(clients.get(id), user, false)),
		),
		put('/clients/:id/', 'can_manage_clients', ({ params: { id = '' }, body, user }) => {
			const client = clients.get(id);
			const values = clientValues(world, objectOf(needed(body, 'client')), client);
			clients.update(id, { ...values, ...retracks(world, user, client) });
			if (has(body, 'custom_fields')) setCustomFields(world, 'client', client.id, maybe(body, 'custom_fields'));
			return json('{client} was updated');
		}),
		remove('/clients/:id/', 'can_manage_clients', ({ params: { id = '' }, query }) => {
			const client = clients.get(id);
			const refusal = 'Agents exist under this client. There needs to be a site specified to move existing agents to';
			moveAgents(world, agentsIn(world, { client: client.id }), query.move_to_site, refusal);
			sites.deleteWhere((site) => site.client === client.id);
			clients.delete(id);
			return json(`${client.name} was deleted`);
		}),
	];
};

/** The values of a body's `client`; names are unique and hold no bar. */
function clientValues({ tables }: World, sent: Record<string, unknown>, known?: Client): Partial<Client> {
	const fields: Record<string, Check> = {
		name: filledText, server_policy: nullable(key(tables.policies)), workstation_policy: nullable(key(tables.policies)),
		alert_template: nullable(key(tables.alertTemplates)), block_policy_inheritance: boolean,
	};
	const values = checked(sent, fields, known ? [] : ['name']) as Partial<Client>;
	const problems: FieldProblems = {};
	const isTaken = tables.clients.where(({ id, name }) => name === values.name && id !== known?.id).length > 0;
	if (isTaken) problems.name = ['client with this name already exists.'];
	else if (values.name?.includes('|')) problems.non_field_errors = ['Client name cannot contain the | character'];
	if (Object.keys(problems).length > 0) throw invalid(problems);
	return values;
}
