import type { Outcome, RollOutSettings } from '../../nodes/Meshtech/rollOut/plan';
import { rollOut } from '../../nodes/Meshtech/rollOut/run';
import { CancelledError, type RequestError } from '../../nodes/shared/errors';
import { gateway, type MeshtechOptions } from '../simulators/meshtech';
import { failureOf } from '../support/http';
import { startPortal, VirtualTime, type Running } from '../support/meshtech';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

const minute = 60_000;
const target = '3.5.0';
const usual: RollOutSettings = {
	target,
	type: 'FIRMWARE_UPDATE',
	waves: { devices: 2 },
	stopAfter: 1,
	waveTimeoutMs: 60 * minute,
	pollMs: minute,
	dryRun: false,
	includeOffline: false,
	allowDowngrade: false,
	allowMixedModels: false,
};

let time: VirtualTime;
let running: Running;
/** Five connected gateways a to e of one model that run 3.3.0; an update takes 15 minutes. */
async function start(options: MeshtechOptions = {}) {
	running = await startPortal({ devices: 0, now: time.now, updateMs: 15 * minute, ...options });
	running.simulator.fleet.add(...['a', 'b', 'c', 'd', 'e'].map((id) => gateway(id, `gateway ${id}`)));
	return running;
}
beforeEach(() => {
	time = new VirtualTime().install();
});
afterEach(async () => {
	jest.restoreAllMocks();
	await running.stop();
});

/** Rolls out to all gateways. */
async function roll(settings: Partial<RollOutSettings> = {}, client = running.client()) {
	return await rollOut(client, [...(await client.listing()).values()], { ...usual, ...settings });
}
type Results = Awaited<ReturnType<typeof rollOut>>;
/** In short: "a done 1". */
const inShort = (results: Results): string[] => results.map(({ id, rollOut: { outcome, wave } }) => `${id} ${outcome}${wave === null ? '' : ` ${wave}`}`);
const all = (outcome: Outcome) => ['a', 'b', 'c', 'd', 'e'].map((id) => `${id} ${outcome}`);
/** The devices of every requested job, in order. */
const jobs = (): string[] => running.written().map(([, body]) => (body as { deviceIds: string[] }).deviceIds.join(''));

describe('a roll-out', () => {
	it('updates wave after wave, and tells of each device what it ran before and after', async () => {
		await start();
		const results = await roll();
		expect(inShort(results)).toEqual(['a done 1', 'b done 1', 'c done 2', 'd done 2', 'e done 3']);
		expect(results[2]).toEqual({ id: 'c', name: 'gateway c', versionBefore: '3.3.0', targetVersion: target, versionAfter: target, jobId: 'job-2', rollOut: { wave: 2, outcome: 'done', reason: null } });
		expect(jobs()).toEqual(['ab', 'cd', 'e']);
	});

	it('starts a wave only when the one before has ended', async () => {
		await start();
		const seen: string[] = [];
		time.onPause = () => seen.push(`${jobs().length} started, ${running.simulator.fleet.list().filter(({ firmwareVersion }) => firmwareVersion === target).length} done`);
		await roll();
		expect(new Set(seen)).toEqual(new Set(['1 started, 0 done', '2 started, 2 done', '3 started, 4 done']));
	});

	it('looks again at what is left before each wave: what got there by itself, or lost its connection, is not started', async () => {
		await start();
		const { fleet } = running.simulator;
		time.onPause = (minutes) => {
			if (minutes !== 10) return;
			fleet.get('c').firmwareVersion = target;
			fleet.disconnect('d');
		};
		const results = await roll();
		expect(inShort(results)).toEqual(['a done 1', 'b done 1', 'c alreadyThere', 'd leftOut', 'e done 2']);
		expect(results[3]!.rollOut.reason).toMatch(/not connected/);
		expect(jobs()).toEqual(['ab', 'e']);
	});

	it.each<[RollOutSettings['waves'], string[]]>([
		['one', ['abcde']],
		[{ devices: 3 }, ['abc', 'de']],
		[{ percent: 20 }, ['a', 'b', 'c', 'd', 'e']],
		[{ percent: 50 }, ['abc', 'de']],
		[{ percent: 1 }, ['a', 'b', 'c', 'd', 'e']],
	])('in waves of %j asks for the jobs %j', async (waves, expected) => {
		await start();
		await roll({ waves });
		expect(jobs()).toEqual(expected);
	});

	it('skips and reports devices that are there already, and does nothing where all are', async () => {
		await start();
		running.simulator.fleet.get('b').firmwareVersion = target;
		expect(inShort(await roll())).toEqual(['a done 1', 'b alreadyThere', 'c done 1', 'd done 2', 'e done 2']);
		expect(jobs()).toEqual(['ac', 'de']);
		expect(inShort(await roll())).toEqual(all('alreadyThere'));
		expect(jobs()).toHaveLength(2);
	});

	it('reports devices that are not connected, unless they are to be part of it', async () => {
		await start();
		running.simulator.fleet.disconnect('a');
		const [first] = await roll();
		expect(first!.rollOut).toMatchObject({ outcome: 'leftOut', wave: null, reason: expect.stringMatching(/not connected since 2026-01-10T12:00:00.000Z/) });
		expect(jobs()).toEqual(['bc', 'de']);
		expect(inShort(await roll({ includeOffline: true }))[0]).toBe('a done 1');
	});

	it('leaves devices with a newer version alone, unless they are to get the older one', async () => {
		await start();
		running.simulator.fleet.get('a').firmwareVersion = '3.6.0-beta.1';
		running.simulator.fleet.get('b').firmwareVersion = '3.5.0-beta.1';
		const [newer, beta] = await roll();
		expect(newer).toMatchObject({ rollOut: { outcome: 'leftOut', reason: expect.stringMatching(/3\.6\.0-beta\.1, which is newer/) as string }, versionAfter: '3.6.0-beta.1' });
		expect(beta).toMatchObject({ rollOut: { outcome: 'done' } });
		expect((await roll({ allowDowngrade: true }))[0]).toMatchObject({ rollOut: { outcome: 'done' }, versionAfter: target });
	});

	it('is refused for several models, unless that is meant', async () => {
		await start();
		running.simulator.fleet.get('b').modelNumber = '2012';
		await expect(roll()).rejects.toMatchObject({ name: 'InputError', message: 'The devices are of 2 models: 2011 and 2012' });
		expect(jobs()).toEqual([]);
		expect(inShort(await roll({ allowMixedModels: true }))).toContain('b done 1');
	});

	it('that is a dry run shows the waves and sends nothing', async () => {
		await start();
		running.simulator.fleet.get('b').firmwareVersion = target;
		const results = await roll({ dryRun: true });
		expect(inShort(results)).toEqual(['a planned 1', 'b alreadyThere', 'c planned 1', 'd planned 2', 'e planned 2']);
		expect(results[0]!.rollOut.reason).toBeNull();
		expect(running.sent()).toEqual(['GET /devices']);
	});
});

