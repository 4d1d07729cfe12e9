import { page } from '../support/meshtech';
import { documentedEvents, TriggerLab } from '../support/meshtechTrigger';
import { toldIn } from '../support/netAlertXTrigger';
import { savings } from '../support/poller';

let world: TriggerLab;
let now: number;
const start = async (...[options]: Parameters<typeof TriggerLab.start>) => (world = await TriggerLab.start({ now: () => now, updateMs: 60_000, ...options }));
beforeEach(() => {
	now = Date.UTC(2026, 0, 10, 12);
});
afterEach(async () => await world.stop());

const triggerOn = ['jobFinished'];
const create = () => world.simulator.jobs.create({ type: 'FIRMWARE_UPDATE', deviceIds: [page.office], firmwareVersion: '3.5.0' });
const pass = (minutes: number) => (now += minutes * 60_000);

describe.each(savings)('a job, n8n polling as "%s"', (saving) => {
	it('is told once, when it has ended; those that had ended before are not', async () => {
		await start();
		create();
		pass(5);
		const trigger = await world.activeTrigger({ triggerOn }, { saving });
		expect(await trigger.poll()).toBeNull();
		create();
		expect(await trigger.poll()).toBeNull();
		pass(2);
		const [told, ...more] = toldIn(await trigger.poll());
		expect(told).toMatchObject({
			event: 'jobFinished',
			eventId: 'jobFinished:job-2',
			device: null,
			job: { id: 'job-2', status: 'COMPLETED', end: 'succeeded', firmwareVersion: '3.5.0', devices: [{ id: page.office, end: 'succeeded' }] },
		});
		expect(more).toEqual([]);
		for (let poll = 0; poll < 3; poll++) {
			pass(120);
			expect(await trigger.poll()).toBeNull();
		}
		await trigger.restart();
		expect(await trigger.poll()).toBeNull();
	});
});

it('that does not tell when it ended is told once all the same', async () => {
	await start();
	const trigger = await world.activeTrigger({ triggerOn });
	const jobs = (status: string) => world.simulator.answerNext({ path: /jobs$/ }, { status: 200, body: { items: [{ id: 7, status }] } });
	jobs('RUNNING');
	expect(await trigger.poll()).toBeNull();
	jobs('FAILED');
	expect(toldIn(await trigger.poll())).toMatchObject([{ eventId: 'jobFinished:7', job: { end: 'failed' } }]);
	for (let poll = 0; poll < 3; poll++) {
		pass(120);
		jobs('FAILED');
		expect(await trigger.poll()).toBeNull();
	}
});

it('is not held back by filters: it is about no single gateway', async () => {
	await start();
	const trigger = await world.activeTrigger({ triggerOn, filters: { labels: 'nowhere', models: '9999' } });
	create();
	pass(2);
	expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'jobFinished' }]);
});

describe('without the assumed route to jobs', () => {
	it('all other events work, and nothing asks for it', async () => {
		await start({ assumed: { jobs: null, job: null, createJob: null, device: null } });
		const trigger = await world.activeTrigger();
		world.fleet.disconnect(page.office);
		expect(toldIn(await trigger.poll())).toMatchObject([{ event: 'deviceOffline' }]);
		expect(world.sent()).toEqual(['sign in', 'GET /devices', 'GET /devices']);
	});

	it('activating says that it is an assumption and where to correct it', async () => {
		await start({ assumed: { jobs: null } });
		const trigger = world.trigger({ triggerOn: [...documentedEvents, 'jobFinished'] });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: 'No such route',
			description: expect.stringMatching(/GET \/api\/v1\/jobs returned status 404.*remove 'Job Finished'.*GET \/jobs is assumed.*Advanced > Path of Jobs/s),
		});
	});
});
