import { isLimited } from '../access';
import { invalid, json, refused } from '../answers';
import { has, maybe, needed, objectOf } from '../body';
import { setCustomFields } from '../customFields';
import { blankPlace, retracks, tracks } from '../made';
import { agentsIn, moveAgents, PlaceCounts, seesSite } from '../places';
import { get, post, put, remove, type Routes } from '../routing';
import type { Site } from '../rows';
import { boolean, checked, filledText, key, nullable, type Check } from '../validate';
import type { World } from '../world';

/** Sites, with the counts of their agents' failing checks but not of the agents. */
export const siteRoutes: Routes = (world) => {
	const { sites } = world.tables;
	return [
		get('/clients/sites/', 'can_list_sites', ({ user }) => {
			const counts = new PlaceCounts(world);
			return json(sites.where((site) => !isLimited(user) || seesSite(user, site)).map((site) => counts.site(site)));
		}),
		post('/clients/sites/', 'can_manage_sites', ({ body, user }) => {
			const values = siteValues(world, objectOf(needed(body, 'site')));
			const { name = '', client = 0 } = values;
			const site = sites.add({ ...blankPlace(), ...tracks(world, user), ...values, name, client: Number(client) });
			if (has(body, 'custom_fields')) setCustomFields(world, 'site', site.id, maybe(body, 'custom_fields'));
			return json(`Site ${site.name} was added!`);
		}),
		get('/clients/sites/:id/', 'can_list_sites', ({ params: { id = '' } }) => json(new PlaceCounts(world).site(sites.get(id)))),
		put('/clients/sites/:id/', 'can_manage_sites', ({ params: { id = '' }, body, user }) => {
			const site = sites.get(id);
			const values = siteValues(world, objectOf(needed(body, 'site')), site);
			sites.update(id, { ...values, ...retracks(world, user, site) });
			if (has(body, 'custom_fields')) setCustomFields(world, 'site', site.id, maybe(body, 'custom_fields'));
			return json('Site was edited');
		}),
		remove('/clients/sites/:id/', 'can_manage_sites', ({ params: { id = '' }, query }) => {
			const site = sites.get(id);
			if (sites.where(({ client }) => client === site.client).length === 1) throw refused('A client must have at least 1 site.');
			const refusal = 'There needs to be a site specified to move the agents to';
			moveAgents(world, agentsIn(world, { site: site.id }), query.move_to_site, refusal);
			sites.delete(id);
			return json(`${site.name} was deleted`);
		}),
	];
};

/** The values of a body's `site`; a name is unique within its client. */
function siteValues({ tables }: World, sent: Record<string, unknown>, known?: Site): Partial<Site> {
	const fields: Record<string, Check> = {
		client: key(tables.clients), name: filledText, server_policy: nullable(key(tables.policies)),
		workstation_policy: nullable(key(tables.policies)), alert_template: nullable(key(tables.alertTemplates)),
		block_policy_inheritance: boolean,
	};
	const values = checked(sent, fields, known ? [] : ['client', 'name']) as Partial<Site>;
	const { client = known?.client, name = known?.name } = values;
	if (name?.includes('|')) throw invalid({ non_field_errors: ['Site name cannot contain the | character'] });
	const isTaken = tables.sites.where((site) => site.client === Number(client) && site.name === name && site.id !== known?.id).length > 0;
	if (isTaken) throw invalid({ non_field_errors: ['The fields client, name must make a unique set.'] });
	return values;
}
