import { fellOver, json, ok } from '../answers';
import { maybe, objectOf } from '../body';
import { blankCheck } from '../checks';
import { tracks } from '../made';
import { get, post, put, remove, type Routes } from '../routing';
import type { Check, Client, Policy, Site, Task } from '../rows';
import { boolean, checked, key, nullable, text, type Check as Rule } from '../validate';
import { policiesOf } from '../views';
import { invalid } from '../answers';
import type { World } from '../world';

const EXCLUSIONS = ['excluded_sites', 'excluded_clients', 'excluded_agents'] as const;

/** Automation policies. Nothing is required of a new one, and deleting is never refused. */
export const policyRoutes: Routes = (world) => {
	const { policies, alertTemplates } = world.tables;
	const fields: Record<string, Rule> = {
		name: text, desc: nullable(text), active: boolean, enforced: boolean, alert_template: nullable(key(alertTemplates)), ...Object.fromEntries(EXCLUSIONS.map((name) => [name, text])),
	};
	const mustBeFree = (name: unknown, own?: number) => {
		if (name !== undefined && policies.where((policy) => policy.name === name && policy.id !== own).length > 0) throw invalid({ name: ['policy with this name already exists.'] });
	};
	return [
		get('/automation/policies/', 'can_list_automation_policies', () => json(policies.all().map((policy) => policyRow(world, policy)))),
		post('/automation/policies/', 'can_manage_automation_policies', ({ body, user }) => {
			const values = checked(objectOf(body), fields) as Partial<Policy>;
			mustBeFree(values.name);
			const made = policies.add({ ...blankPolicy(), ...tracks(world, user), ...values });
			const copied = maybe(body, 'copyId');
			if (copied !== undefined) copy(world, Number(copied), made.id);
			return ok;
		}),
		get('/automation/policies/overview/', 'can_list_automation_policies', () => json(world.tables.clients.all().map((client) => overviewOf(world, client)))),
		get('/automation/policies/:id/', 'can_list_automation_policies', ({ params: { id = '' } }) => json(policies.get(id))),
		put('/automation/policies/:id/', 'can_manage_automation_policies', ({ params: { id = '' }, body }) => {
			const { id: own } = policies.get(id);
			const values = checked(objectOf(body), fields) as Partial<Policy>;
			mustBeFree(values.name, own);
			policies.update(id, values);
			return ok;
		}),
		remove('/automation/policies/:id/', 'can_manage_automation_policies', ({ params: { id = '' } }) => {
			forget(world, policies.get(id).id);
			policies.delete(id);
			return ok;
		}),
		get('/automation/policies/:id/related/', 'can_list_automation_policies', ({ params: { id = '' } }) => {
			const policy = policies.find(Number(id));
			return json(policy ? relatedOf(world, policy) : { name: '' });
		}),
	];
};

function blankPolicy(): Omit<Policy, 'id' | 'created_by' | 'created_time' | 'modified_by' | 'modified_time'> {
	return { name: '', desc: null, active: false, enforced: false, alert_template: null, excluded_sites: [], excluded_clients: [], excluded_agents: [] };
}

/** Of a policy that does not exist, the new one stays empty and the answer is a page. */
function copy({ tables }: World, source: number, policy: number): void {
	if (!tables.policies.find(source)) throw fellOver();
	for (const check of tables.checks.where((each) => each.policy === source)) tables.checks.add({ ...blankCheck(), ...check, id: undefined, policy } as Omit<Check, 'id'>);
	for (const task of tables.tasks.where((each) => each.policy === source)) tables.tasks.add({ ...task, id: undefined, policy } as Omit<Task, 'id'>);
}

/** What refers to it becomes null, and its checks and tasks go with their results. */
function forget(world: World, policy: number): void {
	const { tables } = world;
	for (const table of [tables.clients, tables.sites]) {
		for (const place of table.all()) {
			const values = { ...(place.server_policy === policy && { server_policy: null }), ...(place.workstation_policy === policy && { workstation_policy: null }) };
			if (Object.keys(values).length > 0) (table as typeof tables.clients).update(place.id, values);
		}
	}
	world.agents().filter(({ row }) => row.policy === policy).forEach((agent) => agent.set({ policy: null }));
	for (const { id } of tables.checks.where((check) => check.policy === policy)) {
		tables.checkResults.deleteWhere((result) => result.assigned_check === id);
		tables.checks.delete(id);
	}
	for (const { id } of tables.tasks.where((task) => task.policy === policy)) {
		tables.taskResults.deleteWhere((result) => result.task === id);
		tables.tasks.delete(id);
	}
}

/** A policy as the list shows it. */
function policyRow(world: World, policy: Policy): Record<string, unknown> {
	const { id, name, desc, active, enforced, excluded_sites, excluded_clients, excluded_agents, ...more } = policy;
	const { created_by, created_time, modified_by, modified_time } = more;
	const agents_count = world.agents().filter((agent) => policiesOf(world, agent).includes(id)).length;
	return {
		id, default_server_policy: world.settings.server_policy === id, default_workstation_policy: world.settings.workstation_policy === id, agents_count, winupdatepolicy: [],
		created_by, created_time, modified_by, modified_time, name, desc, active, enforced, excluded_sites, excluded_clients, excluded_agents,
	};
}

function relatedOf(world: World, { id, name }: Policy): Record<string, unknown> {
	const { clients, sites } = world.tables;
	const of = <Row extends Client | Site>(rows: Row[], column: 'server_policy' | 'workstation_policy') => rows.filter((row) => row[column] === id).map((row) => placeView(world, row));
	return {
		pk: id, name, workstation_clients: of(clients.all(), 'workstation_policy'), workstation_sites: of(sites.all(), 'workstation_policy'),
		server_clients: of(clients.all(), 'server_policy'), server_sites: of(sites.all(), 'server_policy'),
		agents: world.agents().filter(({ row }) => row.policy === id).map(({ id: pk, hostname, agent_id }) => ({ id: pk, hostname, agent_id })),
		is_default_server_policy: world.settings.server_policy === id, is_default_workstation_policy: world.settings.workstation_policy === id,
	};
}

/** A client or site with what belongs to it left out. */
export function placeView(world: World, place: Client | Site): Record<string, unknown> {
	const { id, name, created_by, created_time, modified_by, modified_time, block_policy_inheritance, workstation_policy, server_policy, alert_template } = place;
	const ofSite = 'client' in place && { client_name: world.tables.clients.get(place.client).name };
	return {
		id, ...ofSite, created_by, created_time, modified_by, modified_time, name, block_policy_inheritance, failing_checks: { error: false, warning: false },
		...('client' in place && { client: place.client }), workstation_policy, server_policy, alert_template,
	};
}

function overviewOf({ tables }: World, client: Client): Record<string, unknown> {
	const policy = (id: number | null) => (id === null ? null : (tables.policies.find(id) ?? null));
	const view = ({ id: pk, name, workstation_policy, server_policy }: Client) => ({ pk, name, workstation_policy: policy(workstation_policy), server_policy: policy(server_policy) });
	return { ...view(client), sites: tables.sites.where((site) => site.client === client.id).map(view) };
}
