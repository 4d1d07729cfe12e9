import { Router } from 'express';
import { goesAndReturns } from '../../demo/day/act';
import { Day } from '../../demo/day/day';
import { Stage } from '../../demo/day/stage';
import { startInbox, type Inbox } from '../../demo/inbox';
import { actsRouter, startPagePanels, type StartPage } from '../../demo/startPage';
import type { Run } from '../../demo/runs';
import type { DemoSystem } from '../../demo/systems';
import { FakeClock } from './fakeClock';

let page: StartPage | undefined;
let inbox: Inbox;
let clock: FakeClock;
let run: Run | undefined;
let started: string[][];

beforeAll(async () => {
	inbox = await startInbox({ title: 'Start', panels: () => startPagePanels(page), routes: Router().use(actsRouter(() => page)) });
});
afterAll(async () => await inbox.stop());
beforeEach(() => {
	clock = new FakeClock();
	run = undefined;
	started = [];
	let open = true;
	const acts = goesAndReturns({ name: 'door <1>', isThere: () => open, leave: () => (open = false), comeBack: () => (open = true), buttons: true });
	const house: DemoSystem = { name: 'House', what: 'A house.', example: 'Door to Slack', status: () => (open ? '1 door is there' : 'no door is there'), acts, credentials: [], access: [{ label: 'Key', value: 'under the <mat>' }] };
	const stage = new Stage([house], clock);
	const day = new Day([['1:00', 'House', 'door <1> goes offline']], () => {}, clock);
	day.start();
	const workflows = [
		{ id: 'w1', name: 'Door to Slack', active: true, lacks: [], start: { words: 'every night at 2', trigger: 'Every Night' } },
		{ id: 'w2', name: 'Bell by hand', active: false, lacks: [], start: { words: 'by a click', trigger: 'By Hand' } },
		{ id: 'w3', name: 'Talk to the house', active: false, lacks: ['openAiApi'], start: { words: 'when somebody asks in its chat' } },
		{ id: 'w5', name: 'Ring at once', active: true, lacks: [], start: { words: 'as soon as something happens' }, problem: "'Bells' must name at <least> one" },
		{ id: 'w6', name: 'Ring later', active: false, lacks: [], start: { words: 'when something happens' }, problem: 'no bell' },
		{ id: 'w7', name: 'Unpublished', active: false, lacks: [], start: { words: 'when something happens' } },
		{ id: 'w4', name: 'Ask for a key', active: true, lacks: [], start: { words: 'when somebody fills in its form', form: '/form/1-2' } },
	];
	const runs = { of: () => run, start: async (id: string, trigger: string) => void (started.push([id, trigger]), await Promise.resolve()) };
	page = { systems: [house], workflows, stage, day, runs, n8n: 'http://n8n', now: () => clock.now() };
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
	expect(below).toMatch(/Door to Slack<\/a><br><span class="quiet">Runs every night at 2<\/span> <button data-run="w1">Run now/);
	expect(below).toMatch(/Bell by hand<\/a><br><span class="quiet">Runs by a click<\/span> <button data-run="w2">Run now/);
	expect(below).toMatch(/Talk to the house<\/a><br><span class="quiet">Needs your own credential \(openAiApi\)<\/span><\/li>/);
	expect(below).toContain(`Ring at once</a><br><span class="quiet failure">Runs only in part: &#39;Bells&#39; must name at &lt;least&gt; one</span></li>`);
	expect(below).toContain('Ring later</a><br><span class="quiet failure">Does not run: no bell</span></li>');
	expect(below).toContain('Unpublished</a><br><span class="quiet">Does not run: publish it in n8n</span></li>');
	expect(below).toMatch(/Ask for a key<\/a><br><span class="quiet">Runs when somebody fills in its form<\/span> <a href="http:\/\/n8n\/form\/1-2" target="_blank">Open its form/);
});

test('shows what a credential needs, by its labels, to be copied', async () => {
	expect((await panels()).above).toContain('<dt>Key</dt><dd><code>under the &lt;mat&gt;</code> <button class="copy" data-copy="under the &lt;mat&gt;" aria-label="Copy Key">Copy</button></dd>');
});

test('runs a workflow at once, and says how that went', async () => {
	const runNow = async (id: string) => (await fetch(`${inbox.url}/runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ id }) })).status;
	expect([await runNow('w1'), await runNow('w3'), await runNow('w4'), await runNow('w9')]).toEqual([204, 404, 404, 404]);
	expect(started).toEqual([['w1', 'Every Night']]);
	for (const [state, words] of [['running', 'it is running'], ['waiting', 'it waits'], ['done', 'and done'], ['failed', 'and failed: no &lt;ink&gt;']] as const) {
		run = { at: 0, state, ...(state === 'failed' && { why: 'no <ink>' }) };
		expect((await panels()).below).toContain(words);
	}
});

test('after a button was pressed, its card says when n8n polls next, for a while', async () => {
	clock.pass(70_000 - (clock.now() % 60_000));
	const at = clock.now();
	expect((await panels()).above).not.toContain('class="follows"');
	await press('door <1> goes offline');
	expect((await panels()).above).toContain(`<b>door &lt;1&gt; went offline.</b> n8n polls <b class="until" data-at="${at + 50_000}"></b>`);
	clock.pass(91_000);
	expect((await panels()).above).not.toContain('class="follows"');
});

test('where two workflows tell of it, its card says which does so when, and where', async () => {
	clock.pass(70_000 - (clock.now() % 60_000));
	const at = clock.now();
	const act = { will: 'bell rings', did: 'bell rang', button: 'Ring', channels: { called: '#at-once', polled: '#later' }, isPossible: () => true, perform: () => {} };
	const house = { ...page!.systems[0]!, acts: [act] };
	page = { ...page!, systems: [house], stage: new Stage([house], clock) };
	await press('bell rings');
	expect((await panels()).above).toContain(`<b>bell rang.</b> Two workflows report it. House calls one of them: its message is in #at-once within seconds. The other polls <b class="until" data-at="${at + 50_000}"></b>: its message is in #later a few seconds later.`);
});

test('a pressed button does what it says, and what happened and what comes is told', async () => {
	expect((await panels()).above).toContain('>Take door &lt;1&gt; offline</button>');
	expect(await press('door <1> goes offline')).toBe(204);
	const { above, beside } = await panels();
	expect(above).toContain('>Bring door &lt;1&gt; back</button>');
	expect(above).toContain('no door is there');
	const [happened, coming] = beside.split('Coming next');
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
