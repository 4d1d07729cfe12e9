import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { connect } from '../../nodes/NetAlertX/connect';
import type { NetAlertXClient } from '../../nodes/NetAlertX/client';
import { closeAgents } from '../../nodes/shared/http/agents';
import { startNetAlertX, type NetAlertX as Simulator, type NetAlertXOptions } from '../simulators/netalertx';
import { oneOf } from './oneOf';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';

/** Devices of the simulated lab that tests speak of. */
export const lab = {
	gateway: '3c:22:fb:10:00:01',
	coreSwitch: '3c:22:fb:10:00:02',
	accessPoint: '3c:22:fb:10:00:03',
	nas: '00:11:32:aa:bb:10',
	/** The second network card of the nas, which goes and comes back with it. */
	nasCard: '00:11:32:aa:bb:11',
	printer: '00:80:92:00:00:0c',
	phone: 'b8:27:eb:14:00:14',
	archived: 'b8:27:eb:20:00:20',
} as const;
/** A MAC address that no device of the lab has. */
export const nobody = 'aa:bb:cc:00:00:99';

/** The value of a locator, as the editor stores it. */
export const at = (mode: 'list' | 'mac' | 'id' | 'name' | 'address', value: string) => ({ __rl: true, mode, value });
export const byMac = (mac: string) => at('mac', mac);

/** A simulated NetAlertX with all that is needed to use it. */
export interface Running {
	readonly simulator: Simulator;
	readonly credential: ICredentialDataDecryptedObject;
	/** A separate client, as every execution has. */
	client(more?: ICredentialDataDecryptedObject): NetAlertXClient;
	/** Runs one operation of the node in n8n's engine. */
	run(resource: string, operation: string, parameters?: INode['parameters'], options?: NodeRunOptions): Promise<NodeRun>;
	/** What arrived: "POST /device/copy", oldest first. */
	sent(): string[];
	/** What arrived and was not a GET, with its body. */
	written(): Array<[request: string, body: unknown]>;
	stop(): Promise<void>;
}

export async function startLab(options?: NetAlertXOptions): Promise<Running> {
	const simulator = await startNetAlertX(options);
	const credential = credentialFor(simulator.url, simulator.token);
	const named = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
	return {
		simulator,
		credential,
		client: (more) => connect({ ...credential, ...more }),
		run: async (resource, operation, parameters, more) =>
			await runNode(oneOf(NetAlertX), { resource, operation, ...parameters }, { credentials: { netAlertXApi: credential }, ...more }),
		sent: () => simulator.requests.map(named),
		written: () => simulator.requests.filter(({ method }) => method !== 'GET').map((request) => [named(request), request.body]),
		async stop() {
			await closeAgents();
			await simulator.stop();
		},
	};
}

export function credentialFor(baseUrl: string, apiToken: string): ICredentialDataDecryptedObject {
	return { baseUrl, apiToken, allowUnauthorizedCerts: false, caCertificate: '' };
}

/** The json of the regular output's items. */
export const jsonOf = ({ output }: NodeRun): object[] => (output[0] ?? []).map(({ json }) => json);
