import type { User } from '../access';
import { blankTemplate } from '../alertTemplates';
import { json, ok } from '../answers';
import { objectOf } from '../body';
import { tracks } from '../made';
import { get, post, put, remove, type Route, type Routes } from '../routing';
import type { Policy } from '../rows';
import type { Table } from '../table';
import { checked, choice, filledText, nullable, shortText, text, type Check } from '../validate';
import { policiesOf, withTemplateCounts } from '../views';
import type { World } from '../world';

interface Shelf<Row extends { id: number }> {
	path: string;
	table: Table<Row>;
	rights: { read: string; write: string };
	fields: Record<string, Check>;
	required?: string[];
	blank: Record<string, unknown>;
	/** Whether one can be read by its number. */
	readable?: boolean;
	/** Whether rows tell who made them. */
	tracked?: boolean;
	view?: (row: Row) => unknown;
	said?: { saved: string; deleted: string };
}

/** What is kept beside the agents and has the same five routes: alert templates, the key store, URL actions, snippets, policies. */
export const libraryRoutes: Routes = (world) => {
	const { tables } = world;
	const core = (read: string, write: string) => ({ read: `can_${read}`, write: `can_${write}` });
	const snippet = { saved: 'Script snippet was saved successfully', deleted: 'Script snippet was deleted successfully' };
	return [
		get('/alerts/templates/:id/related/', 'can_list_alerttemplates', ({ params: { id = '' } }) => {
			const template = tables.alertTemplates.get(id);
			return json({ ...template, policies: [], clients: [], sites: [] });
		}),
		get('/automation/policies/', 'can_list_automation_policies', () => json(tables.policies.all().map((policy) => policyRow(world, policy)))),
		get('/automation/policies/:id/', 'can_list_automation_policies', ({ params: { id = '' } }) => json(tables.policies.get(id))),
		...shelf(world, {
			path: '/alerts/templates/', table: tables.alertTemplates, rights: core('list_alerttemplates', 'manage_alerttemplates'),
			fields: { ...anything(blankTemplate()), name: filledText }, required: ['name'], blank: blankTemplate(), readable: true, tracked: true,
			view: (template) => withTemplateCounts(world, template),
		}),
		...shelf(world, {
			path: '/core/keystore/', table: tables.keyStore, rights: core('view_global_keystore', 'edit_global_keystore'),
			fields: { name: shortText(25), value: text }, required: ['name', 'value'], blank: {}, tracked: true,
		}),
		...shelf(world, {
			path: '/core/urlaction/', table: tables.urlActions, rights: core('run_urlactions', 'edit_core_settings'),
			fields: {
				name: filledText, desc: nullable(text), pattern: filledText, action_type: choice(['web', 'rest']),
				rest_method: choice(['get', 'post', 'put', 'delete', 'patch']), rest_body: text, rest_headers: text,
			},
			required: ['name', 'pattern'], tracked: true,
			blank: { desc: '', action_type: 'web', rest_method: 'post', rest_body: '', rest_headers: '' },
		}),
		...shelf(world, {
			path: '/scripts/snippets/', table: tables.snippets, rights: core('list_scripts', 'manage_scripts'),
			fields: { name: filledText, desc: text, code: text, shell: text }, required: ['name'],
			blank: { desc: '', code: '', shell: 'powershell' }, readable: true, said: snippet,
		}),
	];
};

function shelf<Row extends { id: number }>(world: World, { path, table, rights, fields, required = [], blank, ...more }: Shelf<Row>): Route[] {
	const { readable = false, tracked = false, view = (row) => row, said } = more;
	const made = (user: User) => (tracked ? tracks(world, user) : {});
	const saved = said ? json(said.saved) : ok;
	const one = `${path}:id/`;
	return [
		get(path, rights.read, () => json(table.all().map(view))),
		post(path, rights.write, ({ body, user }) => {
			table.add({ ...blank, ...made(user), ...checked(objectOf(body), fields, required) } as Omit<Row, 'id'>);
			return saved;
		}),
		...(readable ? [get(one, rights.read, ({ params: { id = '' } }) => json(view(table.get(id))))] : []),
		put(one, rights.write, ({ params: { id = '' }, body }) => {
			table.get(id);
			table.update(id, checked(objectOf(body), fields) as Partial<Row>);
			return saved;
		}),
		remove(one, rights.write, ({ params: { id = '' } }) => {
			table.delete(table.get(id).id);
			return said ? json(said.deleted) : ok;
		}),
	];
}

/** A policy as the list shows it. */
function policyRow(world: World, policy: Policy): Record<string, unknown> {
	const { id, name, desc, active, enforced, excluded_sites, excluded_clients, excluded_agents, ...more } = policy;
	const { created_by, created_time, modified_by, modified_time } = more;
	const agents_count = world.agents().filter((agent) => policiesOf(world, agent).includes(id)).length;
	return {
		id, default_server_policy: false, default_workstation_policy: false, agents_count, winupdatepolicy: [], created_by, created_time,
		modified_by, modified_time, name, desc, active, enforced, excluded_sites, excluded_clients, excluded_agents,
	};
}

/** Fields that are taken as they come. */
function anything(blank: Record<string, unknown>): Record<string, Check> {
	return Object.fromEntries(Object.keys(blank).map((name) => [name, () => undefined]));
}
