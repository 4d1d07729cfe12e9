import { InputError } from '../../../shared/errors';
import { flag, optionalText, simplify, text } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { alertTemplateLocator } from '../../locator';
import { operation } from '../../operation';
import { requireSome } from '../../renamed';
import { updatedOf } from '../../stored';
import { toAlertTemplate } from './reading';
import { sentOf, settings } from './settings';

/**
 * An action that is of one kind and has none of it does nothing; beside a script that is stored, the server fails at every alert of that template,
 * and makes no alerts of overdue agents any more.
 */
function requireWhole(template: Readonly<Record<string, unknown>>): void {
	for (const [action, label] of [['action', 'Failure'], ['resolved_action', 'Resolved']] as const) {
		const type = template[`${action}_type`];
		if (type === 'rest' && !template[`${action}_rest`]) throw new InputError(`'${label} Action' is REST Request, but there is no '${label} URL Action'`, 'Add it, or choose None. Nothing was sent.');
		if (type === 'server' && !template[action]) throw new InputError(`'${label} Action' is Script on Server, but there is no '${label} Script'`, 'Add it, or choose None. Nothing was sent.');
	}
}

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create alert template',
	description: 'Create an alert template, which defines what happens to alerts where it is assigned, and return it',
	effect: 'once',
	rights: ['can_manage_alerttemplates', 'can_list_alerttemplates'],
	fields: { name: text({ displayName: 'Name', placeholder: 'e.g. On Call' }), settings, simplify },
	run: async ({ client, fields }) => {
		const name = fields.name.trim();
		const sent = { name, ...sentOf(fields.settings) };
		requireWhole(sent);
		// Names are not unique there.
		const made = await client.alertTemplates.create(sent, { fits: (each) => each.name === name });
		return fields.simplify ? toAlertTemplate(made) : made;
	},
});

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update alert template',
	description: 'Change some settings of an alert template; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_alerttemplates', 'can_list_alerttemplates'],
	fields: {
		alertTemplateId: alertTemplateLocator,
		newName: optionalText({ displayName: 'New Name', description: 'Leave empty to keep the name' }),
		settings,
	},
	run: async ({ client, fields }) => {
		const id = Number(fields.alertTemplateId);
		const name = fields.newName.trim();
		const sent: Record<string, unknown> = { ...(name && { name }), ...sentOf(fields.settings) };
		requireSome(sent);
		requireWhole({ ...(await client.alertTemplates.get(id)), ...sent });
		const changed = await client.alertTemplates.update(id, sent);
		return updatedOf(id, sent, changed);
	},
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete alert template',
	description: 'Delete an alert template permanently',
	effect: 'once',
	notice: `It no longer applies where it is assigned. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_alerttemplates', 'can_list_alerttemplates'],
	fields: {
		alertTemplateId: alertTemplateLocator,
		deleteInUse: flag({ displayName: 'Delete if in Use', default: false, description: 'Whether to delete one that is assigned somewhere. Tactical RMM itself never refuses this.' }),
	},
	affects: () => 1,
	affectsWhat: 'alert templates',
	run: async ({ client, fields }) => {
		const id = Number(fields.alertTemplateId);
		const { name, applied_count: count, default_template: isDefault } = await client.alertTemplates.get(id);
		const uses = [...(count ? [`assigned ${count === 1 ? 'once' : `${count} times`}`] : []), ...(isDefault ? ['the default of the server'] : [])];
		if (!fields.deleteInUse && uses.length > 0) {
			throw new InputError(`The alert template "${name}" is in use: it is ${uses.join(' and ')}`, "Turn on 'Delete if in Use' to delete it anyway, or remove it there with 'Assign'. Nothing was sent.");
		}
		await client.alertTemplates.delete(id);
		return { deleted: true, name, id };
	},
});
