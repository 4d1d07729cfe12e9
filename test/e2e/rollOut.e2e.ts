/** Roll-outs in a real n8n: a script on 800 simulated agents, and commands on the agents of a real MeshCentral. */
import { minute, startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { startMeshCentral, type Agent, type MeshCentral } from '../servers/meshcentral';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../simulators/meshcentral';
import { credentialFor } from '../support/tacticalRmm';
import { itemsThrough } from './itemsWorkflow';
import { packageName } from './n8n/pack';
import type { CredentialReference, Item } from './n8n/types';
import { until } from './n8n/wait';
import { runWorkflow, startTestN8n, type TestN8n } from './support';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const byName = (value: string) => ({ __rl: true, mode: 'name', value });

interface OfRollOut {
	wave: number | null;
	outcome: string;
	reason: string | null;
}
const rollOutOf = ({ json }: Item) => json.rollOut as unknown as OfRollOut;
const count = (items: readonly Item[], outcome: string) => items.filter((item) => rollOutOf(item).outcome === outcome).length;

let running: TestN8n;
beforeAll(async () => {
	running = await startTestN8n();
}, 15 * 60_000);
afterAll(async () => await running?.n8n.stop(), 60_000);

describe('Tactical RMM', () => {
	let server: TacticalRmm;
	let tacticalRmmApi: CredentialReference;
	beforeAll(async () => {
		server = await startTacticalRmm({ agents: 900 });
		tacticalRmmApi = await running.client.createCredential('Tactical RMM', 'tacticalRmmApi', credentialFor(server.url, server.apiKey) as never);
	}, 60_000);
	afterAll(async () => await server?.stop());

	const scripts = () => server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/runscript/')).map(({ path }) => path.split('/')[2]!);
	const node = (items: object[], rollOut: object, more: object = {}) => {
		const parameters = { resource: 'agent', operation: 'runScript', deviceId: byId('={{ $json.id }}'), scriptId: byName('Inventory'), options: { rollOut: { settings: rollOut } } };
		return itemsThrough(items, `${packageName}.tacticalRmm`, { tacticalRmmApi }, parameters, more);
	};

	test('a script on 800 agents, three of which fail, stops as promised, and reports each of them', async () => {
		const agents = server.world.agents().filter(({ state }) => state === 'answers').slice(0, 800);
		const failing = [6, 20, 95].map((index) => agents[index]!.hostname);
		server.world.machines.runScript = ({ hostname }) => ({ stdout: `I am ${hostname}\n`, stderr: '', retcode: failing.includes(hostname) ? 7 : 0, execution_time: 0.1, delayMs: 100 });
		const settings = { firstWave: 1, nextWaves: 'percent', wavePercent: 10, stopAfterFailures: 3 };
		const { itemsOf, execution } = await runWorkflow(running.client, node(agents.map(({ agent_id: id }) => ({ id })), settings), { deadlineMs: 120_000 });
		const items = itemsOf('Node');
		process.stderr.write(`roll-out over 800: done ${count(items, 'done')}, failed ${count(items, 'failed')}, not started ${count(items, 'notStarted')}, scripts sent ${scripts().length}\n`);
		expect(items).toHaveLength(800);
		expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(agents.map((_, item) => item));
		expect(count(items, 'failed')).toBe(3);
		expect(count(items, 'done') + 3).toBe(scripts().length);
		expect(count(items, 'notStarted')).toBe(800 - scripts().length);
		// One, and two waves of a tenth.
		expect(scripts().length).toBeLessThanOrEqual(161);
		expect(new Set(scripts()).size).toBe(scripts().length);
		expect(items.filter((item) => rollOutOf(item).outcome === 'failed').map(({ json }) => [json.name, json.error])).toEqual(
			failing.map((hostname) => [hostname, `The script "Inventory" on ${hostname} ended with exit code 7`]),
		);
		const [{ hints }] = execution.data.resultData.runData.Node as unknown as [{ hints?: Array<{ message: string }> }];
		expect(hints?.[0]?.message).toContain('The roll-out stopped after 3 failures.');
	}, 180_000);

	test('failed ones go to the error output, offline ones are left out, and all others on', async () => {
		const before = scripts().length;
		const all = server.world.agents().filter(({ state }) => state === 'answers').slice(800, 812);
		all[2]!.silentFor(60 * minute);
		all[3]!.state = 'unreachable';
		server.world.machines.runScript = ({ hostname }) => ({ stdout: '', stderr: '', retcode: hostname === all[5]!.hostname ? 1 : 0, execution_time: 0.1 });
		const settings = { firstWave: 2, stopAfterFailures: 0, ifOffline: 'leaveOut' };
		const { itemsOf } = await runWorkflow(running.client, node(all.map(({ agent_id: id, hostname }) => ({ id, hostname })), settings, { onError: 'continueErrorOutput' }), { deadlineMs: 60_000 });
		const [went, failed] = [itemsOf('Node'), itemsOf('Node', 1)];
		expect([count(went, 'done'), count(went, 'leftOut'), failed.length]).toEqual([9, 2, 1]);
		expect(failed[0]!.json).toMatchObject({ hostname: all[5]!.hostname, details: { exitCode: 1, rollOut: { wave: 2, outcome: 'failed' } } });
		expect(scripts().length - before).toBe(10);
	}, 120_000);

	test('stopped by a person in the wait between two waves, it starts nothing more', async () => {
		const before = scripts().length;
		const agents = server.world.agents().filter(({ state }) => state === 'answers').slice(0, 30);
		const { client } = running;
		const workflow = await client.createWorkflow(node(agents.map(({ agent_id: id }) => ({ id })), { firstWave: 3, waitBetweenWaves: 60 }));
		const { executionId } = await client.session.call<{ executionId: string }>('POST', `workflows/${workflow.id}/run`, { workflowData: workflow, triggerToStartFrom: { name: 'Start' } });
		await until('the first wave', () => scripts().length === before + 3, { deadlineMs: 60_000 });
		// Their results are read from the history before the wait begins.
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		await client.session.call('POST', `executions/${executionId}/stop`);
		const execution = await client.finished(executionId);
		expect(execution.status).toBe('canceled');
		// n8n keeps nothing of a node that was stopped; its log has it.
		await until('its line in the log', () => running.n8n.log.join('\n').includes('Roll-out in 1 wave: 3 done (0–2), 27 not started (3–29).'), { deadlineMs: 10_000 });
		await new Promise((resolve) => setTimeout(resolve, 2_000));
		expect(scripts().length).toBe(before + 3);
	}, 120_000);
});

describeWithMeshCentral('MeshCentral with three real agents', () => {
	let server: MeshCentral;
	let wrapper: MeshCentralWrapper;
	let agents: Agent[];
	const ways: Record<string, Record<string, CredentialReference>> = {};
	beforeAll(async () => {
		server = await startMeshCentral({ groups: ['Lab'] });
		agents = await Promise.all(['lab-one', 'lab-two', 'lab-three'].map(async (name) => await server.startAgent(name, 'Lab')));
		const { admin, certificate } = server;
		wrapper = await startMeshCentralWrapper({ controlOf: { url: server.url, ca: certificate, ...admin }, backedBy: server });
		const token = await server.createLoginToken('n8n');
		const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };
		const direct = { baseUrl: server.url, domain: '', signInWith: 'loginToken', tokenUser: token.user, tokenPassword: token.password, ...certificates, caCertificate: certificate };
		const rest = { baseUrl: wrapper.url, connectThrough: 'rest', gatewayHeaderName: '', gatewayHeaderValue: '', ...certificates };
		const { client } = running;
		ways.direct = { meshCentralApi: await client.createCredential('MeshCentral', 'meshCentralApi', direct as never) };
		ways.rest = { meshCentralRestApi: await client.createCredential('Wrapper, REST', 'meshCentralRestApi', rest as never) };
	}, 10 * 60_000);
	afterAll(async () => {
		await wrapper?.stop();
		await server?.stop();
	}, 60_000);

	async function rollOut(way: string, command: string, settings: object) {
		const parameters = { authentication: Object.keys(ways[way]!)[0], resource: 'device', operation: 'runCommand', deviceId: byName('={{ $json.name }}'), command, options: { rollOut: { settings } } };
		const items = agents.map(({ name }) => ({ name }));
		const { itemsOf } = await runWorkflow(running.client, itemsThrough(items, `${packageName}.meshCentral`, ways[way]!, parameters), { deadlineMs: 120_000 });
		return itemsOf('Node').map((item) => [item.json.name, rollOutOf(item).wave, rollOutOf(item).outcome]);
	}

	test.each(['direct', 'rest'])('a command goes to one first, then to the others (%s)', async (way) => {
		expect(await rollOut(way, 'true', {})).toEqual([['lab-one', 1, 'done'], ['lab-two', 2, 'done'], ['lab-three', 2, 'done']]);
	}, 180_000);

	test.each(['direct', 'rest'])('one that fails on the first goes to no other (%s)', async (way) => {
		const outcomes = await rollOut(way, 'exit 3', {});
		expect(outcomes.map(([, ...rest]) => rest)).toEqual([[1, 'failed'], [null, 'notStarted'], [null, 'notStarted']]);
	}, 180_000);

	test('one that is offline is left out, or waited for and run once it is back', async () => {
		await agents[0]!.terminate();
		await agents[0]!.untilOffline();
		expect(await rollOut('direct', 'true', { ifOffline: 'leaveOut' })).toEqual([['lab-one', null, 'leftOut'], ['lab-two', 1, 'done'], ['lab-three', 2, 'done']]);
		const back = (async () => {
			await new Promise((resolve) => setTimeout(resolve, 5_000));
			await agents[0]!.start();
		})();
		expect(await rollOut('direct', 'true', { ifOffline: 'wait', waitForOnline: 5 })).toEqual([['lab-one', 3, 'done'], ['lab-two', 1, 'done'], ['lab-three', 2, 'done']]);
		await back;
	}, 240_000);
});
