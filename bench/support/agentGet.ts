import type { N8nClient } from '../../test/e2e/n8n/rest';
import type { TacticalRmm } from '../../test/simulators/tacticalrmm';
import { base, custom, ours, untilReady, type NodeJson } from './n8n';

/** The same question, "get the agent that the item names", asked in several ways; and nothing at all. */
export interface AgentGets {
	ours: NodeJson;
	httpRequest: NodeJson;
	/** One after the other with n8n's helper. */
	oneByOne: NodeJson;
	/** Asks nothing and evaluates nothing: what any node costs n8n. */
	set: NodeJson;
}

/** @returns the nodes, with a new credential for ours */
export async function agentGets(client: N8nClient, { url, apiKey }: TacticalRmm): Promise<AgentGets> {
	const data = { baseUrl: url, apiKey, betaApi: false, allowUnauthorizedCerts: true, caCertificate: '' };
	await untilReady(client);
	const { id, name } = await client.createCredential('Tactical RMM', 'tacticalRmmApi', data);
	const address = `=${url}/agents/{{ $json.id }}/`;
	return {
		ours: {
			type: ours('tacticalRmm'),
			typeVersion: 1,
			parameters: { resource: 'agent', operation: 'get', deviceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, simplify: true, options: {} },
			credentials: { tacticalRmmApi: { id, name } },
		},
		httpRequest: {
			type: base('httpRequest'),
			typeVersion: 4.2,
			parameters: {
				url: address,
				sendHeaders: true,
				headerParameters: { parameters: [{ name: 'X-API-KEY', value: apiKey }] },
				options: { allowUnauthorizedCerts: true },
			},
		},
		oneByOne: { type: custom('oneByOne'), typeVersion: 1, parameters: { url: address, header: 'X-API-KEY', value: apiKey } },
		set: {
			type: base('set'),
			typeVersion: 3.4,
			parameters: { assignments: { assignments: [{ id: 'id', name: 'asked', value: 'no', type: 'string' }] }, options: {} },
		},
	};
}

/** One item an agent. */
export function agentItems({ world }: TacticalRmm): Array<{ id: string }> {
	return world.agents().map(({ agent_id: id }) => ({ id }));
}
