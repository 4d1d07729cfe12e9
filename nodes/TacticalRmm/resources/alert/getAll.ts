import { choice, choices, collection, dateTime, flag, limited, paging, simplify, when } from '../../../shared/fields';
import { byTime } from '../../../shared/time';
import { alertDays, alertTypes, severities, toAlert } from '../../alert';
import type { TacticalRmmClient } from '../../client';
import { agentLocator, clientLocator, siteLocator } from '../../locator';
import { operation } from '../../operation';
import type { AlertRecord } from '../../schemas/alerts';
import { idsOf, inPlace } from '../../target';

/** Whose alerts: the server itself knows only clients. */
export interface Of {
	deviceId?: string;
	clientId?: string;
	siteId?: string;
}

/** Fields that choose alerts. */
export const chosenAlerts = {
	alertsOf: choice({
		displayName: 'Alerts Of',
		default: 'all',
		options: [
			{ name: 'Agent', value: 'agent' },
			{ name: 'All', value: 'all', description: 'Also those without an agent' },
			{ name: 'Client', value: 'client' },
			{ name: 'Site', value: 'site' },
		],
	}),
	deviceId: when({ alertsOf: ['agent'] }, agentLocator),
	clientId: when({ alertsOf: ['client'] }, clientLocator),
	siteId: when({ alertsOf: ['site'] }, siteLocator),
};

export const getAll = operation({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many alerts',
	description: 'Retrieve alerts, newest first, filtered by time, client, site, agent, severity, type and state',
	effect: 'read',
	rights: ['can_list_alerts'],
	fields: {
		...chosenAlerts,
		filters: collection(
			{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isFilter: true },
			{
				from: dateTime({ displayName: 'From', description: 'Raised at or after this time' }),
				onDashboard: flag({
					displayName: 'On Dashboard',
					default: true,
					description: 'Whether to return alerts shown on the dashboard (on) or only those sent by email or SMS (off)',
				}),
				resolved: flag({ displayName: 'Resolved', default: false, description: 'Whether to return resolved alerts (on) or open ones (off)' }),
				severities: choices({ displayName: 'Severities', allowNone: true, options: severities }),
				snoozed: flag({ displayName: 'Snoozed', default: false, description: 'Whether to return snoozed alerts (on) or others (off)' }),
				to: dateTime({ displayName: 'To', description: 'Raised at or before this time' }),
				types: choices({ displayName: 'Types', allowNone: true, options: alertTypes }),
			},
		),
		...paging,
		simplify,
	},
	run: async ({ client, fields }) => {
		const { from, to, onDashboard, resolved, snoozed, severities: wantedSeverities = [], types = [] } = fields.filters;
		const { clients, belongs } = await ownersOf(client, fields);
		const selected = await client.alerts.list({
			clients,
			...(from && { days: alertDays(from, client.serverNow()) }),
			...(wantedSeverities.length > 0 && { severities: wantedSeverities }),
			...(resolved === false && { unresolvedOnly: true }),
		});
		const alerts = await inPlace(client, idsOf(fields), selected);
		const isAs = (wanted: boolean | undefined, is: boolean | null) => wanted === undefined || wanted === is;
		const isOneOf = (wanted: readonly string[], is: string | null) => wanted.length === 0 || wanted.includes(is ?? '');
		const found = alerts.filter(
			(alert) =>
				belongs(alert) &&
				within(alert, from, to) &&
				isAs(resolved, alert.resolved) &&
				isAs(snoozed, alert.snoozed) &&
				isAs(onDashboard, alert.hidden === null ? null : !alert.hidden) &&
				isOneOf(wantedSeverities, alert.severity) &&
				isOneOf(types, alert.alert_type),
		);
		found.sort((a, b) => byTime({ at: b.alert_time ?? '' }, { at: a.alert_time ?? '' }) || b.id - a.id);
		return limited(found, fields).map((alert) => (fields.simplify ? toAlert(alert) : alert));
	},
});

/** The part of a choice that the server can be asked for, and what is left to be looked at here. */
export async function ownersOf(client: TacticalRmmClient, { deviceId, clientId, siteId }: Of): Promise<{ clients?: number[]; belongs: (alert: AlertRecord) => boolean }> {
	if (deviceId !== undefined) return { belongs: ({ agent_id }) => agent_id === deviceId };
	if (clientId !== undefined) return { clients: [Number(clientId)], belongs: () => true };
	if (siteId === undefined) return { belongs: () => true };
	const site = await client.clients.site(Number(siteId));
	// Alerts carry names only; a site's name is unique within its client.
	return { clients: [site.client], belongs: (alert) => alert.site === site.name };
}

export function within({ alert_time }: AlertRecord, from: Date | undefined, to: Date | undefined): boolean {
	const at = Date.parse(alert_time ?? '');
	return (!from || at >= from.getTime()) && (!to || at <= to.getTime());
}
