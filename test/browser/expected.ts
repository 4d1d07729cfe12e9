/** What a node's form has to show, by the node's description. */
import { NodeHelpers, type INode, type INodeParameters, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import type { Shown } from './inPage';

/** Shown in n8n's field for the credential, and not beside it. */
const inCredential = ['authentication'];

/** The labels that a node's description asks for with these choices, all else being as it is by default. */
export function labelsOf(description: INodeTypeDescription, chosen: INodeParameters): string[] {
	const node = { type: description.name, typeVersion: 1, parameters: chosen } as INode;
	const values = NodeHelpers.getNodeParameters(description.properties, chosen, true, false, node, description)!;
	const isShown = (property: INodeProperties) =>
		!['hidden', 'notice'].includes(property.type) && !inCredential.includes(property.name) && NodeHelpers.displayParameter(values, property, node, description);
	return description.properties.filter(isShown).map(({ displayName }) => displayName);
}

/** Nothing without a name, nothing chosen that has none, no word that only a program says. */
export function expectReadable({ labels, chosen, text }: Shown): void {
	expect(labels).not.toContain('');
	expect(Object.entries(chosen).filter(([, value]) => value === '')).toEqual([]);
	expect(text).not.toMatch(/undefined|\[object Object\]|NaN/);
}
