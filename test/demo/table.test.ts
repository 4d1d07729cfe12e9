/** The demo's day, played on the systems themselves. */
import { Closing } from '../../demo/closing';
import { Stage } from '../../demo/day/stage';
import { day, fromStart } from '../../demo/day/table';
import { demoNameOf } from '../../demo/demoCopy';
import { exampleWorkflows } from '../../demo/examples';
import { systems, type DemoSystem } from '../../demo/systems';
import { unhurried } from '../../demo/systems/meshCentral';
import { actsOf, furnish, statusOf } from '../../demo/systems/meshtech';
import { onlineOf } from '../../demo/systems/system';
import { actsOf as tacticalRmmActs, addTemplate, letSilentOnesBeOverdue, numberAlertsOn } from '../../demo/systems/tacticalRmm';
import { freePorts } from '../e2e/n8n/ports';
import { startMeshtech } from '../simulators/meshtech';
import { minute, startTacticalRmm } from '../simulators/tacticalrmm';
import { templateOf } from '../simulators/tacticalrmm/views';
import { FakeClock } from './fakeClock';

const variables = ['NETALERTX_PORT', 'TACTICAL_RMM_PORT', 'MESHCENTRAL_WRAPPER_PORT', 'MESHTECH_PORT', 'MESHTECH_SIGN_IN_PORT'];
const running: DemoSystem[] = [];
const stops: Array<() => unknown> = [];

beforeAll(async () => {
	const free = await freePorts(variables.length);
	variables.forEach((name, index) => (process.env[name] = String(free[index])));
	process.env.DEMO_MESHCENTRAL = 'simulated';
	const closing = { add: (_: string, stop: () => unknown) => void stops.unshift(stop) } as unknown as Closing;
	for (const { start } of systems) running.push(await start(closing, () => {}));
});
afterAll(async () => {
	for (const stop of stops) await stop();
});

const stageOf = () => new Stage(running, new FakeClock());

test('everything in it can happen, on every day: two of them leave nothing out', async () => {
	const stage = stageOf();
	for (const [, system, act] of [...day, ...day]) await stage.perform(system, act);
	expect(stage.news.filter(({ failure }) => failure)).toEqual([]);
	const told = day.map(([, system, act]) => `${system}: ${stage.find(system, act)?.did}`);
	expect(stage.news.map(({ system, words }) => `${system}: ${words}`).reverse()).toEqual([...told, ...told]);
});

test('something happens every 60 seconds at least, in each of the systems', () => {
	const times = day.map(([at]) => fromStart(at));
	expect(Math.max(...times.map((time, index) => time - (times[index - 1] ?? 0)))).toBeLessThanOrEqual(60_000);
	expect([...new Set(day.map(([, system]) => system))].sort()).toEqual(running.map(({ name }) => name).sort());
});

test('whoever goes offline stays away for more than a minute, so that n8n sees it', () => {
	const comings = day.filter(([, , act]) => act.endsWith(' goes offline'));
	expect(comings.length).toBeGreaterThanOrEqual(5);
	for (const [at, system, act] of comings) {
		const back = day.find((row) => row[1] === system && row[2] === act.replace('goes offline', 'comes back'))!;
		expect(fromStart(back[0]) - fromStart(at)).toBeGreaterThan(60_000);
	}
});

test('the day never moves a device that has buttons', () => {
	const stage = stageOf();
	expect(day.filter(([, system, act]) => stage.find(system, act)!.button)).toEqual([]);
});

test.each([
	['NetAlertX', 'nas'],
	['Tactical RMM', 'agent WIN-SRV-06'],
	['MeshCentral', 'front-desk'],
	['Meshtech', 'gateway Reception'],
])('%s has buttons for a device, and shows what they do', async (system, device) => {
	const stage = stageOf();
	const button = (text: string) => stage.buttons(system).find((each) => each.text === text);
	const online = () => Number(/^\d+/.exec(running.find(({ name }) => name === system)!.status())![0]);
	const before = online();
	await stage.perform(system, button(`Take ${device} offline`)!.act);
	expect(online()).toBe(before - 1);
	await stage.perform(system, button(`Bring ${device} back`)!.act);
	expect(online()).toBe(before);
});

test.each([
	['Live triggers', 'Take core-switch offline'],
	['Device Fleet', 'Let a new device join'],
])('the card "%s" has a button of its own, which does what it says', async (card, text) => {
	const stage = stageOf();
	const { system, act } = stage.buttons(card).find((each) => each.text === text)!;
	await stage.perform(system, act, { isPressed: true });
	expect(stage.news[0]).toMatchObject({ system, pressedOn: card });
	expect(stage.news[0]!.failure).toBeUndefined();
	expect(stage.buttons(system).map((each) => each.text)).not.toContain(text);
});

