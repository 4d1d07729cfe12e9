import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NodeOperationError, type ICredentialDataDecryptedObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { accessOf } from '../authentication';
import type { ClientOptions } from '../system';
import { CancelledError } from '../errors';
import { toNodeError } from '../nodeErrors';
import { SaidOnce } from '../remarks';
import { baseline, diff, missing, type DiffOptions, type Difference } from './diff';
import { isMass } from './mass';
import { toItem } from './items';
import { isNews, readKept, stateOf } from './keeping';
import { Memory } from './memory';
import { occurrenceKey } from './occurrences';
import { samples } from './samples';
import { readSettings, type Config, type Settings } from './settings';
import { isSame, pack, VERSION, type Entity, type Saved, type State } from './state';
import { asBefore } from './unread';
import type { EventName, Snapshot, WatchEvent, Whereabouts } from './types';
import type { Turn, Wants, Watch } from './watch';

/** n8n's second polling engine gives a poll up after 45 s; whatever is not done by then is asked again by the next. */
const LONGEST_POLL_MS = 36_000;
/** Missing devices asked for one by one in one poll. */
const ASKED_EACH = 20;
/** The rest of the budget is for comparing and keeping, once the requests are through. */
const SHARE_FOR_REQUESTS = 0.95;

const memory = new Memory();
const said = new SaidOnce();

/** One look, compared with what was kept, told and kept: the whole of a trigger's `poll`. */
export async function poll<C>(context: IPollFunctions, watch: Watch<C>): Promise<INodeExecutionData[][] | null> {
	const budget = Math.min(context.getPollBudgetMs?.() ?? LONGEST_POLL_MS, LONGEST_POLL_MS);
	const look: Look = { signal: AbortSignal.timeout(budget), deadline: Date.now() + budget * SHARE_FOR_REQUESTS, isFirst: memory.isFirst(context) };
	if (context.getMode() === 'manual') return await explained(context, budget, async () => await lookOnce(context, watch, look));
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const turn = memory.begin(key, budget);
	if (!turn) return null;
	// n8n tries the first poll after its start a few times and then gives the trigger up for good: it must not throw. The next poll
	// tells, if it is still so. At activation a person is there, and a wrong credential must be seen.
	const mustNotThrow = look.isFirst && ['init', 'leadershipChange'].includes(context.getActivationMode());
	try {
		return await explained(context, budget, async () => await lookAndTell(context, watch, key, look));
	} catch (error) {
		if (!mustNotThrow) throw error;
		context.logger.warn(`${watch.system.name}: the first poll after n8n's start failed and is left to the next: ${(error as Error).message}`);
		return null;
	} finally {
		memory.end(key, turn);
	}
}

/** How long one look may take, and where it stands in its registration. */
interface Look {
	signal: AbortSignal;
	/** Until when requests are repeated, ms since the epoch. */
	deadline: number;
	isFirst: boolean;
}

async function explained<T>(context: IPollFunctions, budget: number, look: () => Promise<T>): Promise<T> {
	try {
		return await look();
	} catch (error) {
		const tooLong = `The look at the server took longer than ${Math.round(budget / 1000)} s and was given up; the next poll tries again`;
		const isTimeout = error instanceof CancelledError || (error as Error).name === 'TimeoutError';
		throw toNodeError(context.getNode(), isTimeout ? new Error(tooLong) : error);
	}
}

/** A test run in the editor: what is there now, as events would look. Nothing is kept. */
async function lookOnce<C>(context: IPollFunctions, watch: Watch<C>, { signal, deadline }: Look): Promise<INodeExecutionData[][]> {
	const { client } = await connectionOf(context, watch, { signal, deadline });
	const settings = await readSettings(context, watch, client);
	const snapshot = await watch.look(client, wantsOf(watch, settings, undefined));
	const passing = <T extends { values: WatchEvent['values'] }>(all: readonly T[]) => all.filter(({ values }) => watch.passes(settings.filters, values));
	const seen = { ...snapshot, sightings: passing(snapshot.sightings ?? []), occurrences: passing(snapshot.occurrences ?? []) };
	const events = samples(seen, settings, watch.turns);
	if (events.length > 0) return [events.map((event) => toItem(event, settings))];
	throw new NodeOperationError(context.getNode(), 'No device there fits the chosen events and filters', {
		description: `${snapshot.sightings?.length ?? 'No'} devices were read. For a test run, at least one has to pass the filters, and be offline (or have an alert, and so on) for an event about that.`,
	});
}

