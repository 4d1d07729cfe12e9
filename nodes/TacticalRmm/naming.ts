import { ForbiddenError } from '../shared/errors';
import type { TacticalRmmClient } from './client';

/** What was done to an agent, as the output tells it: its name first, since that is what people look for, and its id last. */
export type Named<T> = { name: string | null } & T & { id: string };

/**
 * Does something to an agent and names it. Its record is read before, so that nothing is sent for one that is not there; the answers of most
 * routes that act name nobody.
 */
export async function naming<T extends object>(client: TacticalRmmClient, id: string, act: () => Promise<T>): Promise<Named<T>> {
	const name = await nameOf(client, id);
	return { name, ...(await act()), id };
}

/** @returns null also where the key may not read agents: what it may do with them is another right, and goes on without a name */
export async function nameOf(client: TacticalRmmClient, id: string): Promise<string | null> {
	try {
		return (await client.agents.hostname(id)) || null;
	} catch (error) {
		if (error instanceof ForbiddenError) return null;
		throw error;
	}
}
