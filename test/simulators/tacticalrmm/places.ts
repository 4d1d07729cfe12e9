import { isLimited, maySee, type User } from './access';
import type { Agent } from './agent';
import { refused } from './answers';
import { whole } from './body';
import type { Client, Site } from './rows';
import { checkCounts } from './views';
import type { World } from './world';

type Json = Record<string, unknown>;

export function agentsIn(world: World, place: { client?: number; site?: number }): Agent[] {
	return world.agents().filter((agent) => {
		const { client, site } = world.placeOf(agent);
		return place.site === undefined ? client === place.client : site === place.site;
	});
}

export function seesSite(user: User, { client, id }: Site): boolean {
	return maySee(user, { client, site: id });
}

export function seesClient(world: World, user: User, client: Client): boolean {
	if (!isLimited(user)) return true;
	return world.tables.sites.where((site) => site.client === client.id).some((site) => seesSite(user, site));
}

/** Counts over agents, made once for a whole list: asking the agents again for every site would take long with many of them. */
export class PlaceCounts {
	readonly #bySite: Map<number, Agent[]>;

	constructor(private readonly world: World) {
		this.#bySite = Map.groupBy(world.agents(), ({ row }) => row.site);
	}

	/** A site as GET /clients/sites/ shows it. */
	site({ id, name, server_policy, workstation_policy, alert_template, client, block_policy_inheritance }: Site): Json {
		return {
			id, name, server_policy, workstation_policy, alert_template, client_name: this.world.tables.clients.get(client).name, client,
			custom_fields: this.#valuesOf('site', id), block_policy_inheritance, failing_checks: this.#failing(this.#at(id)),
		};
	}

	/** A client as GET /clients/ shows it, its sites nested; `counted` adds what GET /clients/<id>/ lacks. */
	client(client: Client, user: User, counted: boolean): Json {
		const { id, name, server_policy, workstation_policy, alert_template, block_policy_inheritance } = client;
		const sites = this.world.tables.sites.where((site) => site.client === id && (!isLimited(user) || seesSite(user, site)));
		const agents = sites.flatMap((site) => this.#at(site.id));
		return {
			id, name, server_policy, workstation_policy, alert_template, block_policy_inheritance,
			sites: sites.map((site) => ({ ...this.site(site), ...this.#counts(this.#at(site.id)) })),
			custom_fields: this.#valuesOf('client', id), ...(counted && this.#counts(agents)), failing_checks: this.#failing(agents),
		};
	}

	#at(site: number): Agent[] {
		return this.#bySite.get(site) ?? [];
	}

	#counts(agents: Agent[]): Json {
		return { agent_count: agents.length, maintenance_mode: agents.some(({ row }) => row.maintenance_mode) };
	}

	#failing(agents: Agent[]): Json {
		const counts = agents.map((agent) => checkCounts(this.world, agent));
		return { error: counts.some(({ failing }) => failing !== 0), warning: counts.some(({ warning }) => warning !== 0) };
	}

	#valuesOf(model: 'client' | 'site', owner: number): Json[] {
		return this.world.tables.valuesOf(model, owner).map(({ id, field, value }) => ({ id, field, [model]: owner, value }));
	}
}

/** Moves the agents of a place that goes to another site, or refuses where there are any and no other site is named. */
export function moveAgents(world: World, agents: Agent[], target: string | undefined, refusal: string): void {
	if (agents.length === 0) return;
	if (target === undefined) throw refused(refusal);
	const site = world.tables.sites.get(whole(target)).id;
	agents.forEach((agent) => agent.set({ site }));
}
