import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INode } from 'n8n-workflow';
import { pressTest as press } from '../support/pressTest';
import type { Subject } from './subjects';

/** The test of the credential, as n8n runs it when it is saved and at Retry. */
export async function pressTest({ node, credential }: Subject, data: ICredentialDataDecryptedObject): Promise<{ status: string; message: string }> {
	return await press(node, credential, data);
}

/** Opens a drop-down of the node. @throws as the editor gets it */
export async function openList({ node, credential }: Subject, name: string, data: ICredentialDataDecryptedObject): Promise<unknown> {
	const context = {
		getCredentials: async () => await Promise.resolve(data),
		getCurrentNodeParameter: () => credential,
		getNode: () => ({ id: 'n', name: 'Node', type: node.description.name, typeVersion: 1, position: [0, 0], parameters: {} }) satisfies INode,
	};
	return await node.methods!.listSearch![name]!.call(context as unknown as ILoadOptionsFunctions, '');
}
