/** Workflows that n8n's workers run: of a webhook and items, and of a trigger and a node behind it. */
import { randomUUID } from 'node:crypto';
import { itemsThrough } from '../e2e/itemsWorkflow';
import { packageName } from '../e2e/n8n/pack';
import type { CredentialReference, SavedWorkflow, WorkflowJson, WorkflowNode } from '../e2e/n8n/types';
import { until } from '../e2e/n8n/wait';
import { everyFiveSeconds } from '../e2e/tellingWorkflow';
import type { Cluster } from './cluster';

/** A workflow that is active and started by a request. */
export interface OnCall {
	readonly saved: SavedWorkflow;
	/** Starts it; returns at its end with n8n's status, or at once where it answers first. */
	call(): Promise<number>;
}

export interface Node {
	/** A node of this package. */
	type: string;
	credentials: Record<string, CredentialReference>;
	parameters: object;
}

/** Activates a workflow of a webhook, these items and a node. @param answersFirst before it runs, and not at its end */
export async function onCall({ main, client }: Cluster, items: readonly object[], { type, credentials, parameters }: Node, answersFirst = false): Promise<OnCall> {
	const path = randomUUID();
	const workflow = itemsThrough(items, `${packageName}.${type}`, credentials, parameters);
	const [, ...nodes] = workflow.nodes;
	const start = {
		id: path,
		name: 'Start',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		position: [0, 0],
		webhookId: path,
		parameters: { httpMethod: 'POST', path, responseMode: answersFirst ? 'onReceived' : 'lastNode' },
	} as WorkflowNode;
	const saved = await client.createWorkflow({ ...workflow, nodes: [start, ...nodes] });
	await client.activate(saved);
	const call = async () => (await fetch(`${main.url}/webhook/${path}`, { method: 'POST', signal: AbortSignal.timeout(120_000) })).status;
	return { saved, call };
}

/** Events of a NetAlertX, polled every five seconds; a node behind reads the device of each. */
export function watching(credentials: Record<string, CredentialReference>, triggerOn: readonly string[]): WorkflowJson {
	const named = Object.fromEntries(Object.entries(credentials).map(([type, { id, name }]) => [type, { id, name }]));
	const node = (name: string, type: string, parameters: object) => ({ name, type: `${packageName}.${type}`, typeVersion: 1, position: [0, 0], credentials: named, parameters });
	return {
		name: 'Watching',
		nodes: [
			node('Trigger', 'netAlertXTrigger', { pollTimes: everyFiveSeconds, triggerOn, filters: {}, options: { offlineForAtLeast: 0 } }),
			node('Read', 'netAlertX', { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'mac', value: '={{ $json.device.id }}' }, options: {} }),
		] as unknown as WorkflowJson['nodes'],
		connections: { Trigger: { main: [[{ node: 'Read', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	};
}

/** The execution of a workflow that was started last, once n8n has written that it ended, whichever way. */
export async function ended({ client }: Cluster, workflowId: string, deadlineMs = 60_000) {
	const last = async () => {
		const [newest] = await client.executions(workflowId);
		return newest && !['new', 'running', 'waiting'].includes(newest.status) && newest;
	};
	return await until('the execution to end', last, { deadlineMs });
}
