import { closeAgents } from '../../nodes/shared/http/agents';
import { failureOf } from '../support/http';
import { credentialFor, lab } from '../support/netAlertX';
import { inShort, toldIn, TriggerLab } from '../support/netAlertXTrigger';
import { savings } from '../support/poller';
import type { Fault } from '../simulators/support/front';
import { fakeDate } from './promise/fakeDate';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

const refusal = (status: number, words: string): Fault => ({ status, body: { success: false, error: words, message: words } });
const list = { path: /^\/devices/ };
const log = { path: /^\/events/ };
const nowhere = 'http://127.0.0.1:9';

let world: TriggerLab;
beforeEach(async () => {
	world = await TriggerLab.start();
});
afterEach(async () => await world.stop());
afterAll(closeAgents);

describe('the first poll', () => {
	const starts = ['init', 'leadershipChange'] as const;
	it.each(starts)('after a start of n8n (%s) without the server ends quietly, with a line in the log, and later ones go on', async (mode) => {
		const trigger = await world.activeTrigger();
		world.network.leave(lab.printer);
		world.network.scan();
		const before = trigger.saved;
		trigger.credentials = { netAlertXApi: credentialFor(nowhere, world.simulator.token) };
		expect(await trigger.restart(mode)).toBeNull();
		expect(trigger.warnings).toEqual([expect.stringMatching(/NetAlertX: the first poll after n8n started failed, .*127\.0\.0\.1:9/)]);
		expect(trigger.saved).toEqual(before);
		await expect(trigger.poll()).rejects.toThrow(/127\.0\.0\.1:9/);
		trigger.credentials = world.credentials;
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('after a start of n8n is not given up for a bad token either; the next poll says it, without asking again', async () => {
		const trigger = await world.activeTrigger();
		world.sent();
		trigger.credentials = { netAlertXApi: credentialFor(world.simulator.url, 'wrong') };
		expect(await trigger.restart('init')).toBeNull();
		await expect(trigger.poll()).rejects.toThrow('Forbidden');
		expect(world.sent()).toHaveLength(1);
	});

	it.each(['activate', 'update'] as const)('at "%s" throws if the server is not there, and leaves the trigger inactive', async (mode) => {
		const trigger = world.trigger({}, { credentials: { netAlertXApi: credentialFor(nowhere, 'x') } });
		await expect(trigger.activate(mode)).rejects.toThrow(/127\.0\.0\.1:9/);
		expect(trigger.saved).toBeUndefined();
		await expect(trigger.poll()).rejects.toThrow('not active');
	});

	it.each([
		[401, 'Unauthorized', 'credential-invalid'],
		[403, 'Forbidden', 'credential-invalid'],
		[429, 'Too many requests', 'rate-limited'],
		[503, 'Starting', 'temporarily-unavailable'],
		[403, 'Blocked', 'temporarily-unavailable'],
		[404, 'Not here just now', 'temporarily-unavailable'],
		[500, 'Broken', 'temporarily-unavailable'],
	])("S2 at activation answered with %i %s throws with the server's words and a cause that n8n's scheduler goes on by", async (status, error, cause) => {
		world.simulator.answerNext(list, { status, body: { success: false, error, message: `said the server with ${status}` } }, 4);
		const thrown = await failureOf<Error>(world.trigger().activate());
		expect(thrown).toMatchObject({ name: 'NodeApiError', failure: { cause } });
		expect(thrown.message).toContain(`said the server with ${status}`);
	});

	it.each([429, 503])('at activation overcomes a passing %i by itself', async (status) => {
		world.simulator.answerNext(list, refusal(status, 'busy'), 2);
		expect(await world.trigger().activate()).toBeNull();
	});

	it('at activation says the wrong token in the words of the server, once', async () => {
		const trigger = world.trigger({}, { credentials: { netAlertXApi: credentialFor(world.simulator.url, 'wrong') } });
		await expect(trigger.activate()).rejects.toThrow('Forbidden');
		await expect(trigger.activate()).rejects.toThrow('Forbidden');
		expect(world.sent()).toHaveLength(1);
	});
});

it('E1 a token that is rejected for three hours is sent once in 30 minutes, and the trigger works within that time of its being good', async () => {
	fakeDate();
	try {
		const trigger = await world.activeTrigger();
		world.network.leave(lab.printer);
		world.network.scan();
		world.sent();
		world.simulator.answerNext({}, refusal(403, 'Forbidden'), 6);
		for (let minute = 0; minute < 180; minute++, jest.setSystemTime(Date.now() + 60_000)) await expect(trigger.poll()).rejects.toThrow('Forbidden');
		expect(world.sent()).toHaveLength(6);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	} finally {
		jest.useRealTimers();
	}
});

describe('a poll that fails', () => {
	const truncated: Fault = { status: 200, headers: { 'content-type': 'application/json' }, body: '[{"devMac":"aa:bb:cc:dd:ee:ff","devNa' };
	const faults: Array<[string, typeof list, Fault]> = [
		['the list with 500', list, refusal(500, 'no')],
		['the list with half of its JSON', list, truncated],
		['the list with a page', list, { status: 200, body: '<html><title>Log in</title></html>' }],
		['the list with something else', list, { status: 200, body: { success: true } }],
		['the list with nothing', list, { status: 200, headers: { 'content-type': 'application/json' }, body: '' }],
		['the log with 500', log, refusal(500, 'no')],
		['the log with half of its JSON', log, truncated],
		['the log with a broken connection', log, 'reset'],
	];
	const single: Array<[string, Fault]> = [
		['500', refusal(500, 'no')],
		['a 404 of a gateway', { status: 404, body: '<html>not here</html>' }],
	];

	it.each(single)('N1 answered at the question for a single device with %s leaves that device as it was, and stops nothing', async (_, fault) => {
		const trigger = await world.activeTrigger();
		world.network.leave(lab.archived);
		world.network.leave(lab.printer);
		world.network.scan();
		world.simulator.database.delete(lab.archived);
		world.simulator.answerNext({ path: /^\/device\// }, fault, 4);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
		expect(trigger.warnings).toEqual([expect.stringContaining(`the request for device ${lab.archived} failed`)]);
		// A 404 is not repeated, so that some of the answers asked for may be left over.
		for (let poll = 0; poll < 4 && trigger.emitted.length < 2; poll++) await trigger.poll();
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`, `deviceRemoved ${lab.archived}`]);
	});

	it.each(faults)('answered at %s throws, leaves the state alone, and the next one tells', async (_, match, fault) => {
		const trigger = await world.activeTrigger();
		world.network.leave(lab.archived);
		world.network.leave(lab.printer);
		world.network.scan();
		world.simulator.database.delete(lab.archived);
		const before = JSON.stringify(trigger.state);
		world.simulator.answerNext(match, fault, 4);
		await expect(trigger.poll()).rejects.toThrow();
		expect(JSON.stringify(trigger.state)).toBe(before);
		expect(trigger.changed).toBe(false);
		// A 404 is not repeated, so that some of the answers asked for may be left over.
		for (let poll = 0; poll < 4 && trigger.emitted.length === 0; poll++) await trigger.poll().catch(() => {});
		expect(inShort(trigger.emitted).sort()).toEqual([`deviceOffline ${lab.printer}`, `deviceRemoved ${lab.archived}`]);
	});

	it('asks a server that rejects the token once, and not at every poll', async () => {
		const trigger = await world.activeTrigger();
		world.sent();
		trigger.credentials = { netAlertXApi: credentialFor(world.simulator.url, 'revoked') };
		for (let poll = 0; poll < 5; poll++) await expect(trigger.poll()).rejects.toThrow('Forbidden');
		expect(world.sent()).toHaveLength(1);
		expect(world.simulator.notifications).toHaveLength(1);
	});
});

describe('polls of one trigger', () => {
	it('do not overlap: a second one while the first is under way does nothing', async () => {
		const trigger = await world.activeTrigger();
		world.network.leave(lab.printer);
		world.network.scan();
		const both = await Promise.all([trigger.poll(), trigger.poll()]);
		expect(both.filter((items) => items !== null)).toHaveLength(1);
		expect(inShort(trigger.emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('are not muted by one that hangs: it ends with its time, and the next one tells', async () => {
		const trigger = world.trigger({}, { budgetMs: 1_500 });
		await trigger.activate();
		world.network.leave(lab.printer);
		world.network.scan();
		world.simulator.answerNext(list, 'hang');
		await expect(trigger.poll()).rejects.toThrow(/gave no complete answer/);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${lab.printer}`]);
	});

	it('of two workflows with the same node go their own ways', async () => {
		const [one, copy] = [await world.activeTrigger(), await world.activeTrigger({}, { workflowId: 'copy' })];
		world.network.leave(lab.printer);
		world.network.scan();
		await Promise.all([one.poll(), copy.poll()]);
		for (const { emitted } of [one, copy]) expect(inShort(emitted)).toEqual([`deviceOffline ${lab.printer}`]);
	});
});

describe.each(savings)('a server that is gone for a while, n8n polling as "%s"', (saving) => {
	it('is caught up with: every transition that its log still has', async () => {
		const trigger = await world.activeTrigger({}, { saving });
		await trigger.poll();
		const good = trigger.credentials;
		trigger.credentials = { netAlertXApi: { ...good.netAlertXApi!, baseUrl: nowhere } };
		for (const happens of ['leave', 'comeBack', 'leave'] as const) {
			world.network[happens](lab.printer);
			world.network.scan();
			await expect(trigger.poll()).rejects.toThrow();
		}
		trigger.credentials = good;
		expect(toldIn(await trigger.poll()).map(({ event }) => event)).toEqual(['deviceOffline', 'deviceOnline', 'deviceOffline']);
	});
});
