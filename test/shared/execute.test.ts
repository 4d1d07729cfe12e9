import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { propertiesOf } from '../../nodes/shared/describe';
import { ForbiddenError, InputError, OutcomeError, RefusedError } from '../../nodes/shared/errors';
import { execute } from '../../nodes/shared/execute';
import { choice, dateTime, flag, json, locator, text, variants, when, wholeNumber, type Field } from '../../nodes/shared/fields';
import { operationsOf, type Operation } from '../../nodes/shared/operation';
import type { System } from '../../nodes/shared/system';
import { runNode, type NodeRunOptions } from '../support/runNode';

/** A client that only remembers what it was asked. */
class Diary {
	readonly entries: string[] = [];
	atOnce = 0;
	mostAtOnce = 0;
	/** Nothing ends before so many have run at the same time, or two seconds are over. */
	static together = 1;

	async note(entry: string): Promise<void> {
		this.entries.push(entry);
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
		const deadline = Date.now() + 2_000;
		do await new Promise((resolve) => setTimeout(resolve, 5));
		while (this.mostAtOnce < Diary.together && Date.now() < deadline);
		this.atOnce--;
	}
}

const operation = operationsOf<Diary>();
const device = locator<Diary>({ displayName: 'Device', isDevice: true }, [{ displayName: 'By ID', name: 'id' }], (_, __, entered) => {
	if (entered === 'unknown') throw new InputError('No such device', 'Choose another.');
	return entered.toLowerCase();
});

const read = operation({
	name: 'Read',
	value: 'read',
	action: 'Read thing',
	description: 'Reads',
	effect: 'read',
	fields: { deviceId: device, count: wholeNumber({ displayName: 'Count', default: 1, min: 1, max: 5 }) },
	run: async ({ client, fields }) => {
		await client.note(`read ${fields.deviceId}`);
		if (fields.deviceId === 'refused') throw new RefusedError('the server says no', { method: 'GET', path: '/x' }, 409, 'Do this.');
		if (fields.deviceId === 'looks-failed') return { error: 'as the server stores it', message: 'fine' };
		return fields.count === 1 ? { id: fields.deviceId } : Array.from({ length: fields.count }, (_, index) => ({ id: fields.deviceId, index }));
	},
});

const act = operation({
	name: 'Act',
	value: 'act',
	action: 'Act on thing',
	description: 'Acts',
	effect: 'once',
	fields: { deviceId: device },
	rights: ['may_act', 'may_see'],
	affects: ({ fields }) => {
		if (fields.deviceId === 'uncounted') throw new ForbiddenError('not for you', { method: 'GET', path: '/x' }, 403);
		return 1;
	},
	run: async ({ client, fields }) => {
		await client.note(`act ${fields.deviceId}`);
		if (fields.deviceId === 'forbidden') throw new ForbiddenError('not for you', { method: 'POST', path: '/x' }, 403, 'Ask for it.');
		if (fields.deviceId === 'ended badly') throw new OutcomeError('It ended with exit code 3', { id: 'ended badly', exitCode: 3, stdout: 'out' }, 'Look at it.');
		if (fields.deviceId.startsWith('refused')) throw new RefusedError('no', { method: 'POST', path: '/x' }, 400);
		return { done: true };
	},
});

const say = operation({
	name: 'Say',
	value: 'say',
	action: 'Say thing',
	description: 'Says',
	effect: 'idempotent',
	fields: {
		kind: choice({ displayName: 'Kind', default: 'word', options: [{ name: 'Flag', value: 'flag' }, { name: 'Word', value: 'word' }] }),
		value: variants<string | boolean>('kind', new Map<string, Field<string | boolean>>([
			['flag', flag({ displayName: 'Value', default: false })],
			['word', text({ displayName: 'Value' })],
		])),
		note: when({ kind: ['word'] }, text({ displayName: 'Note', default: 'x' })),
		at: dateTime({ displayName: 'At' }),
		data: json({ displayName: 'Data' }),
	},
	run: async ({ fields }) => await Promise.resolve({ ...fields, at: fields.at?.toISOString() ?? null }),
});

