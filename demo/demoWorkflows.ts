/** The example workflows in n8n: each is made once; what a person changed in it there stays. */
import type { N8nClient } from '../test/e2e/n8n/rest';
import type { CredentialReference, SavedWorkflow, WorkflowJson } from '../test/e2e/n8n/types';
import { until } from '../test/e2e/n8n/wait';
import { demoCopy, demoNameOf, lacking, type DemoSetup } from './demoCopy';
import { exampleWorkflows, startsByItself } from './examples';
import { startOf, type Start } from './howItStarts';
import { isCalled } from './whatWaits';

export interface DemoWorkflow {
	id: string;
	name: string;
	/** Whether it runs by itself now. */
	active: boolean;
	/** Types of credentials that it needs and the demo does not have. */
	lacks: string[];
	start: Start;
	/** Why it does not run, or not all of it. */
	problem?: string;
}

/** A workflow that cannot be activated is there anyway: the demo says why and goes on. */
async function make(client: N8nClient, copy: WorkflowJson, lacks: string[], report: (line: string) => void): Promise<DemoWorkflow> {
	const saved: SavedWorkflow = await client.createWorkflow(copy);
	const made = { id: saved.id, name: saved.name, lacks, start: startOf(saved) };
	if (!startsByItself(copy) || lacks.length > 0) return { ...made, active: false };
	try {
		await client.activate(saved);
		return { ...made, active: true };
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		report(why);
		return { ...made, active: false, problem: why, ...(await problemOf(client, saved.id)) };
	}
}

/** What n8n says of a workflow of which some or all triggers are not on. */
async function problemOf(client: N8nClient, id: string): Promise<Pick<DemoWorkflow, 'active' | 'problem'> | undefined> {
	const { status, triggers } = await client.publicationStatus(id);
	if (status !== 'partial' && status !== 'failed') return undefined;
	const reasons = [...new Set(triggers.flatMap(({ errorMessage }) => errorMessage ?? []))];
	return { active: status === 'partial', ...(reasons.length > 0 && { problem: reasons.join('; ') }) };
}

/** One that is there already, as a person may have changed it. */
async function found(client: N8nClient, { id, name, active }: SavedWorkflow, lacks: string[]): Promise<DemoWorkflow> {
	const known = { id, name, active, lacks, start: startOf(await client.workflow(id)) };
	return active ? { ...known, ...(await problemOf(client, id)) } : known;
}

/**
 * Sees to it that n8n has every example, by the name that it has in the demo, with what the demo has for it. Returned in the order of the example files;
 * made the other way round, because n8n's list shows the newest first.
 *
 * @param report receives a line for each that n8n does not run as it should
 */
export async function provideWorkflows(client: N8nClient, setup: DemoSetup, report: (line: string) => void): Promise<DemoWorkflow[]> {
	const existing = await client.workflows();
	const provided: DemoWorkflow[] = [];
	for (const example of exampleWorkflows().reverse()) {
		const lacks = lacking(example, setup.credentials);
		const known = existing.find(({ name }) => name === demoNameOf(example.name) || name === example.name);
		provided.push(known ? await found(client, known, lacks) : await make(client, demoCopy(example, setup), lacks, report));
	}
	return provided.reverse();
}

/** Returns when its triggers are off: n8n does nothing about a workflow that is published again before. */
async function unpublish(client: N8nClient, id: string): Promise<void> {
	await client.deactivate({ id });
	await until('n8n to unpublish the workflow', async () => (await client.publicationStatus(id)).status === 'not_published', { deadlineMs: 40_000 });
}

interface Running extends SavedWorkflow {
	/** What runs; a draft may be newer. */
	activeVersionId?: string | null;
	activeVersion?: { nodes: WorkflowJson['nodes'] } | null;
}

/**
 * Publishes again what would not run: n8n gives up a trigger whose first polls after its start failed, as those with one of these credentials
 * may have; and what a system calls is registered there when it is published, but the demo's systems are new at each start. What runs stays
 * what runs, and drafts stay drafts.
 */
export async function publishAnew(client: N8nClient, credentials: readonly CredentialReference[], report: (line: string) => void): Promise<void> {
	const anew = async ({ id, name }: SavedWorkflow) => {
		const workflow: Running = await client.workflow(id);
		const nodes = (workflow.activeVersion?.nodes ?? workflow.nodes).filter(({ disabled }) => !disabled);
		const used = nodes.flatMap((node) => Object.values(node.credentials ?? {}).map((credential) => credential.id));
		const isGivenUp = async () => credentials.some((credential) => used.includes(credential.id)) && (await client.publicationStatus(id)).status !== 'published';
		if (!nodes.some(isCalled) && !(await isGivenUp())) return;
		try {
			await unpublish(client, id);
			await client.activate({ ...workflow, versionId: workflow.activeVersionId ?? workflow.versionId });
		} catch (error) {
			report(`"${name}" does not run: ${error instanceof Error ? error.message : String(error)}`);
		}
	};
	await Promise.all((await client.workflows()).filter(({ active }) => active).map(anew));
}
