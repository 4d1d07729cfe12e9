import { createHash } from 'node:crypto';
import { NodeOperationError, type INodeExecutionData, type IPollFunctions } from 'n8n-workflow';
import { CancelledError } from '../errors';
import { toNodeError } from '../nodeErrors';
import { baseline, diff, missing, type Whereabouts } from './diff';
import { isMass } from './mass';
import { toItem } from './items';
import { Memory } from './memory';
import { samples } from './samples';
import { readSettings, type Config, type Settings } from './settings';
import { pack, readSaved, unpack, VERSION, type Saved, type State } from './state';
import type { Snapshot, WatchEvent } from './types';
import type { Watch } from './watch';

/** n8n's second polling engine gives a poll up after 45 s; whatever is not done by then is asked again by the next. */
const LONGEST_POLL_MS = 36_000;
/** Missing devices asked for one by one in one poll. */
const ASKED_EACH = 20;
const DAY_MS = 24 * 60 * 60_000;
/** How often the time in the state moves on while nothing happens: it need not be written at every poll. */
const TOUCH_MS = 60 * 60_000;

const memory = new Memory();

/** One look, compared with what was kept, told and kept: the whole of a trigger's `poll`. */
export async function poll<C>(context: IPollFunctions, watch: Watch<C>): Promise<INodeExecutionData[][] | null> {
	const budget = Math.min(context.getPollBudgetMs?.() ?? LONGEST_POLL_MS, LONGEST_POLL_MS);
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const isManual = context.getMode() === 'manual';
	if (!isManual && !memory.begin(key, budget)) return null;
	const isFirst = memory.isFirst(context);
	try {
		const signal = AbortSignal.timeout(budget);
		return isManual ? await lookOnce(context, watch, signal) : await lookAndTell(context, watch, key, signal);
	} catch (thrown) {
		const error = toNodeError(context.getNode(), thrown instanceof CancelledError ? tooLong(budget) : thrown);
		// A throw in the first poll after n8n's start would end the trigger for good; the next poll tells, if it is still so.
		if (!isFirst || !['init', 'leadershipChange'].includes(context.getActivationMode())) throw error;
		context.logger.warn(`${watch.system.name}: the first poll after n8n's start failed and is left to the next: ${error.message}`);
		return null;
	} finally {
		if (!isManual) memory.end(key);
	}
}

function tooLong(budget: number): Error {
	return new Error(`The look at the server took longer than ${Math.round(budget / 1000)} s and was given up; the next poll tries again`);
}

async function lookOnce<C>(context: IPollFunctions, watch: Watch<C>, signal: AbortSignal): Promise<INodeExecutionData[][]> {
	const settings = await readSettings(context, watch);
	const client = watch.system.access.connect(await context.getCredentials(watch.system.access.credential), { signal });
	const snapshot = await watch.look(client, needsLog(watch, settings) ? { logFrom: '' } : {});
	const passing = snapshot.sightings.filter(({ values }) => watch.passes(settings.filters, values));
	const events = samples({ ...snapshot, sightings: passing }, settings.triggerOn);
	if (events.length > 0) return [events.map((event) => toItem(event, settings))];
	throw new NodeOperationError(context.getNode(), 'No device there fits the chosen events and filters', {
		description: `${snapshot.sightings.length} devices were read. For a test run, at least one has to pass the filters, and be offline for an event about that.`,
	});
}

