import type { ICredentialDataDecryptedObject, INode, INodeType } from 'n8n-workflow';
import { DeviceFleet } from '../../nodes/DeviceFleet/DeviceFleet.node';
import { deviceFleet } from '../../nodes/DeviceFleet/system';
import { MeshCentral } from '../../nodes/MeshCentral/MeshCentral.node';
import { meshCentral } from '../../nodes/MeshCentral/system';
import { commands } from '../../nodes/MeshCentral/wrapper/commands';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { meshtech } from '../../nodes/Meshtech/system';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { netAlertX } from '../../nodes/NetAlertX/system';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { tacticalRmm } from '../../nodes/TacticalRmm/system';
import type { Call } from '../../nodes/shared/http/call';
import type { Effect } from '../../nodes/shared/http/retry';
import { startMeshCentralWrapper } from '../simulators/meshcentral';
import { startMeshtech } from '../simulators/meshtech';
import type { Fault, RequestMatch } from '../simulators/support/front';
import { startNetAlertX } from '../simulators/netalertx';
import { startTacticalRmm, type World as TacticalRmmWorld } from '../simulators/tacticalrmm';
import { restCredential } from '../support/meshCentral';
import { credentialFor as meshtechCredential } from '../support/meshtech';
import { credentialFor as netAlertXCredential } from '../support/netAlertX';
import { oneOf } from '../support/oneOf';
import { credentialFor as tacticalRmmCredential } from '../support/tacticalRmm';
import { deviceFleetSamples } from './samples/deviceFleet';
import { furnish, meshCentralSamples } from './samples/meshCentral';
import { meshtechSamples } from './samples/meshtech';
import { netAlertXSamples } from './samples/netAlertX';
import { furnishOffice, tacticalRmmSamples } from './samples/tacticalRmm';

/** What the suite needs of a system's declaration. */
export interface Declared {
	name: string;
	look?: unknown;
	/** It is made of other systems. */
	joined?: unknown;
	resources: ReadonlyArray<{
		name: string;
		value: string;
		operations: ReadonlyArray<{
			name: string;
			value: string;
			action: string;
			description: string;
			effect: Effect;
			affects?: unknown;
			fields: Readonly<Record<string, { isDevice?: boolean; properties: ReadonlyArray<{ type: string }> }>>;
			rollsOut?: { exitCode?: string; online?: unknown };
		}>;
	}>;
}

/** A server to run operations against. */
export interface Served {
	/** Decrypted data by credential type. */
	credentials: Record<string, ICredentialDataDecryptedObject>;
	requests: ReadonlyArray<{ method: string; path: string }>;
	answerNext(match: RequestMatch, answer: Fault, times?: number): void;
	stop(): Promise<void>;
}

/** An operation with parameters that work for three items one after the other, and that make it send its strongest request. */
export interface Sample {
	parameters?: INode['parameters'];
	/** The json of the three items; without them all are empty. */
	items?: [object, object, object];
	/** What else it takes to be rolled out. */
	rolledOut?: INode['parameters'];
	/** It hands on whatever a server answers that is no refusal; with the reason. */
	takesAnyAnswer?: string;
	/** It is not held against what requests must do, because it sends none, or none this way; with the reason. */
	withoutRequests?: string;
	/** Its last request only adds to the rows, which are returned without it if it fails; with what it adds. */
	lastAdds?: string;
}

/** An action node that all invariants are held against. */
export interface ActionNode {
	create: () => INodeType;
	system: Declared;
	/** Starts a simulator that takes this secret. */
	start(secret: string): Promise<Served>;
	/** What all paths of its API begin with. */
	base?: string;
	/** The effect of a request, where the transport is not told of it. */
	effectOf?(call: Call<unknown>): Effect;
	/** Every path of its API ends in a slash. */
	endsInSlash?: boolean;
	/** How this server refuses, with these words, in the form that most of its routes have. */
	refusal(status: number, words: string): Fault;
	/** How it says that it does not take the key or token. */
	rejection(words: string): Fault;
	/** By `resource.operation`. */
	samples: Readonly<Record<string, Sample>>;
	/** Option lists in another order than the alphabet's, by property name, with the reason. */
	inAnotherOrder: Readonly<Record<string, string>>;
}

