import { blankTemplate } from './alertTemplates';
import { stampOf } from './clock';
import { seedAlerts } from './labAlerts';
import { seedAgents } from './labAgents';
import { seedChecks } from './labChecks';
import { seedOffice } from './labOffice';
import { seedScripts } from './labScripts';
import type { CustomField, Tracked } from './rows';
import type { World } from './world';

/** The lab whose answers were recorded: three clients, five sites, 30 agents; further agents are made up. */
export function seedLab(world: World, size: number): void {
	const made = tracked(world);
	seedPlaces(world, made);
	seedCustomFields(world, made);
	seedScripts(world);
	seedAgents(world, made, size);
	seedChecks(world, made);
	seedAlerts(world);
	seedOffice(world, made);
}

/** Who made a row of the lab, and when. */
export function tracked(world: World): Tracked {
	const at = stampOf(world.now(), 538);
	return { created_by: null, created_time: at, modified_by: null, modified_time: at };
}

function seedPlaces({ tables }: World, made: Tracked): void {
	const plain = { ...made, server_policy: null, workstation_policy: null, alert_template: null, block_policy_inheritance: false };
	tables.policies.add({
		...made, name: 'Baseline Servers', desc: 'checks for all servers', active: true, enforced: false, alert_template: null,
		excluded_sites: [], excluded_clients: [], excluded_agents: [],
	});
	tables.policies.add({
		...made, name: 'Workstations', desc: '', active: true, enforced: true, alert_template: null, excluded_sites: [],
		excluded_clients: [], excluded_agents: [],
	});
	tables.clients.add({ ...plain, name: 'Acme Corp', server_policy: 1 });
	tables.clients.add({ ...plain, name: 'Globex' });
	tables.clients.add({ ...plain, name: 'Initech' });
	tables.sites.add({ ...plain, client: 1, name: 'Berlin HQ' });
	tables.sites.add({ ...plain, client: 1, name: 'Hamburg' });
	tables.sites.add({ ...plain, client: 2, name: 'Main Office' });
	tables.sites.add({ ...plain, client: 2, name: 'Warehouse' });
	tables.sites.add({ ...plain, client: 3, name: 'Austin' });
}

const fields: Pick<CustomField, 'model' | 'type' | 'name' | 'options' | 'default_value_string'>[] = [
	{ model: 'agent', type: 'text', name: 'Agent Notes Field', options: [], default_value_string: '' },
	{ model: 'client', type: 'text', name: 'Client Notes Field', options: [], default_value_string: '' },
	{ model: 'site', type: 'text', name: 'Site Notes Field', options: [], default_value_string: '' },
	{ model: 'agent', type: 'number', name: 'Asset Number', options: [], default_value_string: null },
	{ model: 'agent', type: 'single', name: 'Priority', options: ['low', 'medium', 'high'], default_value_string: null },
	{ model: 'agent', type: 'multiple', name: 'Roles', options: ['web', 'db', 'print'], default_value_string: null },
	{ model: 'agent', type: 'checkbox', name: 'Backup Enabled', options: [], default_value_string: null },
	{ model: 'agent', type: 'datetime', name: 'Warranty Until', options: [], default_value_string: null },
];

function seedCustomFields({ tables }: World, made: Tracked): void {
	for (const field of fields) {
		const defaults = { default_value_bool: false, default_values_multiple: [], hide_in_ui: false, hide_in_summary: false };
		tables.customFields.add({ ...made, order: 0, required: false, ...defaults, ...field });
	}
	tables.customValues.add({ model: 'client', owner: 1, field: 2, value: 'gold contract' });
	tables.customValues.add({ model: 'site', owner: 1, field: 3, value: '2nd floor' });
	const alerts = { agent_always_alert: true, check_always_alert: true, task_always_alert: true };
	tables.alertTemplates.add({ ...made, ...blankTemplate(), ...alerts, name: 'Default Alerts' });
	tables.keyStore.add({ ...made, name: 'smtp_relay', value: 'mail.lab.example.com' });
	tables.keyStore.add({ ...made, name: 'license_key', value: 'AAAA-BBBB-CCCC' });
}