async function lookAndTell<C>(context: IPollFunctions, watch: Watch<C>, key: string, signal: AbortSignal): Promise<INodeExecutionData[][] | null> {
	const settings = await readSettings(context, watch);
	const data = await context.getCredentials(watch.system.access.credential);
	const client = watch.system.access.connect(data, { signal });
	const identity = hashed(watch.system.access.identity(data));
	const bag = context.getWorkflowStaticData('node');
	const kept = memory.freshest(key, readKept(context, bag.watch));
	const state = kept && belongs(context, kept, identity.scope) ? await unpackOrSay(context, kept) : undefined;
	const logFrom = needsLog(watch, settings) ? (state?.feedFrom ?? '') : undefined;
	const snapshot = await watch.look(client, { logFrom });

	const config: Config = { triggerOn: settings.triggerOn, watched: settings.watched, filters: settings.filters };
	const common = { watched: settings.watched, filtered: watch.filteredBy };
	const before = state ?? (settings.emitExisting ? { ...baseline(snapshot, common), entities: new Map() } : baseline(snapshot, common));
	const { events, next } =
		state || settings.emitExisting
			? diff(before, snapshot, {
					...common,
					offlineForMs: settings.offlineForMs,
					most: settings.most,
					source: watch.system.source,
					wanted: (event) => isWanted(watch, config, event) && (!kept || !state || isWanted(watch, JSON.parse(kept.config) as Config, event)),
					holdBackMembers: state !== undefined && kept !== undefined && kept.asker !== identity.asker,
					whereabouts: await askForMissing(watch, client, before, snapshot),
				})
			: { events: [], next: before };

	const saved: Saved = {
		version: VERSION,
		node: context.getNode().id,
		...identity,
		config: JSON.stringify(config),
		revision: (kept?.revision ?? 0) + (events.length > 0 || !state ? 1 : 0),
		savedAt: new Date().toISOString(),
		packed: await pack(next),
	};
	signal.throwIfAborted();
	// In one step at the very end: whatever failed before leaves the state as it was.
	if (!kept || isNews(saved, kept)) {
		bag.watch = saved;
		memory.keep(key, kept?.revision, saved);
	}
	return events.length > 0 ? [events.map((event) => toItem(event, settings))] : null;
}

function readKept(context: IPollFunctions, data: unknown): Saved | undefined {
	const kept = readSaved(data);
	if (data !== undefined && !kept) context.logger.warn(unreadable(context));
	return kept;
}

async function unpackOrSay(context: IPollFunctions, kept: Saved): Promise<State | undefined> {
	try {
		return await unpack(kept.packed);
	} catch {
		context.logger.warn(unreadable(context));
		return undefined;
	}
}

const unreadable = (context: IPollFunctions) =>
	`The state of "${context.getNode().name}" could not be read: it starts anew from what is there now, and tells nothing of what changed before.`;

/** Another node's state, another server's, or one from before a long pause, is no state to compare with. */
function belongs(context: IPollFunctions, kept: Saved, scope: string): boolean {
	const paused = context.getActivationMode() === 'activate' && Date.now() - Date.parse(kept.savedAt) > DAY_MS;
	return kept.node === context.getNode().id && kept.scope === scope && !paused;
}

function isNews(saved: Saved, kept: Saved): boolean {
	const { savedAt, ...content } = saved;
	const { savedAt: keptAt, ...keptContent } = kept;
	return Date.parse(savedAt) - Date.parse(keptAt) >= TOUCH_MS || JSON.stringify(content) !== JSON.stringify(keptContent);
}

function hashed({ scope, asker }: { scope: string; asker: string }) {
	const hash = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
	return { scope: hash('scope', scope), asker: hash('asker', scope, asker) };
}

function needsLog<C>({ provedByLog }: Watch<C>, { triggerOn }: Settings): boolean {
	return triggerOn.some((event) => provedByLog.includes(event));
}

/** A mass change also stands in for the events that it keeps back, so that nobody who chose only those is left in the dark. */
function isWanted<C>(watch: Watch<C>, { triggerOn, filters }: Config, { event, mass, values }: WatchEvent): boolean {
	if (!mass) return triggerOn.includes(event) && watch.passes(filters, values);
	const standsFor = mass.kind === 'removed' ? ['deviceRemoved'] : ['deviceOffline', 'deviceDown'];
	return triggerOn.some((chosen) => chosen === 'massChange' || standsFor.includes(chosen));
}

async function askForMissing<C>(watch: Watch<C>, client: C, state: State, { sightings }: Snapshot): Promise<Map<string, Whereabouts>> {
	const gone = missing(state, sightings);
	const asked = isMass(gone.length, state.entities.size) ? [] : gone.slice(0, ASKED_EACH);
	return new Map(await Promise.all(asked.map(async ({ id }) => [id, await watch.whereabouts(client, id)] as const)));
}
