import type { ICredentialDataDecryptedObject, INode, INodeType } from 'n8n-workflow';
import { MeshCentral } from '../../../nodes/MeshCentral/MeshCentral.node';
import type { Agent, MeshCentral as Server } from '../../servers/meshcentral';
import { runNode } from '../../support/runNode';

/** How a call ended for the user, and in which words. */
export interface Ended {
	/** The error as n8n gets it; undefined where all is fine. */
	error?: { message: string; description?: string | null; failure?: { cause: string } };
	/** What came of it where all is fine. */
	result?: unknown;
}

/** One kind of call with one credential. */
export interface Call {
	/** The action of the question that a fault is about, and how long the node waits for its answer. */
	action: string;
	waitsMs: number;
	/** Before anything happens. */
	prepare(): Promise<void>;
	/** The call itself. It may be made again, and then does the next of its kind. */
	make(): Promise<Ended>;
	/** Whether what came of it is right and its own. */
	isRight(result: unknown): boolean;
	/** How often each of the calls made so far was carried out, as the server or the device tells. */
	done?(): Promise<number[]>;
	/** Of a trigger: its state as n8n would write it, and how many events it has told. */
	state?(): { written: string; changed: boolean; told: number };
}

/** The server and one of its devices, as tests see them from behind. */
export interface Behind {
	server: Server;
	agent: Agent;
}

/** Makes a call of the kind with a credential's fields. */
export type MakeCall = (data: ICredentialDataDecryptedObject, behind: Behind) => Call;

export const node: INodeType = new MeshCentral();
export const nothingBefore = async () => {};

let count = 0;
/** A name that nothing else has, neither on the server nor on a device. */
export const newName = (what: string) => `${what}-${++count}`;

/** Runs the node with one item. */
export async function operation(data: ICredentialDataDecryptedObject, parameters: INode['parameters']): Promise<Ended> {
	const { error, output } = await runNode(node, { authentication: 'meshCentralApi', ...parameters }, { credentials: { meshCentralApi: data } });
	return error ? { error } : { result: output[0]!.map(({ json }) => json) };
}
