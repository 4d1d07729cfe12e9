/** The demo's day, played on the systems themselves. */
import { Closing } from '../../demo/closing';
import { Stage } from '../../demo/day/stage';
import { day, fromStart } from '../../demo/day/table';
import { demoNameOf } from '../../demo/demoCopy';
import { exampleWorkflows } from '../../demo/examples';
import { systems, type DemoSystem } from '../../demo/systems';
import { unhurried } from '../../demo/systems/meshCentral';
import { actsOf, furnish, statusOf } from '../../demo/systems/meshtech';
import { letSilentOnesBeOverdue } from '../../demo/systems/tacticalRmm';
import { freePorts } from '../e2e/n8n/ports';
import { startMeshtech } from '../simulators/meshtech';
import { startTacticalRmm } from '../simulators/tacticalrmm';
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
	['Told at once', 'Take core-switch offline'],
	['Device Fleet', 'Let a new device join'],
])('the card "%s" has a button of its own, which does what it says', async (card, text) => {
	const stage = stageOf();
	const { system, act } = stage.buttons(card).find((each) => each.text === text)!;
	await stage.perform(system, act, { isPressed: true });
	expect(stage.news[0]).toMatchObject({ system, pressedOn: card });
	expect(stage.news[0]!.failure).toBeUndefined();
	expect(stage.buttons(system).map((each) => each.text)).not.toContain(text);
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
