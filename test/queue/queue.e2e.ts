/**
 * n8n in queue mode, with two workers: what runs where, what each process knows for itself, and what happens to a worker that is killed.
 * Every process reaches the simulators by a way of its own, so that they know who asks.
 */
import { startMeshtech, type Meshtech } from '../simulators/meshtech';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { entry, Journal } from '../e2e/trigger/journal';
import { isSilent, pollsBy } from '../e2e/trigger/polls';
import { itemsThrough } from '../e2e/itemsWorkflow';
import { packageName } from '../e2e/n8n/pack';
import type { CredentialReference, SavedWorkflow } from '../e2e/n8n/types';
import { until } from '../e2e/n8n/wait';
import { runWorkflow } from '../e2e/support';
import { operations } from '../nodes/systems';
import { credentialFor as meshtechCredential } from '../support/meshtech';
import { credentialFor as netAlertXCredential } from '../support/netAlertX';
import { byId, credentialFor as tacticalRmmCredential } from '../support/tacticalRmm';
import { mainName, startCluster, type Cluster } from './cluster';
import { findPrograms } from './programs';
import { byProcess, processHeader, throughItsWay } from './way';
import { ended, onCall, watching } from './workflows';

const startMs = 15 * 60_000;
jest.setTimeout(4 * 60_000);

const programs = findPrograms();
/** Anyone who develops on another system may not have them; on Linux they are a command away. */
const maySkip = 'missing' in programs && process.platform !== 'linux';
if ('missing' in programs && maySkip) process.stderr.write(`Not run: ${programs.missing}\n`);

const measured = (words: string) => process.stderr.write(`queue mode: ${words}\n`);
const inWords = (counts: Record<string, number>) => Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
const workersOnly = (counts: Record<string, number>) => Object.keys(counts).every((name) => name.startsWith('worker '));

