import type { INode } from 'n8n-workflow';
import { byId, jsonOf, nobody, page, startPortal, type Running } from '../support/meshtech';
import { hintsOf } from '../support/runNode';

let running: Running;
beforeEach(async () => {
	running = await startPortal({ devices: 6 });
});
afterEach(async () => await running.stop());

/** An operation with typical parameters: what comes out, and what was written to the server. */
const cases: Array<[resource: string, operation: string, parameters: object, output: object, written: Array<[string, unknown]>]> = [
	['device', 'rename', { deviceId: byId(page.card), name: 'Büro 3' }, { id: page.card, name: 'Büro 3' }, [[`PUT /devices/${page.card}/friendly-name`, { name: 'Büro 3' }]]],
	['device', 'addLabel', { deviceId: byId(page.card), label: 'new' }, { id: page.card, label: 'new', added: true }, [[`POST /devices/${page.card}/labels`, { label: 'new' }]]],
	['device', 'removeLabel', { deviceId: byId(page.card), label: 'test-tag' }, { id: page.card, label: 'test-tag', removed: true }, [[`DELETE /devices/${page.card}/labels/test-tag`, null]]],
	['label', 'create', { label: 'new' }, { label: 'new', created: true }, [['POST /labels', { label: 'new' }]]],
	[
		'job',
		'create',
		{ deviceIds: `${page.office}, FF:30:C4:9C:59:0D`, firmwareVersion: '3.5.0' },
		{ jobId: 'job-1', deviceIds: [page.office, page.card], firmwareVersion: '3.5.0', answer: { id: 'job-1' } },
		[['POST /jobs', { type: 'FIRMWARE_UPDATE', deviceIds: [page.office, page.card], firmwareVersion: '3.5.0' }]],
	],
	['api', 'request', { method: 'POST', path: '/labels', body: '{"label":"x"}' }, { answer: '' }, [['POST /labels', { label: 'x' }]]],
	['api', 'request', { method: 'DELETE', path: `/devices/${page.card}/labels/test-tag` }, { answer: '' }, [[`DELETE /devices/${page.card}/labels/test-tag`, null]]],
];

it.each(cases)('%s %s %j', async (resource, operation, parameters, output, written) => {
	const got = await running.run(resource, operation, parameters as never);
	expect(got.error).toBeUndefined();
	expect(got.output).toMatchObject([[{ json: output, pairedItem: { item: 0 } }]]);
	expect(running.written()).toEqual(written);
});

it('what was written is there', async () => {
	await running.run('device', 'rename', { deviceId: byId(page.card), name: 'new name' });
	await running.run('device', 'addLabel', { deviceId: byId(page.card), label: 'with/slash and ünïcode' });
	await running.run('device', 'removeLabel', { deviceId: byId(page.card), label: 'test-tag' });
	expect(running.simulator.fleet.get(page.card)).toMatchObject({ friendlyName: 'new name', labels: ['with/slash and ünïcode'] });
	await running.run('device', 'removeLabel', { deviceId: byId(page.card), label: 'with/slash and ünïcode' });
	expect(running.simulator.fleet.get(page.card).labels).toEqual([]);
});

it('API > Request reads with a query, and refuses to sign in', async () => {
	const [answer] = jsonOf(await running.run('api', 'request', { method: 'GET', path: '/devices', specifyQuery: 'json', query: '{"MaxResults": 2}' }));
	expect(answer).toMatchObject({ items: [{ id: page.office }, { id: page.card }], nextToken: expect.any(String) });
	const before = running.simulator.requests.length;
	const { error } = await running.run('api', 'request', { method: 'POST', path: '/auth/login', body: '{"username":"x"}' });
	expect(error?.message).toBe('POST /auth/login is not available here');
	expect(running.simulator.requests).toHaveLength(before);
});

