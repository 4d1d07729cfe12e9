import type { IConnections, IExecuteFunctions, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import { propertiesOf } from '../../nodes/shared/describe';
import { InputError, RefusedError, UnreachableError } from '../../nodes/shared/errors';
import { execute } from '../../nodes/shared/execute';
import { choice, text } from '../../nodes/shared/fields';
import { mayHaveActed } from '../../nodes/shared/http/retry';
import { operationsOf } from '../../nodes/shared/operation';
import type { ClientOptions, System } from '../../nodes/shared/system';
import { Executions, otherNode } from '../support/executions';

/** n8n's Retry of a failed execution, in n8n's own engine: what may not be done twice is not. */

const asked = { method: 'POST', path: '/act' };

/** A server that takes orders, and fails as a test says. */
class Server {
	readonly done: string[] = [];
	failure: (item: string) => Error | undefined = () => undefined;

	connect({ acted }: ClientOptions) {
		return {
			act: (item: string) => {
				const error = this.failure(item);
				if (!error || mayHaveActed(error)) acted?.();
				if (error) throw error;
				this.done.push(item);
			},
		};
	}
}

type Client = ReturnType<Server['connect']>;

const act = operationsOf<Client>()({
	name: 'Act',
	value: 'act',
	action: 'Act on thing',
	description: 'Acts',
	effect: 'once',
	effectOf: ({ fields }) => (fields.how === 'read' ? 'read' : 'once'),
	fields: { how: choice({ displayName: 'How', default: 'act', options: [{ name: 'Act', value: 'act' }, { name: 'Read', value: 'read' }] }), item: text({ displayName: 'Item' }) },
	run: async ({ client, fields }) => {
		if (fields.item === 'wrong') throw new InputError('what was entered is wrong');
		client.act(fields.item);
		return await Promise.resolve({ item: fields.item });
	},
});

function nodeFor(server: Server): INodeType {
	const system: System<Client> = {
		name: 'Product',
		source: 'product',
		accesses: [{ name: 'Key', credential: 'productApi', connect: async (_, options) => await Promise.resolve(server.connect(options)), identity: () => ({ scope: '', asker: '' }), test: async () => await Promise.resolve() }],
		resources: [{ name: 'Thing', value: 'thing', operations: [act] }],
	};
	return {
		description: { displayName: 'Product', name: 'product', group: ['transform'], version: 1, description: '', defaults: { name: 'Product' }, inputs: ['main'], outputs: ['main'], credentials: [{ name: 'productApi', required: true }], properties: propertiesOf(system) },
		async execute(this: IExecuteFunctions) {
			return await execute(this, system);
		},
	};
}

const placed = (id: string, name: string, type: string, parameters: INode['parameters'] = {}, more: Partial<INode> = {}): INode => ({ id, name, type, typeVersion: 1, position: [0, 0], parameters, ...more });
const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

let server: Server;
let before: (items: INodeExecutionData[]) => INodeExecutionData[];
let after: (items: INodeExecutionData[]) => INodeExecutionData[];
let n8n: Executions;
const parameters = { resource: 'thing', operation: 'act', how: '={{ $json.how ?? "act" }}', item: '={{ $json.item }}', options: { itemsAtOnce: 1 } };

function workflow(node: Partial<INode> = {}, more: IConnections = {}): Executions {
	const nodes = [
		placed('1', 'Trigger', 'trigger'),
		placed('2', 'Before', 'before'),
		placed('3', 'Ours', 'product', parameters, { credentials: { productApi: { id: '1', name: 'x' } }, ...node }),
		placed('4', 'After', 'after'),
	];
	const types = { trigger: otherNode('trigger'), before: otherNode('before', (items) => before(items)), product: nodeFor(server), after: otherNode('after', (items) => after(items)) };
	return new Executions(nodes, { Trigger: to('Before'), Before: to('Ours'), Ours: to('After'), ...more }, types, { productApi: {} });
}

beforeEach(() => {
	server = new Server();
	before = after = (items) => items;
	n8n = workflow();
});

const given = [{ item: 'a' }, { item: 'b' }, { item: 'c' }];
const failOnce = (): ((given: INodeExecutionData[]) => INodeExecutionData[]) => {
	let isFirst = true;
	return (given) => {
		if (!isFirst) return given;
		isFirst = false;
		throw new Error('not yet');
	};
};
const REFUSED = "'Act' is not run again by n8n's Retry";

describe('E8 Retry of an execution', () => {
	it('that failed in this node after some of its items were done is refused, and says how to go on', async () => {
		server.failure = (item) => (item === 'b' ? new RefusedError('no', asked, 400) : undefined);
		const failed = await n8n.start(given);
		expect(failed.task('Ours')?.error?.description).toContain('1 item was done (0), 1 failed (1), 1 was not started (2).');
		server.failure = () => undefined;
		const retried = await n8n.retry(failed.id);
		expect(retried.task('Ours')?.error).toMatchObject({ message: REFUSED, description: expect.stringMatching(/Nothing was sent.*start the workflow again for the others.*press Retry there/) as string });
		expect(server.done).toEqual(['a']);
		// And the refusal is not taken for a run in which nothing was done.
		expect((await n8n.retry(retried.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		expect(server.done).toEqual(['a']);
	});

	it.each<[string, Error]>([
		['the server refused it, which proves nothing', new RefusedError('Unable to contact the agent', asked, 400)],
		['no answer came', new UnreachableError('closed', asked, 'unknown')],
	])('of one item is refused where it may have been carried out: %s', async (_, failure) => {
		server.failure = () => failure;
		const failed = await n8n.start([given[0]!]);
		server.failure = () => undefined;
		expect((await n8n.retry(failed.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		expect(server.done).toEqual([]);
	});

	it.each<[string, object, Error | undefined]>([
		['it surely did not arrive', { item: 'a' }, new UnreachableError('refused the connection', asked, 'no')],
		['the server says that it did nothing', { item: 'a' }, new RefusedError('locked', asked, 200, undefined, true)],
	])('of one item is run where it was surely not carried out: %s', async (_, item, failure) => {
		server.failure = () => failure;
		const failed = await n8n.start([item]);
		expect(failed.run.status).toBe('error');
		server.failure = () => undefined;
		const retried = await n8n.retry(failed.id);
		expect(retried.run.status).toBe('success');
		expect(server.done).toEqual(['a']);
	});

	it('that failed before this node is run: it never was', async () => {
		before = failOnce();
		const failed = await n8n.start(given);
		expect(failed.task('Ours')).toBeUndefined();
		const retried = await n8n.retry(failed.id);
		expect(retried.run.status).toBe('success');
		expect(server.done).toEqual(['a', 'b', 'c']);
	});

	it('that failed after this node does not run it again: n8n goes on with the node that failed', async () => {
		after = failOnce();
		const failed = await n8n.start(given);
		expect((await n8n.retry(failed.id)).run.status).toBe('success');
		expect(server.done).toEqual(['a', 'b', 'c']);
	});

	it('that only reads is run, and one of which any item acts is refused as a whole', async () => {
		server.failure = () => new RefusedError('no', asked, 400);
		const reading = await n8n.start([{ item: 'a', how: 'read' }]);
		const mixed = await n8n.start([{ item: 'b', how: 'read' }, { item: 'c' }]);
		server.failure = () => undefined;
		expect((await n8n.retry(reading.id)).run.status).toBe('success');
		expect((await n8n.retry(mixed.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		expect(server.done).toEqual(['a']);
	});
});

describe('E8 what the failed execution does not prove is not believed', () => {
	it('where n8n does not let a node read it', async () => {
		before = failOnce();
		const failed = await n8n.start(given);
		n8n.readable = false;
		expect((await n8n.retry(failed.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		expect(server.done).toEqual([]);
	});

	it('where n8n was killed, and its database has the beginning of the execution only', async () => {
		await n8n.start(given);
		n8n.saved.set('killed', n8n.beginning(given));
		const retried = await n8n.retry('killed');
		expect(retried.task('Ours')?.error).toMatchObject({ message: REFUSED });
		// A retry of that retry knows no more, whichever node it failed in.
		before = failOnce();
		n8n.saved.set('killed', late(n8n.beginning(given)));
		const failed = await n8n.retry('killed');
		expect(failed.task('Before')?.error).toMatchObject({ message: 'not yet' });
		expect((await n8n.retry(failed.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		expect(server.done).toEqual(['a', 'b', 'c']);
	});

	it('where it was a retry itself', async () => {
		before = failOnce();
		const first = await n8n.start(given);
		before = failOnce();
		const second = await n8n.retry(first.id);
		expect(second.task('Before')?.error).toMatchObject({ message: 'not yet' });
		expect((await n8n.retry(second.id)).task('Ours')?.error).toMatchObject({ message: REFUSED });
		// The one that failed first can be retried again.
		expect((await n8n.retry(first.id)).run.status).toBe('success');
		expect(server.done).toEqual(['a', 'b', 'c']);
	});

	/** An execution that began an hour ago. */
	function late(data: ReturnType<Executions['beginning']>) {
		data.executionData!.runtimeData!.establishedAt -= 3_600_000;
		return data;
	}
});

it('E8 a node that is to go on hands on no item as if it had gone well', async () => {
	for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
		n8n = workflow({ onError });
		const { run, task } = await n8n.start(given, 'retry');
		expect(run.status).toBe('success');
		const [regular, failed] = task('Ours')?.data?.main ?? [];
		const items = onError === 'continueErrorOutput' ? failed : regular;
		expect(items?.map(({ json }) => json.error)).toEqual([REFUSED, REFUSED, REFUSED]);
		if (onError === 'continueErrorOutput') expect(regular).toEqual([]);
	}
	expect(server.done).toEqual([]);
});
