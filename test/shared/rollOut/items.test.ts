import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { propertiesOf } from '../../../nodes/shared/describe';
import { CancelledError, InputError, RefusedError } from '../../../nodes/shared/errors';
import { execute } from '../../../nodes/shared/execute';
import { failOnExitCode, unlessFailed } from '../../../nodes/shared/exitCode';
import { locator, text } from '../../../nodes/shared/fields';
import { operationsOf } from '../../../nodes/shared/operation';
import type { System } from '../../../nodes/shared/system';
import { runNode, type NodeRunOptions } from '../../support/runNode';

/** A server that runs scripts on devices, and remembers what it was asked. */
class Server {
	readonly ran: string[] = [];
	readonly looked: string[][] = [];
	running = 0;
	most = 0;
	offline = new Set<string>();
	onNames: () => Promise<unknown> = async () => await Promise.resolve();
	onRun: (id: string) => Promise<void> = async () => await new Promise((resolve) => setTimeout(resolve, 2));

	async run(id: string): Promise<number> {
		this.ran.push(id);
		this.most = Math.max(this.most, ++this.running);
		await this.onRun(id);
		this.running--;
		if (id.startsWith('refused')) throw new RefusedError('no', { method: 'POST', path: '/x' }, 400);
		return id.startsWith('fails') ? 3 : 0;
	}
}

const operation = operationsOf<Server>();
const deviceId = locator<Server>(
	{ displayName: 'Device', isDevice: true },
	[{ displayName: 'By ID', name: 'id' }, { displayName: 'By Name', name: 'name' }],
	(_, mode, entered) => {
		if (entered === 'unknown') throw new InputError('No such device', 'Choose another.');
		return mode === 'name' ? entered.replace('name of ', '') : entered;
	},
);

const script = operation({
	name: 'Run',
	value: 'run',
	action: 'Run thing',
	description: 'Runs',
	effect: 'once',
	fields: { deviceId, command: text({ displayName: 'Command', default: 'x' }), failOnExitCode },
	affects: () => 1,
	rollsOut: { exitCode: 'failOnExitCode' },
	run: async ({ client, fields }) => {
		const exitCode = await client.run(fields.deviceId);
		return unlessFailed({ name: fields.deviceId, exitCode, output: 'out' }, `The script on ${fields.deviceId}`, { failOnExitCode: fields.failOnExitCode });
	},
});

const wake = operation({ ...script, name: 'Wake', value: 'wake', rollsOut: { online: false } } as never);
const plain = operation({ ...script, name: 'Plain', value: 'plain', rollsOut: undefined } as never);

