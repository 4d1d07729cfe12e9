import type { Agent } from '../agent';
import { invalid, json, noMatch, ok, refused } from '../answers';
import { asPython, request } from '../callOut';
import { maybe, needed, objectOf, whole, type Body } from '../body';
import { retracks, tracks } from '../made';
import { get, patch, post, put, remove, type Routes } from '../routing';
import type { Client, CustomField, Deployment, Site } from '../rows';
import { timeZones } from '../settings';
import { boolean, checked, choice, filledText, integer, nullable, shortText, text, type Check } from '../validate';
import type { World } from '../world';

const listOfTexts: Check = (value) => (Array.isArray(value) ? undefined : `Expected a list of items but got type "${typeof value === 'string' ? 'str' : typeof value}".`);

const fieldColumns: Record<string, Check> = {
	model: choice(['agent', 'client', 'site']), name: shortText(100), type: choice(['text', 'number', 'single', 'multiple', 'checkbox', 'datetime']),
	order: integer(), options: listOfTexts, required: boolean, default_value_string: nullable(text), default_value_bool: boolean,
	default_values_multiple: text, hide_in_ui: boolean, hide_in_summary: boolean,
};

/** The server itself, and the definitions of custom fields. */
export const coreRoutes: Routes = (world) => {
	const { customFields } = world.tables;
	const ofModel = (model: unknown) => customFields.where((field) => field.model === model);
	return [
		get('/', undefined, () => json({ status: 'ok' }), { open: true }),
		// No right is needed, so this proves a key and nothing else.
		get('/core/dashinfo/', undefined, () => json(dashInfo(world))),
		get('/core/version/', undefined, () => json('0.0.203')),
		get('/core/clearcache/', 'can_do_server_maint', () => json('Cache was cleared!')),
		get('/core/settings/', 'can_view_core_settings', () => {
			const at = world.clock.stamp();
			const made = { created_by: null, created_time: at, modified_by: null, modified_time: at };
			return json({ id: 1, all_timezones: timeZones, ...made, ...world.settings });
		}),
		put('/core/settings/', 'can_edit_core_settings', ({ body }) => {
			Object.assign(world.settings, objectOf(body));
			return ok;
		}),
		post('/core/emailtest/', 'can_edit_core_settings', () => {
			if ((world.settings.email_alert_recipients as string[]).length === 0) throw refused('There needs to be at least one email recipient configured');
			return json('Email test ok!');
		}),
		patch('/core/urlaction/run/', 'can_run_urlactions', ({ body }) => {
			const { pattern } = world.tables.urlActions.get(whole(needed(body, 'action')));
			return json(filledUrl(world, pattern, placeIn(world, body)));
		}),
		post('/core/urlaction/run/test/', 'can_run_urlactions', async ({ body }) => {
			const values = checked(objectOf(body), { pattern: text, rest_method: text, rest_body: filledText, rest_headers: filledText, run_instance_type: text, run_instance_id: () => undefined }, ['rest_body', 'rest_headers', 'rest_method', 'run_instance_type', 'run_instance_id']);
			const url = String(values.pattern);
			const sent = asPython(String(values.rest_body));
			if (!world.receiver) return json({ url, result: (await request(url, String(values.rest_method), sent, String(values.rest_headers))).text, body: sent });
			return json({ url, result: world.receiver(url), body: String(values.rest_body) });
		}),
		get('/clients/deployments/', 'can_list_deployments', () => json(world.tables.deployments.all().map((row) => deploymentView(world, row)))),
		post('/clients/deployments/', 'can_manage_deployments', ({ body }) => {
			const site = world.tables.sites.get(whole(needed(body, 'site'))).id;
			const [expires, mon_type, goarch] = ['expires', 'agenttype', 'goarch'].map((name) => String(needed(body, name)));
			const [power, rdp, ping] = ['power', 'rdp', 'ping'].map((name) => whole(needed(body, name))) as [number, number, number];
			if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/.test(expires!)) throw refused('expire date is invalid');
			const expiry = new Date(expires!.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).toISOString().replace('.000Z', 'Z');
			world.tables.deployments.add({ uid: world.random.uuid(), site, mon_type: mon_type!, goarch: goarch!, expiry, install_flags: { rdp, ping, power }, created: world.clock.stamp() });
			return json('The deployment was added successfully');
		}),
		remove('/clients/deployments/:id/', 'can_manage_deployments', ({ params: { id = '' } }) => {
			world.tables.deployments.delete(world.tables.deployments.get(id).id);
			return json('The deployment was deleted');
		}),
		get('/core/customfields/', 'can_view_customfields', ({ query: { model } }) =>
			json(model === undefined ? customFields.all() : ofModel(model)),
		),
		patch('/core/customfields/', 'can_view_customfields', ({ body }) => {
			const model = maybe(body, 'model');
			if (model === undefined) throw refused('The request was invalid');
			return json(ofModel(model));
		}),
		post('/core/customfields/', 'can_manage_customfields', ({ body, user }) => {
			const values = checked(objectOf(body), fieldColumns, ['model', 'name']) as Partial<CustomField> & Pick<CustomField, 'model' | 'name'>;
			const isTaken = ofModel(values.model).some(({ name }) => name === values.name);
			if (isTaken) throw invalid({ non_field_errors: ['The fields model, name must make a unique set.'] });
			customFields.add({ ...blankField, ...tracks(world, user), ...values });
			return ok;
		}),
		get('/core/customfields/:id/', 'can_view_customfields', ({ params: { id = '' } }) => json(customFields.get(id))),
		put('/core/customfields/:id/', 'can_manage_customfields', ({ params: { id = '' }, body, user }) => {
			const values = checked(objectOf(body), fieldColumns) as Partial<CustomField>;
			const own = customFields.get(id);
			const isTaken = values.name !== undefined && ofModel(values.model ?? own.model).some((field) => field.name === values.name && field.id !== own.id);
			if (isTaken) throw invalid({ non_field_errors: ['The fields model, name must make a unique set.'] });
			customFields.update(id, { ...values, ...retracks(world, user, customFields.get(id)) });
			return ok;
		}),
		remove('/core/customfields/:id/', 'can_manage_customfields', ({ params: { id = '' } }) => {
			const { id: field } = customFields.get(id);
			world.tables.customValues.deleteWhere((value) => value.field === field);
			customFields.delete(id);
			return ok;
		}),
	];
};

