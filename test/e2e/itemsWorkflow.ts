import type { CredentialReference, WorkflowJson } from './n8n/types';

/** A workflow of a trigger, items with these contents, and a node, which is named "Node". */
export function itemsThrough(items: readonly object[], type: string, credentials: Record<string, CredentialReference>, parameters: object, more: object = {}): WorkflowJson {
	const make = (name: string, nodeType: string, typeVersion: number, rest: object) => ({ id: name, name, type: nodeType, typeVersion, position: [0, 0] as [number, number], ...rest });
	const named = Object.fromEntries(Object.entries(credentials).map(([credential, { id, name }]) => [credential, { id, name }]));
	return {
		name: `${type} with items`,
		nodes: [
			make('Start', 'n8n-nodes-base.manualTrigger', 1, { parameters: {} }),
			make('Items', 'n8n-nodes-base.set', 3.4, { parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} } }),
			make('Split', 'n8n-nodes-base.splitOut', 1, { parameters: { fieldToSplitOut: 'items', options: {} } }),
			make('Node', type, 1, { parameters, credentials: named, ...more }),
		] as WorkflowJson['nodes'],
		connections: {
			Start: { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
			Items: { main: [[{ node: 'Split', type: 'main', index: 0 }]] },
			Split: { main: [[{ node: 'Node', type: 'main', index: 0 }]] },
		},
	};
}
