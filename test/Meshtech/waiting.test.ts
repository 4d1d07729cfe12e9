import { following } from '../../nodes/Meshtech/following';
import { until, NotInTimeError } from '../../nodes/Meshtech/waiting';
import { CancelledError, type RequestError } from '../../nodes/shared/errors';
import type { MeshtechOptions } from '../simulators/meshtech';
import { failureOf } from '../support/http';
import { page, startPortal, VirtualTime, type Running } from '../support/meshtech';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

const minute = 60_000;
const patience = { timeoutMs: 30 * minute, pollMs: minute };
const job = { type: 'FIRMWARE_UPDATE', deviceIds: [page.office, page.card], firmwareVersion: '3.5.0' };
const alone = { jobId: 'job-1', deviceIds: [], firmwareVersion: null };

let time: VirtualTime;
let running: Running;
async function start(options: MeshtechOptions = {}) {
	running = await startPortal({ now: time.now, updateMs: 10 * minute, ...options });
	return running;
}
beforeEach(() => {
	time = new VirtualTime().install();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await running.stop();
});

describe('waiting', () => {
	it('looks at once, then every so often, and no longer than it may', async () => {
		const { client } = await start();
		let looks = 0;
		expect(await until(client(), { timeoutMs: 150_000, pollMs: minute }, async () => await Promise.resolve(++looks < 0))).toBe(false);
		expect(looks).toBe(4);
		expect(time.pauses).toEqual([minute, minute, 30_000]);
	});

	it('ends at once with a failure of the very first look', async () => {
		const { client, simulator } = await start();
		simulator.answerNext({ path: /devices$/ }, 'reset', 4);
		const one = client();
		await expect(until(one, patience, async () => (await one.listing()).size === 0)).rejects.toMatchObject({ name: 'UnreachableError' });
		expect(time.pauses).toEqual([]);
	});

	it('throws what the last look threw when the time is over', async () => {
		const { client, simulator } = await start();
		const one = client();
		const look = async () => {
			if (time.pauses.length > 0) simulator.answerNext({ path: /devices$/ }, { status: 503, body: { message: 'down' } }, 4);
			return (await one.listing()).size === 0;
		};
		await expect(until(one, patience, look)).rejects.toThrow('down');
		expect(time.pauses).toHaveLength(30);
	});

	it('ends when the execution is cancelled', async () => {
		const { client } = await start();
		const controller = new AbortController();
		time.onPause = () => controller.abort();
		await expect(until(client({}, { signal: controller.signal }), patience, async () => await Promise.resolve(false))).rejects.toBeInstanceOf(CancelledError);
	});
});

describe('waiting for a job', () => {
	it('ends when all its devices have, with the outcome of each', async () => {
		const { client, simulator } = await start();
		simulator.jobs.create(job);
		simulator.jobs.script(page.card, 'fails');
		expect(await following(client(), alone, patience)).toEqual([
			{ jobId: 'job-1', jobStatus: 'COMPLETED', id: page.office, name: 'MT10225', status: 'SUCCEEDED', outcome: 'succeeded', version: '3.5.0' },
			{ jobId: 'job-1', jobStatus: 'COMPLETED', id: page.card, name: 'BLE-GW-card', status: 'FAILED', outcome: 'failed', version: '3.3.0' },
		]);
		expect(time.pauses).toHaveLength(10);
	});

	it('that was cancelled ends at once', async () => {
		const { client, simulator } = await start();
		simulator.jobs.create(job);
		simulator.jobs.cancel('job-1');
		expect(await following(client(), alone, patience)).toMatchObject([{ outcome: 'canceled' }, { outcome: 'canceled' }]);
		expect(time.pauses).toEqual([]);
	});

	it('of which no devices are known ends with the job', async () => {
		const { client, simulator } = await start();
		time.onPause = () => {};
		simulator.answerNext({ path: /jobs\/7/ }, { status: 200, body: { id: 7, state: 'RUNNING' } });
		simulator.answerNext({ path: /jobs\/7/ }, { status: 200, body: { id: 7, state: 'DONE' } });
		expect(await following(client(), { ...alone, jobId: '7' }, patience)).toEqual([{ jobId: '7', jobStatus: 'DONE', outcome: 'succeeded' }]);
	});

	it('in vain is an error that says how each device stands', async () => {
		const { client, simulator } = await start();
		simulator.jobs.create(job);
		simulator.jobs.script(page.card, 'hangs');
		const error = await failureOf<NotInTimeError>(following(client(), alone, patience));
		expect(error).toBeInstanceOf(NotInTimeError);
		expect(error.message).toBe('Job job-1 has not ended within 30 min for 1 of 2 devices');
		expect(error.description).toBe(`Its status is IN_PROGRESS. Not ended: BLE-GW-card (${page.card}): IN_PROGRESS, runs 3.3.0, not connected.`);
	});
});

describe('without the assumed route to jobs', () => {
	const watched = { jobId: 'job-1', deviceIds: [page.office, page.card], firmwareVersion: '3.5.0' };

	it('the documented versions of the devices tell', async () => {
		const { client, simulator, sent } = await start({ assumed: { job: null } });
		simulator.jobs.create(job);
		expect(await following(client(), watched, patience)).toMatchObject([
			{ id: page.office, outcome: 'succeeded', status: null, jobStatus: null, version: '3.5.0' },
			{ id: page.card, outcome: 'succeeded' },
		]);
		expect(sent().filter((request) => request === 'GET /jobs/job-1')).toHaveLength(1);
	});

	it('and without devices to watch, the error says both ways out', async () => {
		const { client } = await start({ assumed: { job: null } });
		const error = await failureOf<RequestError>(following(client(), alone, patience));
		expect(error.notes.join(' ')).toContain("'Devices to Watch'");
		expect(error.advice).toContain('GET /jobs/{id} is assumed');
	});
});
