import type { TacticalRmmClient } from '../../client';
import { alertTemplateLocator } from '../../locator';
import type { AlertTemplateRecord } from '../../schemas/alertTemplates';
import { getting, gettingMany, type Shelf } from '../standard';

/** What is done at a failure, or once it is resolved, in short. */
function actionOf(type: string | null | undefined, script: number | null | undefined, rest: number | null | undefined): string {
	if (type === 'rest') return rest ? `REST request ${rest}` : 'none';
	return script ? `script ${script} on the ${type === 'server' ? 'server' : 'agent'}` : 'none';
}

export function toAlertTemplate(record: AlertTemplateRecord) {
	return {
		id: record.id,
		name: record.name,
		active: record.is_active,
		failureAction: actionOf(record.action_type, record.action, record.action_rest),
		resolvedAction: actionOf(record.resolved_action_type, record.resolved_action, record.resolved_action_rest),
		appliedCount: record.applied_count ?? null,
		isDefault: record.default_template ?? null,
	};
}

export const shelf: Shelf<AlertTemplateRecord> = {
	one: 'alert template',
	many: 'alert templates',
	id: ['alertTemplateId', alertTemplateLocator],
	rights: { read: 'can_list_alerttemplates', write: 'can_manage_alerttemplates' },
	api: (client: TacticalRmmClient) => client.alertTemplates,
	short: toAlertTemplate,
};

export const get = getting(shelf, { description: 'Retrieve one alert template with its settings' });
export const getAll = gettingMany(shelf, { description: 'Retrieve all alert templates with their settings' });
