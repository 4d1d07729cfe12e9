import { Router } from 'express';
import { goesAndReturns } from '../../demo/day/act';
import { Day } from '../../demo/day/day';
import { Stage } from '../../demo/day/stage';
import { startInbox, type Inbox } from '../../demo/inbox';
import { actsRouter, startPagePanels, type StartPage } from '../../demo/startPage';
import type { DemoSystem } from '../../demo/systems';
import { FakeClock } from './fakeClock';

let page: StartPage | undefined;
let inbox: Inbox;
const clock = new FakeClock();

beforeAll(async () => {
	inbox = await startInbox({ title: 'Start', panels: () => startPagePanels(page), routes: Router().use(actsRouter(() => page)) });
});
afterAll(async () => await inbox.stop());
beforeEach(() => {
	let open = true;
	const acts = goesAndReturns({ name: 'door <1>', isThere: () => open, leave: () => (open = false), comeBack: () => (open = true), buttons: true });
	const house: DemoSystem = { name: 'House', what: 'A house.', example: 'Door to Slack', status: () => (open ? '1 door is there' : 'no door is there'), acts, credentials: [], access: 'the key is under the mat' };
	const stage = new Stage([house], clock);
	const day = new Day([['1:00', 'House', 'door <1> goes offline']], () => {}, clock);
	day.start();
	const workflows = [
		{ id: 'w1', name: 'Door to Slack', active: true, lacks: [] },
		{ id: 'w2', name: 'Bell by hand', active: false, lacks: [] },
		{ id: 'w3', name: 'Talk to the house', active: false, lacks: ['openAiApi'] },
	];
	page = { systems: [house], workflows, stage, day };
});

const panels = async () => ((await (await fetch(`${inbox.url}/newer?than=0`)).json()) as { panels: Record<'above' | 'beside' | 'below', string> }).panels;
const press = async (act: string, type = 'application/json', system = 'House') =>
	(await fetch(`${inbox.url}/acts`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify({ system, act }) })).status;

test('before everything runs, it says so', async () => {
	page = undefined;
	expect((await panels()).above).toContain('n8n is starting');
	expect(await press('door <1> goes offline')).toBe(404);
});

test('leads into each system\'s workflow, and tells of every workflow how it is run', async () => {
	const { above, below } = await panels();
	expect(above).toContain('<a href="/n8n/workflow/w1" target="_blank">Door to Slack</a>');
	expect(above).toContain('1 door is there');
	expect(below).toMatch(/Door to Slack<\/a><br><span class="quiet">runs by itself/);
	expect(below).toMatch(/Bell by hand<\/a><br><span class="quiet">run it by a click/);
	expect(below).toMatch(/Talk to the house<\/a><br><span class="quiet">needs a credential of yours \(openAiApi\)/);
});

test('a pressed button does what it says, and what happened and what comes is told', async () => {
	expect((await panels()).above).toContain('>Take door &lt;1&gt; offline</button>');
	expect(await press('door <1> goes offline')).toBe(204);
	const { above, beside } = await panels();
	expect(above).toContain('>Bring door &lt;1&gt; back</button>');
	expect(above).toContain('no door is there');
	const [happened, coming] = beside.split('Comes next');
	expect(happened).toContain('door &lt;1&gt; went offline');
	expect(coming).toContain(`<time class="clock">${new Date(60_000).toISOString()}</time> <b>House</b>: door &lt;1&gt; goes offline`);
});

test.each([
	['a form of another site', 'door <1> goes offline', 'text/plain', 'House'],
	['an act that is not there', 'roof comes off', 'application/json', 'House'],
	['a system that is not there', 'door <1> goes offline', 'application/json', 'Garden'],
])('%s makes nothing happen', async (_, act, type, system) => {
	expect(await press(act, type, system)).toBe(404);
	expect(page!.stage.news).toEqual([]);
});

test('what a button could not do is told with its reason', async () => {
	page = { ...page!, stage: new Stage([{ name: 'House', acts: [{ will: 'it rains', did: 'it rained', isPossible: () => true, perform: async () => await Promise.reject(new Error('no <clouds>')) }] }], clock) };
	expect(await press('it rains')).toBe(204);
	expect((await panels()).beside).toContain('it rains <span class="failure">did not work: no &lt;clouds&gt;</span>');
});
