import type { Agent } from '../agent';
import { broken, detail, json, Refusal, type Answer } from '../answers';
import { maybe, objectOf, whole } from '../body';
import { retracks } from '../made';
import { get, patch, put, remove, type Call, type Routes } from '../routing';
import type { Client, Site } from '../rows';
import { checked, filledText, key } from '../validate';
import { checkCounts, pendingOf, templateOf } from '../views';
import { betaFilters } from '../betaFilters';
import type { World } from '../world';

type Json = Record<string, unknown>;

const onlyGet = { allow: 'GET' };

/** The paged API. Its ids are numbers, and a role's limits do not count. */
export const betaRoutes: Routes = (world) => {
	const { clients, sites } = world.tables;
	const one = ({ params: { id = '' } }: Call) => world.findAgent(Number(id));
	return [
		get('/beta/v1/', undefined, ({ host }) =>
			json(Object.fromEntries(['agent', 'client', 'site'].map((name) => [name, `http://${host}/beta/v1/${name}/`]))),
		),
		get('/beta/v1/agent/', 'can_list_agents', (call) => page(call, betaFilters(world, call.query), (agent) => listRow(world, agent)), onlyGet),
		get('/beta/v1/agent/:id/', 'can_list_agents', (call) => {
			const agent = one(call);
			return agent ? json(detailOf(world, agent)) : detail(404, 'Not found.');
		}),
		get('/beta/v1/agent/:word/', 'can_list_agents', () => detail(404, 'Not found.')),
		// Fails unless the agent_id is in the query as well.
		put('/beta/v1/agent/:id/', 'can_edit_agent', (call) => {
			const agent = world.findAgent(call.query.agent_id ?? '');
			if (!agent) return broken;
			const fields = { hostname: filledText, agent_id: filledText, site: key(sites) };
			checked(objectOf(call.body), fields, ['hostname', 'agent_id', 'site']);
			const { description } = objectOf(call.body);
			agent.set({
				hostname: String(maybe(call.body, 'hostname')), site: whole(maybe(call.body, 'site')),
				...(description !== undefined && { description: String(description) }),
			});
			return json(detailOf(world, agent));
		}),
		patch('/beta/v1/agent/:id/', 'can_edit_agent', () => broken),
		remove('/beta/v1/agent/:id/', 'can_uninstall_agents', () => broken),
		get('/beta/v1/client/', 'can_list_clients', () => json(clients.all().map(placeRow)), onlyGet),
		get('/beta/v1/client/:id/', 'can_list_clients', ({ params: { id = '' } }) => json(placeRow(clients.get(id)))),
		put('/beta/v1/client/:id/', 'can_manage_clients', ({ params: { id = '' }, body, user }) => {
			const { name } = checked(objectOf(body), { name: filledText }, ['name']);
			return json(placeRow(clients.update(id, { name: String(name), ...retracks(world, user, clients.get(id)) })));
		}),
		get('/beta/v1/site/', 'can_list_sites', (call) => {
			const wanted = call.query.search?.toLowerCase() ?? '';
			return page(call, sites.where(({ name }) => name.toLowerCase().includes(wanted)), placeRow);
		}, onlyGet),
		get('/beta/v1/site/:id/', 'can_list_sites', ({ params: { id = '' } }) => json(placeRow(sites.get(id)))),
		put('/beta/v1/site/:id/', 'can_manage_sites', ({ params: { id = '' }, body, user }) => {
			const values = checked(objectOf(body), { name: filledText, client: key(clients) }, ['name', 'client']) as Partial<Site>;
			return json(placeRow(sites.update(id, { ...values, ...retracks(world, user, sites.get(id)) })));
		}),
	];
};

/** One page of rows with links to its neighbours, which name the host as the request did. */
function page<Row>({ query, host, path }: Call, rows: Row[], view: (row: Row) => Json): Answer {
	const size = Math.min(Math.max(1, Number(query.page_size ?? 100) || 100), 1000);
	const number = Number(query.page ?? 1);
	const last = Math.max(1, Math.ceil(rows.length / size));
	if (!Number.isInteger(number) || number < 1 || number > last) throw new Refusal(detail(404, 'Invalid page.'));
	const link = (to: number) => {
		const all = new URLSearchParams({ ...query, page: String(to) });
		if (to === 1) all.delete('page');
		all.sort();
		return `http://${host}${path}${all.size > 0 ? `?${all}` : ''}`;
	};
	return json({
		count: rows.length, next: number < last ? link(number + 1) : null, previous: number > 1 ? link(number - 1) : null,
		results: rows.slice((number - 1) * size, number * size).map(view),
	});
}

/** A row of the list: the columns of the table, no status and no names. */
function listRow(world: World, agent: Agent): Json {
	const { agent_id, lastSeen: last_seen } = agent;
	const columns: Json = { ...agent.row, agent_id, last_seen, alert_template: templateOf(world, agent)?.id ?? null };
	delete columns.hardware;
	return { id: agent.id, ...columns };
}

/** What a list shows of an agent and the agent alone does not. */
const leftOut = ['id', 'created_by', 'created_time', 'modified_by', 'modified_time', 'default_shell', 'default_shell_custom'];

/** One agent: without its number and who changed it, but with what the server makes of it. */
function detailOf(world: World, agent: Agent): Json {
	const columns = listRow(world, agent);
	for (const left of leftOut) delete columns[left];
	return {
		...columns, hex_mesh_node_id: Buffer.from(agent.row.mesh_node_id, 'hex').toString('base64'), status: agent.status,
		checks: checkCounts(world, agent), pending_actions_count: pendingOf(world, agent).length, ...agent.row.hardware,
	};
}

function placeRow({ id, name, ...columns }: Client | Site): Json {
	return { id, name, ...columns, failing_checks: { error: false, warning: false } };
}