function nodeFor(diary: Diary, operations: Array<Operation<Diary>> = [read, act, say]): INodeType {
	const system: System<Diary> = {
		name: 'Product',
		source: 'product',
		accesses: [{ name: 'Key', credential: 'productApi', connect: async () => await Promise.resolve(diary), identity: () => ({ scope: '', asker: '' }), test: async () => await Promise.resolve() }],
		resources: [{ name: 'Thing', value: 'thing', operations }],
		rightLabels: { may_act: 'Act on Things' },
	};
	return {
		description: {
			displayName: 'Product',
			name: 'product',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Product' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: 'productApi', required: true }],
			properties: propertiesOf(system),
		},
		async execute(this: IExecuteFunctions) {
			return await execute(this, system);
		},
	};
}

const byId = { __rl: true, mode: 'id', value: '={{ $json.id }}' };

async function run(parameters: object, options: NodeRunOptions = {}, diary = new Diary()) {
	const result = await runNode(nodeFor(diary), { resource: 'thing', ...parameters } as never, { credentials: { productApi: {} }, ...options });
	return { ...result, diary };
}

const reading = { operation: 'read', deviceId: byId, count: 1 };
const acting = { operation: 'act', deviceId: byId };
const items = (...ids: string[]) => ids.map((id) => ({ id }));
const many = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `d${index}` }));

describe('items', () => {
	test('run at the same time, come out in order, and are paired', async () => {
		Diary.together = 32;
		const { output, diary } = await run(reading, { items: many(100) });
		Diary.together = 1;
		expect(output[0]!.map(({ json }) => json.id)).toEqual(many(100).map(({ id }) => id));
		expect(output[0]!.map(({ pairedItem }) => pairedItem)).toEqual(many(100).map((_, item) => ({ item })));
		expect(diary.mostAtOnce).toBe(32);
	});

	test('one item may become several, all paired with it', async () => {
		const { output } = await run({ ...reading, count: 2 }, { items: items('a', 'b') });
		expect(output[0]!.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([
			[{ id: 'a', index: 0 }, { item: 0 }],
			[{ id: 'a', index: 1 }, { item: 0 }],
			[{ id: 'b', index: 0 }, { item: 1 }],
			[{ id: 'b', index: 1 }, { item: 1 }],
		]);
	});

	test('that write are 8 at once by default', async () => {
		const { diary } = await run({ ...acting, options: { refuseMoreThan: 100 } }, { items: many(60) });
		expect(diary.mostAtOnce).toBe(8);
	});

	test("'Parallel Items' is read from the first item", async () => {
		const { diary } = await run({ ...reading, options: { itemsAtOnce: '={{ $json.id === "d0" ? 3 : 64 }}' } }, { items: many(20) });
		expect(diary.mostAtOnce).toBe(3);
	});

	test('about the same device keep their order, whatever the case it was written in', async () => {
		const { diary } = await run({ ...reading }, { items: items('A', 'b', 'a', 'A') });
		expect(diary.entries).toEqual(['read a', 'read b', 'read a', 'read a']);
	});
});

describe('a failure', () => {
	test('stops the node: nothing more starts, what runs is awaited, the lowest item is told', async () => {
		const { error, diary } = await run(
			{ ...acting, options: { itemsAtOnce: 2 } },
			{ items: items('a', 'refused', 'b', 'refused', 'c', 'd', 'e', 'f') },
		);
		expect(error).toMatchObject({ message: 'no', httpCode: '400', context: { itemIndex: 1 } });
		expect(error!.description).toBe('POST /x returned status 400. 2 items were done (0, 2), 1 failed (1), 5 were not started (3–7).');
		expect(diary.entries).not.toContain('act c');
	});

	test.each<[given: string[], atOnce: number, words: string]>([
		[['refused', ...'abcd'], 1, 'Item 0 failed; items 1–4 were not started.'],
		[['refused', 'a'], 1, 'Item 0 failed; item 1 was not started.'],
		[['refused', 'refused'], 2, '2 items failed (0–1).'],
		[['a', 'refused'], 1, '1 item was done (0), 1 failed (1).'],
		[['a', 'b', 'refused', 'refused', 'c', 'd', 'e', 'f', 'g', 'refused', 'refused', ...'hijk'], 15, '11 items were done (0–1, 4–8, 11–14), 4 failed (2–3, 9–10).'],
		[['a', 'refused', 'b', 'c'], 2, '2 items were done (0, 2), 1 failed (1), 1 was not started (3).'],
	])('A2 says in plain words which items were carried out: %j', async (given, itemsAtOnce, words) => {
		const { error } = await run({ ...acting, options: { itemsAtOnce } }, { items: items(...given.map((id, index) => `${id}${index}`)) });
		expect(error!.description).toBe(`POST /x returned status 400. ${words}`);
	});

	test("leads with the server's words, whatever words are in it, then says what was asked and what to do", async () => {
		const { error } = await run(reading, { items: items('refused') });
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'the server says no',
			description: 'GET /x returned status 409. Do this.',
			httpCode: '409',
		});
	});

	test.each(['forbidden', 'uncounted'])("for lack of a right names the operation's rights after the server's words (%s)", async (id) => {
		const { error } = await run(acting, { items: items(id) });
		expect(error).toMatchObject({ message: 'not for you' });
		expect(error!.description).toContain('returned status 403. This needs the rights may_act (Act on Things) and may_see.');
		const continued = await run(acting, { items: items(id), node: { onError: 'continueRegularOutput' } });
		expect(continued.output[0]![0]!.json.details).toMatchObject({ description: expect.stringContaining('This needs the rights may_act (Act on Things) and may_see.') as string });
	});

	test('of what was done and ended badly has what there is of it in its details', async () => {
		const { output } = await run(acting, { items: items('ended badly'), node: { onError: 'continueErrorOutput' } });
		expect(output[1]![0]!.json).toEqual({
			id: 'ended badly',
			error: 'It ended with exit code 3',
			details: { description: 'Look at it.', name: null, id: 'ended badly', exitCode: 3, stdout: 'out' },
		});
	});

	test('goes to the error output, with details and pairing, where the node has one', async () => {
		const { output } = await run(reading, { items: items('a', 'refused', 'b'), node: { onError: 'continueErrorOutput' } });
		expect(output[0]!.map(({ json }) => json.id)).toEqual(['a', 'b']);
		expect(output[1]).toEqual([
			{
				json: { id: 'refused', error: 'the server says no', details: expect.objectContaining({ status: 409, method: 'GET', path: '/x' }) },
				pairedItem: { item: 1 },
			},
		]);
	});

	test('is an item with `error` and `details`, beside the name and id of its device where it has one, where the node continues', async () => {
		const { output } = await run(reading, { items: items('refused', 'unknown'), node: { onError: 'continueRegularOutput' } });
		expect(output[0]!.map(({ json }) => [Object.keys(json), json.error])).toEqual([
			[['name', 'error', 'details', 'id'], 'the server says no'],
			[['error', 'details'], 'No such device'],
		]);
	});

	test("a server's answer that looks like one is not taken for one", async () => {
		const { output } = await run(reading, { items: items('looks-failed'), node: { onError: 'continueErrorOutput' } });
		expect(output[0]!.map(({ json }) => json)).toEqual([{ answer: { error: 'as the server stores it', message: 'fine' } }]);
		expect(output[1]).toEqual([]);
	});
});