async function lookAndTell<C>(context: IPollFunctions, watch: Watch<C>, key: string, { signal, deadline, isFirst }: Look): Promise<INodeExecutionData[][] | null> {
	const { client, identity: who } = await connectionOf(context, watch, { signal, deadline });
	const settings = await readSettings(context, watch, client);
	const identity = hashed(who, settings.scope);
	const bag = context.getWorkflowStaticData('node');
	const fromN8n = readKept(context, bag.watch);
	const kept = memory.freshest(key, fromN8n);
	const state = await stateOf(context, kept, { scope: identity.scope, isFirst, unpacked: kept && memory.unpacked(key, kept) });
	const configs = [configOf(settings), ...(state && kept ? [JSON.parse(kept.config) as Config] : [])];
	const wants = wantsOf(watch, settings, state);
	const snapshot = asBefore(await watch.look(client, wants), state);

	// n8n runs everybody's other workflows on this event loop: they get their turn between the steps.
	await nextTurn();
	const turns = turnsOf(watch, settings);
	const fields = {
		// A field that is watched from now on has nothing to differ from yet, also if a filter had it kept.
		watched: settings.watched.filter((field) => configs.every(({ watched }) => watched.includes(field))),
		filtered: wants.fields,
	};
	const before = state ?? (settings.emitExisting && !kept && bag.watch === undefined ? nothing(snapshot, fields) : undefined);
	const gone = before && missing(before, snapshot.sightings);
	const { events, next }: Difference = before && gone
		? diff(before, snapshot, {
				...fields,
				turns,
				offlineForMs: settings.offlineForMs,
				most: settings.most,
				source: watch.system.source,
				// After a change of events or filters, the first poll tells only what both the old and the new ones want.
				wanted: (event) => configs.every((config) => isWanted(watch, config, event)),
				holdBackMembers: state !== undefined && kept?.asker !== identity.asker,
				missing: gone,
				whereabouts: await askFor(gone, before, async (id) => await watch.whereabouts(client, id, wants)),
			})
		: { events: [], next: baseline(snapshot, fields) };

	await nextTurn();
	const saved: Saved = {
		version: VERSION,
		node: context.getNode().id,
		...identity,
		config: JSON.stringify(configOf(settings)),
		revision: (kept?.revision ?? 0) + (events.length > 0 || !state ? 1 : 0),
		savedAt: new Date().toISOString(),
		packed: kept && state && isSame(state, next) ? kept.packed : await pack(next),
	};
	signal.throwIfAborted();
	// In one step at the very end: whatever failed before leaves the state as it was.
	if (!kept || !fromN8n || isNews(saved, kept)) {
		bag.watch = saved;
		memory.keep(key, fromN8n, saved);
		memory.keepUnpacked(key, saved, next);
	} else if (kept && state) {
		memory.keepUnpacked(key, kept, state);
	}
	return events.length > 0 ? [events.map((event) => toItem(event, settings))] : null;
}

async function connectionOf<C>(context: IPollFunctions, { system }: Watch<C>, options: ClientOptions) {
	const access = accessOf(system, (parameter) => context.getNodeParameter(parameter, null));
	const data = await context.getCredentials<ICredentialDataDecryptedObject>(access.credential);
	const { id, name } = context.getNode();
	const remark: ClientOptions['remark'] = (each) => {
		if (said.isNew(`${context.getWorkflow().id} ${id}`, each)) context.logger.warn(`"${name}": ${each.text}. This is logged once until n8n is started again.`);
	};
	return { client: await access.connect(data, { ...options, remark }), identity: access.identity(data) };
}

function wantsOf<C>(watch: Watch<C>, settings: Settings, state: State | undefined): Wants {
	const { triggerOn, watched, filters, chosen } = settings;
	const needsLog = triggerOn.some((event) => watch.provedByLog.includes(event));
	const fields = [...new Set([...watch.filteredBy, ...watched, ...turnsOf(watch, settings).map(([, { field }]) => field)])];
	const isKnown: Wants['isKnown'] = (occurrence) => state === undefined || state.seen.has(occurrenceKey(occurrence));
	return { events: new Set(triggerOn), fields, open: state?.open ?? [], isKnown, filters, chosen, ...(needsLog && { logFrom: state?.feedFrom ?? '' }) };
}

/** Those of the watch's turns that are to be told. */
function turnsOf<C>({ turns = {} }: Watch<C>, { triggerOn }: Settings): Array<readonly [EventName, Turn]> {
	return triggerOn.flatMap((event) => (turns[event] ? [[event, turns[event]] as const] : []));
}

/** A state in which no device is known yet, so that all of them are told as added. */
function nothing(snapshot: Snapshot, fields: Pick<DiffOptions, 'watched' | 'filtered'>): State {
	return { ...baseline(snapshot, fields), entities: new Map() };
}

function configOf({ triggerOn, watched, filters }: Settings): Config {
	return { triggerOn, watched, filters };
}

/** A mass change also stands in for the events that it keeps back, so that nobody who chose only those is left in the dark. */
function isWanted<C>(watch: Watch<C>, { triggerOn, filters }: Config, { event, mass, values }: WatchEvent): boolean {
	if (!mass) return triggerOn.includes(event) && watch.passes(filters, values);
	const standsFor = (chosen: EventName) =>
		mass.kind === 'removed' ? chosen === 'deviceRemoved' : chosen === 'deviceOffline' || chosen === 'deviceDown' || watch.turns?.[chosen]?.isOutage === true;
	return triggerOn.some((chosen) => chosen === 'massChange' || standsFor(chosen));
}

/** What is watched at all is part of the scope; where there is no choice, it is the server alone. */
function hashed({ scope, asker }: { scope: string; asker: string }, watched: Readonly<Record<string, unknown>>) {
	const parts = Object.keys(watched).length > 0 ? [JSON.stringify(watched)] : [];
	const hash = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
	return { scope: hash('scope', scope, ...parts), asker: hash('asker', scope, asker) };
}

async function askFor(gone: readonly Entity[], state: State, whereabouts: (id: string) => Promise<Whereabouts>): Promise<Map<string, Whereabouts>> {
	// Others in every minute, so that devices which are there and only not listed do not keep the rest from being asked for.
	const from = Math.floor(Date.now() / 60_000) * ASKED_EACH;
	const inTurn = gone.map((_, index) => gone[(from + index) % gone.length]!);
	const asked = isMass(gone.length, state.entities.size) ? [] : inTurn.slice(0, ASKED_EACH);
	return new Map(await Promise.all(asked.map(async ({ id }) => [id, await whereabouts(id)] as const)));
}
