import { at, byId, jsonOf, nobody, page, startPortal, type Running } from '../support/meshtech';
import { gateway } from '../simulators/meshtech';

let running: Running;
beforeEach(async () => {
	running = await startPortal();
	running.simulator.fleet.add(
		gateway('bmac-0000000000aa', 'warehouse-1', { labels: ['Warehouse', 'Cold-Store'], firmwareVersion: '3.4.0-beta.2', modelNumber: '2012' }),
		gateway('bmac-0000000000bb', 'Warehouse-2', { labels: ['warehouse'], firmwareVersion: '3.3.0', modelNumber: '201A', connected: false }),
	);
});
afterEach(async () => await running.stop());

const names = (items: object[]) => items.map((item) => (item as { name: string }).name);

describe('Device > Get', () => {
	it.each([
		['from the list', at('list', page.office)],
		['by ID', byId(page.office)],
		['by its Bluetooth address', byId('C0:14:1F:68:FC:3D')],
		['by name', at('name', 'MT10225')],
		['by name in other letters', at('name', 'mt10225')],
		['as an AI agent gives it', page.office],
		['B20 by name where an ID belongs', byId('mt10225')],
		['B20 by the bare name', 'MT10225'],
	])('finds a gateway %s', async (_, deviceId) => {
		expect(jsonOf(await running.run('device', 'get', { deviceId }))).toMatchObject([{ source: 'meshtech', id: page.office, name: 'MT10225', online: true }]);
	});

	it('without Simplify gives what the server answered', async () => {
		const [device] = jsonOf(await running.run('device', 'get', { deviceId: byId(page.office), simplify: false }));
		expect(device).toEqual(running.simulator.fleet.get(page.office));
	});

	it.each([
		['an unknown id', byId(nobody), `Meshtech has no device "${nobody}"`],
		['an unknown name', at('name', 'nobody'), 'Meshtech has no device with the name "nobody"'],
		['an ambiguous name', at('name', 'WAREHOUSE'), '2 devices have the name "WAREHOUSE"'],
		['B20 an ambiguous name where an ID belongs', byId('warehouse'), '2 devices have the ID or name "warehouse"'],
		['B20 part of a name', byId('MT1022'), 'Meshtech has no device with the ID or name "MT1022"'],
		['B20 part of an ID', byId(page.office.slice(0, -1)), `Meshtech has no device with the ID or name "${page.office.slice(0, -1)}"`],
	])('says of %s what is wrong', async (_, deviceId, message) => {
		for (const id of ['bmac-0000000000aa', 'bmac-0000000000bb']) running.simulator.fleet.get(id).friendlyName = 'Warehouse';
		const { error } = await running.run('device', 'get', { deviceId });
		expect(error).toMatchObject({ message });
	});
});

it('B20 an ID of a form that is not documented counts where a gateway has it', async () => {
	running.simulator.fleet.add(gateway('gw-7', 'seven'), gateway('bmac-0000000000cc', 'GW-7'));
	expect(jsonOf(await running.run('device', 'get', { deviceId: byId('gw-7') }))).toMatchObject([{ name: 'seven' }]);
	expect(jsonOf(await running.run('device', 'get', { deviceId: byId('Gw-7') }))).toMatchObject([{ name: 'GW-7' }]);
});

describe('Device > Get Many', () => {
	it.each<[string, object, string[]]>([
		['nothing', {}, ['MT10225', 'BLE-GW-card', 'warehouse-1', 'Warehouse-2']],
		['a label', { labels: 'WAREHOUSE' }, ['warehouse-1', 'Warehouse-2']],
		['one of several labels', { labels: 'cold-store, kyiv-office' }, ['MT10225', 'warehouse-1']],
		['a model', { models: '201a' }, ['Warehouse-2']],
		['models', { models: '2012,201A' }, ['warehouse-1', 'Warehouse-2']],
		['a version', { firmwareVersion: '3.3.0' }, ['BLE-GW-card', 'Warehouse-2']],
		['versions', { firmwareVersion: '3.4.*' }, ['MT10225', 'warehouse-1']],
		['a name', { namePattern: 'warehouse-?' }, ['warehouse-1', 'Warehouse-2']],
		['a name whole', { namePattern: 'warehouse' }, []],
		['connected', { connected: 'connected' }, ['MT10225', 'warehouse-1']],
		['disconnected', { connected: 'disconnected' }, ['BLE-GW-card', 'Warehouse-2']],
		['two things at once', { connected: 'disconnected', labels: 'warehouse' }, ['Warehouse-2']],
		['an empty filter', { labels: '' }, ['MT10225', 'BLE-GW-card', 'warehouse-1', 'Warehouse-2']],
	])('filters by %s, here and not at the server', async (_, filters, expected) => {
		expect(names(jsonOf(await running.run('device', 'getAll', { returnAll: true, filters } as never)))).toEqual(expected);
		expect(running.simulator.requests.at(-1)!.query).toEqual({ MaxResults: '100' });
	});

	it('gives up to Limit, and all with Return All', async () => {
		expect(jsonOf(await running.run('device', 'getAll', { limit: 3 }))).toHaveLength(3);
		expect(jsonOf(await running.run('device', 'getAll', { returnAll: true, simplify: false }))).toEqual(running.simulator.fleet.list());
	});
});

