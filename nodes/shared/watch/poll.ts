import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NodeOperationError, type ICredentialDataDecryptedObject, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { connected } from '../connected';
import type { ClientOptions } from '../system';
import { CancelledError } from '../errors';
import { toNodeError } from '../nodeErrors';
import { SaidOnce } from '../remarks';
import { member, wordsOf } from '../thrown';
import { birthsOf, whereaboutsOf } from './asking';
import { isChosen } from './chosen';
import type { ConnectContext, WatchContext } from './context';
import { baseline, diff, missing, type DiffOptions, type Difference } from './diff';
import { dueIn } from './due';
import { keepHanded } from './handed';
import { toItem } from './items';
import { isNews, packedAfter, readKept, stateOf, type Unpacked } from './keeping';
import { Memory } from './memory';
import { occurrenceKey } from './occurrences';
import { isStartOfN8n, Repeat } from './repeat';
import { samples } from './samples';
import { eachOnce, inOrderOf } from './sightings';
import type { Sight } from './members';
import { readSettings, type Config, type Settings } from './settings';
import type { Saved, State } from './state';
import { asBefore } from './unread';
import type { EventName, Snapshot, WatchEvent } from './types';
import type { Turn, Wants, Watch } from './watch';

/** n8n's second polling engine gives a poll up after 45 s; whatever is not done by then is requested again by the next. */
const LONGEST_POLL_MS = 36_000;
/** The rest of the budget is for comparing and keeping, once the requests are through. */
const SHARE_FOR_REQUESTS = 0.95;

const memory = new Memory();
const said = new SaidOnce();

/** One look, compared with what was kept, told and kept: the whole of a trigger's `poll`. */
export async function poll<C>(context: IPollFunctions, watch: Watch<C>): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') return await testRun(context, watch);
	const looked = await lookInTurn(context, watch);
	return looked && looked.items.length > 0 ? [looked.items] : null;
}

/** What came of one look. */
export interface Looked {
	items: INodeExecutionData[];
	/** In how many ms there will be news by time alone, such as the end of a wait; Infinity where there will be none. */
	dueInMs: number;
	/** It failed, and is left to the next one, with a line in the log only. */
	isPutOff?: true;
}

/** A test run in the editor: what is there now. */
export async function testRun<C>(context: WatchContext, watch: Watch<C>): Promise<INodeExecutionData[][]> {
	const budget = budgetOf(context);
	return await explained(context, budget, async () => await lookOnce(context, watch, lookWithin(budget)));
}

/**
 * One look, unless another of this trigger is under way in this process.
 * @param closing given up with it; nothing is kept then
 * @returns undefined while another look has its turn
 */
