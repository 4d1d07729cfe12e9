import type { Agent } from './agent';
import { fellOver, invalid } from './answers';
import type { World } from './world';

type Filter = (agent: Agent, value: string, world: World) => boolean;

const equal = (of: (agent: Agent, world: World) => unknown): Filter => (agent, value, world) => String(of(agent, world)) === value;

const choices: Record<string, readonly string[]> = { plat: ['windows', 'linux', 'darwin'], monitoring_type: ['server', 'workstation'] };

/** The filters that work; any other name is ignored in silence. */
const filters: Record<string, Filter> = {
	id: equal(({ id }) => id),
	hostname: equal(({ hostname }) => hostname),
	operating_system: equal(({ row }) => row.operating_system),
	plat: equal(({ row }) => row.plat),
	monitoring_type: equal(({ row }) => row.monitoring_type),
	needs_reboot: equal(({ row }) => row.needs_reboot),
	logged_in_username: equal(({ row }) => row.logged_in_username),
	last_logged_in_user: equal(({ row }) => row.last_logged_in_user),
	site: equal(({ row }) => row.site),
	policy: equal(({ row }) => row.policy),
	client_id: equal((agent, world) => world.placeOf(agent).client),
	last_seen_range_after: ({ lastSeen }, value) => lastSeen !== null && Date.parse(lastSeen) >= moment(value),
	last_seen_range_before: ({ lastSeen }, value) => lastSeen !== null && Date.parse(lastSeen) <= moment(value),
	search: ({ hostname }, value) => hostname.toLowerCase().includes(value.toLowerCase()),
};

/** Agents by the query of a beta list, by number unless the query turns that round. */
export function betaFilters(world: World, query: Record<string, string>): Agent[] {
	// The one filter that the documentation praises breaks the list, and so does the range of memory.
	if ('agent_id' in query || Object.keys(query).some((name) => name.startsWith('total_ram_range'))) throw fellOver();
	for (const [name, known] of Object.entries(choices)) {
		const value = query[name];
		if (value === undefined || known.includes(value)) continue;
		throw invalid({ [name]: [`Select a valid choice. ${value} is not one of the available choices.`] });
	}
	const asked = Object.entries(query).flatMap(([name, value]) => (filters[name] ? [{ filter: filters[name], value }] : []));
	const found = world.agents().filter((agent) => asked.every(({ filter, value }) => filter(agent, value, world)));
	const direction = query.ordering === '-id' ? -1 : 1;
	return found.sort((one, other) => (one.id - other.id) * direction);
}

/** A time of a query; without a zone it is the server's, which is UTC here. */
function moment(value: string): number {
	return Date.parse(/Z|[+-]\d\d:?\d\d$/.test(value) ? value : `${value.replace(' ', 'T')}Z`);
}
