import { choice } from '../../shared/fields';
import { Unread } from '../api/afterwards';
import type { TacticalRmmClient } from '../client';
import { storedOf } from '../stored';
import { idsOf } from '../target';

type Columns = Readonly<Record<string, unknown>>;

/** Whether something is assigned to a place or taken away there. */
export const assignment = choice({
	displayName: 'Action',
	default: 'assign',
	options: [
		{ name: 'Assign', value: 'assign', description: 'Replaces the one that is assigned there now' },
		{ name: 'Remove', value: 'remove', description: 'Only if this one is assigned; another one stays' },
	],
});

/** What something is assigned to, and how its columns are read and written. */
export interface Place {
	/** As the output names it. */
	of: object;
	/** Columns that are intended. */
	columns: readonly string[];
	before: Columns;
	write(values: Record<string, number | null>): Promise<Columns | Unread>;
}

/** The client or site that was entered. */
export async function clientOrSite(client: TacticalRmmClient, entered: Parameters<typeof idsOf>[0], columns: Place['columns']): Promise<Place> {
	const { client: clientId, site: siteId } = idsOf(entered);
	if (siteId !== undefined) return { of: { siteId }, columns, before: await client.clients.site(siteId), write: async (values) => await client.clients.updateSite(siteId, values, []) };
	return { of: { clientId }, columns, before: await client.clients.get(clientId!), write: async (values) => await client.clients.update(clientId!, values, []) };
}

/**
 * Assigns what has this id, or takes it away where it is assigned; what was there before is reported, so that it can be put back.
 * @param told what the output names it
 */
export async function assignAt({ of, columns, before, write }: Place, id: number, what: 'assign' | 'remove', told: object): Promise<object> {
	const isAssigned = what === 'assign';
	const meant = isAssigned ? columns : columns.filter((column) => before[column] === id);
	const replaced = Object.fromEntries(meant.map((column) => [column, before[column] ?? null]));
	// Agents are called by their host name.
	const outcome = { name: before.hostname ?? before.name ?? null, ...told, ...of, assigned: isAssigned, replaced };
	if (meant.length === 0) return { ...outcome, updated: {} };
	const values = Object.fromEntries(meant.map((column) => [column, isAssigned ? id : null]));
	const after = await write(values);
	return after instanceof Unread ? after.with({ ...outcome, updated: values }) : { ...outcome, ...storedOf(values, (column) => after[column]) };
}
