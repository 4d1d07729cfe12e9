import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import type { TacticalRmmClient } from '../../nodes/TacticalRmm/client';
import { connect } from '../../nodes/TacticalRmm/connect';
import { closeAgents } from '../../nodes/shared/http/agents';
import { startTacticalRmm, type TacticalRmm as Simulator, type TacticalRmmOptions } from '../simulators/tacticalrmm';
import { oneOf } from './oneOf';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';

/** Agents of the simulated lab that tests speak of, by what they are; their names are their host names. */
export const lab = {
	server: 'WIN-SRV-00',
	workstation: 'WIN-WS-01',
	mac: 'DAR-SRV-02',
	/** Does not answer. */
	silent: 'WIN-WS-03',
	linux: 'LIN-WS-05',
} as const;

/** The value of a locator, as the editor stores it. */
export const at = (mode: 'list' | 'id' | 'name', value: string) => ({ __rl: true, mode, value });
export const byName = (name: string) => at('name', name);
export const byId = (id: string | number) => at('id', String(id));

/** A simulated Tactical RMM with all that is needed to use it. */
export interface Running {
	readonly simulator: Simulator;
	readonly credential: ICredentialDataDecryptedObject;
	/** A separate client, as every execution has. */
	client(more?: ICredentialDataDecryptedObject, options?: { signal?: AbortSignal }): TacticalRmmClient;
	/** The agent id of a host name. */
	idOf(hostname: string): string;
	/** Runs one operation of the node in n8n's engine. */
	run(resource: string, operation: string, parameters?: INode['parameters'], options?: NodeRunOptions): Promise<NodeRun>;
	/** What arrived: "POST /agents/update/", oldest first. */
	sent(): string[];
	/** What arrived and was not a GET, with its body. */
	written(): Array<[request: string, body: unknown]>;
	stop(): Promise<void>;
}

export async function startLab(options?: TacticalRmmOptions): Promise<Running> {
	const simulator = await startTacticalRmm(options);
	const credential = credentialFor(simulator.url, simulator.apiKey, options?.betaApi);
	const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
	return {
		simulator,
		credential,
		client: (more, clientOptions = {}) => connect({ ...credential, ...more }, clientOptions),
		idOf: (hostname) => simulator.world.agent(hostname).agent_id,
		run: async (resource, operation, parameters, more) =>
			await runNode(oneOf(TacticalRmm), { resource, operation, ...parameters }, { credentials: { tacticalRmmApi: credential }, ...more }),
		sent: () => simulator.requests.map(named),
		written: () => simulator.requests.filter(({ method }) => method !== 'GET').map((request) => [named(request), request.body]),
		async stop() {
			await closeAgents();
			await simulator.stop();
		},
	};
}

export function credentialFor(baseUrl: string, apiKey: string, betaApi = false): ICredentialDataDecryptedObject {
	return { baseUrl, apiKey, betaApi, allowUnauthorizedCerts: false, caCertificate: '' };
}

/** The json of the regular output's items. */
export const jsonOf = ({ output }: NodeRun): object[] => (output[0] ?? []).map(({ json }) => json);

/** Waits for something to happen on the simulated server, up to 20 s. */
export async function until(condition: () => boolean): Promise<void> {
	const deadline = Date.now() + 20_000;
	while (!condition()) {
		if (Date.now() > deadline) throw new Error('it did not happen');
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
