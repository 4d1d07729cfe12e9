import type { ICredentialDataDecryptedObject, ILoadOptionsFunctions, INode } from 'n8n-workflow';
import { pressTest as press } from '../support/pressTest';
import type { Subject } from './subjects';

/** The test of the credential, as n8n runs it when it is saved and at Retry. */
export async function pressTest({ node, credential }: Subject, data: ICredentialDataDecryptedObject): Promise<{ status: string; message: string }> {
	return await press(node, credential, data);
}

/** Opens a drop-down of the node, in a form in which the device of the subject's command is chosen. @throws as the editor gets it */
export async function openList({ node, credential, operations }: Subject, name: string, data: ICredentialDataDecryptedObject): Promise<unknown> {
	const context = {
		getCredentials: async () => await Promise.resolve(data),
		getCurrentNodeParameter: (parameter: string) => (parameter === 'authentication' ? credential : operations.once[parameter]),
		getNode: () => ({ id: 'n', name: 'Node', type: node.description.name, typeVersion: 1, position: [0, 0], parameters: {} }) satisfies INode,
	};
	return await node.methods!.listSearch![name]!.call(context as unknown as ILoadOptionsFunctions, '');
}
