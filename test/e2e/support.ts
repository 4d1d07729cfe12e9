/** What an end-to-end test needs: a real n8n with our package for a whole test file, and workflows run in it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installN8n } from './n8n/install';
import { packPackage } from './n8n/pack';
import { N8nClient } from './n8n/rest';
import { startN8n } from './n8n/server';
import type { N8n, N8nOptions } from './n8n/server';
import type { Execution, Item, OwnerAccount, SavedWorkflow, WorkflowJson } from './n8n/types';

export const owner: OwnerAccount = {
	email: 'owner@example.com',
	password: 'Owner-of-tests-1',
	firstName: 'Test',
	lastName: 'Owner',
};

/** A running n8n and a client signed in as its owner. */
export interface TestN8n {
	readonly n8n: N8n;
	readonly client: N8nClient;
}

type TestN8nOptions = Omit<N8nOptions, 'install' | 'tarball'> & {
	/** Whether our package, built before, is loaded; default true. */
	withPackage?: boolean;
};

/** Starts an n8n as a user has it: the package is packed, unpacked into n8n, and the owner has signed in. */
export async function startTestN8n({ withPackage = true, ...options }: TestN8nOptions = {}): Promise<TestN8n> {
	const install = await installN8n((line) => process.stderr.write(`n8n: ${line}\n`));
	const folder = mkdtempSync(join(tmpdir(), 'packed-'));
	try {
		const tarball = withPackage ? await packPackage(folder) : undefined;
		const n8n = await startN8n({ ...options, install, tarball });
		const client = new N8nClient(n8n.url);
		await client.signIn(owner).catch(async (error: unknown) => {
			await n8n.stop();
			throw error;
		});
		return { n8n, client };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The first start on a machine installs n8n, which takes minutes; every other one about 15 s. */
const startDeadlineMs = 15 * 60_000;

/** One n8n for all tests of the calling `describe` or file; its members are there once a test runs. */
export function withN8n(options: TestN8nOptions = {}): TestN8n {
	let started: TestN8n | undefined;
	const running = (): TestN8n => {
		if (!started) throw new Error('n8n is started before the first test: use it inside a test or a later hook.');
		return started;
	};
	beforeAll(async () => {
		started = await startTestN8n(options);
	}, startDeadlineMs);
	afterAll(async () => await started?.n8n.stop(), 60_000);
	return {
		get n8n() {
			return running().n8n;
		},
		get client() {
			return running().client;
		},
	};
}

export interface WorkflowRun {
	workflow: SavedWorkflow;
	execution: Execution;
	/** What the last node that ran put out, on its first output that has items. */
	items: Item[];
	/** What a node put out, by name; `output` counts from 0. */
	itemsOf(nodeName: string, output?: number): Item[];
}

const isTrigger = ({ type }: { type: string }) => /trigger$|\.(webhook|start)$/i.test(type);

/**
 * Saves a workflow and runs it as "Execute workflow" does: from its first trigger, or the one named.
 *
 * @throws an Error with the failed node's message, unless `mayFail`
 */
export async function runWorkflow(
	client: N8nClient,
	json: WorkflowJson,
	options: { trigger?: string; mayFail?: boolean; deadlineMs?: number } = {},
): Promise<WorkflowRun> {
	const trigger = options.trigger ?? json.nodes.find(isTrigger)?.name;
	if (!trigger) throw new Error(`The workflow "${json.name}" has no trigger to start from.`);
	const workflow = await client.createWorkflow(json);
	const execution = await client.run(workflow, trigger, { deadlineMs: options.deadlineMs ?? 60_000 });
	const { runData, lastNodeExecuted, error } = execution.data.resultData;
	if (execution.status !== 'success' && !options.mayFail) {
		throw new Error(`The workflow "${json.name}" ended with status ${execution.status}: ${error?.message ?? 'no error recorded'}`);
	}
	const outputsOf = (name: string) => runData[name]?.at(-1)?.data?.main ?? [];
	return {
		workflow,
		execution,
		items: outputsOf(lastNodeExecuted ?? '').find((items) => items && items.length > 0) ?? [],
		itemsOf: (name, output = 0) => outputsOf(name)[output] ?? [],
	};
}
