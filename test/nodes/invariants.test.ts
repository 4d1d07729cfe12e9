import { inspect } from 'node:util';
import type { INodeExecutionData } from 'n8n-workflow';
import type { Fields } from '../../nodes/shared/fields';
import type { Call } from '../../nodes/shared/http/call';
import { ATTEMPTS, type Effect } from '../../nodes/shared/http/retry';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Fault } from '../simulators/support/front';
import { watchRequests, type WatchedRequests } from '../support/requests';
import { runNode, type NodeRun, type NodeRunOptions } from '../support/runNode';
import { operations, type OperationRow, type Served } from './systems';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

let secrets = 0;
/** Another one each time: a rejected secret is remembered for its address, and a port may come back. */
const freshSecret = () => `c4nary/Tok+en${++secrets}==`;

const words = 'ECONNREFUSED ENOENT EACCES said the server';
const weakestFirst: Effect[] = ['read', 'idempotent', 'once'];

/** As jest's own matchers are. */
const textOrNull = { asymmetricMatch: (value: unknown) => value === null || typeof value === 'string', toString: () => 'text or null' };

afterAll(closeAgents);

describe.each(operations.filter(({ sample }) => !sample?.withoutRequests))('$title', ({ node, resource, operation, sample = {} }: OperationRow) => {
	const brokenServer = node.refusal(500, words);
	const refusing = node.refusal(400, 'no such thing');
	const shownPath = (path: ReadonlyArray<string | number>) => `${node.base ?? ''}/${path.join('/')}${node.endsInSlash ? '/' : ''}`;
	const isAboutDevice = Object.entries(operation.fields as Fields<unknown>).some(([name, { isDevice }]) => isDevice && sample.parameters?.[name] !== undefined);
	/** Of a failed item: its name as far as it was read by then. */
	const itsDevice = isAboutDevice ? { name: textOrNull, id: expect.any(String) as string } : {};
	const effectOf = node.effectOf ?? (({ effect }: Call<unknown>) => effect);
	let secret: string;
	let served: Served;
	let watched: WatchedRequests | undefined;
	beforeEach(async () => {
		secret = freshSecret();
		served = await node.start(secret);
	});
	afterEach(async () => {
		watched?.stop();
		watched = undefined;
		await served.stop();
	});

	/** Runs the sample's first items, one after the other. */
	async function run(count: number, options: NodeRunOptions = {}, on = served): Promise<NodeRun> {
		const parameters = { resource: resource.value, operation: operation.value, options: { itemsAtOnce: 1 }, ...sample.parameters };
		const items = (sample.items ?? [{}, {}, {}]).slice(0, count);
		return await runNode(node.create(), parameters, { credentials: on.credentials, items, ...options });
	}

	/** How many requests one item takes, found out once, on a server of its own. */
	let counted: Promise<number> | undefined;
	const requestsOfOneItem = async () => await (counted ??= countRequests());
	async function countRequests(): Promise<number> {
		const trial = await node.start(secret);
		const seen = watchRequests();
		try {
			const { error } = await run(1, {}, trial);
			expect(error).toBeUndefined();
		} finally {
			seen.stop();
			await trial.stop();
		}
		expect(seen.calls.length).toBeGreaterThan(0);
		return seen.calls.length;
	}

	/** What the error of that request tells. */
	function detailsOf(index: number) {
		const { method, path } = watched!.calls[index]!;
		return { description: expect.stringContaining('returned status 400') as string, status: 400, method, path: shownPath(path) };
	}

	it('gives an item for each that goes well, paired with it, and no secret', async () => {
		const { output, error } = await run(3);
		expect(error).toBeUndefined();
		const [items = []] = output;
		expect(new Set(items.map(pairing))).toEqual(new Set([0, 1, 2]));
		for (const item of items) expect(item.pairedItem).toEqual({ item: expect.any(Number) });
		expectNotIn(output, secret);
	});

	if (operation.effect !== 'read' && operation.fields.deviceId?.isDevice === true) {
		it('C1 names the device that it acts on', async () => {
			const { output, error } = await run(1);
			expect(error).toBeUndefined();
			const [{ json }] = output[0] as [{ json: Record<string, unknown> }];
			// IDs of devices are texts; a number is that of a record about one, and of many devices at once there is none.
			if (typeof json.id === 'string') expect(json.name ?? json.deviceName).toEqual(expect.any(String));
		});
	}

	it('is declared with the strongest effect of its requests', async () => {
		watched = watchRequests();
		await run(1);
		const strongest = Math.max(...watched.calls.map((call) => weakestFirst.indexOf(effectOf(call))));
		expect(weakestFirst[strongest]).toBe(operation.effect);
	});

	it.each(['first', 'last'])("repeats the server's own words when its %s request fails, with what was asked", async (which) => {
		const failing = which === 'first' ? 0 : (await requestsOfOneItem()) - (sample.lastAdds ? 2 : 1);
		watched = watchRequests((index) => index === failing && served.answerNext({}, brokenServer, ATTEMPTS));
		const { error, run: ended } = await run(1);
		const { method, path } = watched.calls.at(-1)!;
		expect(ended.status).toBe('error');
		expect(watched.calls).toHaveLength(failing + 1);
		expect(error).toMatchObject({ name: 'NodeApiError', message: words, httpCode: '500', context: { itemIndex: 0 } });
		expect(error?.description).toContain(`${method} ${shownPath(path)} returned status 500`);
	});

	if (sample.lastAdds) it('returns its rows also where a request fails that only adds to them', async () => {
		const adding = (await requestsOfOneItem()) - 1;
		watched = watchRequests((index) => index === adding && served.answerNext({}, brokenServer, ATTEMPTS));
		const { error, output } = await run(1);
		expect(error).toBeUndefined();
		expect(output[0]!.length).toBeGreaterThan(0);
	});

	it('sends the failed one of three items to the error output, and the others on', async () => {
		const requests = await requestsOfOneItem();
		watched = watchRequests((index) => index === requests && served.answerNext({}, refusing));
		const { output, error } = await run(3, { node: { onError: 'continueErrorOutput' } });
		expect(error).toBeUndefined();
		const [fine = [], failed = []] = output;
		expect(new Set(fine.map(pairing))).toEqual(new Set([0, 2]));
		expect(failed).toEqual([
			{ json: { ...sample.items?.[1], error: 'no such thing', details: { ...detailsOf(requests), ...itsDevice } }, pairedItem: { item: 1 } },
		]);
	});

	it('gives in the place of the failed one of three items nothing but its error and details, and its device', async () => {
		const requests = await requestsOfOneItem();
		watched = watchRequests((index) => index === requests && served.answerNext({}, refusing));
		const { output } = await run(3, { node: { onError: 'continueRegularOutput' } });
		const [items = []] = output;
		expect(items.map(pairing)).toEqual([...items.map(pairing)].sort());
		expect(items.filter((item) => pairing(item) === 1)).toEqual([
			{ json: { error: 'no such thing', details: detailsOf(requests), ...itsDevice }, pairedItem: { item: 1 } },
		]);
	});

	it('starts nothing more after a failure that stops the run, and names the item', async () => {
		const requests = await requestsOfOneItem();
		watched = watchRequests((index) => index === requests && served.answerNext({}, refusing));
		const { error } = await run(3);
		expect(error).toMatchObject({ message: 'no such thing', context: { itemIndex: 1 } });
		expect(watched.calls).toHaveLength(requests + 1);
		if (operation.effect !== 'read') expect(error?.description).toContain('1 item was done (0), 1 failed (1), 1 was not started (2).');
		// The first item was carried out: no later retry may take it that nothing was.
		expect(error?.context.nothingDone).toBe(operation.effect === 'read' ? true : undefined);
	});

	it('E8 leaves word that nothing was done where nothing can have arrived', async () => {
		await served.stop();
		const { error } = await run(1);
		expect(error?.context.nothingDone).toBe(true);
	});

	it(operation.effect === 'once' ? 'is refused with Retry On Fail before anything is sent' : 'works with Retry On Fail', async () => {
		const { error } = await run(1, { node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } });
		if (operation.effect !== 'once') return expect(error).toBeUndefined();
		expect(error?.message).toBe(`'${operation.name}' cannot be used together with 'Retry On Fail'`);
		expect(served.requests).toEqual([]);
	});

	if (operation.rollsOut) it('is rolled out in waves where that is wanted, each device once, and stops after a failure', async () => {
		const { items = [{}] } = sample;
		// Some samples have the same device twice.
		const distinct = items.filter((item, index) => items.findIndex((other) => JSON.stringify(other) === JSON.stringify(item)) === index);
		const rollOut = async (on: Served) => {
			const parameters = { resource: resource.value, operation: operation.value, ...sample.parameters, ...sample.rolledOut, options: { rollOut: { settings: {} } } };
			const { output, error } = await runNode(node.create(), parameters as never, { credentials: on.credentials, items: distinct });
			expect(error).toBeUndefined();
			return output[0]!.map(({ json, pairedItem }) => [pairedItem, json.rollOut, json.error]);
		};
		const trial = await node.start(secret);
		const seen = watchRequests();
		try {
			const done = (wave: number) => ({ wave, outcome: 'done', reason: null });
			expect(await rollOut(trial)).toEqual(distinct.map((_, item) => [{ item }, done(item === 0 ? 1 : 2), undefined]));
		} finally {
			seen.stop();
			await trial.stop();
		}
		const isActing = (index: number) => effectOf(watched!.calls[index]!) === 'once';
		watched = watchRequests((index) => isActing(index) && served.answerNext({}, refusing));
		const [first, ...others] = await rollOut(served);
		expect(first).toEqual([{ item: 0 }, { wave: 1, outcome: 'failed', reason: 'no such thing' }, 'no such thing']);
		expect(others).toEqual(others.map((_, index) => [{ item: index + 1 }, { wave: null, outcome: 'notStarted', reason: 'The roll-out stopped after 1 failure' }, undefined]));
		expect(watched.calls.filter((_, index) => isActing(index))).toHaveLength(1);
	});

	it.each<[string, (secret: string) => Fault]>([
		['an error', (told) => node.refusal(400, `no ${told} (${encodeURIComponent(told)})`)],
		['a rejection', (told) => node.rejection(`bad token ${told}`)],
		['text', (told) => ({ status: 500, headers: { 'content-type': 'text/plain' }, body: `no ${told}` })],
		['the title of a page', (told) => ({ status: 502, body: `<html><title>${told}</title>${told}</html>` })],
		['the title of a page that says it is fine', (told) => ({ status: 200, body: `<html><title>${told}</title>${told}</html>` })],
		['a redirect', (told) => ({ status: 302, headers: { location: `http://elsewhere.example/${told}?token=${told}` }, body: '' })],
		['an answer that is not expected', (told) => ({ status: 200, body: { [told]: told } })],
	])('gives the secret away nowhere, not even if the server repeats it in %s', async (_, faultWith) => {
		const fault = faultWith(secret);
		served.answerNext({}, fault, ATTEMPTS);
		const stopped = await run(1);
		served.answerNext({}, fault, ATTEMPTS);
		const { output } = await run(1, { node: { onError: 'continueErrorOutput' } });
		// What a server says that did not refuse is the user's own, where it is handed on as it is.
		if (sample.takesAnyAnswer && !stopped.error) return;
		expect(stopped.error).toBeDefined();
		expectNotIn(stopped.error, secret);
		expectNotIn(output, secret);
	});

	it.each(['stopWorkflow', 'continueErrorOutput'] as const)('starts no further item once the execution is cancelled (%s)', async (onError) => {
		const requests = await requestsOfOneItem();
		let cancel = () => {};
		watched = watchRequests((index) => index === requests && cancel());
		const { run: ended } = await run(3, { node: { onError }, onStart: (engine) => (cancel = () => engine.cancel()) });
		expect(watched.calls).toHaveLength(requests + 1);
		expect(served.requests).toHaveLength(requests);
		expect(ended.status).toBe('canceled');
	});
});

function pairing({ pairedItem }: INodeExecutionData): number {
	return (pairedItem as { item: number }).item;
}

function expectNotIn(value: unknown, secret: string): void {
	const told = [JSON.stringify(value), inspect(value, { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null })];
	for (const text of told) {
		expect(text).not.toContain(secret);
		expect(text).not.toContain(encodeURIComponent(secret));
	}
}
