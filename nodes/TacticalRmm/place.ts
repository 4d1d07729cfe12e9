import type { TacticalRmmClient } from './client';
import type { ClientRecord, SiteRecord } from './schemas/places';

/** A site in short. Only a client's own list of sites, and that of all clients, tell how many agents there are. */
export async function toSite(client: TacticalRmmClient, site: SiteRecord) {
	const { id, name, client: clientId, client_name: clientName, agent_count: agentCount, maintenance_mode: anyInMaintenance } = site;
	const customFields = await client.customFields.named('site', site.custom_fields);
	return { id, name, clientId, clientName, agentCount: agentCount ?? null, anyInMaintenance: anyInMaintenance ?? null, customFields };
}

/** A client in short. */
export async function toClient(client: TacticalRmmClient, { id, name, sites, custom_fields }: ClientRecord) {
	const short = sites.map((site) => ({ id: site.id, name: site.name, agentCount: site.agent_count ?? null }));
	return {
		id,
		name,
		sites: short,
		// The server adds it up in lists only; there, too, it is the sum of the sites'.
		agentCount: sites.reduce((sum, site) => sum + (site.agent_count ?? 0), 0),
		// Said of the client where it is so of one of its agents.
		anyInMaintenance: sites.some((site) => site.maintenance_mode === true),
		customFields: await client.customFields.named('client', custom_fields),
	};
}

/** What the server answered, with the custom fields by name beside it, where the key may see their names. */
export async function whole<T extends ClientRecord | SiteRecord>(client: TacticalRmmClient, model: 'client' | 'site', place: T) {
	const customFields = await client.customFields.named(model, place.custom_fields);
	return customFields === null ? place : { ...place, customFields };
}
