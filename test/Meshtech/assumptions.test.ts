import { assumedRoutes, assumptionsOf, endOf, filledIn, toJob, type AssumedRouteName } from '../../nodes/Meshtech/assumptions';
import { MeshtechApi } from '../../credentials/MeshtechApi.credentials';
import type { RequestError } from '../../nodes/shared/errors';
import { failureOf } from '../support/http';
import { nobody, page, startPortal, type Running } from '../support/meshtech';
import type { MeshtechClient } from '../../nodes/Meshtech/client';
import type { MeshtechOptions } from '../simulators/meshtech';

let running: Running | undefined;
const start = async (options?: MeshtechOptions) => (running = await startPortal(options));
afterEach(async () => {
	await running?.stop();
	running = undefined;
});

const job = { type: 'FIRMWARE_UPDATE', deviceIds: [page.office], firmwareVersion: '3.5.0' };

/** Every assumed route: what uses it, and where a test moves it to. */
const uses: Record<AssumedRouteName, { use: (client: MeshtechClient) => Promise<unknown>; moved: string }> = {
	device: { use: async (client) => await client.device(page.office), moved: '/gateways/:id' },
	addLabel: { use: async (client) => await client.addLabel(page.office, 'new'), moved: '/gateways/:id/tags' },
	firmwares: { use: async (client) => await client.firmwares(), moved: '/firmware/all' },
	createJob: { use: async (client) => await client.createJob(job), moved: '/firmware-jobs' },
	jobs: { use: async (client) => await client.jobs(), moved: '/all-jobs' },
	job: { use: async (client) => await client.job('job-1'), moved: '/firmware-jobs/:id/status' },
};
const names = Object.keys(assumedRoutes) as AssumedRouteName[];
/** Without the route to a single device, the documented list does. */
const needed = names.filter((name) => name !== 'device');

describe.each(needed)('the assumed route %s', (name) => {
	const { use, moved } = uses[name];
	const { displayName, field, method, path } = assumedRoutes[name];

	it('works where it is right', async () => {
		const { client, simulator } = await start();
		simulator.jobs.create(job);
		await expect(use(client())).resolves.not.toThrow();
	});

	it.each([403, 404, 405, 501])('answered with %i names itself, says that it is assumed, and where to correct it', async (status) => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /api\/v1\/(?!auth)/ }, { status, body: { message: 'said the server' } });
		const error = await failureOf<RequestError>(use(client()));
		expect(error).toMatchObject({ message: 'said the server', status });
		expect(error.advice).toContain(`${method} ${path} is assumed`);
		expect(error.advice).toContain(`credential: Advanced > ${displayName}`);
	});

	it('answered by something else says so too', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /api\/v1\/(?!auth)/ }, { status: 200, body: '<html><title>Portal</title></html>' });
		expect((await failureOf<RequestError>(use(client()))).advice).toContain(`${method} ${path} is assumed`);
	});

	it('can be corrected in the credential', async () => {
		const { client, simulator } = await start({ assumed: { [name]: moved } });
		simulator.jobs.create(job);
		await expect(use(client())).rejects.toMatchObject({ status: 404 });
		await expect(use(client({ advanced: true, [field]: moved.replace(':id', '{id}') }))).resolves.not.toThrow();
	});

	it('is not blamed for what is none of its fault', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /api\/v1\/(?!auth)/ }, { status: 400, body: { message: 'no' } });
		expect((await failureOf<RequestError>(use(client()))).advice).not.toContain('assumption');
	});
});

describe('a single device', () => {
	it('is read by the assumed route where there is one', async () => {
		const { client, sent } = await start();
		expect(await client().device(page.office)).toMatchObject({ friendlyName: 'MT10225' });
		expect(sent()).toEqual([`GET /devices/${page.office}`]);
	});

	it('is found in the documented list where there is none, which is read once for all', async () => {
		const { client, sent } = await start({ assumed: { device: null }, devices: 250 });
		const one = client();
		expect(await one.device(page.card)).toMatchObject({ friendlyName: 'BLE-GW-card' });
		expect(await one.device(page.office)).toMatchObject({ friendlyName: 'MT10225' });
		expect(sent()).toEqual([`GET /devices/${page.card}`, 'GET /devices', 'GET /devices', 'GET /devices']);
	});

	it.each([
		['a web page', { status: 200, body: '<html><title>Portal</title></html>' }],
		['another device', { status: 200, body: { id: nobody } }],
		['a list', { status: 200, body: [] }],
		['what gateways say of unknown routes', { status: 403, body: { message: 'Missing Authentication Token' } }],
	])('is found in the list where the route answers %s', async (_, fault) => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /devices\/bmac/ }, fault);
		expect(await client().device(page.card)).toMatchObject({ friendlyName: 'BLE-GW-card' });
	});

	it.each([true, false])('that nobody has is an error that says so (route there: %s)', async (there) => {
		const { client } = await start(there ? {} : { assumed: { device: null } });
		await expect(client().device(nobody)).rejects.toMatchObject({ name: 'InputError', message: `Meshtech has no device "${nobody}"` });
	});
});

