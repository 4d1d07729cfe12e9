import { choice, when } from '../shared/fields';
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

/** The ids that were chosen with {@link within}, as the server takes them. */
export function idsOf({ clientId, siteId }: { clientId?: string; siteId?: string }): { client?: number; site?: number } {
	return { ...(clientId !== undefined && { client: Number(clientId) }), ...(siteId !== undefined && { site: Number(siteId) }) };
}
