/**
 * Every operation of every node in a real n8n, against the simulators or a real MeshCentral: three items go in, what comes out is paired and holds
 * no secret. What a node offers and no row is for fails the suite.
 */
import type { INodeTypeDescription } from 'n8n-workflow';
import { actionNodes, operations, type ActionNode, type Served } from '../nodes/systems';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { itemsThrough } from './itemsWorkflow';
import { startLab, startMs, type Lab } from './meshcentral/lab';
import { realRows } from './meshcentral/rows';
import type { CredentialReference, Item } from './n8n/types';
import { runWorkflow, withN8n } from './support';

const secret = 'c4nary/Tok+en==';
const packageName = 'n8n-nodes-device-management';
const running = withN8n();

/** What the fleet's samples leave out: they are for one item, and the fleet is read once for all. */
const fleetRows: Readonly<Record<string, object>> = {
	'device.compare': { earlier: '[]', later: '=[{"id": "netAlertX:{{ $json.nr }}", "name": "new", "systems": ["netAlertX"]}]' },
	'device.matchItems': { systems: ['netAlertX'], name: '=nobody-{{ $json.nr }}' },
};
/** Some ask an agent and wait for its word, one device after the other. */
const realMs = 180_000;
const isOfFleet = (node: ActionNode) => node.system.joined !== undefined;
const isOfMeshCentral = (node: ActionNode) => node.system.name === 'MeshCentral';
const keyOf = ({ resource, operation }: { resource: { value: string }; operation: { value: string } }) => `${resource.value}.${operation.value}`;

/** Against a simulator, unless it cannot do it. */
const isSimulated = (row: (typeof operations)[number]) => isOfFleet(row.node) || !row.sample?.withoutRequests;

/** What the editor offers, as `resource.operation`. */
function offeredBy({ properties }: INodeTypeDescription): string[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ options = [], displayOptions }) => (displayOptions?.show?.resource ?? []).flatMap((resource) => options.map((option) => `${String(resource)}.${String((option as { value: unknown }).value)}`)));
}

const pairedWith = (items: readonly Item[]) => new Set(items.map(({ pairedItem }) => (pairedItem as { item: number }).item));

describe.each(actionNodes.map((node) => ({ name: node.system.name, node })))('$name', ({ node }) => {
	const { description } = node.create();
	const rows = operations.filter((row) => row.node === node && isSimulated(row));

	test('every operation that the node offers has a row', () => {
		const real = isOfMeshCentral(node) ? Object.keys(realRows) : [];
		expect([...rows.map(keyOf), ...real].sort()).toEqual(offeredBy(description).sort());
		expect(rows.filter(({ sample }) => sample === undefined).map(keyOf)).toEqual([]);
	});

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

	test.each(rows.map((row) => [`${row.resource.name} > ${row.operation.name}`, row] as const))('%s', async (_, row) => {
		const { resource, operation, sample = {} } = row;
		await on(async (_served, credentials) => {
			const items = sample.items ?? [{ nr: 1 }, { nr: 2 }, { nr: 3 }];
			const authentication = !isOfFleet(node) && description.credentials!.length > 1 ? { authentication: Object.keys(credentials)[0] } : {};
			const parameters = { ...authentication, resource: resource.value, operation: operation.value, options: { itemsAtOnce: 1 }, ...sample.parameters, ...(isOfFleet(node) && fleetRows[keyOf(row)]) };
			const { itemsOf } = await runWorkflow(running.client, itemsThrough(items, `${packageName}.${description.name}`, credentials, parameters));
			expect(pairedWith(itemsOf('Node'))).toEqual(new Set([0, 1, 2]));
			expect(JSON.stringify(itemsOf('Node'))).not.toContain(secret);
		});
	}, 60_000);
});

describeWithMeshCentral('MeshCentral, what only a real one does', () => {
	let lab: Lab;
	let credentials: Record<string, CredentialReference>;
	beforeAll(async () => {
		lab = await startLab(['lab-one', 'lab-two', 'lab-three']);
		const { type, data } = lab.ways.server;
		credentials = { [type]: await running.client.createCredential('MeshCentral', type, data) };
	}, startMs);
	afterAll(async () => await lab?.stop(), 60_000);

	test.each(Object.keys(realRows))('%s', async (key) => {
		const { parameters, items, refusedWith, givesNothing } = await realRows[key]!(lab);
		const [resource, operation] = key.split('.');
		const { type, data } = lab.ways.server;
		const whole = { authentication: type, resource, operation, options: { itemsAtOnce: 1 }, ...parameters };
		const { itemsOf, execution } = await runWorkflow(running.client, itemsThrough(items, `${packageName}.meshCentral`, credentials, whole), { mayFail: refusedWith !== undefined, deadlineMs: realMs });
		if (refusedWith) return expect(execution.data.resultData.error?.message).toMatch(refusedWith);
		expect(pairedWith(itemsOf('Node'))).toEqual(new Set(givesNothing ? [] : [0, 1, 2]));
		expect(JSON.stringify(itemsOf('Node'))).not.toContain(data.tokenPassword as string);
	}, realMs + 10_000);
});
