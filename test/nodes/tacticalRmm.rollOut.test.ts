import type { Agent } from '../simulators/tacticalrmm';
import { minute } from '../simulators/tacticalrmm';
import { byId, byName, jsonOf, lab, startLab, until, type Running } from '../support/tacticalRmm';
import type { NodeRunOptions } from '../support/runNode';

/** Roll-outs over a fleet of simulated agents: what arrives at the server, and what is said of it. */

jest.mock('../../nodes/shared/pause', () => ({ pause: jest.fn(async () => await new Promise((resolve) => setTimeout(resolve, 5))) }));

let running: Running;
afterEach(async () => await running.stop());

interface OfRollOut {
	rollOut: { wave: number | null; outcome: string; reason: string | null };
}

const starts = () => running.written().filter(([request]) => request.endsWith('/runscript/')).map(([request]) => request.split('/')[2]!);
const sentTo = (agent: Agent) => starts().filter((id) => id === agent.agent_id).length;
const pinged = () => running.sent().filter((request) => request.endsWith('/ping/')).map((request) => request.split('/')[2]!);

async function runScripts(agents: readonly Agent[], settings: object, parameters: object = {}, options: NodeRunOptions = {}) {
	const given = { deviceId: byId('={{ $json.id }}'), scriptId: byName('Inventory'), ...parameters, options: { rollOut: { settings } } };
	const result = await running.run('agent', 'runScript', given as never, { items: agents.map(({ agent_id: id }) => ({ id })), ...options });
	return { ...result, items: jsonOf(result) as OfRollOut[] };
}

const count = (items: readonly OfRollOut[], outcome: string) => items.filter(({ rollOut }) => rollOut.outcome === outcome).length;
const answering = () => running.simulator.world.agents().filter(({ state }) => state === 'answers');

test('800 agents, three of which fail: it stops after the third, every agent is in the report, and none got its script twice', async () => {
	running = await startLab({ agents: 900 });
	const agents = answering().slice(0, 800);
	expect(agents).toHaveLength(800);
	const failing = new Set([agents[6], agents[20], agents[95]].map((agent) => agent!.hostname));
	running.simulator.world.machines.runScript = ({ hostname }) => ({ stdout: hostname, stderr: '', retcode: failing.has(hostname) ? 7 : 0, execution_time: 0.1 });
	const { items, error } = await runScripts(agents, { nextWaves: 'percent', stopAfterFailures: 3 }, { pingFirst: false });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(800);
	// One, then a tenth of them (80) at a time: the third failure is in the third wave, whose agents may all have been started.
	expect([count(items, 'failed'), count(items, 'done') + count(items, 'failed')]).toEqual([3, starts().length]);
	expect(starts().length).toBeGreaterThanOrEqual(96);
	expect(starts().length).toBeLessThanOrEqual(161);
	expect(new Set(starts()).size).toBe(starts().length);
	expect(Math.max(...items.map(({ rollOut }) => rollOut.wave ?? 0))).toBe(3);
	expect(items[6]).toMatchObject({
		id: agents[6]!.agent_id,
		error: `The script "Inventory" on ${agents[6]!.hostname} ended with exit code 7`,
		details: { exitCode: 7, stdout: agents[6]!.hostname },
		rollOut: { wave: 2, outcome: 'failed' },
	});
	// Nobody read the names of those that were not started: one short list has them all.
	expect(items.map((item) => (item as { name?: string | null }).name)).toEqual(agents.map(({ hostname }) => hostname));
	expect(running.sent().filter((request) => request === 'GET /agents/')).toHaveLength(1);
	expect(Object.keys(items[799]!)).toEqual(['name', 'rollOut', 'id']);
	expect(items[799]).toEqual({ id: agents[799]!.agent_id, name: agents[799]!.hostname, rollOut: { wave: null, outcome: 'notStarted', reason: 'The roll-out stopped after 3 failures' } });
});

test('names that cannot be read do not take away what was done', async () => {
	running = await startLab();
	const [first, second, third] = answering();
	running.simulator.world.machines.runScript = () => ({ stdout: '', stderr: '', retcode: 1, execution_time: 0.1 });
	const list = { path: /^\/agents\/$/ };
	running.simulator.answerNext(list, { status: 403, body: { detail: 'You do not have permission to perform this action.' } }, 10);
	const { items, error } = await runScripts([first!, second!, third!], { firstWave: 1, stopAfterFailures: 1 }, { pingFirst: false });
	expect(error).toBeUndefined();
	expect(items.map((item) => [(item as { name?: string | null }).name, item.rollOut.outcome])).toEqual([[first!.hostname, 'failed'], [null, 'notStarted'], [null, 'notStarted']]);
});

