import { ForbiddenError, RefusedError, SecretRejectedError } from '../shared/errors';
import { gateOf } from '../shared/gate';
import type { Seen } from '../shared/system';
import type { TacticalRmmClient } from './client';
import { isPassing } from './passing';

/** So many agents are asked for one by one, 15 KB each; for more, the list of all is shorter. */
const ONE_BY_ONE = 20;
/** Pings at the same time: each holds a worker of the server until the agent has answered. */
const PINGS = 8;

/**
 * Which agents are there now. What the server says of one that was silent for minutes is believed; one that it takes to be online is pinged,
 * because it notices only minutes later that an agent is gone. So no worker of the server is held by those that do not answer.
 */
export async function look(client: TacticalRmmClient, ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Seen>> {
	const known = await knownOf(client, ids);
	const seen = await Promise.all([...known].map(async ([id, { hostname: name, status }]) => [id, { name, online: await isOnline(client, id, status, signal) }] as const));
	return new Map(seen);
}

async function isOnline(client: TacticalRmmClient, id: string, status: string | null, signal: AbortSignal | undefined): Promise<boolean | null> {
	if (status !== 'online') return status === null ? null : false;
	const ping = async () => await gateOf(`${client.http.key} look`, PINGS).run(async () => await client.live.ping(id), signal);
	const answer = await unlessRefused(ping);
	return answer ? answer.status === 'online' : null;
}

/** What the server knows of them; an agent that it does not find is not there. */
async function knownOf(client: TacticalRmmClient, ids: readonly string[]): Promise<Map<string, { hostname: string; status: string | null }>> {
	if (ids.length > ONE_BY_ONE) {
		const wanted = new Set(ids);
		return new Map((await client.agents.list()).filter(({ agent_id: id }) => wanted.has(id)).map((agent) => [agent.agent_id, agent]));
	}
	// Of a role that may not list agents, each of them would be out of sight.
	await client.agents.requireRight();
	const records = await Promise.all(ids.map(async (id) => [id, await unlessRefused(async () => await client.agents.find(id))] as const));
	return new Map(records.flatMap(([id, record]) => (record ? [[id, record]] : [])));
}

/** What is refused of one agent leaves that one unknown, and says nothing of the others. */
async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
	try {
		return await ask();
	} catch (error) {
		const isOfAll = error instanceof SecretRejectedError || error instanceof ForbiddenError || isPassing(error);
		if (isOfAll || !(error instanceof RefusedError)) throw error;
		return undefined;
	}
}