test.each([
	[0, 3, '0 of 3 devices are online'],
	[1, 3, '1 of 3 devices is online'],
	[2, 3, '2 of 3 devices are online'],
])('%d of %d is written as "%s"', (online, total, words) => {
	expect(onlineOf(online, total, 'devices')).toBe(words);
});

test('an agent that comes and goes was never silent before it was last back, and is offline at once each time', async () => {
	const simulator = await startTacticalRmm({ agents: 60 });
	await simulator.stop();
	const { world } = simulator;
	const stage = new Stage([{ name: 'Tactical RMM', acts: tacticalRmmActs(simulator) }], new FakeClock());
	const agent = world.agent('WIN-WS-01');
	const limits = { ...agent.row };
	const seen = () => Date.parse(agent.lastSeen!);
	const act = async (what: string) => await stage.perform('Tactical RMM', `agent WIN-WS-01 ${what}`);
	for (let round = 0; round < 2; round++) {
		const back = seen();
		await act('goes offline');
		expect([agent.status, agent.state]).toEqual(['offline', 'unreachable']);
		const gone = seen();
		expect(gone).toBeGreaterThanOrEqual(back);
		world.advance(2 * minute);
		await act('is overdue');
		expect([agent.status, seen()]).toEqual(['overdue', gone]);
		await act('comes back');
		expect(agent.status).toBe('online');
		expect(seen()).toBeGreaterThan(gone);
		world.advance(10_000);
	}
	expect(agent.row).toMatchObject({ offline_time: limits.offline_time, overdue_time: limits.overdue_time });
	expect(stage.news.filter(({ failure }) => failure)).toEqual([]);
});

test('alerts of all agents call the receiver of a free alert template, and are numbered on from start to start', async () => {
	const [simulator, later] = [await startTacticalRmm({ agents: 60 }), await startTacticalRmm({ agents: 60 })];
	await simulator.stop();
	await later.stop();
	const { world } = simulator;
	const template = addTemplate(simulator);
	expect(world.tables.alertTemplates.get(template)).toMatchObject({ action: null, action_rest: null, resolved_action_rest: null });
	for (const host of ['WIN-SRV-00', 'WIN-SRV-06']) expect(templateOf(world, world.agent(host))?.id).toBe(template);
	expect(templateOf(world, world.agent('WIN-SRV-12'))?.name).toBe('Default Alerts');
	// A template that nobody is called for yet, for what people build themselves.
	expect(new Set(world.agents().map((agent) => templateOf(world, agent)?.name))).toEqual(new Set(['On Call', 'Default Alerts']));
	expect(running.find(({ name }) => name === 'Tactical RMM')!.choices).toEqual({ alertTemplateIds: [template] });
	const now = Date.parse('2026-11-27T12:00:00Z');
	numberAlertsOn(simulator, now);
	numberAlertsOn(later, now + 10 * minute);
	const ids = [simulator, later].map((each) => each.world.raiseAlert({ agent: 'WIN-SRV-00' }).id);
	expect(ids[1]! - ids[0]!).toBeGreaterThan(50);
	expect(world.tables.alerts.where(({ id }) => id > 7).map(({ id }) => id)).toEqual([ids[0]]);
});

test('a roll-out is shown as far as it is', async () => {
	let now = Date.now();
	const simulator = await startMeshtech({ updateMs: 45_000, now: () => now });
	furnish(simulator);
	const stage = new Stage([{ name: 'Meshtech', acts: actsOf(simulator) }], new FakeClock());
	await simulator.stop();
	await stage.perform('Meshtech', 'firmware roll-out starts with gateway Canteen');
	now += 60_000;
	expect(statusOf(simulator)).toMatch(/firmware 3\.4\.1 runs on 1 of 4 in the office$/);
	await stage.perform('Meshtech', 'firmware roll-out continues with the other gateways of the office');
	now += 60_000;
	expect(statusOf(simulator)).toMatch(/firmware 3\.4\.1 runs on 4 of 4 in the office$/);
});

test('nobody becomes overdue by waiting alone', async () => {
	const simulator = await startTacticalRmm({ agents: 60 });
	await simulator.stop();
	const waiting = () => simulator.world.agents().filter(({ status, lastSeen }) => status === 'offline' && lastSeen !== null).length;
	expect(waiting()).toBeGreaterThan(0);
	letSilentOnesBeOverdue(simulator);
	expect(waiting()).toBe(0);
});

test('MeshCentral is spared an agent that comes and goes too often', () => {
	const clock = new FakeClock();
	const leave = unhurried(() => 'left', clock);
	expect(leave()).toBe('left');
	clock.pass(5_000);
	expect(leave).toThrow('try again in 15 seconds');
	clock.pass(15_000);
	expect(leave()).toBe('left');
});

test('each begins with an example that is there', () => {
	expect(exampleWorkflows().map(({ name }) => demoNameOf(name))).toEqual(expect.arrayContaining(running.map(({ example }) => example)));
});
