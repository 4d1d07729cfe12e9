import type { User } from '../access';
import { blankTemplate } from '../alertTemplates';
import { invalid, json, ok } from '../answers';
import { objectOf } from '../body';
import { tracks } from '../made';
import { get, post, put, remove, type Route, type Routes } from '../routing';
import type { Client, Site } from '../rows';
import type { Table } from '../table';
import { checked, choice, filledText, key, nullable, shortText, text, type Check } from '../validate';
import { withTemplateCounts } from '../views';
import type { World } from '../world';
import { placeView } from './policies';
import { shells } from './scripts';

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
	/** What is said of a name that is taken. */
	unique?: string;
	/** What happens to those that refer to one that is deleted. */
	forgotten?(id: number): void;
}

const actionTypes = ['script', 'server', 'rest'];

/** What is kept beside the agents and has the same five routes: alert templates, the key store, URL actions, snippets, policies. */
export const libraryRoutes: Routes = (world) => {
	const { tables } = world;
	const core = (read: string, write: string) => ({ read: `can_${read}`, write: `can_${write}` });
	const snippet = { saved: 'Script snippet was saved successfully', deleted: 'Script snippet was deleted successfully' };
	return [
		get('/alerts/templates/:id/related/', 'can_list_alerttemplates', ({ params: { id = '' } }) => {
			const template = tables.alertTemplates.get(id);
			const uses = <Row extends Client | Site>(rows: Row[]) => rows.filter((row) => row.alert_template === template.id).map((row) => placeView(world, row));
			return json({ ...template, policies: [], clients: uses(tables.clients.all()), sites: uses(tables.sites.all()) });
		}),
		...shelf(world, {
			path: '/alerts/templates/', table: tables.alertTemplates, rights: core('list_alerttemplates', 'manage_alerttemplates'),
			fields: {
				...anything(blankTemplate()), name: text, action_type: choice(actionTypes), resolved_action_type: choice(actionTypes),
				action_rest: nullable(key(tables.urlActions)), resolved_action_rest: nullable(key(tables.urlActions)),
			},
			blank: { name: '', ...blankTemplate() }, readable: true, tracked: true, forgotten: (id) => forgetTemplate(world, id),
			view: (template) => withTemplateCounts(world, template),
		}),
		...shelf(world, {
			path: '/core/keystore/', table: tables.keyStore, rights: core('view_global_keystore', 'edit_global_keystore'),
			fields: { name: shortText(25), value: filledText }, blank: { name: '', value: '' }, tracked: true,
		}),
		...shelf(world, {
			path: '/core/urlaction/', table: tables.urlActions, rights: core('run_urlactions', 'edit_core_settings'),
			fields: {
				name: text, desc: nullable(text), pattern: text, action_type: choice(['web', 'rest']),
				rest_method: choice(['get', 'post', 'put', 'delete', 'patch']), rest_body: text, rest_headers: text,
			},
			tracked: true, forgotten: (id) => forgetAction(world, id),
			blank: { name: '', pattern: '', desc: '', action_type: 'web', rest_method: 'post', rest_body: '', rest_headers: '' },
		}),
		...shelf(world, {
			path: '/scripts/snippets/', table: tables.snippets, rights: core('list_scripts', 'manage_scripts'),
			fields: { name: filledText, desc: text, code: text, shell: choice(shells) }, required: ['name'], unique: 'script snippet with this name already exists.',
			blank: { desc: '', code: '', shell: 'powershell' }, readable: true, said: snippet,
		}),
	];
};

function shelf<Row extends { id: number }>(world: World, { path, table, rights, fields, required = [], blank, ...more }: Shelf<Row>): Route[] {
	const { readable = false, tracked = false, view = (row) => row, said, unique, forgotten } = more;
	const made = (user: User) => (tracked ? tracks(world, user) : {});
	const saved = said ? json(said.saved) : ok;
	const one = `${path}:id/`;
	return [
		get(path, rights.read, () => json(table.all().map(view))),
		post(path, rights.write, ({ body, user }) => {
			const values = checked(objectOf(body), fields, required);
			if (unique && table.where((row) => (row as unknown as { name: string }).name === values.name).length > 0) throw invalid({ name: [unique] });
			table.add({ ...blank, ...made(user), ...values } as Omit<Row, 'id'>);
			return saved;
		}),
		...(readable ? [get(one, rights.read, ({ params: { id = '' } }) => json(view(table.get(id))))] : []),
		put(one, rights.write, ({ params: { id = '' }, body }) => {
			table.get(id);
			table.update(id, checked(objectOf(body), fields) as Partial<Row>);
			return saved;
		}),
		remove(one, rights.write, ({ params: { id = '' } }) => {
			const { id: gone } = table.get(id);
			forgotten?.(gone);
			table.delete(gone);
			return said ? json(said.deleted) : ok;
		}),
	];
}

/** References to a template become null in silence. */
function forgetTemplate({ tables, settings }: World, template: number): void {
	if (settings.alert_template === template) settings.alert_template = null;
	for (const table of [tables.clients, tables.sites, tables.policies]) {
		for (const row of table.all()) if (row.alert_template === template) (table as typeof tables.clients).update(row.id, { alert_template: null });
	}
}

/** The same of an action; the kind of action of a template stays. */
function forgetAction({ tables: { alertTemplates } }: World, action: number): void {
	for (const template of alertTemplates.all()) {
		for (const column of ['action_rest', 'resolved_action_rest']) if (template[column] === action) alertTemplates.update(template.id, { [column]: null });
	}
}

/** Fields that are taken as they come. */
function anything(blank: Record<string, unknown>): Record<string, Check> {
	return Object.fromEntries(Object.keys(blank).map((name) => [name, () => undefined]));
}