describe('Retry On Fail', () => {
	test('is refused for what is sent once, before anything is sent, also where the node would continue', async () => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const { diary, error, output } = await run(acting, { items: items('a'), node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1, onError } });
			expect(diary.entries).toEqual([]);
			expect(error?.message ?? JSON.stringify(output)).toContain("'Retry On Fail'");
		}
	});

	test('repeats a read', async () => {
		const { diary } = await run(reading, { items: items('refused'), node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		expect(diary.entries).toEqual(['read refused', 'read refused']);
	});
});

describe('Maximum Devices Affected', () => {
	test('is 50 by default, counts before anything is sent, and says how to go on', async () => {
		expect((await run(acting, { items: many(50) })).output[0]).toHaveLength(50);
		const { error, diary } = await run(acting, { items: many(51) });
		expect(diary.entries).toEqual([]);
		expect(error).toMatchObject({ message: "'Act' would affect 51 devices, and 'Maximum Devices Affected' is 50" });
		expect(error!.description).toContain('Nothing was sent');
	});

	test('can be raised, and is not there for operations that affect little', async () => {
		expect((await run({ ...acting, options: { refuseMoreThan: 60 } }, { items: many(60) })).output[0]).toHaveLength(60);
		expect((await run(reading, { items: many(60) })).output[0]).toHaveLength(60);
	});

	test('an item that cannot be read stops all of them, and fails alone where the node is to go on', async () => {
		const stopped = await run(acting, { items: items('a', 'unknown', 'b') });
		expect(stopped.error).toMatchObject({ message: 'No such device', context: { itemIndex: 1 } });
		expect(stopped.diary.entries).toEqual([]);
		const went = await run(acting, { items: items('a', 'unknown', 'b'), node: { onError: 'continueRegularOutput' } });
		expect(went.diary.entries).toEqual(['act a', 'act b']);
		expect(went.output[0]![1]!.json.error).toBe('No such device');
	});
});

