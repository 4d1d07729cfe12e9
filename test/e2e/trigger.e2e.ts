/**
 * The trigger in a real n8n, in each of n8n's ways to poll: what happens on the network arrives in the inboxes exactly once,
 * whatever becomes of n8n and the server meanwhile.
 */
import { until } from './n8n/wait';
import { modes } from './trigger/modes';
import { World } from './trigger/world';

/** The server raises an alert when it is gone. */
const gateway = '3c:22:fb:10:00:01';
const pollMs = 5_000;
/** From the answer of the server to the mail, on a busy machine. */
const executionMs = 5_000;
const startMs = 15 * 60_000;

jest.setTimeout(5 * 60_000);

describe.each(modes)('n8n polling $name', ({ env, pauseMs }) => {
	let world: World;
	beforeAll(async () => {
		world = await World.start(env);
	}, startMs);
	afterAll(async () => await world?.stop(), 60_000);

	test('says nothing of what was there when it was activated', async () => {
		await world.expectAllToldOnce();
		expect(world.arrived.everything).toEqual([]);
	});

	test('tells of a new device by Slack and by mail', async () => {
		world.journal.joins();
		await world.expectAllToldOnce();
		world.journal.joins();
		world.journal.joins();
		await world.expectAllToldOnce();
	});

	test('tells of outages, also of one that begins and ends between two polls, and of everything else that changes', async () => {
		const { journal } = world;
		const [short, long, moved, deleted] = [journal.someDevice(), journal.someDevice(), journal.someDevice(), journal.someDevice()];
		journal.leaves(short);
		journal.returns(short);
		journal.leaves(long);
		journal.moves(moved);
		journal.isDeleted(deleted);
		journal.isEdited(journal.someDevice());
		journal.leaves(gateway);
		await world.expectAllToldOnce();
		journal.returns(long);
		journal.returns(gateway);
		await world.expectAllToldOnce();
	});

	test('waits for an outage to last, where it was told to, and is silent about shorter ones', async () => {
		const { journal } = world;
		const [away, flapping, justGone] = [journal.someDevice(), journal.someDevice(), journal.someDevice()];
		journal.wasAway(away, 12);
		journal.wasAway(flapping, 10, 9);
		journal.leaves(justGone);
		await world.expectAllToldOnce();
		journal.returns(away);
		journal.returns(justGone);
		await world.expectAllToldOnce();
	});

	test('catches up, without repeating itself, after n8n was killed', async () => {
		const { journal, running } = world;
		const [short, long] = [journal.someDevice(), journal.someDevice()];
		journal.leaves(long);
		await world.expectAllToldOnce();
		await running.n8n.kill();
		journal.joins();
		journal.moves(journal.someDevice());
		journal.leaves(short);
		journal.returns(short);
		journal.returns(long);
		await running.n8n.restart();
		await world.expectAllToldOnce();
	});

	test('is not given up when n8n starts before the server, and goes on within a poll once the server is there', async () => {
		const { journal, running } = world;
		await running.n8n.kill();
		await world.serverGoes();
		journal.joins();
		journal.leaves(journal.someDevice());
		await running.n8n.restart();
		const haveFailedTwice = async () => (await world.failures()).every(({ length }) => length >= 2);
		await until('every trigger to have failed twice since the start', haveFailedTwice, { deadlineMs: 60_000 });
		await world.serverReturns();
		await world.untilAllTold(pauseMs + pollMs + executionMs);
		await world.expectAllToldOnce();
	});

	test('tells of a scanner that finds nobody in one event, and in one more when it works again', async () => {
		world.journal.scannerFails();
		await world.expectAllToldOnce();
		world.journal.scannerWorks();
		await world.expectAllToldOnce();
	});

	test('loses and repeats nothing when the workflow is published again', async () => {
		const { journal, running, watched } = world;
		for (const each of watched) each.saved = await running.client.updateWorkflow(each.saved);
		journal.joins();
		for (const { saved } of watched) await running.client.activate(saved);
		journal.leaves(journal.someDevice());
		await world.expectAllToldOnce();
	});
});