describe('failures', () => {
	it('of one device stop the next wave', async () => {
		await start();
		running.simulator.jobs.script('b', 'fails');
		const results = await roll();
		expect(inShort(results)).toEqual(['a done 1', 'b failed 1', 'c notStarted', 'd notStarted', 'e notStarted']);
		expect(results[1]).toMatchObject({ rollOut: { reason: 'The job says: FAILED' }, versionAfter: '3.3.0' });
		expect(results[2]!.rollOut.reason).toBe('The roll-out stopped after 1 failure');
		expect(jobs()).toEqual(['ab']);
	});

	it.each([
		[2, ['a failed 1', 'b done 1', 'c failed 2', 'd done 2', 'e notStarted']],
		[0, ['a failed 1', 'b done 1', 'c failed 2', 'd done 2', 'e done 3']],
	])('stop it after %i', async (stopAfter, expected) => {
		await start();
		for (const id of ['a', 'c']) running.simulator.jobs.script(id, 'fails');
		expect(inShort(await roll({ stopAfter }))).toEqual(expected);
	});

	it('include a device that does not get there in time', async () => {
		await start();
		running.simulator.jobs.script('a', 'hangs');
		const results = await roll();
		expect(inShort(results)).toEqual(['a failed 1', 'b done 1', 'c notStarted', 'd notStarted', 'e notStarted']);
		expect(results[0]!.rollOut.reason).toMatch(/Does not run 3\.5\.0 after 60 min/);
		expect(time.pauses.reduce((sum, ms) => sum + ms, 0)).toBe(60 * minute);
	});

	it('are known by the time alone where jobs tell nothing: the documented list is enough for the rest', async () => {
		await start({ assumed: { jobs: null, job: null } });
		running.simulator.jobs.script('c', 'fails');
		expect(inShort(await roll())).toEqual(['a done 1', 'b done 1', 'c failed 2', 'd done 2', 'e notStarted']);
		expect(running.sent().filter((request) => request.startsWith('GET /jobs/'))).toHaveLength(1);
	});

	it('of a job as a whole are those of its devices', async () => {
		await start();
		time.onPause = (minutes) => minutes === 5 && running.simulator.jobs.cancel('job-1');
		expect(inShort(await roll()).slice(0, 2)).toEqual(['a failed 1', 'b failed 1']);
		expect(time.pauses).toHaveLength(5);
	});
});

