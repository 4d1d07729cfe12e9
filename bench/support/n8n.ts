import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestN8n, type TestN8n } from '../../test/e2e/support';
import type { N8nClient } from '../../test/e2e/n8n/rest';
import type { WorkflowJson, WorkflowNode } from '../../test/e2e/n8n/types';
import { until } from '../../test/e2e/n8n/wait';
import { buildPackage } from './build';

/** A node without what only a canvas needs. */
export type NodeJson = Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters' | 'credentials'>;

/** What one run of a node over all items took. */
export interface NodeCost {
	/** The node's own executionTime. */
	seconds: number;
	/** CPU of n8n's process, all its threads, from before the node to after it. */
	cpuMs: number;
	/** Longest time in which n8n's event loop did nothing else. */
	blockedMs: number;
}

export const base = (name: string) => `n8n-nodes-base.${name}`;
export const ours = (name: string) => `n8n-nodes-device-management.${name}`;
/** Nodes of bench/n8n-nodes. */
export const custom = (name: string) => `CUSTOM.${name}`;

/** A real n8n with the built package and the nodes that measure. */
export async function startMeasuringN8n(report: (line: string) => void, env: NodeJS.ProcessEnv = {}): Promise<TestN8n> {
	await buildPackage(report);
	report('starting n8n');
	return await startTestN8n({ env: { N8N_CUSTOM_EXTENSIONS: join(__dirname, '..', 'n8n-nodes'), ...env } });
}

/** The slowest node takes half a minute. */
const RUN_DEADLINE_MS = 300_000;

/** Runs a node once over these items. @throws unless it puts out one item for each */
export async function costOf(client: N8nClient, node: NodeJson, items: readonly object[]): Promise<NodeCost> {
	const meterFile = join(tmpdir(), `bench-meter-${process.pid}.json`);
	rmSync(meterFile, { force: true });
	await untilReady(client);
	const saved = await client.createWorkflow(workflow(node, items, meterFile));
	const start = { workflowData: saved, triggerToStartFrom: { name: 'Start' } };
	const { executionId } = await client.session.call<{ executionId: string }>('POST', `workflows/${saved.id}/run`, start);
	// n8n is not asked for the execution meanwhile: every question would cost it what is measured here.
	const isThrough = async () => await until('the node to end', () => existsSync(meterFile), { deadlineMs: 15_000, everyMs: 25 }).catch(() => false);
	const ended = async () => (await isThrough()) || (await hasFailed(client, executionId));
	await until('the node to end', ended, { deadlineMs: RUN_DEADLINE_MS });
	const { items: count, ...cost } = JSON.parse(readFileSync(meterFile, 'utf8')) as NodeCost & { items: number };
	if (count !== items.length) throw new Error(`expected ${items.length} items, got ${count}`);
	return cost;
}

/** A node that keeps the event loop busy keeps n8n from its database as well, for which it refuses everybody for a while. */
export async function untilReady({ session }: N8nClient): Promise<void> {
	await until('n8n to be ready', async () => (await fetch(`${session.url}/healthz/readiness`)).ok, { deadlineMs: 60_000 });
}

/** @throws if the execution has failed; only then does n8n keep it */
async function hasFailed(client: N8nClient, executionId: string): Promise<false> {
	const execution = await client.execution(executionId).catch(() => undefined);
	if (execution?.status !== 'error') return false;
	throw new Error(`the node failed: ${execution.data.resultData.error?.message}`);
}

function workflow(node: NodeJson, items: readonly object[], meterFile: string): WorkflowJson {
	const nodes: Array<[name: string, node: NodeJson]> = [
		['Start', { type: base('manualTrigger'), typeVersion: 1, parameters: {} }],
		['Items', { type: base('set'), typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} } }],
		['Split', { type: base('splitOut'), typeVersion: 1, parameters: { fieldToSplitOut: 'items', options: {} } }],
		['Start Meter', { type: custom('cpuMeter'), typeVersion: 1, parameters: { file: '' } }],
		['Node', node],
		['Read Meter', { type: custom('cpuMeter'), typeVersion: 1, parameters: { file: meterFile } }],
	];
	const names = nodes.map(([name]) => name);
	const to = (target: string) => ({ main: [[{ node: target, type: 'main' as const, index: 0 }]] });
	return {
		name: 'bench',
		nodes: nodes.map(([name, each]) => ({ id: name, name, position: [0, 0], ...each })),
		settings: { executionOrder: 'v1', saveManualExecutions: false, saveDataSuccessExecution: 'none' },
		connections: Object.fromEntries(names.slice(1).map((target, index) => [names[index]!, to(target)])),
	};
}
