/** A real MeshCentral with real agents, and the three ways to it: its own WebSocket, and OpenFrame's wrapper with both of its. */
import type { IDataObject } from 'n8n-workflow';
import type { MeshCentralClient } from '../../../nodes/MeshCentral/client';
import { sessions } from '../../../nodes/MeshCentral/control/channel';
import { connectServer, connectWrapper } from '../../../nodes/MeshCentral/connect';
import { closeAgents } from '../../../nodes/shared/http/agents';
import { startMeshCentral, type Agent, type MeshCentral } from '../../servers/meshcentral';
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../../simulators/meshcentral';

/** A way to MeshCentral: the credential as a user fills it in. */
export interface Way {
	name: string;
	type: 'meshCentralApi' | 'meshCentralRestApi';
	data: IDataObject;
}

export interface Lab {
	server: MeshCentral;
	agents: Agent[];
	/** Carries its commands out on the server, and leads to its WebSocket. */
	wrapper: MeshCentralWrapper;
	ways: { server: Way; password: Way; wrapperWebSocket: Way; rest: Way };
	/** A separate client, as every execution has; sessions are shared as they are in n8n. */
	client(way: Way): MeshCentralClient;
	stop(): Promise<void>;
}

/** The first start on a machine installs MeshCentral. */
export const startMs = 5 * 60_000;

export async function startLab(agentNames: string[]): Promise<Lab> {
	const server = await startMeshCentral({ groups: ['Lab', 'Branch'], report: (line) => process.stderr.write(`MeshCentral: ${line}\n`) });
	try {
		const agents = await Promise.all(agentNames.map(async (name) => await server.startAgent(name, 'Lab')));
		const token = await server.createLoginToken('n8n');
		const wrapper = await startMeshCentralWrapper({ backedBy: server, controlOf: { url: server.url, ...server.admin, ca: server.certificate } });
		const certificates = { allowUnauthorizedCerts: false, caCertificate: server.certificate };
		const ofServer = { baseUrl: server.url, domain: '', ...certificates };
		const ofWrapper = { baseUrl: wrapper.url, gatewayHeaderName: '', gatewayHeaderValue: '', allowUnauthorizedCerts: false, caCertificate: '' };
		return {
			server,
			agents,
			wrapper,
			ways: {
				server: { name: 'MeshCentral', type: 'meshCentralApi', data: { ...ofServer, signInWith: 'loginToken', tokenUser: token.user, tokenPassword: token.password } },
				password: { name: 'MeshCentral with password', type: 'meshCentralApi', data: { ...ofServer, signInWith: 'password', username: server.admin.user, password: server.admin.password } },
				wrapperWebSocket: { name: 'Wrapper', type: 'meshCentralRestApi', data: { ...ofWrapper, connectThrough: 'webSocket' } },
				rest: { name: 'Wrapper by REST', type: 'meshCentralRestApi', data: { ...ofWrapper, connectThrough: 'rest' } },
			},
			client: ({ type, data }) => (type === 'meshCentralApi' ? connectServer : connectWrapper)(data as never),
			stop: async () => {
				await sessions.closeAll();
				await closeAgents();
				await wrapper.stop();
				await server.stop();
			},
		};
	} catch (error) {
		await server.stop();
		throw error;
	}
}