describe('run again with the same input', () => {
	it('it goes on with what is left', async () => {
		await start();
		running.simulator.jobs.script('b', 'fails');
		await roll();
		running.simulator.jobs.script('b', 'updates');
		running.simulator.jobs.all.length = 0;
		expect(inShort(await roll())).toEqual(['a alreadyThere', 'b done 1', 'c done 1', 'd done 2', 'e done 2']);
		expect(jobs()).toEqual(['ab', 'bc', 'de']);
	});

	it('after it was cut short, it waits for devices whose job is still at work, and starts no second one', async () => {
		await start();
		const controller = new AbortController();
		time.onPause = (minutes) => minutes >= 3 && controller.abort();
		await expect(roll({}, running.client({}, { signal: controller.signal }))).rejects.toBeInstanceOf(CancelledError);
		expect(jobs()).toEqual(['ab']);
		time.onPause = () => {};
		const results = await roll();
		expect(inShort(results)).toEqual(['a done 1', 'b done 1', 'c done 2', 'd done 2', 'e done 3']);
		expect(results[0]).toMatchObject({ jobId: 'job-1', rollOut: { reason: 'A job for this version was already updating it' } });
		expect(jobs()).toEqual(['ab', 'cd', 'e']);
	});

	it('while it is under way, devices that the other run has are left to it', async () => {
		await start();
		let second: Promise<Results> | undefined;
		time.onPause = () => (second ??= roll());
		const first = await roll();
		expect(inShort(first)).toContain('e done 3');
		const others = (await second!).filter(({ rollOut: { outcome } }) => outcome === 'leftOut');
		expect(others.map(({ rollOut: { reason } }) => reason)).toEqual(Array(5).fill('Another roll-out in this n8n is updating it'));
		expect(jobs()).toEqual(['ab', 'cd', 'e']);
	});
});

describe('a cancelled execution', () => {
	it('starts no further wave', async () => {
		await start();
		const controller = new AbortController();
		time.onPause = (minutes) => minutes >= 16 && controller.abort();
		await expect(roll({}, running.client({}, { signal: controller.signal }))).rejects.toBeInstanceOf(CancelledError);
		expect(jobs()).toEqual(['ab', 'cd']);
	});
});

describe('a server', () => {
	const post = { method: 'POST', path: /jobs$/ };

	it('without the assumed route to create jobs is said to be so, and nothing is begun', async () => {
		await start({ assumed: { createJob: null } });
		const error = await failureOf<RequestError>(roll());
		expect(error).toMatchObject({ status: 404, notes: [], advice: expect.stringMatching(/POST \/jobs is assumed.*Path to Create a Job/s) });
	});

	it('that refuses the first job is an error; one that refuses a later one ends the roll-out with what was done', async () => {
		await start();
		running.simulator.answerNext(post, { status: 409, body: { message: 'busy with another' } });
		await expect(roll()).rejects.toMatchObject({ message: 'busy with another', status: 409, notes: [] });
		time.onPause = () => {
			time.onPause = () => {};
			running.simulator.answerNext(post, { status: 409, body: { message: 'busy with another' } });
		};
		const results = await roll();
		expect(inShort(results)).toEqual(['a done 1', 'b done 1', 'c notStarted', 'd notStarted', 'e notStarted']);
		expect(results[3]!.rollOut.reason).toMatch(/refused a job.*busy with another/);
	});

	it.each(['reset', { status: 504, body: { message: 'no answer in time' } }, { status: 524, body: { message: 'a timeout occurred' } }] as const)('that gives no answer to a job (%j) is not sent it again; the list tells what became of it', async (fault) => {
		await start();
		running.simulator.answerNext(post, fault);
		const results = await roll({ stopAfter: 0 });
		expect(inShort(results)).toEqual(['a failed 1', 'b failed 1', 'c done 2', 'd done 2', 'e done 3']);
		expect(results[0]!.rollOut.reason).toMatch(/Its job was sent and may or may not exist/);
		expect(jobs()).toEqual(['ab', 'cd', 'e']);
	});

	it('that is gone for a while in between does not end the roll-out', async () => {
		await start();
		time.onPause = (minutes) => minutes > 2 && minutes < 10 && running.simulator.answerNext({ path: /devices$/ }, 'reset', 4);
		expect(inShort(await roll())).toContain('e done 3');
		expect(jobs()).toEqual(['ab', 'cd', 'e']);
	});

	it('that breaks for good in between is an error that says what was done and how to go on', async () => {
		await start();
		time.onPause = (minutes) => minutes > 20 && running.simulator.answerNext({ path: /devices$/ }, { status: 500, body: { message: 'broken' } });
		const error = await failureOf<RequestError>(roll());
		expect(error.message).toBe('broken');
		expect(error.notes.join(' ')).toBe(
			'Updated before: gateway a (a) and gateway b (b). Started and not known to have finished: gateway c (c) and gateway d (d) (job job-2). ' +
				'Not started: 1 devices. Once these have finished, run it again with the same input to continue with the rest.',
		);
	});

	it('that loses a device from its list has it as it was seen last', async () => {
		await start();
		time.onPause = (minutes) => minutes === 1 && running.simulator.fleet.remove('a');
		const results = await roll({ waveTimeoutMs: 20 * minute });
		expect(results[0]).toMatchObject({ rollOut: { outcome: 'failed' }, versionAfter: '3.3.0' });
	});

	it('whose token ends in the middle is signed in to again', async () => {
		await start({ updateMs: 50 * minute });
		expect(inShort(await roll())).toContain('e done 3');
		expect(running.simulator.signIns).toBeGreaterThan(4);
		expect(running.sent().length).toBeLessThan(350);
	});
});