(maySkip ? describe.skip : describe)('n8n with a main process and two workers', () => {
	let cluster: Cluster;
	let netAlertX: NetAlertX;
	let tacticalRmm: TacticalRmm;
	let meshtech: Meshtech;

	beforeAll(async () => {
		if ('missing' in programs) throw new Error(programs.missing);
		[netAlertX, tacticalRmm, meshtech] = await Promise.all([startNetAlertX({ devices: 60 }), startTacticalRmm({ agents: 130, latencyMs: 30, timeScale: 1 }), startMeshtech({ devices: 30 })]);
		cluster = await startCluster(programs);
	}, startMs);
	afterAll(async () => {
		await cluster?.stop();
		await Promise.all([netAlertX?.stop(), tacticalRmm?.stop(), meshtech?.stop()]);
	}, 120_000);

	const credential = async (type: string, data: object): Promise<CredentialReference> => await cluster.client.createCredential(type, type, throughItsWay(data) as never);
	const answering = () => tacticalRmm.world.agents().filter(({ state }) => state === 'answers').map(({ agent_id: id }) => ({ id }));

	describe('operations on items', () => {
		const chosen = [
			'device.getAll', 'device.get', 'device.create', 'device.update', 'device.setAlias', 'event.getAll', 'statistics.getTotals',
			'agent.get', 'agent.getAll', 'agent.update', 'agent.runCommand', 'agent.runScript', 'agent.ping', 'bulk.runCommand', 'script.create',
		];
		const rows = operations.filter(({ node, resource, operation }) => ['NetAlertX', 'Tactical RMM'].includes(node.system.name) && chosen.includes(`${resource.value}.${operation.value}`));

		test('are those of the two nodes', () => expect(rows).toHaveLength(chosen.length));

		test.each(rows.map((row) => [row.title, row] as const))('%s', async (_, { node, resource, operation, sample = {} }) => {
			const secret = 'c4nary/Tok+en==';
			const served = await node.start(secret);
			try {
				const credentials: Record<string, CredentialReference> = {};
				for (const [type, data] of Object.entries(served.credentials)) credentials[type] = await credential(type, data);
				const items = sample.items ?? [{ nr: 1 }, { nr: 2 }, { nr: 3 }];
				const parameters = { resource: resource.value, operation: operation.value, options: {}, ...sample.parameters };
				const { itemsOf } = await runWorkflow(cluster.client, itemsThrough(items, `${packageName}.${node.create().description.name}`, credentials, parameters));
				expect(new Set(itemsOf('Node').map(({ pairedItem }) => (pairedItem as { item: number }).item))).toEqual(new Set([0, 1, 2]));
				expect(JSON.stringify(itemsOf('Node'))).not.toContain(secret);
				const asked = byProcess(served.requests as never);
				expect([Object.keys(asked).length, workersOnly(asked)]).toEqual([1, true]);
			} finally {
				await served.stop();
			}
		});
	});

	describe('a trigger', () => {
		const triggerOn = ['deviceAdded', 'deviceOnline', 'deviceOffline'];
		let journal: Journal;
		let saved: SavedWorkflow;
		const from = (isWorker: boolean) => netAlertX.requests.filter(({ headers }) => String(headers[processHeader]).startsWith('worker ') === isWorker);
		const polls = () => pollsBy(new URL(netAlertX.url).host, from(false));

		beforeAll(async () => {
			journal = new Journal(netAlertX);
			saved = await cluster.client.createWorkflow(watching({ netAlertXApi: await credential('netAlertXApi', netAlertXCredential(netAlertX.url, netAlertX.token)) }, triggerOn));
			await cluster.client.activate(saved);
		}, 60_000);
		afterAll(async () => await cluster.client.deactivate(saved), 60_000);

		const pollTwiceMore = async () => {
			const before = polls();
			await until('two more polls', () => polls() >= before + 2 && isSilent(netAlertX.requests), { deadlineMs: 60_000 });
		};
		/** Events that executions were started with, without what a main process that starts soon after hands over once more, marked as such. */
		const told = async () => {
			const executions = await cluster.client.executions(saved.id, 100);
			const whole = await Promise.all(executions.filter(({ status }) => status === 'success').map(async ({ id }) => await cluster.client.execution(id)));
			return whole.flatMap(({ data }) => data.resultData.runData.Trigger?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json as { event: string; eventId: string; device: { id: string }; repeated?: true }).filter(({ repeated }) => !repeated);
		};
		const expectAllToldOnce = async () => {
			const expected = () => journal.book(triggerOn);
			const words = async () => (await told()).map(({ event, device }) => entry(event, device.id)).sort();
			await until('everything to be told', async () => (await words()).length >= expected().length, { deadlineMs: 60_000 }).catch(() => {});
			await pollTwiceMore();
			expect(await words()).toEqual(expected());
			const ids = (await told()).map(({ eventId }) => eventId);
			expect(new Set(ids).size).toBe(ids.length);
		};

		test('is polled by the main process alone', async () => {
			await pollTwiceMore();
			expect(from(true)).toEqual([]);
			measured(`a trigger with nothing to tell: requests by ${inWords(byProcess(netAlertX.requests))}`);
		});

		test('starts executions that workers run, once for each event', async () => {
			journal.joins();
			const away = journal.someDevice();
			journal.leaves(away);
			await expectAllToldOnce();
			journal.returns(away);
			await expectAllToldOnce();
			const read = byProcess(from(true));
			expect(Object.values(read).reduce((sum, count) => sum + count, 0)).toBe(journal.book(triggerOn).length);
			measured(`${journal.book(triggerOn).length} events told once each; devices read for them by ${inWords(read)}`);
		});

		test('is polled while no worker is there, and what it tells then is run as soon as one is', async () => {
			await Promise.all(cluster.workers.map(async (worker) => await worker.stop()));
			const before = from(true).length;
			const polled = polls();
			journal.joins();
			await pollTwiceMore();
			expect(from(true)).toHaveLength(before);
			await Promise.all(cluster.workers.map(async (worker) => await worker.launch()));
			await expectAllToldOnce();
			measured(`without workers the main process polled ${polls() - polled} times; what it told was run once they were back`);
		});

		test.each(['killed', 'stopped'] as const)('tells everything once over a main process that was %s, from the state in the database', async (how) => {
			const [short, long] = [journal.someDevice(), journal.someDevice()];
			journal.leaves(long);
			await expectAllToldOnce();
			await (how === 'killed' ? cluster.main.kill() : cluster.main.stop());
			journal.joins();
			journal.leaves(short);
			journal.returns(short);
			journal.returns(long);
			await cluster.main.restart();
			await expectAllToldOnce();
			measured(`main process ${how}: ${journal.book(triggerOn).length} events so far, each told once`);
		});
	});

	describe('what a process knows for itself', () => {
		test('a session: each process signs in once, however many executions it runs', async () => {
			const items = meshtech.fleet.list().map(({ id }) => ({ id }));
			const credentials = { meshtechApi: await credential('meshtechApi', meshtechCredential(meshtech)) };
			const parameters = { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, options: {} };
			const { call } = await onCall(cluster, items, { type: 'meshtech', credentials, parameters });
			const signIns = () => byProcess(meshtech.requests.filter(({ path }) => path.endsWith('/auth/login')));
			for (let round = 0; round < 2; round++) {
				expect(new Set(await Promise.all(Array.from({ length: 12 }, call)))).toEqual(new Set([200]));
			}
			expect(signIns()).toEqual({ 'worker 1': 1, 'worker 2': 1 });
			measured(`24 executions of ${items.length} items, requests by ${inWords(byProcess(meshtech.requests))}; sign-ins by ${inWords(signIns())}`);
		});

		test('a rejected token: each process asks once', async () => {
			const server = await startNetAlertX();
			try {
				const credentials = { netAlertXApi: await credential('netAlertXApi', netAlertXCredential(server.url, 'wrong')) };
				const { call } = await onCall(cluster, Array.from({ length: 10 }, (_, nr) => ({ nr })), { type: 'netAlertX', credentials, parameters: { resource: 'statistics', operation: 'getTotals', options: {} } });
				expect(new Set(await Promise.all(Array.from({ length: 12 }, call)))).toEqual(new Set([500]));
				const asked = byProcess(server.requests);
				expect(workersOnly(asked)).toBe(true);
				expect(new Set(Object.values(asked))).toEqual(new Set([1]));
				measured(`12 executions of 10 items with a wrong token: requests by ${inWords(asked)}`);
			} finally {
				await server.stop();
			}
		});
	});

	describe("'Max Parallel Requests' of a credential", () => {
		const mostAtOnce = () => Object.fromEntries(cluster.workers.map(({ name, way }) => [name, way.mostAtOnce]));

		/** So many at least show that executions share the limit; whether a busy machine gets to the higher one is up to it. */
		test.each([
			[4, 4],
			[32, 17],
		])('%d hold for each process, however many executions and items run there', async (requestsAtOnce, atLeast) => {
			const data = { ...tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey), requestsAtOnce };
			const parameters = { resource: 'agent', operation: 'get', deviceId: byId('={{ $json.id }}'), options: { itemsAtOnce: 16 } };
			const { call } = await onCall(cluster, answering().slice(0, 60), { type: 'tacticalRmm', credentials: { tacticalRmmApi: await credential('tacticalRmmApi', data) }, parameters });
			for (const { way } of cluster.workers) way.reset();
			expect(new Set(await Promise.all(Array.from({ length: 8 }, call)))).toEqual(new Set([200]));
			for (const most of Object.values(mostAtOnce())) expect(most).toBeLessThanOrEqual(requestsAtOnce);
			expect(Math.max(...Object.values(mostAtOnce()))).toBeGreaterThanOrEqual(atLeast);
			measured(`Max Parallel Requests ${requestsAtOnce}, 8 executions of 60 items with Parallel Items 16: most under way ${inWords(mostAtOnce())}`);
		});
	});

	describe('a roll-out', () => {
		const commands = () => tacticalRmm.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/cmd/'));
		const begin = async (settings: object) => {
			const agents = answering().slice(0, 60);
			const credentials = { tacticalRmmApi: await credential('tacticalRmmApi', tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey)) };
			const parameters = { resource: 'agent', operation: 'runCommand', deviceId: byId('={{ $json.id }}'), command: 'hostname', options: { rollOut: { settings } } };
			return { agents, before: commands().length, workflow: itemsThrough(agents, `${packageName}.tacticalRmm`, credentials, parameters) };
		};
		const since = (before: number) => commands().slice(before).map(({ path }) => path);

		test('is run by one worker, in waves, and stops after a failure', async () => {
			const { agents, before, workflow } = await begin({ firstWave: 1, nextWaves: 'number', waveSize: 20 });
			tacticalRmm.world.machines.runCommand = () => ({ output: 'done', delayMs: 100 });
			tacticalRmm.answerNext({ method: 'POST', path: new RegExp(`${agents[5]!.id}/cmd/`) }, { status: 400, body: 'timeout: the agent did not answer' });
			const { itemsOf } = await runWorkflow(cluster.client, workflow, { deadlineMs: 120_000 });
			const outcomes = itemsOf('Node').map(({ json }) => (json.rollOut as { outcome: string }).outcome);
			expect(outcomes).toHaveLength(60);
			const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
			expect([count('failed'), count('done') + 1, count('notStarted')]).toEqual([1, since(before).length, 60 - since(before).length]);
			expect(since(before).length).toBeLessThanOrEqual(21);
			expect(new Set(since(before)).size).toBe(since(before).length);
			expect(workersOnly(byProcess(commands()))).toBe(true);
			measured(`a roll-out over 60 agents: ${count('done')} done, 1 failed, ${count('notStarted')} not started`);
		});

		test('that a person stops at the main process starts nothing more in its worker', async () => {
			const { before, workflow } = await begin({ firstWave: 5, nextWaves: 'number', waveSize: 5 });
			tacticalRmm.world.machines.runCommand = () => ({ output: 'done', delayMs: 1_000 });
			const saved = await cluster.client.createWorkflow(workflow);
			const { executionId } = await cluster.client.session.call<{ executionId: string }>('POST', `workflows/${saved.id}/run`, { workflowData: saved, triggerToStartFrom: { name: 'Start' } });
			await until('the second wave', () => since(before).length > 5, { deadlineMs: 60_000, everyMs: 20 });
			await cluster.client.session.call('POST', `executions/${executionId}/stop`);
			expect((await cluster.client.finished(executionId)).status).toBe('canceled');
			await new Promise((resolve) => setTimeout(resolve, 5_000));
			measured(`a roll-out that was stopped in its second wave of 5: ${since(before).length} commands sent, and none after it`);
			expect(since(before).length).toBeLessThanOrEqual(15);
			const sent = since(before).length;
			await new Promise((resolve) => setTimeout(resolve, 4_000));
			expect(since(before).length).toBe(sent);
		});

		test('whose worker is killed ends with it: no command is sent twice, and nobody sends the rest', async () => {
			const { before, workflow } = await begin({ firstWave: 5, nextWaves: 'number', waveSize: 5 });
			tacticalRmm.world.machines.runCommand = () => ({ output: 'done', delayMs: 500 });
			const saved = await cluster.client.createWorkflow(workflow);
			await cluster.client.session.call('POST', `workflows/${saved.id}/run`, { workflowData: saved, triggerToStartFrom: { name: 'Start' } });
			await until('the second wave', () => since(before).length > 5, { deadlineMs: 60_000, everyMs: 20 });
			const [name] = Object.keys(byProcess(commands().slice(before)));
			const victim = cluster.workers.find((worker) => worker.name === name)!;
			await victim.kill();
			const execution = await ended(cluster, saved.id, 120_000);
			await victim.launch();
			await new Promise((resolve) => setTimeout(resolve, 5_000));
			expect(['crashed', 'error']).toContain(execution.status);
			expect(new Set(since(before)).size).toBe(since(before).length);
			expect(since(before).length).toBeLessThan(60);
			measured(`${victim.name} killed in the middle of a roll-out over 60: ${since(before).length} sent, none twice`);
		});
	});

	describe('a worker that is killed', () => {
		test('has sent no command twice, and nobody sends the rest', async () => {
			tacticalRmm.world.machines.runCommand = () => ({ output: 'done', delayMs: 500 });
			const agents = answering().slice(0, 48);
			const credentials = { tacticalRmmApi: await credential('tacticalRmmApi', tacticalRmmCredential(tacticalRmm.url, tacticalRmm.apiKey)) };
			const parameters = { resource: 'agent', operation: 'runCommand', deviceId: byId('={{ $json.id }}'), command: 'hostname', options: {} };
			const { call, saved } = await onCall(cluster, agents, { type: 'tacticalRmm', credentials, parameters }, true);
			// Those of other tests are there as well.
			const before = tacticalRmm.requests.length;
			const commands = () => tacticalRmm.requests.slice(before).filter(({ method, path }) => method === 'POST' && path.endsWith('/cmd/'));
			await call();
			await until('a quarter of the commands', () => commands().length >= agents.length / 4, { deadlineMs: 60_000, everyMs: 20 });
			const [name] = Object.keys(byProcess(commands()));
			const victim = cluster.workers.find((worker) => worker.name === name)!;
			await victim.kill();
			const execution = await ended(cluster, saved.id, 120_000);
			await victim.launch();
			await until('the worker to run executions again', async () => {
				await runWorkflow(cluster.client, itemsThrough(agents.slice(0, 2), `${packageName}.tacticalRmm`, credentials, { resource: 'agent', operation: 'get', deviceId: byId('={{ $json.id }}'), options: {} }));
				return tacticalRmm.requests.slice(-2).every(({ headers }) => headers[processHeader] === victim.name);
			}, { deadlineMs: 60_000 });
			const sent = commands().map(({ path }) => path);
			expect(new Set(sent).size).toBe(sent.length);
			expect(sent.length).toBeLessThan(agents.length);
			expect(byProcess(commands())).toEqual({ [victim.name]: sent.length });
			expect(await cluster.client.executions(saved.id)).toHaveLength(1);
			expect(['crashed', 'error']).toContain(execution.status);
			measured(`${victim.name} killed in the middle of a run of ${agents.length} commands: ${sent.length} sent, none twice; n8n calls the execution "${execution.status}" and did not run it again`);
		});
	});

	test('the main process asked for nothing but the trigger and what a person asks for in the editor', () => {
		expect(byProcess(meshtech.requests)).not.toHaveProperty(mainName);
		expect(byProcess(tacticalRmm.requests)).not.toHaveProperty(mainName);
	});
});
