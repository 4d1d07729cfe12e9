import { simplify, wholeNumber } from '../../../shared/fields';
import { CANNOT_BE_UNDONE } from '../../../shared/operation';
import { toAlert } from '../../alert';
import { Unread } from '../../api/afterwards';
import { operation } from '../../operation';
import { alertId } from '../../recordLocators';
import type { AlertRecord } from '../../schemas/alerts';

function shown(alert: AlertRecord | Unread, { alertId: id, simplify: short }: { alertId: number; simplify: boolean }): object {
	if (alert instanceof Unread) return alert.with({ updated: true, id });
	return short ? toAlert(alert) : alert;
}

export const get = operation({
	name: 'Get',
	value: 'get',
	action: 'Get alert',
	description: 'Retrieve one alert with its state and the results of its actions',
	effect: 'read',
	rights: ['can_list_alerts'],
	fields: { alertId, simplify },
	run: async ({ client, fields }) => shown(await client.alerts.get(fields.alertId), fields),
});

export const resolve = operation({
	name: 'Resolve',
	value: 'resolve',
	action: 'Resolve alert',
	description: 'Mark an alert as resolved and return it',
	effect: 'idempotent',
	rights: ['can_manage_alerts', 'can_list_alerts'],
	fields: { alertId, simplify },
	run: async ({ client, fields }) => shown(await client.alerts.resolve(fields.alertId), fields),
});

export const snooze = operation({
	name: 'Snooze',
	value: 'snooze',
	action: 'Snooze alert',
	description: 'Hide an alert from the dashboard for some days and return it; its actions still run',
	effect: 'idempotent',
	rights: ['can_manage_alerts', 'can_list_alerts'],
	fields: { alertId, days: wholeNumber({ displayName: 'Days', default: 1, min: 1, max: 3650 }), simplify },
	run: async ({ client, fields }) => shown(await client.alerts.snooze(fields.alertId, fields.days), fields),
});

export const unsnooze = operation({
	name: 'Unsnooze',
	value: 'unsnooze',
	action: 'Unsnooze alert',
	description: 'Show a snoozed alert on the dashboard again and return it',
	effect: 'idempotent',
	rights: ['can_manage_alerts', 'can_list_alerts'],
	fields: { alertId, simplify },
	run: async ({ client, fields }) => shown(await client.alerts.unsnooze(fields.alertId), fields),
});

export const remove = operation({
	name: 'Delete',
	value: 'delete',
	action: 'Delete alert',
	description: 'Delete an alert permanently, without running the actions for resolved alerts',
	effect: 'once',
	notice: `Actions for resolved alerts do not run. ${CANNOT_BE_UNDONE}`,
	rights: ['can_manage_alerts', 'can_list_alerts'],
	fields: { alertId },
	affects: () => 1,
	affectsWhat: 'alerts',
	run: async ({ client, fields }) => {
		const { message = null, hostname = null, agent_id: deviceId = null } = await client.alerts.delete(fields.alertId);
		return { deleted: true, message, deviceName: hostname, id: fields.alertId, deviceId };
	},
});
