import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import type { MeshCentralClient } from '../../nodes/MeshCentral/client';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { connectWrapper } from '../../nodes/MeshCentral/connect';
import { closeAgents } from '../../nodes/shared/http/agents';
import { startMeshCentralWrapper, type MeshCentralWrapper, type MeshCentralWrapperOptions } from '../simulators/meshcentral';
import { oneOf } from './oneOf';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';

/** An id of the form that MeshCentral has, which no device has. */
export const nobody = `node//${'A'.repeat(64)}`;

/** A credential for REST commands, with the gateway's key if there is one. */
export function restCredential(baseUrl: string, key = ''): ICredentialDataDecryptedObject {
	const gateway = { gatewayHeaderName: key ? 'X-API-Key' : '', gatewayHeaderValue: key };
	return { baseUrl, connectThrough: 'rest', ...gateway, allowUnauthorizedCerts: false, caCertificate: '' };
}

/** A simulated wrapper with all that is needed to use it by REST commands. */
export interface RunningWrapper {
	readonly simulator: MeshCentralWrapper;
	readonly credential: ICredentialDataDecryptedObject;
	/** A separate client, as every execution has. */
	client(): MeshCentralClient;
	/** Runs one operation of the node in n8n's engine. */
	run(resource: string, operation: string, parameters?: INode['parameters'], options?: NodeRunOptions): Promise<NodeRun>;
	/** Commands that arrived, oldest first. */
	sent(): string[];
	stop(): Promise<void>;
}

export async function startWrapper(options: MeshCentralWrapperOptions = {}): Promise<RunningWrapper> {
	const simulator = await startMeshCentralWrapper(options);
	const credential = restCredential(simulator.url, options.gateway?.value);
	return {
		simulator,
		credential,
		client: () => connectWrapper(credential),
		run: async (resource, operation, parameters, more) =>
			await runNode(
				oneOf(MeshCentral),
				{ authentication: 'meshCentralRestApi', resource, operation, ...parameters },
				{ credentials: { meshCentralRestApi: credential }, ...more },
			),
		sent: () => simulator.arrivals.map(({ command }) => command),
		async stop() {
			await closeAgents();
			await simulator.stop();
		},
	};
}
