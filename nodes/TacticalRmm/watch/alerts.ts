import { RefusedError } from '../../shared/errors';
import type { Occurrence } from '../../shared/watch/types';
import { alertDays, deviceOfAlert, toAlert } from '../alert';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import type { AlertRecord } from '../schemas/alerts';
import type { Known } from './agents';
import { eachAlone } from './eachAlone';

/** Alerts asked for one by one in one look, because they are open no longer; the rest are left to the next. */
const ASKED_EACH = 20;
const KEY = 'alert:';
const MINUTE_MS = 60_000;

export interface AlertsWanted {
	raised: boolean;
	resolved: boolean;
	/** Minutes after which one that is still open is reported; undefined where that is not wanted. */
	openForMinutes?: number;
	/** From when on alerts are reported; '' at the first look. ISO 8601. */
	from: string;
	/** Ids of alerts, each after `alert:`, that were open at the last look. */
	open: readonly string[];
	/** What a filter keeps back: given again for as long as the alert is open. */
	held: ReadonlyArray<Pick<Occurrence, 'event' | 'key'>>;
	scope: { client?: number; site?: number };
}

/** Something that happened to an alert. */
export interface AlertNews {
	event: 'alertRaised' | 'alertResolved' | 'alertStillOpen';
	alert: AlertRecord;
	/** ISO 8601. */
	at: string;
	/** What tells it from the same event of this alert at another time. */
	proof?: string;
}

/** One look at the alerts: with one request for those of the last day or days, and one for those that are open. */
export async function lookAtAlerts(client: TacticalRmmClient, wanted: AlertsWanted): Promise<{ news: AlertNews[]; open: string[] }> {
	const { raised, resolved, openForMinutes } = wanted;
	const { clients, belongs } = await placeOf(client, wanted.scope);
	const recent = raised || resolved ? (await raisedSince(client, wanted.from, clients)).filter(belongs) : [];
	const isHeld = new Set(wanted.held.filter(({ event }) => event === 'alertRaised').map(({ key }) => Number(key)));
	const open = resolved || openForMinutes !== undefined || isHeld.size > 0 ? (await client.alerts.list({ unresolvedOnly: true, clients })).filter(belongs) : [];
	// By the server's clock, which its answers tell.
	const now = client.serverNow();
	const over = resolved ? await noLongerOpen(client, wanted, recent, open) : { resolved: [], unasked: [] };
	const news = [
		...(raised ? raisedOf(recent, open, isHeld).map((alert) => newsOf('alertRaised', alert, toIsoTime(alert.alert_time) ?? now.toISOString())) : []),
		...over.resolved.map((alert) => newsOf('alertResolved', alert, toIsoTime(alert.resolved_on) ?? now.toISOString(), alert.resolved_on ?? undefined)),
		...stillOpen(open, openForMinutes, now),
	];
	return { news, open: resolved ? [...open.map(({ id }) => KEY + id), ...over.unasked] : [] };
}

/** Those that were raised since, and those that were kept back before and are open. */
function raisedOf(recent: readonly AlertRecord[], open: readonly AlertRecord[], isHeld: ReadonlySet<number>): AlertRecord[] {
	const known = new Set(recent.map(({ id }) => id));
	return [...recent, ...open.filter(({ id }) => isHeld.has(id) && !known.has(id))];
}

/** In whole days, by the server's clock: how that stands, only an answer tells, so that it may turn out to be more days than were requested. */
async function raisedSince(client: TacticalRmmClient, from: string, clients: number[] | undefined): Promise<AlertRecord[]> {
	const needed = () => (from ? alertDays(new Date(from), client.serverNow()) : 1);
	for (let days = needed(); ; days = needed()) {
		const alerts = await client.alerts.list({ days, clients });
		if (needed() <= days) return alerts;
	}
}

/** Clients are the server's to select; sites are known by name only, which is unique within a client. */
async function placeOf(client: TacticalRmmClient, scope: AlertsWanted['scope']): Promise<{ clients?: number[]; belongs: (alert: AlertRecord) => boolean }> {
	if (scope.site === undefined) return { ...(scope.client !== undefined && { clients: [scope.client] }), belongs: () => true };
	const site = await client.clients.site(scope.site);
	return { clients: [site.client], belongs: (alert) => alert.site === site.name };
}

/**
 * Alerts that were open at the last look, or were raised since, and are resolved now. One that was deleted was not resolved. One
 * that was resolved before is none of them, although somebody may resolve it a second time.
 */
async function noLongerOpen(client: TacticalRmmClient, { open: before, from }: AlertsWanted, recent: readonly AlertRecord[], open: readonly AlertRecord[]) {
	const isOpen = new Set(open.map(({ id }) => id));
	const wasOpen = new Set(before.filter((key) => key.startsWith(KEY)).map((key) => Number(key.slice(KEY.length))));
	const known = new Map(recent.map((alert) => [alert.id, alert]));
	const gone = [...wasOpen].filter((id) => !isOpen.has(id) && !known.get(id)?.resolved);
	const answers = await eachAlone(gone.slice(0, ASKED_EACH).map(String), async (id) => await inSight(client, Number(id)));
	const found = [...answers.values()].map(({ value }) => value);
	const unanswered = [...answers].filter(([, { failed }]) => failed).map(([id]) => Number(id));
	const since = recent.filter((alert) => alert.resolved && (wasOpen.has(alert.id) || (toIsoTime(alert.alert_time) ?? '') >= from));
	return {
		resolved: [...since, ...found.filter((alert) => alert?.resolved === true)] as AlertRecord[],
		unasked: [...unanswered, ...gone.slice(ASKED_EACH)].map((id) => KEY + id),
	};
}

/** Undefined for one that was deleted, and for one that the key may not see any more. */
async function inSight(client: TacticalRmmClient, id: number): Promise<AlertRecord | undefined> {
	try {
		return await client.alerts.find(id);
	} catch (error) {
		if (error instanceof RefusedError && error.status === 403) return undefined;
		throw error;
	}
}

function stillOpen(open: readonly AlertRecord[], minutes: number | undefined, now: Date): AlertNews[] {
	if (minutes === undefined) return [];
	return open.flatMap((alert) => {
		const since = new Date(Date.parse(alert.alert_time ?? '') + minutes * MINUTE_MS);
		// After another time it is another thing to tell.
		return since <= now ? [newsOf('alertStillOpen', alert, since.toISOString(), `${minutes}min`)] : [];
	});
}

export function newsOf(event: AlertNews['event'], alert: AlertRecord, at: string, proof?: string): AlertNews {
	return { event, alert, at, ...(proof !== undefined && { proof }) };
}

/** As it is reported. @param known agents by id, as far as they were read */
export function alertOccurrence({ event, alert, at, proof }: AlertNews, known: ReadonlyMap<string, Known>): Occurrence {
	const agent = alert.agent_id ? known.get(alert.agent_id) : undefined;
	return {
		event,
		key: String(alert.id),
		...(proof !== undefined && { proof }),
		at,
		[event === 'alertResolved' ? 'ends' : 'begins']: `alert ${alert.id}`,
		isOver: alert.resolved === true,
		device: agent?.device ?? deviceOfAlert(alert),
		details: { alert: toAlert(alert) },
		values: {
			...agent?.values,
			client_name: alert.client ?? null,
			site_name: alert.site ?? null,
			severity: alert.severity,
			alert_type: alert.alert_type,
			snoozed: Number(alert.snoozed),
			hidden: Number(alert.hidden),
		},
		raw: alert,
	};
}
