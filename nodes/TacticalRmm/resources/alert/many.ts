import { InputError } from '../../../shared/errors';
import { AS_LISTED, choice, choices, collection, dateTime, simplify, text, when, wholeNumber } from '../../../shared/fields';
import type { Run } from '../../../shared/operation';
import { alertTypes, severities, toAlert } from '../../alert';
import { ifAllowed, Unread } from '../../api/afterwards';
import type { TacticalRmmClient } from '../../client';
import { list } from '../../fields';
import { agentLocator } from '../../locator';
import { operation } from '../../operation';
import type { AlertRecord } from '../../schemas/alerts';
import { idsOf, inPlace } from '../../target';
import { chosenAlerts, ownersOf, within } from './getAll';

export const create = operation({
	name: 'Create',
	value: 'create',
	action: 'Create alert',
	description: 'Raise a custom alert on the dashboard, with or without an agent, and return it',
	effect: 'once',
	rights: ['can_manage_alerts', 'can_list_alerts', 'can_list_agents'],
	notice: 'The alert is only shown: it sends no email or text message and runs no action of an alert template.',
	fields: {
		alertAbout: choice({
			displayName: 'About',
			default: 'agent',
			options: [
				{ name: 'Agent', value: 'agent' },
				{ name: 'No Agent', value: 'none' },
			],
		}),
		deviceId: when({ alertAbout: ['agent'] }, agentLocator),
		severity: choice({ displayName: 'Severity', default: 'warning', options: severities }),
		message: text({ displayName: 'Message', placeholder: 'e.g. Backup failed' }),
		simplify,
	},
	run: async ({ client, fields }) => {
		const { deviceId, severity, message } = fields;
		const made = await client.alerts.create({ ...(deviceId !== undefined && { agent: await numberOf(client, deviceId) }), severity, message });
		return fields.simplify ? toAlert(made) : made;
	},
});

/** The server accepts any agent here, also one that the key may not see. */
async function numberOf(client: TacticalRmmClient, agentId: string): Promise<number> {
	const number = (await client.directory.agents()).find(({ agent_id }) => agent_id === agentId)?.id;
	if (typeof number === 'number') return number;
	throw new InputError(`Tactical RMM has no agent with the ID "${agentId}"`, "Choose it from the list again. A key sees only what its user's role may see. Nothing was sent.");
}

const openFilters = collection(
	{ displayName: 'Filters', placeholder: 'Add filter', allowNone: true, isNarrowing: true },
	{
		from: dateTime({ displayName: 'From', description: 'Raised at or after this time' }),
		severities: choices({ displayName: 'Severities', allowNone: true, options: severities }),
		to: dateTime({ displayName: 'To', description: 'Raised at or before this time' }),
		types: choices({ displayName: 'Types', allowNone: true, options: alertTypes }),
	},
);

const byFilter = { alertsBy: ['filter'] };

/** Which open alerts: by their ids, or all that pass. */
const which = {
	alertsBy: choice({
		displayName: 'Alerts By',
		default: 'ids',
		options: [
			{ name: 'Filter', value: 'filter', description: 'All open alerts that match' },
			{ name: 'IDs', value: 'ids' },
		],
	}),
	alertIds: when({ alertsBy: ['ids'] }, list({ displayName: 'Alert IDs', one: 'ID', description: 'An expression may return a list', entry: { description: AS_LISTED, placeholder: 'e.g. 42' } })),
	alertsOf: when(byFilter, chosenAlerts.alertsOf),
	deviceId: when({ alertsBy: ['filter'], alertsOf: ['agent'] }, agentLocator),
	clientId: { ...chosenAlerts.clientId, ...shownFor('client') },
	siteId: { ...chosenAlerts.siteId, ...shownFor('site') },
	filters: when(byFilter, openFilters),
};

function shownFor(of: string) {
	return { shownWhen: { alertsBy: ['filter'], alertsOf: [of] } };
}

type Chosen = Run<TacticalRmmClient, typeof which>['fields'];