function nodeFor(server: Server): INodeType {
	const system: System<Server> = {
		name: 'Product',
		source: 'product',
		accesses: [{ name: 'Key', credential: 'productApi', connect: async () => await Promise.resolve(server), identity: () => ({ scope: '', asker: '' }), test: async () => await Promise.resolve() }],
		resources: [{ name: 'Thing', value: 'thing', operations: [script, wake, plain] }],
		sameDevice: (id) => id.replace(/^node\/\//, ''),
		readNames: async (client) => await client.onNames(),
		look: async (client, ids) => {
			client.looked.push([...ids]);
			return await Promise.resolve(new Map(ids.map((id) => [id, { online: !client.offline.has(id), name: `name of ${id}` }])));
		},
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

interface Trial extends NodeRunOptions {
	rollOut?: object | string;
	operation?: string;
	options?: object;
	parameters?: object;
	server?: Server;
}

async function roll({ rollOut = {}, operation: value = 'run', options, parameters, server = new Server(), ...more }: Trial) {
	const given = { resource: 'thing', operation: value, deviceId: { __rl: true, mode: '={{ $json.by ?? "id" }}', value: '={{ $json.id }}' }, command: 'x', failOnExitCode: false, ...parameters };
	const settings = typeof rollOut === 'string' ? rollOut : { settings: rollOut };
	const result = await runNode(nodeFor(server), { ...given, options: { refuseMoreThan: 1000, rollOut: settings, ...options } } as never, { credentials: { productApi: {} }, ...more });
	const json = (output: number) => (result.output[output] ?? []).map((item) => item.json as { error?: string; rollOut: { wave: number | null; outcome: string; reason: string | null } });
	return { ...result, server, items: json(0), failed: json(1) };
}

const items = (...ids: string[]) => ids.map((id) => ({ id }));
const many = (count: number, failing: readonly number[] = []) => Array.from({ length: count }, (_, index) => ({ id: `${failing.includes(index) ? 'fails' : 'd'}${index}` }));

describe('a roll-out', () => {
	it('runs all items in waves, and gives them in input order with what became of each', async () => {
		const { items: all, output, server, error } = await roll({ items: many(25) });
		expect(error).toBeUndefined();
		expect(all[0]).toEqual({ name: 'd0', exitCode: 0, output: 'out', rollOut: { wave: 1, outcome: 'done', reason: null } });
		expect(all.map(({ rollOut }) => rollOut.wave)).toEqual([1, ...Array<number>(10).fill(2), ...Array<number>(10).fill(3), ...Array<number>(4).fill(4)]);
		expect(output[0]!.map(({ pairedItem }) => pairedItem)).toEqual(many(25).map((_, item) => ({ item })));
		expect(server.most).toBe(8);
	});

	it('takes an exit code other than 0 for a failure, stops as it was told, and leaves the workflow running', async () => {
		const { items: all, run, server, error } = await roll({ items: many(800, [3, 5, 14]), rollOut: { stopAfterFailures: 3 } });
		expect([error, run.status]).toEqual([undefined, 'success']);
		expect(all).toHaveLength(800);
		const of = (outcome: string) => all.filter(({ rollOut }) => rollOut.outcome === outcome).length;
		expect([of('failed'), of('done') + of('failed')]).toEqual([3, server.ran.length]);
		expect(of('notStarted')).toBe(800 - server.ran.length);
		expect(server.ran.length).toBeLessThanOrEqual(21);
		expect(all[3]).toEqual({
			id: 'fails3',
			name: 'fails3',
			error: 'The script on fails3 ended with exit code 3',
			details: { description: 'Its output ends with: out', name: 'fails3', exitCode: 3, output: 'out' },
			rollOut: { wave: 2, outcome: 'failed', reason: 'The script on fails3 ended with exit code 3' },
		});
		expect(all[799]).toEqual({ id: 'd799', name: null, rollOut: { wave: null, outcome: 'notStarted', reason: 'The roll-out stopped after 3 failures' } });
	});

	it('tells what was done also where the names of the others cannot be read, for whatever reason', async () => {
		const server = new Server();
		server.onNames = async () => await Promise.reject(new TypeError('a mistake'));
		const { items: all, error } = await roll({ items: many(3, [0]), server });
		expect(error).toBeUndefined();
		expect(all.map(({ rollOut }) => rollOut.outcome)).toEqual(['failed', 'notStarted', 'notStarted']);
	});

	it('takes only an error for one, if so wanted', async () => {
		const { items: all } = await roll({ items: many(5, [0]), rollOut: { failureIs: 'error' } });
		expect(all.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'done', 'done', 'done', 'done']);
	});

	it('sends the failed ones to the error output, with all that is known of them in their details, and all others on', async () => {
		const { items: all, failed, output } = await roll({ items: items('a', 'refused', 'b'), rollOut: { stopAfterFailures: 1 }, node: { onError: 'continueErrorOutput' } });
		expect(all.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'done']);
		expect(failed).toEqual([
			{
				id: 'refused',
				error: 'no',
				details: expect.objectContaining({ id: 'refused', status: 400, rollOut: { wave: 2, outcome: 'failed', reason: 'no' } }) as object,
			},
		]);
		expect(output[1]![0]!.pairedItem).toEqual({ item: 1 });
	});

	it('looks like this without one', async () => {
		const { items: all, error } = await roll({ operation: 'plain', items: items('a', 'b') });
		expect(error).toBeUndefined();
		expect(all).toEqual([{ name: 'a', exitCode: 0, output: 'out' }, { name: 'b', exitCode: 0, output: 'out' }]);
	});

	it.each([
		['nothing', {}],
		// n8n makes nothing of an expression instead of such an object.
		['an expression', '={{ null }}'],
	])('with %s entered begins with one device and stops after the first failure', async (_, rollOut) => {
		const { items: all, server } = await roll({ items: many(30, [0]), rollOut });
		expect(server.ran).toEqual(['fails0']);
		expect(all).toHaveLength(30);
	});

	it.each<[object, string]>([
		[{ firstWave: 0 }, "'First Wave (Devices)' must be a whole number of at least 1"],
		[{ nextWaves: 'percent', wavePercent: 0 }, "'Percent in a Wave' must be a whole number from 1 to 100"],
		[{ nextWaves: 'percent', wavePercent: 150 }, "'Percent in a Wave' must be a whole number from 1 to 100"],
		[{ nextWaves: 'number', waveSize: 0 }, "'Devices in a Wave' must be a whole number of at least 1"],
		[{ stopAfterFailures: -1 }, "'Stop After Failures' must be a whole number of at least 0"],
		[{ ifOffline: 'panic' }, "'If Offline' must be one of: Fail, Leave Out, Wait"],
		[{ ifOffline: 'wait', waitForOnline: 0 }, "'Timeout (Minutes)' must be a whole number from 1 to 10080"],

	])('sends nothing where it was entered wrongly: %j', async (rollOut, words) => {
		const { error, server } = await roll({ items: many(3), rollOut });
		expect(error?.message).toContain(words);
		expect(server.ran).toEqual([]);
	});

	it.each([
		['a hundred percent', { nextWaves: 'percent', wavePercent: 100 }, [1, 4]],
		['a first wave that is larger than the fleet', { firstWave: 99 }, [5]],
		['all at once', { nextWaves: 'one' }, [1, 4]],
	])('%s', async (_, rollOut, sizes) => {
		const { items: all } = await roll({ items: many(5), rollOut });
		const byWave = Map.groupBy(all, (item) => item.rollOut.wave);
		expect([...byWave.values()].map(({ length }) => length)).toEqual(sizes);
	});
});

describe('what differs by item', () => {
	it('in the roll-out itself is refused before anything is sent', async () => {
		const { error, server } = await roll({ items: [{ id: 'a', n: 1 }, { id: 'b', n: 1 }, { id: 'c', n: 5 }], rollOut: { firstWave: '={{ $json.n }}' } });
		expect(error?.message).toBe("'Roll-Out' is not the same for items 0 and 2");
		expect(server.ran).toEqual([]);
	});

	it('in an expression of it that fails for one item is refused as well', async () => {
		const { error, server } = await roll({ items: [{ id: 'a', n: { x: 1 } }, { id: 'b', n: null }], rollOut: { firstWave: '={{ $json.n ? 1 : $("Nowhere").first() }}' } });
		expect(error).toBeDefined();
		expect(server.ran).toEqual([]);
	});

	it('by its expression alone is fine', async () => {
		const { items: all } = await roll({ items: [{ id: 'a', n: 2 }, { id: 'b', n: 2 }, { id: 'c', n: 2 }], rollOut: { firstWave: '={{ $json.n }}' } });
		expect(all.map(({ rollOut }) => rollOut.wave)).toEqual([1, 1, 2]);
	});
});

describe('a device that is named twice', () => {
	it('is run once, and the second item says so', async () => {
		const { items: all, server } = await roll({ items: [{ id: 'a' }, { id: 'b' }, { id: 'name of a', by: 'name' }, { id: 'node//b' }] });
		expect(server.ran).toEqual(['a', 'b']);
		expect(all.slice(2)).toEqual([
			{ id: 'a', name: null, rollOut: { wave: null, outcome: 'leftOut', reason: 'Its device is the same as in item 0, and runs once' } },
			{ id: 'node//b', name: null, rollOut: { wave: null, outcome: 'leftOut', reason: 'Its device is the same as in item 1, and runs once' } },
		]);
	});

	it('for different commands is refused before anything is sent', async () => {
		const { error, server } = await roll({ items: [{ id: 'a', c: 'stop' }, { id: 'a', c: 'start' }], parameters: { command: '={{ $json.c }}' } });
		expect(error?.message).toBe('Items 0 and 1 are for the same device, a, but have different settings');
		expect(server.ran).toEqual([]);
	});
});

describe('devices that are offline', () => {
	it('are left out with their names, and no command is sent to them', async () => {
		const server = new Server();
		server.offline = new Set(['b']);
		const { items: all } = await roll({ server, items: items('a', 'b', 'c'), rollOut: { ifOffline: 'leaveOut' } });
		expect(all.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'leftOut', 'done']);
		expect(all[1]).toEqual({ id: 'b', name: 'name of b', rollOut: { wave: null, outcome: 'leftOut', reason: 'It was offline' } });
		expect(server.ran).toEqual(['a', 'c']);
	});

	it('are not asked for where that does not matter', async () => {
		const server = new Server();
		server.offline = new Set(['a']);
		const { items: all } = await roll({ server, operation: 'wake', items: items('a', 'b') });
		expect([all.map(({ rollOut }) => rollOut.outcome), server.looked]).toEqual([['done', 'done'], []]);
		// n8n drops what an operation does not have, such as what was entered before it was changed.
		const { items: again } = await roll({ server, operation: 'wake', items: items('a', 'b'), rollOut: { ifOffline: 'leaveOut' } });
		expect([again.map(({ rollOut }) => rollOut.outcome), server.looked]).toEqual([['done', 'done'], []]);
	});
});