/** Every action node of the package: a new system adds a row here, and its samples. */
export const actionNodes: readonly ActionNode[] = [
	{
		create: () => oneOf(DeviceFleet),
		system: deviceFleet,
		refusal: (status, error) => ({ status, body: { success: false, error } }),
		rejection: (message) => ({ status: 403, body: { success: false, error: 'Forbidden', message } }),
		samples: deviceFleetSamples,
		inAnotherOrder: {},
		start: async (token) => {
			const simulator = await startNetAlertX({ token });
			const { requests, answerNext } = simulator;
			return { credentials: { netAlertXApi: netAlertXCredential(simulator.url, token) }, requests, answerNext, stop: simulator.stop };
		},
	},
	{
		create: () => oneOf(NetAlertX),
		system: netAlertX,
		refusal: (status, error) => ({ status, body: { success: false, error } }),
		rejection: (message) => ({ status: 403, body: { success: false, error: 'Forbidden', message } }),
		samples: netAlertXSamples,
		inAnotherOrder: { period: 'from the shortest to the longest' },
		start: async (token) => {
			const simulator = await startNetAlertX({ token });
			// What it lists has to have something in it.
			for (const guid of ['4a943808-a3ec-447e-aa31-34740ba27779', '44f23049-c9de-4395-b3e1-108a90a8854d']) {
				simulator.notifications.push({ guid, timestamp: '2026-11-20 18:29:17', level: 'info', read: 0, content: 'Backup of nas has failed' });
			}
			const { requests, answerNext } = simulator;
			return { credentials: { netAlertXApi: netAlertXCredential(simulator.url, token) }, requests, answerNext, stop: simulator.stop };
		},
	},
	{
		create: () => oneOf(TacticalRmm),
		system: tacticalRmm,
		endsInSlash: true,
		refusal: (status, detail) => ({ status, body: { detail } }),
		rejection: (detail) => ({ status: 401, body: { detail } }),
		samples: tacticalRmmSamples,
		inAnotherOrder: { monthDays: 'from the first to the last' },
		start: async (apiKey) => {
			const simulator = await startTacticalRmm({ apiKey, betaApi: true });
			const { requests, world } = simulator;
			addEmptyPlaces(world.tables);
			furnishOffice(world);
			return {
				credentials: { tacticalRmmApi: tacticalRmmCredential(simulator.url, apiKey, true) },
				requests,
				answerNext: (match, fault, times) => simulator.answerNext(match, fault, times),
				stop: async () => await simulator.stop(),
			};
		},
	},
	{
		create: () => oneOf(MeshCentral),
		system: meshCentral,
		base: '/api',
		// The wrapper's client repeats by itself: its transport must not repeat anything.
		effectOf: ({ method, path }) => (method === 'GET' ? 'read' : commands[path[0] as keyof typeof commands].effect),
		refusal: (status, error) => ({ status, body: { error } }),
		rejection: (words) => ({ status: 401, headers: { 'content-type': 'text/plain' }, body: words }),
		samples: meshCentralSamples,
		inAnotherOrder: {},
		start: async (key) => {
			const simulator = await startMeshCentralWrapper({ gateway: { name: 'X-API-Key', value: key } });
			furnish(simulator.world);
			return {
				credentials: { meshCentralRestApi: restCredential(simulator.url, key) },
				requests: simulator.requests,
				answerNext: (match, fault, times) => simulator.answerNext(match, fault, times),
				stop: async () => await simulator.stop(),
			};
		},
	},
	{
		create: () => oneOf(Meshtech),
		system: meshtech,
		refusal: (status, message) => ({ status, body: { message } }),
		rejection: (message) => ({ status: 401, body: { message } }),
		samples: meshtechSamples,
		inAnotherOrder: {},
		start: async (password) => {
			const simulator = await startMeshtech({ password, devices: 6 });
			// The samples ask for job-1 to job-3.
			for (const { id } of simulator.fleet.list().slice(2, 5)) simulator.jobs.create({ type: 'FIRMWARE_UPDATE', deviceIds: [id], firmwareVersion: '3.4.1' });
			const { requests, answerNext, stop } = simulator;
			return { credentials: { meshtechApi: meshtechCredential(simulator) }, requests, answerNext, stop };
		},
	},
];

/** Clients with two sites each and no agents, which may be deleted. */
export function addEmptyPlaces({ clients, sites }: TacticalRmmWorld['tables']): void {
	for (const name of ['Empty 1', 'Empty 2', 'Empty 3']) {
		const { id: client } = clients.add({ ...clients.get(2), id: undefined, name });
		for (const its of ['First', 'Second']) sites.add({ ...sites.get(3), id: undefined, client, name: its });
	}
}

/** Every operation of every node, as rows of a table. */
export const operations = actionNodes.flatMap((node) =>
	node.system.resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			title: `${node.system.name}: ${resource.name} > ${operation.name}`,
			node,
			resource,
			operation,
			sample: node.samples[`${resource.value}.${operation.value}`],
		})),
	),
);
export type OperationRow = (typeof operations)[number];
