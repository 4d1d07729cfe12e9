/** Every operation of every node in a real n8n, against the simulators: three items go in, what comes out is paired and holds no secret. */
import { actionNodes, operations, type Served } from '../nodes/systems';
import { itemsThrough } from './itemsWorkflow';
import type { CredentialReference } from './n8n/types';
import { runWorkflow, withN8n } from './support';

const secret = 'c4nary/Tok+en==';
const packageName = 'n8n-nodes-device-management';
const running = withN8n();

describe.each(actionNodes.map((node) => ({ name: node.system.name, node })))('$name', ({ node }) => {
	const { name: type } = node.create().description;
	const rows = operations.filter((row) => row.node === node && !row.sample?.withoutRequests);

	/** Each on a server of its own: what one deletes, another may need. */
	async function on<T>(run: (served: Served, credentials: Record<string, CredentialReference>) => Promise<T>): Promise<T> {
		const served = await node.start(secret);
		const made: Record<string, CredentialReference> = {};
		try {
			for (const [credential, data] of Object.entries(served.credentials)) made[credential] = await running.client.createCredential(credential, credential, data as never);
			return await run(served, made);
		} finally {
			await served.stop();
		}
	}

	test.each(rows.map((row) => [`${row.resource.name} > ${row.operation.name}`, row] as const))('%s', async (_, { resource, operation, sample = {} }) => {
		await on(async (_served, credentials) => {
			const items = sample.items ?? [{ nr: 1 }, { nr: 2 }, { nr: 3 }];
			const authentication = node.create().description.credentials!.length > 1 ? { authentication: Object.keys(credentials)[0] } : {};
			const parameters = { ...authentication, resource: resource.value, operation: operation.value, options: { itemsAtOnce: 1 }, ...sample.parameters };
			const { itemsOf } = await runWorkflow(running.client, itemsThrough(items, `${packageName}.${type}`, credentials, parameters));
			const paired = new Set(itemsOf('Node').map(({ pairedItem }) => (pairedItem as { item: number }).item));
			expect(paired).toEqual(new Set([0, 1, 2]));
			expect(JSON.stringify(itemsOf('Node'))).not.toContain(secret);
		});
	}, 60_000);
});