describe('an item that cannot be read', () => {
	it.each(['unknown', ''])('stops all of them before anything is sent (%j)', async (id) => {
		const { error, server } = await roll({ items: items('a', id, 'b') });
		expect(error?.context.itemIndex).toBe(1);
		expect(server.ran).toEqual([]);
	});

	it('fails alone where the node is to go on, and counts for no failure of the roll-out', async () => {
		const { items: all, server } = await roll({ items: items('a', 'unknown', 'b'), node: { onError: 'continueRegularOutput' } });
		expect(server.ran).toEqual(['a', 'b']);
		expect(all[1]).toEqual({ error: 'No such device', details: expect.anything() as object, rollOut: { wave: null, outcome: 'failed', reason: 'No such device' } });
	});

	it('fails alone where its expression does', async () => {
		const failing = { deviceId: { __rl: true, mode: 'id', value: '={{ $json.id.trim() }}' } };
		const { items: all, server } = await roll({ items: [{ id: 'a' }, { id: null }, { id: 'b' }], parameters: failing, node: { onError: 'continueRegularOutput' } });
		expect(server.ran).toEqual(['a', 'b']);
		expect(all.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'failed', 'done']);
	});
});

describe('the guards', () => {
	it('Maximum Devices Affected counts as before', async () => {
		const { error, server } = await roll({ items: many(51), options: { refuseMoreThan: 50 } });
		expect(error?.message).toBe("'Run' would affect 51 devices, and 'Maximum Devices Affected' is 50");
		expect(server.ran).toEqual([]);
	});

	it('Retry On Fail is refused, so that nothing is run twice', async () => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const { server } = await roll({ items: many(3, [0]), node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1, onError } });
			expect(server.ran).toEqual([]);
		}
	});

	it('Parallel Items is how many of a wave run at the same time', async () => {
		const { server } = await roll({ items: many(30), options: { itemsAtOnce: 3 } });
		expect(server.most).toBe(3);
	});
});