describe('cancelling', () => {
	test('starts no further item', async () => {
		const diary = new Diary();
		await run({ ...reading, options: { itemsAtOnce: 1 } }, {
			items: many(50),
			onStart: (engine) => setTimeout(() => engine.cancel(), 10),
		}, diary).catch(() => undefined);
		const sent = diary.entries.length;
		expect(sent).toBeGreaterThan(0);
		expect(sent).toBeLessThan(50);
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(diary.entries.length).toBe(sent);
	});
});

describe('fields', () => {
	const word = { operation: 'say', kind: 'word', value: 'x', note: 'n', at: '', data: '' };
	test.each([
		[{ ...word, value: '={{ 42 }}' }, { kind: 'word', value: '42', note: 'n', at: null }],
		[{ ...word, kind: 'flag', value: '={{ 1 }}' }, { kind: 'flag', value: true, at: null }],
		[{ ...word, at: '2026-07-31T08:00:00Z', data: '{"a": [1]}' }, { kind: 'word', value: 'x', note: 'n', at: '2026-07-31T08:00:00.000Z', data: { a: [1] } }],
		[{ ...word, data: '={{ ({ a: 1 }) }}' }, { kind: 'word', value: 'x', note: 'n', at: null, data: { a: 1 } }],
	])('%j', async (parameters, expected) => {
		const { output, error } = await run(parameters);
		expect(error).toBeUndefined();
		expect(JSON.parse(JSON.stringify(output[0]![0]!.json))).toEqual(expected);
	});

	test.each([
		[{ ...word, kind: 'nothing' }, "'Kind' must be one of: Flag, Word"],
		[{ ...word, value: '={{ "" }}' }, "'Value' must not be empty"],
		[{ ...word, kind: 'flag', value: '={{ "maybe" }}' }, "'Value' must be true or false (yes, no, on, off, 1 and 0 work as well)"],
		[{ ...word, at: 'soon' }, "'At' must be a date and time, such as 2026-01-31T08:00:00Z"],
		[{ ...word, data: '{' }, /'Data' must be JSON/],
		[{ ...reading, count: 9 }, "'Count' must be a whole number from 1 to 5"],
		[{ ...reading, count: '={{ 1.5 }}' }, "'Count' must be a whole number from 1 to 5"],
		[{ ...reading, deviceId: { ...byId, value: '={{ "" }}' } }, "'Device' must not be empty"],
		[{ ...reading, options: { itemsAtOnce: 0 } }, "'Parallel Items' must be a whole number from 1 to 64"],
		[{ operation: 'nonsense' }, "Product has no operation 'nonsense' for 'thing'"],
	])('a wrong value names the field as the user sees it: %j', async (parameters, message) => {
		const { error, diary } = await run(parameters, { items: items('a') });
		expect(error).toMatchObject({ name: 'NodeOperationError', message: typeof message === "string" ? message : expect.stringMatching(message) });
		expect(diary.entries).toEqual([]);
	});
});

test.each([
	// Resource, operation, options, count and the first device.
	['names a value of the item', '={{ $json.id }}', 5],
	// And each other device.
	['does more', '={{ $json.id + "" }}', 104],
])('parameters are read from n8n once where they hold no expression, and as often as needed where one %s', async (_, value, expected) => {
	const system = nodeFor(new Diary());
	let reads = 0;
	const inner = system.execute!;
	system.execute = async function (this: IExecuteFunctions) {
		const context = Object.create(this, {
			getNodeParameter: { value: (...parameters: [string, number]) => (reads++, this.getNodeParameter(...parameters)) },
		}) as IExecuteFunctions;
		return (await inner.call(context)) as never;
	};
	const { output } = await runNode(system, { resource: 'thing', ...reading, deviceId: { ...byId, value } } as never, { credentials: { productApi: {} }, items: many(100) });
	expect(output[0]).toHaveLength(100);
	expect(reads).toBe(expected);
});
