import { invalid, json, ok, refused } from '../answers';
import { maybe, objectOf } from '../body';
import { retracks, tracks } from '../made';
import { get, patch, post, put, remove, type Routes } from '../routing';
import type { CustomField } from '../rows';
import { timeZones } from '../settings';
import { boolean, checked, choice, filledText, integer, nullable, text, type Check } from '../validate';
import type { World } from '../world';

const fieldColumns: Record<string, Check> = {
	model: choice(['agent', 'client', 'site']), name: filledText, type: choice(['text', 'number', 'single', 'multiple', 'checkbox', 'datetime']),
	order: integer(), options: text, required: boolean, default_value_string: nullable(text), default_value_bool: boolean,
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
