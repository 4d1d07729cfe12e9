import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, ILoadOptionsFunctions, INode } from 'n8n-workflow';
import type { Subject } from './subjects';

/** Presses Test at the credential. */
export async function pressTest({ node, credential: type }: Subject, data: ICredentialDataDecryptedObject): Promise<{ status: string; message: string }> {
	const press = node.methods!.credentialTest![`${type}Test`]!;
	return await press.call({} as ICredentialTestFunctions, { id: '1', name: 'x', type, data });
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