describe('corrections in the credential', () => {
	it('count only while Advanced is on, and empty ones leave what is assumed', () => {
		const entered = { jobPath: '/x/{id}', nextTokenName: 'Next', pageSize: '20', jobBody: '{"a":1}' };
		expect(assumptionsOf({ ...entered, advanced: false })).toEqual(assumptionsOf({}));
		expect(assumptionsOf({ advanced: true, jobPath: ' ', nextTokenName: '' })).toEqual(assumptionsOf({}));
		expect(assumptionsOf({ ...entered, advanced: true })).toMatchObject({ paths: { job: '/x/{id}', jobs: '/jobs' }, nextToken: 'Next', pageSize: 20, jobBody: { a: 1 } });
	});

	it.each([
		['jobsPath', 'https://elsewhere.example/jobs', /'Path of Jobs' .* not a path/],
		['jobsPath', '/jobs?all=1', /not a path/],
		['jobsPath', '/../auth/login', /not a path/],
		['jobsPath', '/a/..', /not a path/],
		['jobPath', '/jobs', /'Path of a Job' .* has no \{id\}/],
		['pageSize', '0', /'Page Size'/],
		['pageSize', 'many', /'Page Size'/],
		['jobBody', '{', /'Body to Create a Job' .* not JSON/],
	])('%s cannot be %s', (field, value, words) => {
		expect(() => assumptionsOf({ advanced: true, [field]: value })).toThrow(words);
	});

	it('are fields of the credential, shown with Advanced only', () => {
		const { properties } = new MeshtechApi();
		const shown = properties.filter(({ displayOptions }) => displayOptions?.show?.advanced?.includes(true)).map(({ name }) => name);
		expect(shown).toEqual([...names.map((name) => assumedRoutes[name].field), 'nextTokenName', 'pageSize', 'jobBody']);
	});

	it('change the parameter and the size of pages', async () => {
		const { client, simulator } = await start({ devices: 5, nextTokenName: 'Continue' });
		const listed = await client({ advanced: true, nextTokenName: 'Continue', pageSize: '2' }).listing();
		expect(listed.size).toBe(5);
		expect(simulator.requests.slice(1).map(({ query }) => [query.MaxResults, query.Continue !== undefined])).toEqual([['2', false], ['2', true], ['2', true]]);
	});

	it('change what a job is created with', async () => {
		const { client, written } = await start({ assumed: { createJob: null } });
		const jobBody = '{"job": {"kind": "$type", "targets": "$deviceIds", "to": ["$firmwareVersion", "$", 1, null]}}';
		await client({ advanced: true, jobBody }).createJob(job).catch(() => {});
		expect(written()).toEqual([['POST /jobs', { job: { kind: 'FIRMWARE_UPDATE', targets: [page.office], to: ['3.5.0', '$', 1, null] } }]]);
	});
});

it('a job is created with type, devices and version, as assumed', () => {
	expect(filledIn(assumptionsOf({}).jobBody, job)).toEqual(job);
});

describe('the end of a job', () => {
	it.each([
		['SUCCEEDED', 'succeeded'],
		['Completed', 'succeeded'],
		['success', 'succeeded'],
		['FAILED', 'failed'],
		['error', 'failed'],
		['TIMED_OUT', 'timedOut'],
		['Timed out', 'timedOut'],
		['CANCELED', 'canceled'],
		['cancelled', 'canceled'],
		['REMOVED', 'canceled'],
		['REJECTED', 'rejected'],
		['QUEUED', null],
		['IN_PROGRESS', null],
		['incomplete', null],
		['unsuccessful so far', null],
		['', null],
		[null, null],
	])('by the word %s is %s', (word, end) => {
		expect(endOf(word)).toBe(end);
	});
});

describe('a job is read as far as it can be', () => {
	it.each<[string, Record<string, unknown>, object]>([
		['nothing', {}, { id: null, status: null, end: null, devices: [] }],
		['a number as id', { id: 7, status: 'QUEUED' }, { id: '7', status: 'QUEUED', end: null }],
		['other names', { jobId: 'j', state: 'Failed', targetVersion: '3.5.0' }, { id: 'j', end: 'failed', firmwareVersion: '3.5.0' }],
		['ids alone', { id: 'j', deviceIds: ['a', 'b'] }, { devices: [{ id: 'a', status: null, end: null }, { id: 'b', status: null, end: null }] }],
		['devices with a status', { id: 'j', executions: [{ thingName: 'a', status: 'REJECTED' }] }, { devices: [{ id: 'a', status: 'REJECTED', end: 'rejected' }] }],
		['its end', { id: 'j', completedAt: '2026-01-10T12:00:00Z' }, { endedAt: '2026-01-10T12:00:00.000Z' }],
		['what is no time', { id: 'j', completedAt: 'later' }, { endedAt: null }],
	])('%s', (_, record, expected) => {
		expect(toJob(record)).toMatchObject(expected);
	});
});

it('lists may be bare or have any of the usual names, and anything else is said to be none', async () => {
	const { client, simulator } = await start();
	const jobs = [{ id: 'a' }];
	for (const body of [jobs, { items: jobs }, { jobs }, { data: jobs, nextToken: null }]) {
		simulator.answerNext({ path: /jobs$/ }, { status: 200, body });
		expect(await client().jobs()).toEqual(jobs);
	}
	simulator.answerNext({ path: /jobs$/ }, { status: 200, body: { total: 1 } });
	await expect(client().jobs()).rejects.toThrow(/no list was found/);
});
