import type { ICredentialDataDecryptedObject, INode, INodeType } from 'n8n-workflow';
import { NetAlertX } from '../../nodes/NetAlertX/NetAlertX.node';
import { netAlertX } from '../../nodes/NetAlertX/system';
import type { Effect } from '../../nodes/shared/http/retry';
import type { Fault, RequestMatch } from '../simulators/support/front';
import { startNetAlertX } from '../simulators/netalertx';
import { credentialFor } from '../support/netAlertX';
import { netAlertXSamples } from './samples/netAlertX';

/** What the suite needs of a system's declaration. */
export interface Declared {
	name: string;
	resources: ReadonlyArray<{
		name: string;
		value: string;
		operations: ReadonlyArray<{ name: string; value: string; action: string; description: string; effect: Effect; affects?: unknown }>;
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
	/** It hands on whatever a server answers that is no refusal; with the reason. */
	takesAnyAnswer?: string;
}

/** An action node that all invariants are held against. */
export interface ActionNode {
	create: () => INodeType;
	system: Declared;
	/** Starts a simulator that takes this secret. */
	start(secret: string): Promise<Served>;
	/** By `resource.operation`. */
	samples: Readonly<Record<string, Sample>>;
	/** Option lists in another order than the alphabet's, by property name, with the reason. */
	inAnotherOrder: Readonly<Record<string, string>>;
}

/** Every action node of the package: a new system adds a row here, and its samples. */
export const actionNodes: readonly ActionNode[] = [
	{
		create: () => new NetAlertX(),
		system: netAlertX,
		samples: netAlertXSamples,
		inAnotherOrder: { period: 'from the shortest to the longest' },
		start: async (token) => {
			const simulator = await startNetAlertX({ token });
			const { requests, answerNext } = simulator;
			return { credentials: { netAlertXApi: credentialFor(simulator.url, token) }, requests, answerNext, stop: simulator.stop };
		},
	},
];

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
