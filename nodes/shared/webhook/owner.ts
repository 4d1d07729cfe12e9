import { createHash } from 'node:crypto';
import type { FunctionsBase } from 'n8n-workflow';

/** Whose registration something at a server is. */
export interface Owner {
	/** 24 hex digits made of this n8n, the workflow and the node: no other node has the same, in this n8n or another. */
	mark: string;
	/** For people who find it there: `the node "Alerts" of the workflow "On Call" (ID abc)`. */
	words: string;
}

/** The node that a hook or a call is for. A copy of the workflow, and the same workflow in another n8n, is another owner. */
export function ownerOf(context: Pick<FunctionsBase, 'getInstanceId' | 'getNode' | 'getWorkflow'>): Owner {
	const node = context.getNode();
	const { id, name } = context.getWorkflow();
	const mark = createHash('sha256').update(JSON.stringify([context.getInstanceId(), id, node.id])).digest('hex').slice(0, 24);
	return { mark, words: `the node "${node.name}" of the workflow "${name ?? ''}" (ID ${id ?? ''})` };
}
