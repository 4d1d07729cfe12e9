import type { ICredentialDataDecryptedObject, INode, INodeType } from 'n8n-workflow';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import type { Call } from '../../nodes/shared/http/call';
import { lab as meshCentralLab, startMeshCentralWrapper } from '../simulators/meshcentral';
import { startMeshtech, type Meshtech as MeshtechSimulator } from '../simulators/meshtech';
import { startNetAlertX } from '../simulators/netalertx';
import { startTacticalRmm } from '../simulators/tacticalrmm';
import { restCredential } from '../support/meshCentral';
import { credentialFor as meshtechCredential, page } from '../support/meshtech';
import { at, credentialFor as netAlertXCredential, lab as netAlertXLab } from '../support/netAlertX';
import { credentialFor as tacticalRmmCredential, lab as tacticalRmmLab } from '../support/tacticalRmm';

/** A server of a system, with what a test needs of it. */
export interface Served {
	/** Data of the subject's credential. */
	data: ICredentialDataDecryptedObject;
	/** Changes something that the trigger reports as one event. */
	change(): void;
	/** Called before a fault begins, so that the very next request of anything meets it. */
	prepare?(): void;
	stop(): Promise<void>;
}

type Parameters = INode['parameters'];

/** A system as the fault matrix sees it: one operation of each kind, a trigger, a drop-down and a credential test. */
export interface Subject {
	name: string;
	node: INodeType;
	trigger: INodeType;
	/** The type of its credential, and the field with the address before which the faults happen. */
	credential: string;
	address: 'baseUrl' | 'signInUrl';
	start(secret: string): Promise<Served>;
	/** Parameters of a representative operation of each kind. */
	operations: Record<'read' | 'idempotent' | 'once', Parameters>;
	/** Makes the trigger report {@link Served.change}. */
	triggerParameters: Parameters;
	listSearch: string;
	/** Whether the call is the one that changes something: there the fault of a writing operation begins. */
	isWrite(call: Call<unknown>): boolean;
}

const byEffect = ({ effect }: Call<unknown>) => effect !== 'read';
const counted = () => {
	let count = 0;
	return (word: string) => `${word} ${++count}`;
};

const netAlertX: Subject = {
	name: 'NetAlertX',
	node: new NetAlertX(),
	trigger: new NetAlertXTrigger(),
	credential: 'netAlertXApi',
	address: 'baseUrl',
	start: async (token) => {
		const simulator = await startNetAlertX({ token });
		const next = counted();
		return {
			data: netAlertXCredential(simulator.url, token),
			change: () => simulator.database.patch(netAlertXLab.nas, { devName: next('nas') }),
			stop: simulator.stop,
		};
	},
	operations: {
		read: { resource: 'device', operation: 'get', deviceId: at('mac', netAlertXLab.nas) },
		idempotent: { resource: 'device', operation: 'setAlias', deviceId: at('mac', netAlertXLab.printer), alias: 'printer' },
		once: { resource: 'network', operation: 'scan', scanType: 'ARPSCAN' },
	},
	triggerParameters: { triggerOn: ['deviceChanged'], watchedFields: ['devName'] },
	listSearch: 'searchDevices',
	isWrite: byEffect,
};

const tacticalRmm: Subject = {
	name: 'Tactical RMM',
	node: new TacticalRmm(),
	trigger: new TacticalRmmTrigger(),
	credential: 'tacticalRmmApi',
	address: 'baseUrl',
	start: async (apiKey) => {
		const simulator = await startTacticalRmm({ apiKey });
		const next = counted();
		return {
			data: tacticalRmmCredential(simulator.url, apiKey),
			change: () => simulator.world.agent(tacticalRmmLab.server).set({ description: next('server') }),
			stop: async () => await simulator.stop(),
		};
	},
	operations: {
		read: { resource: 'script', operation: 'get', scriptId: at('id', '3') },
		idempotent: { resource: 'script', operation: 'update', scriptId: at('id', '3'), updateFields: { description: 'what there is' } },
		once: { resource: 'agent', operation: 'runCommand', deviceId: at('id', 'OhbVrpoiVgRVIfLBcbfnoGMbJmTPSIAoCLrZaWZk'), command: 'whoami' },
	},
	triggerParameters: { triggerOn: ['deviceChanged'], watchedFields: ['description'] },
	listSearch: 'searchAgents',
	isWrite: byEffect,
};

const meshCentral: Subject = {
	name: 'MeshCentral, REST',
	node: new MeshCentral(),
	trigger: new MeshCentralTrigger(),
	credential: 'meshCentralRestApi',
	address: 'baseUrl',
	start: async (key) => {
		const simulator = await startMeshCentralWrapper({ gateway: { name: 'X-API-Key', value: key } });
		const next = counted();
		return {
			data: restCredential(simulator.url, key),
			change: () => {
				simulator.world.device(meshCentralLab.two).node.desc = next('two');
			},
			stop: simulator.stop,
		};
	},
	operations: {
		read: { authentication: 'meshCentralRestApi', resource: 'device', operation: 'get', deviceId: at('id', meshCentralLab.one) },
		idempotent: { authentication: 'meshCentralRestApi', resource: 'device', operation: 'update', deviceId: at('id', meshCentralLab.one), updateFields: { description: 'the first' } },
		once: { authentication: 'meshCentralRestApi', resource: 'device', operation: 'runCommand', deviceId: at('id', meshCentralLab.one), command: 'echo hello' },
	},
	triggerParameters: { authentication: 'meshCentralRestApi', triggerOn: ['deviceChanged'], watchedFields: ['desc'] },
	listSearch: 'searchDevices',
	// The transport repeats none of the wrapper's commands by itself: reading ones are known by their method.
	isWrite: ({ method }) => method !== 'GET',
};

/** @param prepare see {@link Served.prepare} */
const serveMeshtech =
	(prepare?: (simulator: MeshtechSimulator) => void): Subject['start'] =>
	async (password) => {
		const simulator = await startMeshtech({ password });
		const next = counted();
		return {
			data: meshtechCredential(simulator),
			change: () => {
				simulator.fleet.get(page.office).friendlyName = next('office');
			},
			prepare: () => prepare?.(simulator),
			stop: simulator.stop,
		};
	};

const meshtech: Subject = {
	name: 'Meshtech',
	node: new Meshtech(),
	trigger: new MeshtechTrigger(),
	credential: 'meshtechApi',
	address: 'baseUrl',
	start: serveMeshtech(),
	operations: {
		read: { resource: 'device', operation: 'get', deviceId: at('id', page.office) },
		idempotent: { resource: 'device', operation: 'rename', deviceId: at('id', page.card), name: 'card' },
		once: { resource: 'label', operation: 'create', label: 'new' },
	},
	triggerParameters: { triggerOn: ['deviceRenamed'] },
	listSearch: 'searchDevices',
	isWrite: byEffect,
};

/** The other host of Meshtech: the API takes the token no longer, and the faults stand before what gives a new one. */
const meshtechSignIn: Subject = {
	...meshtech,
	name: 'Meshtech, signing in',
	address: 'signInUrl',
	start: serveMeshtech((simulator) => simulator.revokeTokens()),
	// Signing in changes nothing, whatever it is done for.
	isWrite: () => false,
};

export const subjects: readonly Subject[] = [netAlertX, tacticalRmm, meshCentral, meshtech, meshtechSignIn];