describe('cancelling', () => {
	it('starts nothing more, awaits what runs, and says what was done', async () => {
		const server = new Server();
		let cancel = () => {};
		server.onRun = async (id) => {
			if (id === 'd4') cancel();
			await new Promise((resolve) => setTimeout(resolve, 5));
		};
		const { run, error } = await roll({ server, items: many(100), options: { itemsAtOnce: 2 }, onStart: (engine) => (cancel = () => engine.cancel()) });
		expect(run.status).toBe('canceled');
		expect(server.running).toBe(0);
		expect(server.ran.length).toBeLessThanOrEqual(6);
		expect(error?.description).toMatch(/^Roll-out in 2 waves: \d done \(0–\d\), 9\d not started \(\d–99\)\.$/);
	});

	it('while the names of the others are read says what was done as well', async () => {
		const server = new Server();
		let cancel = () => {};
		server.onNames = async () => {
			cancel();
			return await Promise.reject(new CancelledError());
		};
		const { run, error } = await roll({ server, items: many(3, [0]), onStart: (engine) => (cancel = () => engine.cancel()) });
		expect(run.status).toBe('canceled');
		expect(error?.description).toBe('Roll-out in 1 wave: 1 failed (0), 2 not started (1–2).');
	});
});

describe('what is said above the output', () => {
	const hintOf = (run: { run: { data: { resultData: { runData: Record<string, Array<{ hints?: Array<{ message: string }> }>> } } } }) => run.run.data.resultData.runData.Node?.[0]?.hints?.map(({ message }) => message);

	it('is how it went, unless all is done', async () => {
		expect(hintOf((await roll({ items: many(3) })) as never) ?? []).toEqual([]);
		const stopped = await roll({ items: many(30, [1]) });
		expect(hintOf(stopped as never)?.[0]).toMatch(/^Roll-out in 2 waves: \d+ done, 1 failed, \d+ not started\. The roll-out stopped after 1 failure\.$/);
	});
});
