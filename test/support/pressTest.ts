import type { ICredentialDataDecryptedObject, ICredentialTestFunctions, INodeCredentialTestResult, INodeType } from 'n8n-workflow';

/** The test of a credential of this type, as n8n runs it when one is saved and at Retry. */
export async function pressTest({ methods }: Pick<INodeType, 'methods'>, type: string, data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
	return await methods!.credentialTest![`${type}Test`]!.call({} as ICredentialTestFunctions, { id: '1', name: 'x', type, data });
}