/** The open alerts that are intended, and ids of which none is open: resolved, deleted, or out of sight. */
async function openOf(client: TacticalRmmClient, chosen: Chosen): Promise<{ open: AlertRecord[]; others: number[] }> {
	if (chosen.alertIds) {
		const ids = [...new Set(chosen.alertIds.map(alertIdIn))];
		if (ids.length === 0) throw new InputError("'Alert IDs' must have at least one ID", 'Nothing was sent.');
		const known = new Map((await client.alerts.list({ unresolvedOnly: true })).filter(({ resolved }) => resolved === false).map((alert) => [alert.id, alert]));
		return { open: ids.flatMap((id) => known.get(id) ?? []), others: ids.filter((id) => !known.has(id)) };
	}
	const { from, to, severities: wanted = [], types = [] } = chosen.filters ?? {};
	const { clients, belongs } = await ownersOf(client, chosen);
	const found = await client.alerts.list({ clients, unresolvedOnly: true, ...(wanted.length > 0 && { severities: wanted }) });
	const alerts = await inPlace(client, idsOf(chosen), found);
	const isOneOf = (list: readonly string[], is: string | null) => list.length === 0 || list.includes(is ?? '');
	return { open: alerts.filter((alert) => alert.resolved === false && belongs(alert) && within(alert, from, to) && isOneOf(wanted, alert.severity) && isOneOf(types, alert.alert_type)), others: [] };
}

function alertIdIn(entered: string): number {
	const id = Number(entered.trim());
	if (/^\s*\d+\s*$/.test(entered) && Number.isSafeInteger(id) && id > 0) return id;
	throw new InputError(`"${entered.slice(0, 80)}" is not the ID of an alert`, "An ID is a number, as 'Get Many' returns it. Nothing was sent.");
}

/** Sends it, and reads back what the server does not tell. @param is whether an alert is as it was to become */
async function actOn(client: TacticalRmmClient, chosen: Chosen, act: (ids: number[]) => Promise<void>, is: (alert: AlertRecord | undefined) => boolean): Promise<object> {
	const { open, others } = await openOf(client, chosen);
	const ids = open.map(({ id }) => id);
	const told = { alerts: ids, count: ids.length, notOpen: others };
	if (ids.length === 0) return told;
	await act(ids);
	const now = await ifAllowed('The alerts were changed', async () => await client.alerts.list({ unresolvedOnly: true }));
	if (now instanceof Unread) return now.with(told);
	const after = new Map(now.map((alert) => [alert.id, alert]));
	const failed = ids.filter((id) => !is(after.get(id)));
	if (failed.length === 0) return told;
	return { ...told, alerts: ids.filter((id) => !failed.includes(id)), count: ids.length - failed.length, unchanged: failed, confirmed: false, reason: 'Tactical RMM answered that it was done, but some alerts are unchanged' };
}

/** Those that are named are counted as they are entered: some of them may be resolved already. */
async function countOf({ client, fields }: { client: TacticalRmmClient; fields: Chosen }): Promise<number> {
	return fields.alertIds ? fields.alertIds.length : (await openOf(client, fields)).open.length;
}

export const resolveMany = operation({
	name: 'Resolve Many',
	value: 'resolveMany',
	action: 'Resolve many alerts',
	description: 'Mark open alerts as resolved, by ID or filter, with one request',
	effect: 'idempotent',
	rights: ['can_manage_alerts', 'can_list_alerts'],
	notice: 'Actions for resolved alerts do not run. If a check still fails, its next run raises a new alert.',
	fields: which,
	affects: async (run) => await countOf(run),
	run: async ({ client, fields }) => await actOn(client, fields, async (ids) => await client.alerts.bulk({ bulk_action: 'resolve' }, ids), (alert) => alert === undefined || alert.resolved !== false),
});

export const snoozeMany = operation({
	name: 'Snooze Many',
	value: 'snoozeMany',
	action: 'Snooze many alerts',
	description: 'Hide open alerts from the dashboard for some days, by ID or filter, with one request',
	effect: 'idempotent',
	rights: ['can_manage_alerts', 'can_list_alerts'],
	fields: { ...which, days: wholeNumber({ displayName: 'Days', default: 1, min: 1, max: 3650 }) },
	affects: async (run) => await countOf(run),
	run: async ({ client, fields }) =>
		// One that was resolved meanwhile is no longer among them, and nothing is lost by that.
		await actOn(client, fields, async (ids) => await client.alerts.bulk({ bulk_action: 'snooze', snooze_days: fields.days }, ids), (alert) => alert === undefined || alert.snoozed !== false),
});
