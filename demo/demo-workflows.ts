/** The example workflows in n8n: each is made once; what a person changed in it there stays. */
import type { N8nClient } from '../test/e2e/n8n/rest';
import type { CredentialReference, SavedWorkflow, WorkflowJson } from '../test/e2e/n8n/types';
import { exampleWorkflows, startsByItself, withCredentials } from './examples';

export interface DemoWorkflow {
	id: string;
	name: string;
	/** Whether it runs by itself now. */
	active: boolean;
}

/** A workflow that cannot be activated is there all the same: the demo says why and goes on. */
async function make(client: N8nClient, example: WorkflowJson, report: (line: string) => void): Promise<DemoWorkflow> {
	const saved: SavedWorkflow = await client.createWorkflow(example);
	const { id, name } = saved;
	if (!startsByItself(example)) return { id, name, active: false };
	try {
		await client.activate(saved);
		return { id, name, active: true };
	} catch (error) {
		report(error instanceof Error ? error.message : String(error));
		return { id, name, active: false };
	}
}

/**
 * Sees to it that n8n has every example, by name, with the given credentials. Returned in the order of the example files;
 * made the other way round, because n8n's list shows the newest first.
 */
export async function provideWorkflows(
	client: N8nClient,
	credentials: CredentialReference[],
	report: (line: string) => void,
): Promise<DemoWorkflow[]> {
	const existing = await client.workflows();
	const provided: DemoWorkflow[] = [];
	for (const example of exampleWorkflows().reverse()) {
		const known = existing.find(({ name }) => name === example.name);
		provided.push(known ?? (await make(client, withCredentials(example, credentials), report)));
	}
	return provided.reverse();
}
