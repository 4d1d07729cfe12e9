import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestN8n, type TestN8n } from '../../test/e2e/support';
import type { N8nClient } from '../../test/e2e/n8n/rest';
import type { WorkflowJson, WorkflowNode } from '../../test/e2e/n8n/types';
import { until } from '../../test/e2e/n8n/wait';
import { buildPackage } from './build';
import type { Census } from './meters';

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

/** Runs a node once over these items. @throws unless it puts out one item for each */
export async function costOf(client: N8nClient, node: NodeJson, items: readonly object[]): Promise<NodeCost> {
	const meter = (file: string): NodeJson => ({ type: custom('cpuMeter'), typeVersion: 1, parameters: { file } });
	const { items: count, ...cost } = await measured<NodeCost & { items: number }>(client, (file) => [
		['Items', { type: base('set'), typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} } }],
		['Split', { type: base('splitOut'), typeVersion: 1, parameters: { fieldToSplitOut: 'items', options: {} } }],
		['Start Meter', meter('')],
		['Node', node],
		['Read Meter', meter(file)],
	]);
	if (count !== items.length) throw new Error(`expected ${items.length} items, got ${count}`);
	return cost;
}

/** What n8n's process holds on to. */
export async function censusOf(client: N8nClient): Promise<Census> {
	return await measured<Census>(client, (file) => [['Census', { type: custom('census'), typeVersion: 1, parameters: { file } }]]);
}

/** Runs a node many times, one execution after the other. @throws if one of them fails */
export async function executeOften(client: N8nClient, node: NodeJson, times: number): Promise<void> {
	const saved = await client.createWorkflow(workflow([['Node', node]]));
	for (let left = times; left > 0; left--) {
		const { status, data } = await client.run(saved, 'Start', { everyMs: 20 });
		if (status !== 'success') throw new Error(`the node failed: ${data.resultData.error?.message}`);
	}
}

/** A node that keeps the event loop busy keeps n8n from its database as well, for which it refuses everybody for a while. */
export async function untilReady({ session }: N8nClient): Promise<void> {
	await until('n8n to be ready', async () => (await fetch(`${session.url}/healthz/readiness`)).ok, { deadlineMs: 60_000 });
}

type Named = [name: string, node: NodeJson];

/** The slowest node takes half a minute. */
const RUN_DEADLINE_MS = 300_000;

/** Runs nodes one after the other, of which the last writes a file of JSON. n8n keeps nothing of it, unless it fails. */
async function measured<T>(client: N8nClient, nodesWriting: (file: string) => Named[]): Promise<T> {
	const file = join(tmpdir(), `bench-measured-${process.pid}.json`);
	rmSync(file, { force: true });
	await untilReady(client);
	const saved = await client.createWorkflow(workflow(nodesWriting(file), { saveManualExecutions: false, saveDataSuccessExecution: 'none' }));
	const start = { workflowData: saved, triggerToStartFrom: { name: 'Start' } };
	const { executionId } = await client.session.call<{ executionId: string }>('POST', `workflows/${saved.id}/run`, start);
	// The execution is requested from n8n seldom, because every request costs the time that is measured here.
	const isWritten = async () => await until('the file', () => existsSync(file), { deadlineMs: 15_000, everyMs: 25 }).catch(() => false);
	await until('the nodes to end', async () => (await isWritten()) || (await hasFailed(client, executionId)), { deadlineMs: RUN_DEADLINE_MS });
	const result = JSON.parse(readFileSync(file, 'utf8')) as T;
	rmSync(file);
	return result;
}

/** @throws if the execution has failed */
async function hasFailed(client: N8nClient, executionId: string): Promise<false> {
	const execution = await client.execution(executionId).catch(() => undefined);
	if (execution?.status !== 'error') return false;
	throw new Error(`a node failed: ${execution.data.resultData.error?.message}`);
}

/** A manual trigger and these nodes in a row. */
function workflow(nodes: Named[], settings: object = {}): WorkflowJson {
	const row: Named[] = [['Start', { type: base('manualTrigger'), typeVersion: 1, parameters: {} }], ...nodes];
	const to = (target: string) => ({ main: [[{ node: target, type: 'main' as const, index: 0 }]] });
	return {
		name: 'bench',
		settings: { executionOrder: 'v1', ...settings },
		nodes: row.map(([name, each]) => ({ id: name, name, position: [0, 0], ...each })),
		connections: Object.fromEntries(row.slice(1).map(([target], index) => [row[index]![0], to(target)])),
	};
}
