import { RefusedError } from '../shared/errors';
import { Gate } from '../shared/gate';
import type { TacticalRmmClient } from './client';
import type { AgentName } from './schemas/agents';
import type { QueriedUpdate } from './schemas/reports';
import type { WindowsUpdateRecord } from './schemas/windowsUpdates';
import { inPlace } from './target';

/** An update with the agent that it is for. */
export interface FleetUpdate {
	update: WindowsUpdateRecord | QueriedUpdate;
	agent: AgentName;
}

/** Agents that are asked at the same time, where one query is not available. */
const AT_ONCE = 8;

/**
 * Windows updates of the agents of a client or site, or of all that the key may see: with one query of a report where the key has that right,
 * else agent by agent.
 * @param missingOnly whether those that are installed are left out, which one query does by itself
 */
export async function fleetUpdates(client: TacticalRmmClient, place: { client?: number; site?: number }, missingOnly: boolean, signal?: AbortSignal): Promise<{ agents: readonly AgentName[]; updates: FleetUpdate[] }> {
	const agents = await inPlace(client, place, await client.directory.agentsIn(place));
	const queried = await client.reports.windowsUpdates({
		...(missingOnly && { installed: false }),
		...(place.site !== undefined ? { agent__site_id: place.site } : place.client !== undefined && { agent__site__client_id: place.client }),
	});
	if (queried) {
		const byId = new Map(agents.map((agent) => [agent.agent_id, agent]));
		const updates = queried.flatMap((update) => {
			const agent = byId.get(update.agent__agent_id ?? '');
			return agent ? [{ update, agent }] : [];
		});
		return { agents, updates };
	}
	return { agents, updates: await oneByOne(client, place, agents, missingOnly, signal) };
}

async function oneByOne(client: TacticalRmmClient, place: { client?: number; site?: number }, agents: readonly AgentName[], missingOnly: boolean, signal?: AbortSignal): Promise<FleetUpdate[]> {
	const windows = new Set((await client.directory.rowsIn(place)).filter(({ plat }) => !plat || plat === 'windows').map(({ agent_id }) => agent_id));
	const found = await untilOneFails(
		agents.filter(({ agent_id }) => windows.has(agent_id)),
		async (agent) => ({ agent, list: await ofOne(client, agent.agent_id) }),
		signal,
	);
	return found.flatMap(({ agent, list }) => list.filter(({ installed }) => !missingOnly || installed === false).map((update) => ({ update, agent })));
}

/** Does something for each, some at once. After a failure nothing more is started, and what is under way is waited for. */
async function untilOneFails<T, R>(all: readonly T[], task: (each: T) => Promise<R>, signal?: AbortSignal): Promise<R[]> {
	const gate = new Gate(AT_ONCE);
	const failed = new AbortController();
	const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
	let first: { error: unknown } | undefined;
	const settled = await Promise.allSettled(
		all.map(async (each) => {
			try {
				return await gate.run(async () => await task(each), either);
			} catch (error) {
				first ??= { error };
				failed.abort();
				throw error;
			}
		}),
	);
	if (first) throw first.error;
	return settled.map((each) => (each as PromiseFulfilledResult<R>).value);
}

/** One that was deleted meanwhile has none. */
async function ofOne(client: TacticalRmmClient, agentId: string): Promise<WindowsUpdateRecord[]> {
	try {
		return await client.windowsUpdates.list(agentId);
	} catch (error) {
		if (error instanceof RefusedError && error.status === 404) return [];
		throw error;
	}
}

/** Counts of missing updates of one client. */
export function reportOn(clientName: string, agents: readonly AgentName[], updates: readonly FleetUpdate[], now: Date) {
	const missing = updates.filter(({ update }) => update.installed === false && update.action !== 'ignore');
	const rated = (severity: string) => missing.filter(({ update }) => (update.severity || '').toLowerCase() === severity).length;
	const months = missing.map(({ update }) => monthOf(update.title));
	const [current, last] = [monthBefore(now, 0), monthBefore(now, 1)];
	const known = months.filter((month) => month !== undefined);
	return {
		client: clientName,
		agents: agents.length,
		agentsMissing: new Set(missing.map(({ agent }) => agent.agent_id)).size,
		missing: missing.length,
		critical: rated('critical'),
		important: rated('important'),
		moderate: rated('moderate'),
		low: rated('low'),
		unrated: rated(''),
		thisMonth: known.filter((month) => month >= current).length,
		lastMonth: known.filter((month) => month === last).length,
		older: known.filter((month) => month < last).length,
		undated: months.length - known.length,
		oldestMonth: known.sort()[0] ?? null,
		ignored: updates.filter(({ update }) => update.installed === false && update.action === 'ignore').length,
	};
}

/** Microsoft begins the titles of updates with their month: "2026-11 Cumulative Update ...". Nothing else tells their age. */
function monthOf(title: string | null | undefined): string | undefined {
	return /^\s*(20\d{2}-(?:0[1-9]|1[0-2]))\b/.exec(title ?? '')?.[1];
}

function monthBefore(now: Date, months: number): string {
	return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months)).toISOString().slice(0, 7);
}
