/** A workflow of a trigger in a real n8n, and what it has told. */
import type { IDataObject } from 'n8n-workflow';
import { packageName } from './n8n/pack';
import type { CredentialReference, Execution, SavedWorkflow } from './n8n/types';
import { until } from './n8n/wait';
import type { TestN8n } from './support';

const TRIGGER = 'When Something Happens';
const finished = ['success', 'error', 'crashed', 'canceled'];

export interface Trigger {
	/** A node of this package. */
	type: string;
	credentials: Record<string, CredentialReference>;
	parameters: IDataObject;
}

/** What a trigger reports, as far as the suites look at it. */
export interface Told extends IDataObject {
	event: string;
	eventId: string;
	device: { id: string; name: string } | null;
}

export class TriggerWorkflow {
	private readonly read = new Map<string, Execution>();
	private published = 0;

	private constructor(
		private readonly running: TestN8n,
		private saved: SavedWorkflow,
	) {}

	static async create(running: TestN8n, { type, credentials, parameters }: Trigger): Promise<TriggerWorkflow> {
		const named = Object.fromEntries(Object.entries(credentials).map(([name, { id, name: label }]) => [name, { id, name: label }]));
		const saved = await running.client.createWorkflow({
			name: `Telling: ${type}`,
			nodes: [
				{ id: 'trigger', name: TRIGGER, type: `${packageName}.${type}`, typeVersion: 1, position: [0, 0], parameters: { filters: {}, options: {}, ...parameters }, credentials: named },
				{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
			],
			connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		return new TriggerWorkflow(running, saved);
	}

	get id(): string {
		return this.saved.id;
	}

	async activate(): Promise<void> {
		await this.running.client.activate(this.saved);
	}

	async deactivate(): Promise<void> {
		await this.running.client.deactivate(this.saved);
	}

	/** With another setting each time, as somebody does who works on it. */
	async publish(): Promise<void> {
		const nodes = this.saved.nodes.map((node) => {
			const options = { ...(node.parameters.options as object), lookAnywayEvery: 5 + (this.published % 50) };
			return node.name === TRIGGER ? { ...node, parameters: { ...node.parameters, options } } : node;
		});
		this.published++;
		this.saved = await this.running.client.updateWorkflow({ ...this.saved, nodes });
		await this.activate();
	}

	/** What a test run in the editor shows. */
	async testRun(): Promise<Told[]> {
		const { status, data } = await this.running.client.run(this.saved, TRIGGER);
		if (status !== 'success') throw new Error(`The test run ended with status ${status}: ${data.resultData.error?.message}`);
		return itemsOf(data);
	}

	/** Executions that the trigger started and that have ended, oldest first; each is read once. */
	async executions(): Promise<Execution[]> {
		const { client } = this.running;
		const ended = (await client.executions(this.id, 250)).filter(({ mode, status }) => mode === 'trigger' && finished.includes(status));
		for (const { id } of ended.reverse()) if (!this.read.has(id)) this.read.set(id, await client.execution(id));
		return [...this.read.values()];
	}

	/** In order; those that are handed over once more after a start of n8n are left out. */
	async told(): Promise<Told[]> {
		return (await this.executions()).flatMap(({ data }) => itemsOf(data)).filter(({ repeated }) => repeated !== true);
	}

	/** Waits until as much was reported as has to be, and then compares: each event once, and none with the id of another. */
	async expectTold(expected: readonly string[], word: (told: Told) => string, deadlineMs = 60_000): Promise<void> {
		const words = async () => (await this.told()).map(word).sort();
		// At the deadline the comparison shows the missing events.
		await until('it to be told', async () => (await words()).length >= expected.length, { deadlineMs, everyMs: 50 }).catch(() => {});
		expect(await words()).toEqual([...expected].sort());
		const ids = (await this.told()).map(({ eventId }) => eventId);
		expect(new Set(ids).size).toBe(ids.length);
		expect((await this.executions()).filter(({ status }) => status !== 'success').map(({ data }) => data.resultData.error?.message)).toEqual([]);
	}
}

function itemsOf(data: Execution['data']): Told[] {
	return (data.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json as Told);
}
