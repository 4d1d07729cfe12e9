import { InputError } from '../shared/errors';
import { ifReadable } from './api/ifReadable';
import type { TacticalRmmClient } from './client';
import { platforms } from './fields';

/** How a platform is called, by the server's word for it. */
export function nameOfPlatform(plat: string): string {
	return platforms.find(({ value }) => value === plat)?.name ?? plat;
}

/**
 * What was found on an agent; where that is nothing, the agent may not be a Windows one, of which the server does not report it either.
 * @param what what only Windows has: "Windows services"
 * @throws InputError for an agent of another platform
 */
export async function onWindows<T>(client: TacticalRmmClient, agentId: string, what: string, found: readonly T[]): Promise<readonly T[]> {
	if (found.length === 0) await requireWindows(client, agentId, what);
	return found;
}

/** @throws InputError for an agent that does not run Windows; a key that may not see agents is not asked to know */
export async function requireWindows(client: TacticalRmmClient, agentId: string, what: string): Promise<void> {
	const agent = await ifReadable(async () => await client.agents.get(agentId));
	if (!agent?.plat || agent.plat === 'windows') return;
	throw new InputError(`${agent.hostname} runs ${nameOfPlatform(agent.plat)} and has no ${what}`, `Only Windows agents have ${what}.`);
}
