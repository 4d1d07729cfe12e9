/** The example workflows of this repository, in n8n's export format. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOrder } from '../nodes/shared/lists';
import { repository } from '../test/e2e/n8n/pack';
import type { CredentialReference, WorkflowJson, WorkflowNode } from '../test/e2e/n8n/types';

const folder = join(repository, 'examples');

/** In the order of their names. */
export function exampleWorkflows(): WorkflowJson[] {
	const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
	const workflows = files.map((name) => {
		try {
			return JSON.parse(readFileSync(join(folder, name), 'utf8')) as WorkflowJson;
		} catch (error) {
			throw new Error(`examples/${name} is not a workflow: ${String(error)}`);
		}
	});
	return inOrder(workflows);
}

/** Whether the workflow runs by itself once it is active: it has a trigger other than the manual one. */
export function startsByItself({ nodes }: WorkflowJson): boolean {
	const isTrigger = (type: string) => /(trigger|\.webhook)$/i.test(type) && !type.endsWith('.manualTrigger');
	return nodes.some(({ type, disabled }) => !disabled && isTrigger(type));
}

/** The workflow with the given credentials instead of those of the same type. */
export function withCredentials(workflow: WorkflowJson, credentials: CredentialReference[]): WorkflowJson {
	const replaced = (node: WorkflowNode): WorkflowNode => {
		if (!node.credentials) return node;
		const entries = Object.entries(node.credentials).map(([type, given]) => {
			const ours = credentials.find((credential) => credential.type === type);
			return [type, ours ? { id: ours.id, name: ours.name } : given] as const;
		});
		return { ...node, credentials: Object.fromEntries(entries) };
	};
	return { ...workflow, nodes: workflow.nodes.map(replaced) };
}