describe('what needs the documented list only works without any assumed route', () => {
	it.each<[string, string, object, object[]]>([
		['label', 'getAll', { returnAll: true }, [{ label: 'Cold-Store', devices: 1 }, { label: 'Kyiv-office', devices: 1 }, { label: 'test-tag', devices: 1 }, { label: 'warehouse', devices: 1 }, { label: 'Warehouse', devices: 1 }]],
		[
			'firmware',
			'getSummary',
			{},
			[
				{ version: '3.4.1', devices: 1, percent: 25, online: 1, models: { 2011: 1 } },
				{ version: '3.4.0-beta.2', devices: 1, percent: 25, online: 1, models: { 2012: 1 } },
				{ version: '3.3.0', devices: 2, percent: 50, online: 0, models: { 2011: 1, '201A': 1 } },
			],
		],
		['firmware', 'getSummary', { filters: { labels: 'warehouse' } }, [{ version: '3.4.0-beta.2', percent: 50 }, { version: '3.3.0', percent: 50 }]],
		['device', 'get', { deviceId: byId(page.card) }, [{ id: page.card }]],
		['device', 'waitUntilOnline', { deviceId: byId(page.office) }, [{ id: page.office, online: true }]],
	])('%s %s', async (resource, operation, parameters, expected) => {
		const { fleet } = running.simulator;
		const without = await startPortal({ devices: 0, assumed: { device: null, addLabel: null, firmwares: null, createJob: null, jobs: null, job: null } });
		without.simulator.fleet.add(...fleet.list());
		const { error, ...ran } = await without.run(resource, operation, parameters as never);
		await without.stop();
		expect(error).toBeUndefined();
		expect(jsonOf({ ...ran, error })).toMatchObject(expected);
	});
});

describe('Firmware > Get Many', () => {
	it('gives what can be installed, in short or as the server tells it', async () => {
		expect(jsonOf(await running.run('firmware', 'getAll', { limit: 1 }))).toEqual([{ id: 'fw-1', version: '3.4.1', model: '2011', name: 'gateway-2011-3.4.1.raucb' }]);
		expect(jsonOf(await running.run('firmware', 'getAll', { limit: 1, simplify: false }))).toMatchObject([{ id: 'fw-1', fileName: 'gateway-2011-3.4.1.raucb' }]);
	});
});

describe('Job', () => {
	const job = { type: 'FIRMWARE_UPDATE', deviceIds: [page.office], firmwareVersion: '3.5.0' };
	const inShort = { id: 'job-1', status: 'COMPLETED', end: 'succeeded', firmwareVersion: '3.5.0', devices: [{ id: page.office, status: 'SUCCEEDED', end: 'succeeded' }] };

	it('Get and Get Many give jobs in short, or as the server tells them', async () => {
		running.simulator.jobs.create(job);
		expect(jsonOf(await running.run('job', 'get', { jobId: 'job-1' }))).toMatchObject([inShort]);
		expect(jsonOf(await running.run('job', 'getAll', { limit: 5 }))).toMatchObject([inShort]);
		expect(jsonOf(await running.run('job', 'get', { jobId: 'job-1', simplify: false }))).toMatchObject([{ completedAt: expect.any(String) }]);
	});

	it('Wait for Completion gives an item a device', async () => {
		running.simulator.jobs.create(job);
		expect(jsonOf(await running.run('job', 'wait', { jobId: 'job-1' }))).toMatchObject([{ jobId: 'job-1', id: page.office, outcome: 'succeeded', version: '3.5.0' }]);
	});

	it('Wait for Completion goes by the devices where jobs tell nothing', async () => {
		const watch = { deviceIds: `${page.office} ${page.card}`, firmwareVersion: '3.4.1' };
		running.simulator.fleet.get(page.card).firmwareVersion = '3.4.1';
		expect(jsonOf(await running.run('job', 'wait', { jobId: 'unknown', watch }))).toMatchObject([{ id: page.office, outcome: 'succeeded' }, { id: page.card, outcome: 'succeeded' }]);
	});
});

it('API > Check Connection tells who is signed in, and how many gateways there are', async () => {
	const devices = running.simulator.fleet.list().length;
	expect(jsonOf(await running.run('api', 'checkConnection'))).toEqual([
		{ product: 'Meshtech', version: null, user: running.credential.username, devices, missingRights: null, missing: null },
	]);
});
