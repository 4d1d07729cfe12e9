import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, INodeCredentialTestResult, INodeType } from 'n8n-workflow';

/** Presses Test at a credential of this type, as the node answers it. */
export async function pressTest({ methods }: Pick<INodeType, 'methods'>, type: string, data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	return await methods!.credentialTest![`${type}Test`]!.call({} as ICredentialTestFunctions, { id: '1', name: 'x', type, data });
}
