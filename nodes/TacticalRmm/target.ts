import { choice, when } from '../shared/fields';
import type { TacticalRmmClient } from './client';
import { clientLocator, siteLocator } from './locator';

/** Fields that narrow a list of agents down to a client or a site. */
export const within = {
	agentsOf: choice({
		displayName: 'Agents Of',
		default: 'all',
		options: [
			{ name: 'All Clients', value: 'all' },
			{ name: 'One Client', value: 'client' },
			{ name: 'One Site', value: 'site' },
		],
	}),
	clientId: when({ agentsOf: ['client'] }, clientLocator),
	siteId: when({ agentsOf: ['site'] }, siteLocator),
};

/** The ids that were chosen with {@link within}, as the server accepts them. */
export function idsOf({ clientId, siteId }: { clientId?: string; siteId?: string }): { client?: number; site?: number } {
	return { ...(clientId !== undefined && { client: Number(clientId) }), ...(siteId !== undefined && { site: Number(siteId) }) };
}

/**
 * What was found in a client or site; where that is nothing, the place may not exist (any more), of which the server does not report it either.
 * @throws RefusedError in the server's words for a place that does not exist
 */
export async function inPlace<T>(client: TacticalRmmClient, { client: clientId, site }: { client?: number; site?: number }, found: readonly T[]): Promise<readonly T[]> {
	if (found.length > 0) return found;
	if (site !== undefined) await client.clients.site(site);
	else if (clientId !== undefined) await client.clients.get(clientId);
	return found;
}
