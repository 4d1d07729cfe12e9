import { collection, simplify, type Fields } from '../../../shared/fields';
import { toCheck } from '../../check';
import type { TacticalRmmClient } from '../../client';
import { operation } from '../../operation';
import { checkId } from '../../recordLocators';
import { updatedOf } from '../../stored';
import { requireOfType, requireThresholds, sentOf } from './columns';
import { columnFields, settingsFields } from './create';

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get check',
	description: 'Retrieve the settings of one check, without results',
	effect: 'read',
	rights: ['can_list_checks'],
	fields: { checkId, simplify },
	run: async ({ client, fields }) => {
		const check = await client.checks.get(fields.checkId);
		return fields.simplify ? toCheck(check, undefined) : check;
	},
});

export const update = operation({
	name: 'Update',
	value: 'update',
	action: 'Update check',
	description: 'Change some settings of a check; all others stay unchanged',
	effect: 'idempotent',
	rights: ['can_manage_checks', 'can_list_checks'],
	notice: "The type, agent and policy of a check cannot be changed. A policy's check changes on all its agents.",
	fields: {
		checkId,
		updateFields: collection<Fields<TacticalRmmClient>, TacticalRmmClient>({ displayName: 'Update Fields', placeholder: 'Add field', description: 'Only these fields are changed' }, { ...columnFields, ...settingsFields }),
	},
	run: async ({ client, fields }) => {
		const id = fields.checkId;
		const entered = fields.updateFields as Record<string, unknown>;
		const check = await client.checks.get(id);
		requireOfType(check.check_type, entered);
		const sent = sentOf(entered);
		requireThresholds(check.check_type, { ...check, ...sent });
		const changed = await client.checks.update(id, sent);
		return updatedOf(id, sent, changed, { called: ({ readable_desc: name, check_type: type }) => name || type });
	},
});
