/** Tactical RMM in a real n8n, against the simulator: a script on a hundred agents, and the trigger over an eventful minute. */
import { startSlack, type Slack } from '../../demo/slack';
import { minute, startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { credentialFor } from '../support/tacticalRmm';
import { itemsThrough } from './itemsWorkflow';
import { packageName } from './n8n/pack';
import type { CredentialReference } from './n8n/types';
import { until } from './n8n/wait';
import { runWorkflow, startTestN8n, type TestN8n } from './support';
import { tellingWorkflow } from './tellingWorkflow';

const AGENTS = 130;
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
let running: TestN8n;
let slack: Slack;
let server: TacticalRmm;
let tacticalRmm: CredentialReference;
let slackApi: CredentialReference;

beforeAll(async () => {
	[server, slack] = await Promise.all([startTacticalRmm({ agents: AGENTS }), startSlack()]);
	running = await startTestN8n({ env: slack.environment });
	tacticalRmm = await running.client.createCredential('Tactical RMM', 'tacticalRmmApi', credentialFor(server.url, server.apiKey) as never);
	slackApi = await running.client.createCredential('Slack', 'slackApi', { accessToken: slack.token });
}, 15 * 60_000);
afterAll(async () => {
	await running?.n8n.stop();
	await Promise.all([slack?.stop(), server?.stop()]);
}, 60_000);

test('a script on 100 agents gives 100 results, each of its own agent with its exit code, and names those that are offline', async () => {
	const { world } = server;
	world.machines.runScript = ({ hostname }) => ({ stdout: `I am ${hostname}\n`, stderr: '', retcode: hostname.length, execution_time: 0.1, delayMs: 200 });
	const agents = world.agents().filter(({ state }) => state === 'answers').slice(0, 100);
	const offline = world.agents().filter(({ state }) => state === 'unreachable').slice(0, 5);
	expect([agents.length, offline.length]).toEqual([100, 5]);
	const items = [...agents, ...offline].map(({ agent_id: id }) => ({ id }));
	const parameters = { resource: 'agent', operation: 'runScript', deviceId: byId('={{ $json.id }}'), scriptId: { __rl: true, mode: 'name', value: 'Inventory' } };
	const workflow = itemsThrough(items, `${packageName}.tacticalRmm`, { tacticalRmmApi: tacticalRmm }, parameters, { onError: 'continueErrorOutput' });
	const { itemsOf } = await runWorkflow(running.client, workflow, { deadlineMs: 120_000 });
	expect(itemsOf('Node').map(({ json }) => [json.name, json.stdout, json.exitCode])).toEqual(
		agents.map(({ hostname }) => [hostname, `I am ${hostname}\n`, hostname.length]),
	);
	expect(itemsOf('Node', 1).map(({ json }) => json.error)).toEqual(offline.map(({ hostname }) => `${hostname} is offline`));
	const starts = server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/runscript/')).map(({ path }) => path);
	expect(starts).toHaveLength(100);
	expect(new Set(starts).size).toBe(100);
}, 180_000);

const triggerOn = ['alertRaised', 'alertResolved', 'deviceOffline', 'deviceOnline', 'agentOverdue', 'needsReboot', 'deviceAdded', 'scriptFinished'];

const watching = () =>
	tellingWorkflow({
		name: 'Tactical RMM to Slack',
		trigger: {
			type: `${packageName}.tacticalRmmTrigger`,
			credentials: { tacticalRmmApi: { id: tacticalRmm.id, name: tacticalRmm.name } },
			parameters: { triggerOn, filters: {}, options: {} },
		},
		slack: { credential: slackApi, channel: '#rmm' },
	});

test('what happens to agents and alerts is told once each, and what was there before is not', async () => {
	const { world } = server;
	const saved = await running.client.createWorkflow(watching());
	await running.client.activate(saved);
	const polls = () => server.requests.filter(({ method, path }) => method === 'GET' && path === '/agents/').length;
	const twicePolled = async () => {
		const before = polls();
		await until('two polls', () => polls() >= before + 2, { deadlineMs: 60_000 });
	};
	await twicePolled();
	expect(slack.messages).toEqual([]);
	const [quiet, busy] = world.agents().filter(({ state }) => state === 'answers');
	const alert = world.raiseAlert({ agent: busy!.hostname, alert_type: 'check', severity: 'error', message: 'Disk C: has 4 % left' });
	world.agent(quiet!.hostname).silentFor(6 * minute);
	world.agent(busy!.hostname).set({ needs_reboot: true });
	await twicePolled();
	world.resolveAlert(alert.id);
	world.agent(quiet!.hostname).silentFor(40 * minute);
	await twicePolled();
	world.agent(quiet!.hostname).state = 'answers';
	await twicePolled();
	const told = slack.messages.map(({ text }) => text).sort();
	expect(told).toEqual(
		[`alertRaised ${busy!.hostname}`, `alertResolved ${busy!.hostname}`, `needsReboot ${busy!.hostname}`, `deviceOffline ${quiet!.hostname}`, `agentOverdue ${quiet!.hostname}`, `deviceOnline ${quiet!.hostname}`].sort(),
	);
	await running.client.deactivate(saved);
}, 320_000);