describe('Firmware > Update Devices', () => {
	const matching = (filters: object, more: object = {}) => ({ devices: 'matching', filters, firmwareVersion: '3.5.0', ...more }) as INode['parameters'];
	const outcomes = (items: object[]) => items.map((item) => (item as { rollOut: { outcome: string } }).rollOut.outcome);

	it('updates matching devices, in waves, and tells of each how it ended', async () => {
		const items = jsonOf(await running.run('firmware', 'update', matching({ labels: 'warehouse' }, { waves: 'percent', wavePercent: 50 })));
		expect(outcomes(items)).toEqual(['done', 'done', 'done', 'done']);
		expect(items.map((item) => (item as { rollOut: { wave: number } }).rollOut.wave)).toEqual([1, 1, 2, 2]);
		expect(running.written()).toHaveLength(2);
	});

	it('updates listed devices, in the order given', async () => {
		const deviceIds = running.simulator.fleet.list().slice(2).map(({ id }) => id).reverse();
		const { output } = await running.run('firmware', 'update', { devices: 'listed', deviceIds: '={{ $json.ids }}', firmwareVersion: '3.5.0' }, { items: [{ ids: deviceIds }] });
		expect(output[0]!.map(({ json }) => json.id)).toEqual(deviceIds);
		expect(output[0]!.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(true);
		expect(running.written()).toHaveLength(1);
	});

	describe('B7 one item a device', () => {
		const each = { devices: 'listed', deviceIds: '={{ $json.id }}', firmwareVersion: '3.5.0' };
		const ids = () => running.simulator.fleet.list().slice(2).map(({ id }) => id);
		const items = () => ids().map((id) => ({ id }));
		const pairs = ({ output }: Awaited<ReturnType<typeof running.run>>) => output[0]!.map(({ json, pairedItem }) => [json.id, (pairedItem as { item: number }).item]);

		it('is one roll-out, in waves, with the outcome of each at its own item', async () => {
			const went = await running.run('firmware', 'update', { ...each, waveSize: 3 }, { items: items() });
			expect(jsonOf(went).map((item) => (item as { rollOut: object }).rollOut)).toEqual([1, 1, 1, 2].map((wave) => ({ wave, outcome: 'done', reason: null })));
			expect(pairs(went)).toEqual(ids().map((id, item) => [id, item]));
			expect(running.written().map(([, body]) => (body as { deviceIds: string[] }).deviceIds)).toEqual([ids().slice(0, 3), ids().slice(3)]);
		});

		it('that stops after a failure leaves the later items alone', async () => {
			running.simulator.jobs.script(ids()[0]!, 'fails');
			const went = await running.run('firmware', 'update', { ...each, waveSize: 1 }, { items: items() });
			expect(outcomes(jsonOf(went))).toEqual(['failed', 'notStarted', 'notStarted', 'notStarted']);
		});

		it('updates a device once that several items name', async () => {
			const [first, second] = ids();
			const went = await running.run('firmware', 'update', each, { items: [{ id: `${first}, ${second}` }, { id: second }] });
			expect(pairs(went)).toEqual([[first, 0], [second, 0]]);
			expect(running.written()).toHaveLength(1);
		});

		it('with another version for some is one roll-out a version', async () => {
			const versions = { ...each, firmwareVersion: '={{ $json.version }}' };
			const went = await running.run('firmware', 'update', versions, { items: items().map((item, index) => ({ ...item, version: index % 2 ? '3.5.0' : '3.5.1' })) });
			expect(pairs(went)).toEqual(ids().map((id, item) => [id, item]));
			expect(running.written().map(([, body]) => (body as { deviceIds: string[] }).deviceIds)).toEqual([[ids()[0], ids()[2]], [ids()[1], ids()[3]]]);
		});

		it.each([nobody, ''])('of a device that there is not fails for it alone where the node is to go on (%j)', async (odd) => {
			const all = items().toSpliced(1, 0, { id: odd });
			const went = await running.run('firmware', 'update', each, { items: all, node: { onError: 'continueRegularOutput' } });
			expect(jsonOf(went).map((item) => (item as { error?: unknown }).error !== undefined)).toEqual([false, true, false, false, false]);
			expect(running.written().map(([, body]) => (body as { deviceIds: string[] }).deviceIds)).toEqual([ids()]);
		});

		it('of a device that there is not sends nothing where the node is to stop, and names the item', async () => {
			const { error } = await running.run('firmware', 'update', each, { items: [...items(), { id: nobody }] });
			expect(error).toMatchObject({ message: expect.stringContaining('Meshtech has no device') as string, context: { itemIndex: 4 } });
			expect(running.written()).toEqual([]);
		});

		it('with Retry On Fail is refused before anything is asked', async () => {
			const { error } = await running.run('firmware', 'update', each, { items: items(), node: { retryOnFail: true, maxTries: 2 } });
			expect(error?.message).toBe("'Update Devices' cannot be used together with 'Retry On Fail'");
			expect(running.simulator.requests).toEqual([]);
		});

		it('counts each of them for Maximum Devices Affected', async () => {
			const { error } = await running.run('firmware', 'update', { ...each, options: { refuseMoreThan: 3 } }, { items: items() });
			expect(error?.message).toBe("'Update Devices' would affect 4 devices, and 'Maximum Devices Affected' is 3");
			expect(running.written()).toEqual([]);
		});
	});

	it('of more devices than Maximum Devices Affected sends nothing at all', async () => {
		const { error } = await running.run('firmware', 'update', matching({ namePattern: 'MT2*' }, { options: { refuseMoreThan: 3 } }));
		expect(error?.message).toBe("'Update Devices' would affect 4 devices, and 'Maximum Devices Affected' is 3");
		expect(running.written()).toEqual([]);
	});

	it('counts only what would be started, and a dry run counts nothing', async () => {
		const all = matching({ namePattern: '*' }, { options: { refuseMoreThan: 4 } });
		// The first gateway has the version already, and the second is not connected.
		running.simulator.fleet.get(page.office).firmwareVersion = '3.5.0';
		const dry = jsonOf(await running.run('firmware', 'update', { ...all, dryRun: true, options: { refuseMoreThan: 1 } }));
		expect(outcomes(dry)).toEqual(['alreadyThere', 'leftOut', ...Array(4).fill('planned')]);
		expect(running.written()).toEqual([]);
		expect(outcomes(jsonOf(await running.run('firmware', 'update', all)))).toEqual(['alreadyThere', 'leftOut', ...Array(4).fill('done')]);
	});

	describe('as a dry run', () => {
		const dryRun = async (portal: Running, firmwareVersion: string) =>
			hintsOf(await portal.run('firmware', 'update', matching({ namePattern: '*' }, { dryRun: true, firmwareVersion }))).map(({ message }) => message);

		it('hints at a version that is in no list and on no gateway', async () => {
			expect(await dryRun(running, '9.9.9')).toEqual(["No gateway runs 9.9.9, and it is not in the list of versions. Check 'Target Version' before you turn off 'Dry Run'."]);
			expect(running.written()).toEqual([]);
		});

		it.each(['3.5.0-beta.1', '2.7.1'])('does not hint at %s, which can be installed or runs on a gateway', async (version) => {
			running.simulator.fleet.get(page.office).firmwareVersion = '2.7.1';
			expect(await dryRun(running, version)).toEqual([]);
		});

		it.each([403, 500])('plans without the list of versions, where it is answered with %i', async (status) => {
			running.simulator.answerNext({ path: /\/firmwares$/ }, { status, body: { message: 'no' } }, 10);
			const run = await running.run('firmware', 'update', matching({ namePattern: '*' }, { dryRun: true, firmwareVersion: '9.9.9' }));
			expect(run.error).toBeUndefined();
			expect(outcomes(jsonOf(run))).toContain('planned');
			expect(hintsOf(run)).toEqual([]);
		});

		it('does not hint at any where the list of versions is missing', async () => {
			const portal = await startPortal({ devices: 6, assumed: { firmwares: null } });
			expect(await dryRun(portal, '9.9.9').finally(async () => await portal.stop())).toEqual([]);
		});
	});

	it('updates no device that came to match after it was counted', async () => {
		const { fleet } = running.simulator;
		const late = fleet.list()[5]!;
		late.labels = [];
		let listings = 0;
		const { push } = running.simulator.requests;
		running.simulator.requests.push = function (...arrived) {
			// The first listing counts, the second is that of the run.
			if (arrived[0]!.path.endsWith('/devices') && ++listings === 2) late.labels = ['warehouse'];
			return push.apply(this, arrived);
		};
		const items = jsonOf(await running.run('firmware', 'update', matching({ labels: 'warehouse' })));
		expect(items).toHaveLength(3);
		expect(late.firmwareVersion).not.toBe('3.5.0');
	});

	it.each<[string, object, RegExp]>([
		['no filter at all', matching({}), /'Filters' must have at least one field added/],
		['an empty filter', matching({ labels: '={{ $json.nothing }}', models: '2011' }), /'Filters' must not have an empty 'Labels': it would match everything/],
		['a filter of commas', matching({ models: ' , ' }), /empty 'Model Numbers'/],
		['what is no version', matching({ labels: 'warehouse' }, { firmwareVersion: 'latest' }), /'Target Version' must be a version like 3\.4\.1/],
		['an unknown device', { devices: 'listed', deviceIds: nobody, firmwareVersion: '3.5.0' }, /Meshtech has no device/],
		['no device', { devices: 'listed', deviceIds: ' ', firmwareVersion: '3.5.0' }, /'Device IDs' must name at least one/],
		['waves of no device', matching({ labels: 'warehouse' }, { waveSize: 0 }), /'Devices in a Wave' must be a whole number of at least 1/],
	])('with %s says what is wrong, and sends nothing', async (_, parameters, words) => {
		const { error } = await running.run('firmware', 'update', parameters as never);
		expect(error?.message).toMatch(words);
		expect(running.written()).toEqual([]);
	});

	it('gives nothing where nothing matches', async () => {
		expect(jsonOf(await running.run('firmware', 'update', matching({ labels: 'nowhere' })))).toEqual([]);
	});
});
