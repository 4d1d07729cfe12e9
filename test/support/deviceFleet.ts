import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { DeviceFleet } from '../../nodes/DeviceFleet/DeviceFleet.node';
import { forgetDetails } from '../../nodes/shared/fleet/details';
import type { FleetDevice } from '../../nodes/shared/fleet/fleetDevice';
import { closeAgents } from '../../nodes/shared/http/agents';
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../simulators/meshcentral';
import { startMeshtech, type Meshtech } from '../simulators/meshtech';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { restCredential } from './meshCentral';
import { credentialFor as meshtechCredential } from './meshtech';
import { credentialFor as netAlertXCredential } from './netAlertX';
import { oneOf } from './oneOf';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';
import { credentialFor as tacticalRmmCredential } from './tacticalRmm';

export const ALL = ['meshCentral', 'meshtech', 'netAlertX', 'tacticalRmm'];
export const wholeFleet = { systems: ALL, meshCentralAuthentication: 'meshCentralRestApi' };

/** All four systems, simulated, with some devices in common. */
export class FleetLab {
	private constructor(
		readonly netAlertX: NetAlertX,
		readonly tacticalRmm: TacticalRmm,
		readonly meshCentral: MeshCentralWrapper,
		readonly meshtech: Meshtech,
	) {}

	static async start(): Promise<FleetLab> {
		forgetDetails();
		const [netAlertX, tacticalRmm, meshCentral, meshtech] = await Promise.all([startNetAlertX(), startTacticalRmm(), startMeshCentralWrapper(), startMeshtech({ devices: 3 })]);
		return new FleetLab(netAlertX, tacticalRmm, meshCentral, meshtech);
	}

	get credentials(): Record<string, ICredentialDataDecryptedObject> {
		return {
			netAlertXApi: netAlertXCredential(this.netAlertX.url, this.netAlertX.token),
			tacticalRmmApi: tacticalRmmCredential(this.tacticalRmm.url, this.tacticalRmm.apiKey),
			meshCentralRestApi: restCredential(this.meshCentral.url),
			meshtechApi: meshtechCredential(this.meshtech),
		};
	}

	async run(operation: string, parameters: INode['parameters'] = {}, options: NodeRunOptions = {}): Promise<NodeRun> {
		return await runNode(oneOf(DeviceFleet), { resource: 'device', operation, ...parameters }, { credentials: this.credentials, ...options });
	}

	/** All devices of the fleet, or those that the filters let through. */
	async devices(parameters: INode['parameters'] = {}): Promise<FleetDevice[]> {
		const { output, error } = await this.run('getAll', { ...wholeFleet, returnAll: true, ...parameters });
		if (error) throw error;
		return (output[0] ?? []).map(({ json }) => json as unknown as FleetDevice);
	}

	async stop(): Promise<void> {
		await closeAgents();
		await Promise.all([this.netAlertX, this.tacticalRmm, this.meshCentral, this.meshtech].map(async (server) => await server.stop()));
	}
}
