import { ifReadable } from './api/ifReadable';
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

/** What an agent itself reported, row by row, with its name first and its id last: the rows of many agents come in one table. */
export async function ofAgent<T extends object>(client: TacticalRmmClient, deviceId: string, rows: readonly T[]): Promise<Array<{ deviceName: string | null } & T & { deviceId: string }>> {
	const deviceName = await nameOf(client, deviceId);
	return rows.map((row) => ({ deviceName, ...row, deviceId }));
}

/** @returns null also where the key may not read agents: what it may do with them is another right, and goes on without a name */
export async function nameOf(client: TacticalRmmClient, id: string): Promise<string | null> {
	return (await ifReadable(async () => await client.agents.hostname(id))) || null;
}

/**
 * The name of a record that is about to be deleted, out of the list that its locator reads too, so that no more than one request is made for all
 * items.
 * @returns null where the key may not read it, or the list does not have it: whether it can be deleted is for the server to say
 */
export async function nameAmong(list: () => Promise<ReadonlyArray<{ id: number; name: string | null }>>, id: number): Promise<string | null> {
	return (await ifReadable(list))?.find((each) => each.id === id)?.name || null;
}
