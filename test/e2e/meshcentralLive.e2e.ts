/** The live trigger on a real MeshCentral with real agents: how soon, how often, how many listen, and what a server that dies does to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlClient } from '../../nodes/MeshCentral/control/client';
import { MeshCentralLiveTrigger } from '../../nodes/MeshCentral/MeshCentralLiveTrigger.node';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { LiveNode } from '../support/liveNode';
import { toldIn } from '../support/netAlertXTrigger';
import { startLab, startMs, type Lab } from './meshcentral/lab';
import { until } from './n8n/wait';

/** The server no longer listens to an agent whose connection ended more than six times in two minutes. */
const AGENTS = ['live-1', 'live-2', 'live-3', 'live-4', 'live-5'];
const ROUNDS = Number(process.env.LIVE_ROUNDS ?? 4);

jest.setTimeout(10 * 60_000);

describeWithMeshCentral('the live trigger on a real MeshCentral', () => {
	let lab: Lab;
	const looks = jest.spyOn(ControlClient.prototype, 'devices');
	const active: LiveNode[] = [];
	beforeAll(async () => {
		lab = await startLab(AGENTS);
		// Agents that have been connected for longer than we have prove that the server did not start just now.
		await sleep(11_000);
	}, startMs);
	afterEach(async () => await Promise.all(active.splice(0).map(async (each) => await each.deactivate())));
	afterAll(async () => await lab?.stop(), 60_000);

	const live = (triggerOn: string[], more: object = {}): LiveNode => {
		const { type, data } = lab.ways.server;
		const trigger = new LiveNode({ load: async () => await Promise.resolve(new MeshCentralLiveTrigger()), parameters: { authentication: type, triggerOn, ...more }, credentials: { [type]: data as never } });
		active.push(trigger);
		return trigger;
	};
	const inShort = ({ emitted }: LiveNode) => toldIn(emitted).map(({ event, device }) => `${event} ${device?.name}`);
	/** Sessions that the server knows of for the administrator: one of the harness, the rest n8n's. */
	const sessions = async (): Promise<number> => {
		const { wssessions } = await (await lab.server.control()).ask('wssessioncount', {}, ({ action, wssessions }) => action === 'wssessioncount' && wssessions !== undefined);
		return Object.values(wssessions as Record<string, number>).reduce((sum, count) => sum + count, 0);
	};

	it('tells within a second that an agent was killed, and that it is back, each once', async () => {
		const trigger = live(['deviceOffline', 'deviceOnline']);
		await trigger.activate();
		await sleep(2_000);
		const took: number[] = [];
		const expected: string[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			for (const agent of lab.agents) {
				const begun = performance.now();
				await agent.kill();
				await until(`${agent.name} to be told as offline`, () => inShort(trigger).length > expected.length, { everyMs: 2 });
				took.push(performance.now() - begun);
				await agent.start();
				await until(`${agent.name} to be told as online`, () => inShort(trigger).length > expected.length + 1, { everyMs: 2 });
				expected.push(`deviceOffline ${agent.name}`, `deviceOnline ${agent.name}`);
				// Right after a look the next one waits for its second; without one before it, it comes at once.
				await sleep(round % 2 === 0 ? 1_500 : 200);
			}
			if (round % 5 === 4) await sleep(125_000);
		}
		took.sort((a, b) => a - b);
		const [median, worst] = [took[Math.floor(took.length / 2)]!, took.at(-1)!];
		process.stderr.write(`agent killed to item, ms: median ${Math.round(median)}, worst ${Math.round(worst)} of ${took.length}\n`);
		expect(inShort(trigger)).toEqual(expected);
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(expected.length);
		expect(median).toBeLessThan(1_000);
		expect(worst).toBeLessThan(2_500);
	});

	it('tells two hundred changes in a burst with a look a second: each step that it saw once, without a gap, up to the last', async () => {
		const control = await lab.server.control();
		const trigger = live(['deviceChanged'], { watchedFields: ['desc'] });
		await trigger.activate();
		await sleep(2_000);
		looks.mockClear();
		const begun = performance.now();
		for (let change = 1; change <= 200; change++) {
			control.send({ action: 'changedevice', nodeid: lab.agents[change % AGENTS.length]!.nodeId, desc: `change ${change}` });
			await sleep(10);
		}
		const stepsOf = (name: string) => toldIn(trigger.emitted).filter(({ device }) => device?.name === name).flatMap(({ changes }) => changes);
		await until('the last of each device to be told', () => lab.agents.every(({ name }, index) => stepsOf(name).at(-1)?.to === `change ${index === 0 ? 200 : 195 + index}`));
		const ms = performance.now() - begun;
		await sleep(2_500);
		process.stderr.write(`200 changes told in ${Math.round(ms)} ms: ${looks.mock.calls.length} looks, ${trigger.emitted.length} items\n`);
		for (const { name } of lab.agents) {
			const steps = stepsOf(name);
			expect(steps.map(({ from }) => from)).toEqual(['', ...steps.slice(0, -1).map(({ to }) => to)]);
		}
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(trigger.emitted.length);
		expect(looks.mock.calls.length).toBeLessThanOrEqual(20);
	});

	it('tells a burst of changes of two hundred devices once each, with at most twenty looks', async () => {
		const control = await lab.server.control();
		const { meshid } = await control.ask('createmesh', { meshname: 'Local', meshtype: 3, relayid: lab.agents[0]!.nodeId });
		const inGroup = async () => (await lab.client(lab.ways.server).devices(String(meshid))).map(({ _id }) => _id);
		for (let nr = 1; nr <= 200; nr++) control.send({ action: 'addlocaldevice', meshid, devicename: `local-${nr}`, hostname: `local-${nr}.lan`, type: 4 });
		const ids = await until('the devices to be there', async () => {
			const found = await inGroup();
			return found.length === 200 && found;
		});
		const trigger = live(['deviceChanged'], { watchedFields: ['desc'] });
		await trigger.activate();
		await sleep(2_000);
		looks.mockClear();
		const begun = performance.now();
		for (const nodeid of ids) {
			control.send({ action: 'changedevice', nodeid, desc: 'changed in a burst' });
			await sleep(20);
		}
		await until('all of them to be told', () => trigger.emitted.length >= 200, { deadlineMs: 60_000 });
		const ms = performance.now() - begun;
		await sleep(2_500);
		process.stderr.write(`200 devices changed within ${Math.round(ms)} ms: ${looks.mock.calls.length} looks, ${trigger.emitted.length} items\n`);
		expect(toldIn(trigger.emitted).map(({ device }) => device?.id).sort()).toEqual([...ids].sort());
		expect(new Set(toldIn(trigger.emitted).map(({ eventId }) => eventId)).size).toBe(200);
		expect(looks.mock.calls.length).toBeLessThanOrEqual(20);
	});

	it('tells nothing of a server that is killed and comes back with its agents, and the one agent that does not come back', async () => {
		const trigger = live(['deviceOffline', 'deviceOnline', 'massChange']);
		await trigger.activate();
		await sleep(2_000);
		for (let time = 0; time < 2; time++) {
			await lab.server.restart();
			await Promise.all(lab.agents.map(async (agent) => await agent.untilOnline()));
			await sleep(3_000);
		}
		expect(inShort(trigger)).toEqual([]);
		await lab.server.goDown();
		await lab.agents[0]!.kill();
		await lab.server.comeUp();
		await until('it to be told', () => trigger.emitted.length > 0, { deadlineMs: 90_000 });
		expect(inShort(trigger)).toEqual([`deviceOffline ${lab.agents[0]!.name}`]);
		await lab.agents[0]!.start();
		await until('its return to be told', () => trigger.emitted.length > 1);
		expect(inShort(trigger).slice(1)).toEqual([`deviceOnline ${lab.agents[0]!.name}`]);
	});

	it('has one session at the server, however often it is published, and none a while after deactivation', async () => {
		const trigger = live(['deviceOffline']);
		await trigger.activate();
		const before = await sessions();
		for (let time = 0; time < 50; time++) await trigger.publish();
		expect(await sessions()).toBe(before);
		await trigger.deactivate();
		await until('the session to be closed', async () => (await sessions()) === before - 1, { deadlineMs: 4 * 60_000, everyMs: 2_000 });
	});
});