export async function lookInTurn<C>(context: WatchContext, watch: Watch<C>, closing?: AbortSignal): Promise<Looked | undefined> {
	const budget = budgetOf(context);
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const turn = memory.begin(key, budget);
	if (!turn) return undefined;
	const look: Look = { ...lookWithin(budget, closing), isFirst: memory.isFirst(context) };
	// n8n tries the first poll after its start a few times and then gives the trigger up permanently: it must not throw. The next poll
	// tells, if it still applies. At activation a person is there, and a wrong credential must be seen.
	const mustNotThrow = look.isFirst && isStartOfN8n(context);
	const repeat = await Repeat.of(context, memory, key, look.isFirst);
	try {
		return await explained(context, budget, async () => await lookAndTell(context, watch, key, { ...look, repeat }));
	} catch (error) {
		if (!mustNotThrow) throw error;
		context.logger.warn(`${watch.system.name}: the first poll after n8n started failed, and the next one tries again: ${wordsOf(error)}`);
		return { items: repeat.alone(), dueInMs: Infinity, isPutOff: true };
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
	repeat?: Repeat;
}

/** How long a look may take, in ms. */
export function budgetOf(context: WatchContext): number {
	return Math.min(context.getPollBudgetMs?.() ?? LONGEST_POLL_MS, LONGEST_POLL_MS);
}

function lookWithin(budget: number, closing?: AbortSignal): Look {
	const timeout = AbortSignal.timeout(budget);
	const signal = closing ? AbortSignal.any([timeout, closing]) : timeout;
	return { signal, deadline: Date.now() + budget * SHARE_FOR_REQUESTS, isFirst: false };
}

async function explained<T>(context: WatchContext, budget: number, look: () => Promise<T>): Promise<T> {
	try {
		return await look();
	} catch (error) {
		const tooLong = `The poll took longer than ${Math.round(budget / 1000)} s and was stopped; the next one tries again`;
		const isTimeout = error instanceof CancelledError || member(error, 'name') === 'TimeoutError';
		throw toNodeError(context.getNode(), isTimeout ? new Error(tooLong) : error);
	}
}

/** A test run in the editor: what is there now, as events would look. Nothing is kept. */
async function lookOnce<C>(context: WatchContext, watch: Watch<C>, { signal, deadline }: Look): Promise<INodeExecutionData[][]> {
	const { client } = await connectionOf(context, watch, { signal, deadline });
	const settings = await readSettings(context, watch, client);
	const snapshot = eachOnce(await watch.look(client, wantsOf(watch, settings, undefined)));
	const passing = <T extends { values: WatchEvent['values'] }>(all: readonly T[]) => all.filter(({ values }) => watch.passes(settings.filters, values));
	const seen = { ...snapshot, sightings: passing(snapshot.sightings ?? []), occurrences: passing(snapshot.occurrences ?? []) };
	const events = samples(seen, settings, watch.turns);
	if (events.length > 0) return [events.map((event) => toItem(event, settings, snapshot.now))];
	throw new NodeOperationError(context.getNode(), 'No device matches the chosen events and filters', {
		description: `${snapshot.sightings?.length ?? 'No'} devices were read. A test run needs one that passes the filters and is in the state that the event reports: offline, with an alert, and so on.`,
	});
}

async function lookAndTell<C>(context: WatchContext, watch: Watch<C>, key: string, { signal, deadline, isFirst, repeat }: Look): Promise<Looked> {
	const { client, identity: who } = await connectionOf(context, watch, { signal, deadline });
	const settings = await readSettings(context, watch, client);
	const identity = hashed(who, settings.scope);
	const bag = context.getWorkflowStaticData('node');
	const fromN8n = readKept(context, bag.watch);
	const kept = memory.freshest(key, fromN8n);
	const unpacked = await stateOf(context, kept, { scope: identity.scope, isFirst, unpacked: kept && memory.unpacked(key, kept) });
	const state = unpacked?.state;
	const config = JSON.stringify(configOf(settings));
	const isChanged = state !== undefined && kept !== undefined && kept.config !== config;
	const configs = [configOf(settings), ...(isChanged ? [JSON.parse(kept.config) as Config] : [])];
	const wants = wantsOf(watch, settings, state, configs);
	const snapshot = eachOnce(asBefore(await watch.look(client, wants), state), state?.entities);

	// n8n runs everybody's other workflows on this event loop: they get their turn between the steps.
	await nextTurn();
	const fields = {
		// A field that is watched from now on has nothing to differ from yet, also if a filter had it kept.
		watched: settings.watched.filter((field) => configs.every(({ watched }) => watched.includes(field))),
		filtered: wants.fields,
	};
	const before = state ?? (settings.emitExisting && !kept && bag.watch === undefined ? nothing(snapshot, fields) : undefined);
	const gone = before && missing(before, snapshot.sightings);
	const sight = sightOf(watch, settings);
	const passes = (config: Config) => (values: WatchEvent['values']) => watch.passes(config.filters, values);
	const isKept = (config: Config, values: WatchEvent['values']) => watch.filteredBy(config.filters).every((field) => Object.hasOwn(values, field));
	const { events, next }: Difference = before && gone
		? diff(before, snapshot, {
				...fields,
				turns: turnsOf(watch, settings),
				judgedBy: configs.flatMap(({ filters }) => watch.filteredBy(filters)),
				filledIn: watch.filledIn,
				isChange: watch.isChange,
				offlineForMs: settings.offlineForMs,
				massFrom: settings.massFrom,
				flapping: settings.flapping,
				most: settings.most,
				source: watch.system.source,
				sight,
				// After a change of events or filters, the first poll reports only what both the old and the new ones want.
				chosen: (event) => configs.every((config) => isChosen(watch, config, event)),
				passes: (values) => configs.every((config) => passes(config)(values)),
				passed: (values) => configs.every((config) => !isKept(config, values) || passes(config)(values)),
				...(isChanged && { newlyPasses: (values) => passes(configs[0]!)(values) && !passes(configs[1]!)(values) }),
				mayPass: (values) => passes(configs[0]!)({ ...values, ...watch.passing }),
				holdBackMembers: state !== undefined && kept?.asker !== identity.asker,
				whereabouts: await whereaboutsOf(context, gone, before, settings, async (id) => await watch.whereabouts(client, id, wants)),
				births: await birthsOf(context, watch, client, { snapshot, state: before, sight }),
			})
		: { events: [], next: baseline(snapshot, fields) };
	signal.throwIfAborted();
	const fresh = events.map((event) => toItem(event, settings, snapshot.now));
	const items = [...(repeat?.items ?? []), ...fresh];

	await nextTurn();
	// What was repeated is not kept for another time.
	const handed = await keepHanded(repeat?.items.length ? undefined : kept?.handed, fresh, { now: new Date(), withinMs: settings.repeatAfterRestartMs });
	const { whole, ...packed } = await packedAfter(kept && unpacked && { ...kept, ...unpacked }, next);
	const saved: Saved = {
		node: context.getNode().id,
		...identity,
		config,
		revision: (kept?.revision ?? 0) + (items.length > 0 || !state ? 1 : 0),
		savedAt: new Date().toISOString(),
		...packed,
		looked: next.looked,
		...(handed !== undefined && { handed }),
	};
	const { sightings } = snapshot;
	const present: Unpacked = { state: sightings ? { ...next, entities: inOrderOf(sightings, next.entities) } : next, whole };
	signal.throwIfAborted();
	// In one step at the very end: whatever failed before leaves the state as it was.
	if (!kept || !fromN8n || isNews(saved, kept)) {
		bag.watch = saved;
		memory.keep(key, fromN8n, saved);
		memory.keepUnpacked(key, saved, present);
	} else if (kept && unpacked) {
		memory.keep(key, fromN8n, { ...kept, looked: next.looked });
		memory.keepUnpacked(key, kept, present);
	}
	// What the limit left for later is found at once.
	const dueInMs = fresh.length >= settings.most ? 0 : Math.min(dueIn(next, settings, snapshot.now), snapshot.dueInMs ?? Infinity);
	return { items, dueInMs };
}

/** The scope that was chosen may be a part of all there is; and so may be what the rights of who asks let him see. */
function sightOf<C>({ isPart, seesByRights }: Watch<C>, { chosen }: Settings): Sight {
	if (isPart?.(chosen)) return 'part';
	return seesByRights ? 'rights' : 'everything';
}

/** A client of what the node's credential leads to, and who asks there. */
export async function connectionOf<C>(context: ConnectContext, { system }: Pick<Watch<C>, 'system'>, options: ClientOptions) {
	const { id, name } = context.getNode();
	const remark: ClientOptions['remark'] = (each) => {
		if (said.isNew(`${context.getWorkflow().id} ${id}`, each)) context.logger.warn(`"${name}": ${each.text}. This is logged once until n8n restarts.`);
	};
	const node = {
		parameter: (parameter: string) => context.getNodeParameter(parameter, null),
		credentials: async (type: string) => await context.getCredentials<ICredentialDataDecryptedObject>(type),
	};
	const { client, identity } = await connected(system, node, { ...options, remark });
	return { client, identity: await identity() };
}

function wantsOf<C>(watch: Watch<C>, settings: Settings, state: State | undefined, configs: readonly Config[] = [configOf(settings)]): Wants {
	const { triggerOn, watched, filters, chosen } = settings;
	const needsLog = triggerOn.some((event) => watch.provedByLog.includes(event));
	const filteredBy = configs.flatMap((config) => watch.filteredBy(config.filters));
	const fields = [...new Set([...filteredBy, ...watched, ...turnsOf(watch, settings).map(([, { field }]) => field)])];
	const isKnown: Wants['isKnown'] = (occurrence) => state === undefined || state.seen.has(occurrenceKey(occurrence));
	const held = (state?.heldOccurrences ?? []).map(({ occurrence }) => heldIn(occurrence));
	return { events: new Set(triggerOn), fields, open: state?.open ?? [], held, isKnown, filters, chosen, ...(needsLog && { logFrom: state?.feedFrom ?? '' }) };
}

/** Those of the watch's turns that are to be reported. */
function turnsOf<C>({ turns = {} }: Watch<C>, { triggerOn }: Settings): Array<readonly [EventName, Turn]> {
	return triggerOn.flatMap((event) => (turns[event] ? [[event, turns[event]] as const] : []));
}

/** A state in which no device is known yet, and none was looked at, so that all of them are reported as added. */
function nothing(snapshot: Snapshot, fields: Pick<DiffOptions, 'watched' | 'filtered'>): State {
	return { ...baseline(snapshot, fields), entities: new Map(), looked: '' };
}

function configOf({ triggerOn, watched, filters }: Settings): Config {
	return { triggerOn, watched, filters };
}

function heldIn(occurrence: string): Wants['held'][number] {
	const at = occurrence.indexOf(' ');
	return { event: occurrence.slice(0, at) as EventName, key: occurrence.slice(at + 1) };
}

/** What is watched at all is part of the scope; where there is no choice, it is the server alone. */
function hashed({ scope, asker }: { scope: string; asker: string }, watched: Readonly<Record<string, unknown>>) {
	const parts = Object.keys(watched).length > 0 ? [JSON.stringify(watched)] : [];
	const hash = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
	return { scope: hash('scope', scope, ...parts), asker: hash('asker', scope, asker) };
}
