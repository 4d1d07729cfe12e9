import { provideWorkflows, publishAnew, type DemoWorkflow } from '../../demo/demoWorkflows';
import type { N8nClient } from '../e2e/n8n/rest';
import type { PublicationStatus, SavedWorkflow, WorkflowJson } from '../e2e/n8n/types';

const TROUBLED = 'Tactical RMM: alerts to Slack at once, and none missed';
const reason = "'Alert Templates' must name at least one";
const setup = { credentials: ['netAlertXApi', 'tacticalRmmApi', 'meshCentralApi', 'meshtechApi', 'slackApi', 'smtp'].map((type) => ({ id: type, name: type, type })), startPage: 'http://127.0.0.1:8025', choices: {} };

/** An n8n that publishes everything, but of one workflow not all triggers, and nothing that is published again before it is off. */
class FakeN8n {
	readonly saved = new Map<string, SavedWorkflow>();
	reported: string[] = [];
	/** So many looks until what was unpublished is off. */
	private pending = 0;
	/** Names of what was published. */
	published: string[] = [];

	constructor(private readonly status: PublicationStatus['status']) {}

	private readonly client = {
		workflows: async () => await Promise.resolve([...this.saved.values()]),
		workflow: async (id: string) => await Promise.resolve(this.saved.get(id)!),
		createWorkflow: async (workflow: WorkflowJson) => {
			const made = { ...workflow, id: String(this.saved.size), active: false, versionId: '1' } as SavedWorkflow;
			this.saved.set(made.id, made);
			return await Promise.resolve(made);
		},
		deactivate: async ({ id }: { id: string }) => {
			this.saved.set(id, { ...this.saved.get(id)!, active: false });
			this.pending = 3;
			await Promise.resolve();
		},
		activate: async (workflow: SavedWorkflow) => {
			this.saved.set(workflow.id, { ...workflow, active: true });
			if (this.pending > 0) return;
			this.published.push(workflow.name);
			if (workflow.name === TROUBLED && this.status !== 'published') throw new Error(`n8n could not activate it: ${reason}`);
			await Promise.resolve();
		},
		publicationStatus: async (id: string): Promise<PublicationStatus> => {
			if (!this.saved.get(id)!.active) return await Promise.resolve({ status: --this.pending > 0 ? 'in_progress' : 'not_published', triggers: [] });
			if (this.saved.get(id)!.name !== TROUBLED) return await Promise.resolve({ status: 'published', triggers: [] });
			const triggers = [{ nodeId: 'polled', status: 'active', errorMessage: null }, { nodeId: 'called', status: 'failed', errorMessage: reason }];
			return await Promise.resolve({ status: this.status, triggers });
		},
	} as unknown as N8nClient;

	async start(): Promise<DemoWorkflow[]> {
		await publishAnew(this.client, [], (line) => void this.reported.push(line));
		return await provideWorkflows(this.client, setup, (line) => void this.reported.push(line));
	}
}

test.each([
	['partial', true],
	['failed', false],
] as const)('a workflow that n8n published with the status "%s" is said to run: %s, and why not all of it, after every start', async (status, active) => {
	const n8n = new FakeN8n(status);
	for (const all of [await n8n.start(), await n8n.start()]) {
		expect(all.filter(({ problem }) => problem)).toEqual([expect.objectContaining({ name: TROUBLED, active, problem: reason })]);
		expect(all.filter((each) => each.active).length).toBeGreaterThan(10);
	}
	for (const line of n8n.reported) expect(line).toContain(reason);
	expect(n8n.reported.length).toBeGreaterThan(0);
});

test('after a later start, what Tactical RMM calls is published anew, for the simulated one has forgotten it; the rest is left alone', async () => {
	const n8n = new FakeN8n('published');
	await n8n.start();
	n8n.published = [];
	const all = await n8n.start();
	expect(n8n.published).toEqual([TROUBLED]);
	expect(all.find(({ name }) => name === TROUBLED)).toMatchObject({ active: true });
	expect(n8n.reported).toEqual([]);
});
