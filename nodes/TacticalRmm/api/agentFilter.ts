import type { QueryValue } from '../../shared/http/url';

/** What the server itself filters lists of agents by; with a site it ignores the client. */
export interface AgentFilter {
	client?: number;
	site?: number;
	monitoringType?: 'server' | 'workstation';
}

export function queryOf({ client, site, monitoringType }: AgentFilter): Record<string, QueryValue> {
	return { client: site === undefined ? client : undefined, site, monitoring_type: monitoringType };
}