interface Place {
	agent?: Agent;
	client?: Client;
	site?: Site;
}

/** Whose values a URL is filled in with; nothing named is a refusal. */
function placeIn(world: World, body: Body): Place {
	const [agent, client, site] = ['agent_id', 'client', 'site'].map((name) => maybe(body, name));
	if (agent !== undefined) {
		const found = world.findAgent(String(agent));
		if (!found) throw noMatch('Agent');
		return { agent: found };
	}
	if (site !== undefined) return { site: world.tables.sites.get(whole(site)) };
	if (client !== undefined) return { client: world.tables.clients.get(whole(client)) };
	throw refused('received an incorrect request');
}

/** What is not known of the thing gives its own name; values are percent-encoded. */
function filledUrl(world: World, pattern: string, { agent, client, site }: Place): string {
	const own = agent ? world.tables.sites.get(agent.row.site) : site;
	const owner = client ?? (own && world.tables.clients.get(own.client));
	const name = agent?.hostname ?? site?.name ?? client?.name ?? 'None';
	return pattern.replace(/\{\{\s*(\w+)\.([^}]+?)\s*\}\}/g, (_, model: string, property: string) => {
		const known: Record<string, string | undefined> = {
			'agent.hostname': agent?.hostname, 'client.name': owner?.name, 'site.name': own?.name,
			[`global.${property}`]: world.tables.keyStore.where((each) => each.name === property)[0]?.value ?? 'None',
		};
		return encodeURIComponent(known[`${model}.${property}`] ?? name);
	});
}

function deploymentView({ tables }: World, { id, uid, site: siteId, mon_type, goarch, expiry, install_flags, created }: Deployment): object {
	const site = tables.sites.get(siteId);
	return {
		id, uid, client_id: site.client, site_id: siteId, client_name: tables.clients.get(site.client).name, site_name: site.name, mon_type, goarch, expiry, install_flags, created,
	};
}

const blankField = {
	order: 0, type: 'text', options: [], required: false, default_value_string: null, default_value_bool: false,
	default_values_multiple: [], hide_in_ui: false, hide_in_summary: false,
};

function dashInfo({ settings }: World): Record<string, unknown> {
	return {
		trmm_version: '1.5.1', latest_trmm_ver: 'error', dark_mode: true, show_community_scripts: true, dbl_click_action: 'editagent',
		default_agent_tbl_tab: 'mixed', url_action: null, client_tree_sort: 'alphafail', client_tree_splitter: 11,
		loading_bar_color: 'red', clear_search_when_switching: true, hosted: false, date_format: null,
		default_date_format: settings.date_format, token_is_expired: false, open_ai_integration_enabled: false, dash_info_color: 'info',
		dash_positive_color: 'positive', dash_negative_color: 'negative', dash_warning_color: 'warning',
		run_cmd_placeholder_text: {
			cmd: 'rmdir /S /Q C:\\Windows\\System32', powershell: 'Remove-Item -Recurse -Force C:\\Windows\\System32',
			shell: 'rm -rf --no-preserve-root /',
		},
		server_scripts_enabled: settings.enable_server_scripts, web_terminal_enabled: false, block_local_user_logon: false,
		sso_enabled: false,
	};
}
