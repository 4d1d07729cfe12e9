/** Live triggers of an n8n in queue mode: the main process alone listens, and none is left behind when it is killed, stopped, or the workflow published again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { outage, startLiveLab, wordOf, type LiveLab } from '../e2e/live/meshcentral';
import { TriggerWorkflow } from '../e2e/triggerWorkflow';
import { until } from '../e2e/n8n/wait';
import { meshCentralAvailable } from '../servers/meshcentral';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { credentialFor } from '../support/netAlertX';
import { mainName, startCluster, type Cluster } from './cluster';
import { findPrograms } from './programs';
import { byProcess, throughItsWay } from './way';

jest.setTimeout(5 * 60_000);

const programs = findPrograms();
/** Anyone who develops on another system may not have them; on Linux they are a command away. */
const maySkip = 'missing' in programs && process.platform !== 'linux';
const PUBLICATIONS = 10;
const say = (words: string) => void process.stderr.write(`queue mode, live: ${words}\n`);

(maySkip ? describe.skip : describe)('live triggers of n8n with a main process and two workers', () => {
	let cluster: Cluster;
	let netAlertX: NetAlertX;
	let lab: LiveLab | undefined;
	let network: TriggerWorkflow;
	let mesh: TriggerWorkflow | undefined;
	let sessionsWithout = 0;
	const expected: { network: string[]; mesh: string[] } = { network: [], mesh: [] };
	beforeAll(async () => {
		if ('missing' in programs) throw new Error(programs.missing);
		netAlertX = await startNetAlertX({ devices: 60 });
		if (meshCentralAvailable()) lab = await startLiveLab(['live-1', 'live-2', 'live-3']);
		cluster = await startCluster(programs);
		const { main: n8n, client } = cluster;
		const data = throughItsWay(credentialFor(netAlertX.url, netAlertX.token));
		const credential = await client.createCredential('NetAlertX', 'netAlertXApi', data as never);
		network = await TriggerWorkflow.create({ n8n, client }, { type: 'netAlertXLiveTrigger', credentials: { netAlertXApi: credential }, parameters: { triggerOn: ['deviceAdded'] } });
		mesh = await lab?.watchedBy({ n8n, client });
		sessionsWithout = (await lab?.sessions()) ?? 0;
		await network.activate();
		await mesh?.activate();
		await sleep(2_000);
	}, 15 * 60_000);
	afterAll(async () => {
		await cluster?.stop();
		await Promise.all([netAlertX?.stop(), lab?.stop()]);
	}, 120_000);

	const joins = (): void => {
		const { mac } = netAlertX.network.join({ name: 'new' });
		netAlertX.network.scan();
		expected.network.push(`deviceAdded ${mac.toLowerCase()}`);
	};
	const untilTold = async (deadlineMs?: number) => {
		await network.expectTold(expected.network, ({ event, device }) => `${event} ${device?.id}`, deadlineMs);
		await mesh?.expectTold(expected.mesh, wordOf, deadlineMs);
	};
	/** At NetAlertX, and at MeshCentral, counted by the servers. */
	const untilOneListens = async (deadlineMs = 60_000) => {
		await until('one to listen to NetAlertX', () => netAlertX.stream.connected === 1, { deadlineMs });
		if (lab) await until('one session at MeshCentral', async () => (await lab!.sessions()) === sessionsWithout + 1, { deadlineMs, everyMs: 500 });
	};

	test('the main process alone listens; workers run what is told, and it is told once', async () => {
		await untilOneListens();
		const begun = Date.now();
		joins();
		await until('it to be told', async () => (await network.told()).length > 0, { everyMs: 50 });
		const [execution] = await network.executions();
		say(`scan to execution started: ${Date.parse(execution!.startedAt ?? '') - begun} ms`);
		if (lab) say(`agent killed to execution started: ${await outage(lab.agents[0]!, mesh!, expected.mesh)} ms`);
		await untilTold();
		expect(Object.keys(byProcess(netAlertX.requests))).toEqual([mainName]);
	});

	test(`one listens after ${PUBLICATIONS} publications`, async () => {
		for (let time = 0; time < PUBLICATIONS; time++) {
			await network.publish();
			await mesh?.publish();
		}
		await untilOneListens();
		await sleep(3_000);
		await untilOneListens(1);
		joins();
		await untilTold();
	});

	test.each(['killed', 'stopped'] as const)('a main process that was %s leaves no listener behind, and the next one tells what happened meanwhile, once', async (how) => {
		joins();
		await untilTold();
		await sleep(1_500);
		await (how === 'killed' ? cluster.main.kill() : cluster.main.stop());
		await until('nobody to listen to NetAlertX', () => netAlertX.stream.connected === 0);
		if (lab) await until('no session at MeshCentral', async () => (await lab!.sessions()) === sessionsWithout, { everyMs: 500 });
		joins();
		await lab?.agents[1]!.kill();
		if (lab) expected.mesh.push(`deviceOffline ${lab.agents[1]!.name}`);
		await cluster.main.restart();
		await untilTold(120_000);
		await untilOneListens();
		await lab?.agents[1]!.start();
		if (lab) expected.mesh.push(`deviceOnline ${lab.agents[1]!.name}`);
		joins();
		await untilTold();
		say(`main process ${how}: ${expected.network.length} and ${expected.mesh.length} events so far, each told once; one listens`);
	});

	test('what is told while no worker is there is run as soon as one is', async () => {
		await Promise.all(cluster.workers.map(async (worker) => await worker.stop()));
		joins();
		if (lab) await lab.agents[2]!.kill();
		if (lab) expected.mesh.push(`deviceOffline ${lab.agents[2]!.name}`);
		await sleep(5_000);
		await Promise.all(cluster.workers.map(async (worker) => await worker.launch()));
		await untilTold();
		await lab?.agents[2]!.start();
		if (lab) expected.mesh.push(`deviceOnline ${lab.agents[2]!.name}`);
		await untilTold();
	});

	test('nobody listens after deactivation', async () => {
		await network.deactivate();
		await mesh?.deactivate();
		await until('nobody to listen to NetAlertX', () => netAlertX.stream.connected === 0);
		if (lab) await until('no session at MeshCentral', async () => (await lab!.sessions()) === sessionsWithout, { deadlineMs: 4 * 60_000, everyMs: 2_000 });
	});
});
