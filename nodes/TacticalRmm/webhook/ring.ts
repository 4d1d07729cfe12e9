import { NodeOperationError, type INodeExecutionData, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { ForbiddenError, RequestError } from '../../shared/errors';
import { isRecord } from '../../shared/isRecord';
import { toNodeError } from '../../shared/nodeErrors';
import { toItem } from '../../shared/watch/items';
import { occurrenceEvent } from '../../shared/watch/occurrences';
import { connectionOf } from '../../shared/watch/poll';
import type { WatchEvent } from '../../shared/watch/types';
import { answer, bodyOf, lenientJson } from '../../shared/webhook/call';
import { readKept } from '../../shared/webhook/kept';
import { ownerOf } from '../../shared/webhook/owner';
import { Told } from '../../shared/webhook/told';
import type { TacticalRmmClient } from '../client';
import { toIsoTime } from '../device';
import type { AlertRecord } from '../schemas/alerts';
import { tacticalRmm } from '../system';
import { agentInSight, sightingOf, type Known } from '../watch/agents';
import { alertOccurrence, newsOf, type AlertNews } from '../watch/alerts';
import { filteredBy, lookAtAgents, needAgents, passes, passing, switches, type Chosen } from '../watch/filters';
import { isAllowed, requireSameServer, type Reached } from './caller';
import { REFUSED } from './refused';
import { readWebhookSettings, type EventOfCall, type WebhookSettings } from './settings';

/** How long what a call leads to may take. */
const PATIENCE_MS = 36_000;
/** For an agent it is not waited for long: it adds to what is reported, and the alert is what counts. */
const AGENT_PATIENCE_MS = 10_000;
/** Alerts that changed so long ago at most are looked at where a call does not say which one it is about. */
const RECENT_MS = 2 * 60_000;
/** Of alerts that were raised so long ago at most, whether they were resolved is looked at then. */
const RECENT_DAYS = 31;

/** Alerts that were raised so long before the registration at most are news: Tactical RMM calls for all that are open once a template calls n8n. */
const BEFORE_MS = 60 * 60_000;

const told = new Told();

/** What a call says it is about. */
interface Rung {
	alertId?: number;
	event?: EventOfCall;
}

/** A call of the server: it is answered at once, and is only a bell. What happened is read with the API key. */
export async function ring(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (!(await isAllowed(context, async () => await reach(context, AGENT_PATIENCE_MS)))) {
		answer(context, 403, REFUSED);
		return { noWebhookResponse: true };
	}
	const body = await bodyOf(context).catch(() => '');
	answer(context, 200, { ok: true });
	try {
		const items = await itemsOf(context, rungBy(body));
		return { noWebhookResponse: true, ...(items.length > 0 && { workflowData: [items] }) };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** What can be made out of a body, also of one that is no JSON: somebody may have changed what the URL action sends. */
function rungBy(body: string): Rung {
	const json = lenientJson(body);
	const found = (name: string) => (isRecord(json) ? json[name] : new RegExp(`${name}\\W{1,6}(\\w+)`).exec(body)?.[1]);
	const id = Number(found('alertId') ?? found('alert_id'));
	const resolved = found('resolved');
	const event = resolved === 'True' || resolved === true ? 'alertResolved' : resolved === 'None' || resolved === false ? 'alertRaised' : undefined;
	return { ...(Number.isSafeInteger(id) && id > 0 && { alertId: id }), ...(event && { event }) };
}

async function itemsOf(context: IWebhookFunctions, rung: Rung): Promise<INodeExecutionData[]> {
	const reached = await reach(context, PATIENCE_MS);
	await requireSameServer(context, reached);
	const { client } = reached;
	const settings = await readWebhookSettings(context, client, context.getTimezone());
	const agents = async () => (await reach(context, AGENT_PATIENCE_MS)).client;
	if (context.getMode() === 'manual') return await sampled(context, client, settings, agents);
	const trigger = `${context.getWorkflow().id} ${context.getNode().id}`;
	const news = (await newsFor(client, rung)).filter((each) => isNews(context, each));
	const events = await eventsOf(settings, news, agents);
	const fresh = events.filter(({ eventId }) => told.isNew(trigger, eventId));
	const items = fresh.map((event) => itemOf(event, settings, client));
	told.add(trigger, fresh.map(({ eventId }) => eventId));
	return items;
}

/** What was open long before the workflow was activated is none, as for the polling trigger; its end is. */
function isNews(context: IWebhookFunctions, { event, at }: AlertNews): boolean {
	const since = readKept(context, ownerOf(context).mark)?.since;
	return event !== 'alertRaised' || !since || Date.parse(at) >= Date.parse(since) - BEFORE_MS;
}

/** A client whose requests are given up after so many ms. */
async function reach(context: IWebhookFunctions, withinMs: number): Promise<Reached> {
	const { client, identity } = await connectionOf(context, { system: tacticalRmm }, { signal: AbortSignal.timeout(withinMs), deadline: Date.now() + withinMs });
	return { client, server: identity.scope };
}

type Agents = () => Promise<TacticalRmmClient>;

/** A test in the editor: the newest alert for each chosen event, as a real event looks. */
async function sampled(context: IWebhookFunctions, client: TacticalRmmClient, settings: WebhookSettings, agents: Agents): Promise<INodeExecutionData[]> {
	const all = await client.alerts.list({ days: RECENT_DAYS });
	const newest = (news: AlertNews[]) => news.sort((one, other) => (one.at < other.at ? 1 : -1));
	const raised = newest(all.map((alert) => raisedNews(client, alert)));
	const resolved = newest(all.flatMap((alert) => resolvedNews(alert)));
	const items: INodeExecutionData[] = [];
	for (const candidates of [raised, resolved]) {
		// One after the other: most often the first fits.
		for (const each of candidates.slice(0, 20)) {
			const [event] = await eventsOf(settings, [each], agents);
			if (event) items.push(itemOf(event, settings, client));
			if (event) break;
		}
	}
	if (items.length > 0) return items;
	throw new NodeOperationError(context.getNode(), 'No alert matches the chosen events and filters', { description: `Tactical RMM called, so the connection works. ${all.length} alerts of the last ${RECENT_DAYS} days were read, and none of them matches.` });
}

/** What happened to the alert that the call is about; or to all that changed just now, where it does not say. */
async function newsFor(client: TacticalRmmClient, { alertId, event }: Rung): Promise<AlertNews[]> {
	if (alertId === undefined) return await recentNews(client);
	const alert = await about(alertId, async () => await inSight(client, alertId));
	// One that was deleted meanwhile, or that the key may not see: there is nothing to tell.
	if (!alert) return [];
	const resolved = resolvedNews(alert);
	if (event === 'alertRaised') return [raisedNews(client, alert)];
	if (event === 'alertResolved') return resolved;
	return resolved.length > 0 ? resolved : [raisedNews(client, alert)];
}

/** Undefined also for one of an agent outside of the role's clients and sites. @throws ForbiddenError where the right is missing */
async function inSight(client: TacticalRmmClient, alertId: number): Promise<AlertRecord | undefined> {
	try {
		return await client.alerts.find(alertId);
	} catch (error) {
		if (!(error instanceof ForbiddenError)) throw error;
		// The server says the same of both. One that does not exist, it says not to be found.
		return await client.alerts.find(0);
	}
}

async function recentNews(client: TacticalRmmClient): Promise<AlertNews[]> {
	const all = await client.alerts.list({ days: RECENT_DAYS });
	const from = new Date(client.serverNow().getTime() - RECENT_MS).toISOString();
	const news = all.filter(({ alert_type: type }) => type !== 'custom').flatMap((alert) => [raisedNews(client, alert), ...resolvedNews(alert)]);
	return news.filter(({ at }) => at >= from).sort((one, other) => (one.at < other.at ? -1 : 1));
}

function raisedNews(client: TacticalRmmClient, alert: AlertRecord): AlertNews {
	return newsOf('alertRaised', alert, toIsoTime(alert.alert_time) ?? client.serverNow().toISOString());
}

function resolvedNews(alert: AlertRecord): AlertNews[] {
	const at = toIsoTime(alert.resolved_on);
	return alert.resolved && at ? [newsOf('alertResolved', alert, at, alert.resolved_on ?? undefined)] : [];
}

async function eventsOf({ triggerOn, filters }: WebhookSettings, news: readonly AlertNews[], agents: Agents): Promise<WatchEvent[]> {
	const chosen = filters as Chosen;
	const wanted = news.filter(({ event }) => (triggerOn as readonly string[]).includes(event));
	const known = new Map<string, Known>();
	const ids = needAgents(chosen) ? new Set(wanted.flatMap(({ alert }) => alert.agent_id ?? [])) : [];
	for (const id of ids) await know(await agents(), id, chosen, known);
	return wanted.map((each) => alertOccurrence(each, known)).filter((occurrence) => passes(chosen, valuesOf(occurrence))).map(occurrenceEvent);
}

/** The end is reported whatever passing state there is by then, such as maintenance: its beginning may have been reported. */
function valuesOf({ event, values }: { event: string; values: WatchEvent['values'] }): WatchEvent['values'] {
	return event === 'alertResolved' ? { ...values, ...passing } : values;
}

/** An agent that cannot be read costs no alert, unless a filter looks at it. */
async function know(client: TacticalRmmClient, id: string, chosen: Chosen, known: Map<string, Known>): Promise<void> {
	try {
		const row = await agentInSight(client, id, {});
		if (row) known.set(id, sightingOf(row, filteredBy()));
	} catch (error) {
		if (lookAtAgents(chosen)) throw error;
	}
}

async function about<T>(alertId: number, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof RequestError) error.notes.push(`Tactical RMM has called because of the alert with the ID ${alertId}.`);
		throw error;
	}
}

function itemOf(event: WatchEvent, { options }: WebhookSettings, client: TacticalRmmClient): INodeExecutionData {
	return toItem(event, { includeRaw: options.includeRaw ?? false, switches }, client.serverNow().toISOString());
}
