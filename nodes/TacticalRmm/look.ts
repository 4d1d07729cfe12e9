import { gateOf } from '../shared/gate';
import { askEach } from '../shared/rollOut/each';
import type { Seen } from '../shared/system';
import type { TacticalRmmClient } from './client';

/** So many agents are requested one by one, 15 KB each; for more, the list of all is shorter. */
const ONE_BY_ONE = 20;
/** Pings at the same time: each holds a worker of the server until the agent has answered. */
const PINGS = 8;

/**
 * Which agents are there now. What the server says of one that was silent for minutes is believed; one that it takes to be online is pinged,
 * because it notices only minutes later that an agent is gone. So no worker of the server is held by those that do not answer.
 */
export async function look(client: TacticalRmmClient, ids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Seen>> {
	const known = await knownOf(client, ids);
	const taken = [...known].flatMap(([id, { status }]) => (status === 'online' ? [id] : []));
	const pinged = await askEach(taken, async (id) => await gateOf(`${client.http.key} look`, PINGS).run(async () => await client.live.ping(id), signal));
	return new Map([...known].map(([id, { hostname: name, status }]) => [id, { name, online: isOnline(status, pinged.get(id)) }]));
}

function isOnline(status: string | null, ping: { status: string } | undefined): boolean | null {
	if (status !== 'online') return status === null ? null : false;
	return ping ? ping.status === 'online' : null;
}

/** What the server knows of them; an agent that it does not find is not there. */
async function knownOf(client: TacticalRmmClient, ids: readonly string[]): Promise<Map<string, { hostname: string; status: string | null }>> {
	if (ids.length > ONE_BY_ONE) {
		const wanted = new Set(ids);
		return new Map((await client.agents.list()).filter(({ agent_id: id }) => wanted.has(id)).map((agent) => [agent.agent_id, agent]));
	}
	// Of a role that may not list agents, each of them would be out of sight.
	await client.agents.requireRight();
	const records = await askEach(ids, async (id) => await client.agents.find(id));
	return new Map([...records].flatMap(([id, record]) => (record ? [[id, record] as const] : [])));
}