test('offline agents are left out with their names: those that the server knows to be are not even pinged', async () => {
	running = await startLab();
	const { world } = running.simulator;
	const [first, known, stale, last] = answering();
	known!.silentFor(60 * minute);
	// The server still takes it to be online.
	stale!.state = 'unreachable';
	const { items } = await runScripts([first!, known!, stale!, last!], { firstWave: 4, ifOffline: 'leaveOut' });
	expect(items.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'leftOut', 'leftOut', 'done']);
	expect(items[1]).toEqual({ id: known!.agent_id, name: known!.hostname, rollOut: { wave: null, outcome: 'leftOut', reason: 'It was offline' } });
	expect(pinged()).not.toContain(known!.agent_id);
	expect([sentTo(known!), sentTo(stale!), sentTo(first!)]).toEqual([0, 0, 1]);
	expect(world.agents().length).toBeGreaterThan(3);
});

test('the list is read once a wave for many, and no agent is asked for on its own', async () => {
	running = await startLab({ agents: 130 });
	const agents = running.simulator.world.agents().slice(0, 100);
	const { items } = await runScripts(agents, { firstWave: 60, nextWaves: 'one', ifOffline: 'leaveOut' }, { pingFirst: false });
	const offline = agents.filter(({ state }) => state !== 'answers').length;
	expect([count(items, 'leftOut'), count(items, 'done')]).toEqual([offline, 100 - offline]);
	expect(running.sent().filter((request) => request === 'GET /agents/').length).toBeLessThanOrEqual(5);
	expect(running.sent().filter((request) => /^GET \/agents\/[A-Za-z]{40}\/$/.test(request)).length).toBeLessThanOrEqual(20);
});

test('an agent that is waited for gets its script once, as soon as it is back, and others go on', async () => {
	running = await startLab();
	const [away, ...others] = answering().slice(0, 6);
	away!.silentFor(60 * minute);
	const rolledOut = runScripts([away!, ...others], { ifOffline: 'wait', waitForOnline: 60 });
	await until(() => starts().length === 5);
	expect(sentTo(away!)).toBe(0);
	away!.state = 'answers';
	const { items } = await rolledOut;
	expect(items[0]!.rollOut).toEqual({ wave: 3, outcome: 'done', reason: null });
	expect(items.map(({ rollOut }) => rollOut.outcome)).toEqual(Array(6).fill('done'));
	expect(sentTo(away!)).toBe(1);
});

test('an agent that is deleted meanwhile fails, and nothing else does', async () => {
	running = await startLab();
	const [first, gone, last] = answering();
	const id = gone!.agent_id;
	running.simulator.world.removeAgent(gone!);
	const { items } = await runScripts([first!, { agent_id: id } as Agent, last!], { stopAfterFailures: 2, ifOffline: 'leaveOut' });
	expect(items.map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'failed', 'done']);
});

test.each([['record', ''], ['ping', 'ping/']])('one agent of which the %s cannot be asked costs none of the others their turn', async (_, route) => {
	running = await startLab();
	const agents = answering().slice(0, 4);
	running.simulator.answerNext({ method: 'GET', path: new RegExp(`^/agents/${agents[1]!.agent_id}/${route}$`) }, { status: 504, body: 'busy' }, 99);
	const { items, error } = await runScripts(agents, { firstWave: 2, stopAfterFailures: 2, ifOffline: 'leaveOut' }, { pingFirst: false });
	expect(error).toBeUndefined();
	expect(items.filter((_item, index) => index !== 1).map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'done', 'done']);
});

test('a role that may not see whether agents are online is told so, and nothing is sent', async () => {
	running = await startLab();
	const apiKey = 'RB000000000000000000000000REBOOT';
	running.simulator.world.access.addKey(apiKey, { username: 'n8n-reboot', rights: ['can_reboot_agents'] });
	const credentials = { tacticalRmmApi: { ...running.credential, apiKey } };
	const agent = answering()[0]!;
	const { error } = await running.run('agent', 'reboot', { deviceId: byId(agent.agent_id), options: { rollOut: { settings: { ifOffline: 'leaveOut' } } } } as never, { credentials });
	expect(error?.description).toContain('can_list_agents');
	expect(running.written()).toEqual([]);
});

test('an agent by its name and by its ID is one agent', async () => {
	running = await startLab();
	const items = [{ mode: 'name', value: lab.server }, { mode: 'id', value: running.idOf(lab.server) }, { mode: 'name', value: lab.workstation }];
	const deviceId = { __rl: true, mode: '={{ $json.mode }}', value: '={{ $json.value }}' };
	const result = await running.run('agent', 'reboot', { deviceId, options: { rollOut: { settings: {} } } } as never, { items });
	expect((jsonOf(result) as OfRollOut[]).map(({ rollOut }) => rollOut.outcome)).toEqual(['done', 'leftOut', 'done']);
	expect(running.written().filter(([request]) => request.endsWith('/reboot/'))).toHaveLength(2);
});

test('a task without an agent of its own choosing cannot be rolled out', async () => {
	running = await startLab();
	const { error } = await running.run('task', 'run', { taskId: 1, options: { rollOut: { settings: {} } } } as never);
	expect(error?.message).toBe("'Roll-Out' needs a device in each item, but item 0 has none");
	expect(running.written()).toEqual([]);
});
