import { gateway } from '../simulators/meshtech';
import { page } from '../support/meshtech';
import { TriggerLab } from '../support/meshtechTrigger';
import { inShort } from '../support/netAlertXTrigger';
import type { Fault } from '../simulators/support/front';

// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({
	...jest.requireActual<object>('../../nodes/shared/http/retry'),
	waitBefore: () => 0,
}));

let world: TriggerLab;
const start = async (...args: Parameters<typeof TriggerLab.start>) => (world = await TriggerLab.start(...args));
afterEach(async () => await world.stop());

const list = { path: /devices$/ };
const signIn = { path: /login$/ };

describe('the token', () => {
	it('serves all polls and triggers of a process while it lives, and is renewed before its end', async () => {
		await start();
		const trigger = await world.activeTrigger();
		for (let poll = 0; poll < 10; poll++) await trigger.poll();
		expect(world.sent().filter((request) => request === 'sign in')).toHaveLength(1);
		await trigger.restart();
		expect(world.sent()).toEqual(['sign in', 'GET /devices']);
	});

	it('that is revoked costs one more sign-in, and no poll', async () => {
		await start();
		const trigger = await world.activeTrigger();
		world.sent();
		world.simulator.revokeTokens();
		world.fleet.disconnect(page.office);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${page.office}`]);
		expect(world.sent()).toEqual(['GET /devices', 'sign in', 'GET /devices']);
	});

	it('is not asked for at every poll with a wrong password', async () => {
		await start();
		const trigger = await world.activeTrigger();
		world.sent();
		trigger.credentials = { meshtechApi: { ...world.credentials.meshtechApi, password: 'wrong' } };
		for (let poll = 0; poll < 5; poll++) await expect(trigger.poll()).rejects.toThrow('INVALID_CREDENTIALS');
		expect(world.sent()).toEqual(['sign in']);
	});
});

describe('a poll that fails leaves the state alone, and the next one tells', () => {
	const refusal = (status: number): Fault => ({ status, body: { message: 'said the server' } });
	const circle: Fault = { status: 200, body: { items: [{ id: page.office }], nextToken: 'again' } };
	it.each<[string, typeof list, Fault, number]>([
		['the list with 500', list, refusal(500), 1],
		['the list with half of its JSON', list, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"items":[{"id":"bmac' }, 1],
		['the list with something else', list, { status: 200, body: { devices: [] } }, 1],
		['the list with a page that comes again and again', list, circle, 2],
		['the sign-in with 500', signIn, refusal(500), 1],
		['the sign-in with a page', signIn, { status: 200, body: '<html><title>Portal</title></html>' }, 1],
	])('%s', async (_, match, fault, times) => {
		await start();
		const trigger = await world.activeTrigger();
		const before = JSON.stringify(trigger.state);
		world.fleet.disconnect(page.office);
		if (match === signIn) world.simulator.revokeTokens();
		world.simulator.answerNext(match, fault, times);
		await expect(trigger.poll()).rejects.toThrow();
		expect(JSON.stringify(trigger.state)).toBe(before);
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${page.office}`]);
	});

	it('also where a later page fails: half of a list removes nobody', async () => {
		await start({ devices: 150 });
		const trigger = await world.activeTrigger();
		world.fleet.remove(world.fleet.list()[149]!.id);
		const { push } = world.simulator.requests;
		let isBroken = false;
		world.simulator.requests.push = function (...arrived) {
			if (arrived[0]!.query.NextToken && !isBroken) {
				isBroken = true;
				world.simulator.answerNext({ path: /devices$/ }, refusal(500));
			}
			return push.apply(this, arrived);
		};
		await expect(trigger.poll()).rejects.toThrow('said the server');
		expect(inShort(await trigger.poll())).toEqual([expect.stringMatching(/^deviceRemoved/)]);
	});
});

describe('who asks', () => {
	it('with another password sees the same gateways: status is told at once, and what is new one poll later', async () => {
		await start();
		const trigger = await world.activeTrigger();
		world.simulator.changePassword('new');
		trigger.credentials = { meshtechApi: { ...world.credentials.meshtechApi, password: 'new' } };
		world.fleet.disconnect(page.office);
		world.fleet.add(gateway('bmac-0000000000aa', 'newcomer'));
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${page.office}`]);
		expect(inShort(await trigger.poll())).toEqual(['deviceAdded bmac-0000000000aa']);
	});

	it('as another user sees other gateways: that is a new beginning, and nothing is told', async () => {
		await start();
		const trigger = await world.activeTrigger();
		// The same API; who signs in there as grace is given a token, and a list of other gateways.
		world.simulator.answerNext(signIn, { status: 200, body: { status: 'SUCCESS', authToken: 'of-grace', sessionId: null } });
		world.simulator.answerNext(list, { status: 200, body: { items: [gateway('bmac-0000000000aa', 'hers')], nextToken: null } });
		trigger.credentials = { meshtechApi: { ...world.credentials.meshtechApi, username: 'grace' } };
		expect(await trigger.poll()).toBeNull();
		const hers = gateway('bmac-0000000000aa', 'renamed', { connected: false });
		world.simulator.answerNext(list, { status: 200, body: { items: [hers], nextToken: null } });
		expect(inShort(await trigger.poll()).sort()).toEqual([`deviceOffline ${hers.id}`, `deviceRenamed ${hers.id}`]);
	});
});

describe("n8n's start", () => {
	it.each(['init', 'leadershipChange'] as const)('without the server (%s) ends quietly, and later polls go on', async (mode) => {
		await start();
		const trigger = await world.activeTrigger();
		world.fleet.disconnect(page.office);
		trigger.credentials = { meshtechApi: { ...world.credentials.meshtechApi, signInUrl: 'http://127.0.0.1:9/login' } };
		expect(await trigger.restart(mode)).toBeNull();
		expect(trigger.warnings).toEqual([expect.stringMatching(/Meshtech: the first poll after n8n started failed, .*127\.0\.0\.1:9/)]);
		trigger.credentials = world.credentials;
		expect(inShort(await trigger.poll())).toEqual([`deviceOffline ${page.office}`]);
	});
});
