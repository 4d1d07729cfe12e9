import {
	NodeHelpers,
	type ICredentialDataDecryptedObject,
	type INode,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

export type Credentials = Record<string, ICredentialDataDecryptedObject>;

/** A node as a workflow holds it, with every given credential under its type's name. */
export function nodeOf(type: INodeType, name: string, parameters: INode['parameters'], credentials: Credentials, more: Partial<INode> = {}): INode {
	return {
		id: 'n',
		name,
		type: type.description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: Object.fromEntries(Object.keys(credentials).map((each) => [each, { id: '1', name: each }])),
		...more,
	};
}

/** The node types that a workflow is made of, by their name. */
export function nodeTypes(types: Record<string, INodeType>): INodeTypes {
	const get = (name: string) => NodeHelpers.getVersionedNodeType(types[name]!);
	return { getByName: get, getByNameAndVersion: get, getKnownTypes: () => ({}) };
}

/** n8n's access to credentials, without its database. Asked for at every use, so that a test can change them. */
export function credentialsHelper(credentials: () => Credentials) {
	return {
		getParentTypes: () => [],
		getCredentialsProperties: () => [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_additional: unknown, _details: unknown, type: string) => await Promise.resolve(credentials()[type]),
		authenticate: async (_credentials: unknown, _type: string, request: unknown) => await Promise.resolve(request),
		preAuthentication: async () => await Promise.resolve(undefined),
	};
}
