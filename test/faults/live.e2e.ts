/**
 * Live triggers in a real n8n, again and again (`KILLS`, `RESTARTS` and `OUTAGES` times): n8n killed while nothing runs, a real MeshCentral killed and
 * started, agents killed. Everything is reported once, and how soon is measured.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { outage, startLiveLab, wordOf, type LiveLab } from '../e2e/live/meshcentral';
import { TriggerWorkflow } from '../e2e/triggerWorkflow';
import { until } from '../e2e/n8n/wait';
import { withN8n } from '../e2e/support';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { credentialFor } from '../support/netAlertX';

const KILLS = Number(process.env.KILLS ?? 20);
const RESTARTS = Number(process.env.RESTARTS ?? 10);
const OUTAGES = Number(process.env.OUTAGES ?? 50);
/** The server no longer listens to an agent whose connection ended more than six times in two minutes. */
const AGENTS = Array.from({ length: 10 }, (_, index) => `live-${index + 1}`);
/** A start of n8n and what is reported after it, on a busy machine. */
const roundMs = 3 * 60_000;

const say = (words: string) => void process.stderr.write(`${words}\n`);

describeWithMeshCentral('live triggers in n8n', () => {
	const running = withN8n();
	let lab: LiveLab;
	let netAlertX: NetAlertX;
	let mesh: TriggerWorkflow;
	let network: TriggerWorkflow;
	const expected: { mesh: string[]; network: string[] } = { mesh: [], network: [] };
	beforeAll(async () => {
		[lab, netAlertX] = await Promise.all([startLiveLab(AGENTS), startNetAlertX({ devices: 60 })]);
		mesh = await lab.watchedBy(running);
		const credential = await running.client.createCredential('NetAlertX', 'netAlertXApi', credentialFor(netAlertX.url, netAlertX.token));
		network = await TriggerWorkflow.create(running, { type: 'netAlertXLiveTrigger', credentials: { netAlertXApi: credential }, parameters: { triggerOn: ['deviceAdded', 'deviceOffline', 'deviceOnline'] } });
		// Agents that have been connected for longer than n8n prove that the server did not start just now.
		await sleep(11_000);
		await mesh.activate();
		await network.activate();
		await sleep(2_000);
	}, 15 * 60_000);
	afterAll(async () => {
		await lab?.stop();
		await netAlertX?.stop();
	}, 60_000);

	const joins = (): void => {
		const { mac } = netAlertX.network.join({ name: 'new' });
		netAlertX.network.scan();
		expected.network.push(`deviceAdded ${mac.toLowerCase()}`);
	};
	const agentOf = (count: number) => lab.agents[count % AGENTS.length]!;
	const untilTold = async (deadlineMs?: number) => {
		await mesh.expectTold(expected.mesh, wordOf, deadlineMs);
		await network.expectTold(expected.network, ({ event, device }) => `${event} ${device?.id}`, deadlineMs);
	};

	test(`${OUTAGES} agents killed one after the other: each is told once, soon`, async () => {
		const took: number[] = [];
		for (let count = 0; count < OUTAGES; count++) {
			took.push(await outage(agentOf(count), mesh, expected.mesh));
			// Right after a look the next one waits for its second; without one before it, it comes at once.
			await sleep(count % 2 === 0 ? 1_500 : 200);
		}
		await untilTold();
		took.sort((a, b) => a - b);
		const median = took[Math.floor(took.length / 2)]!;
		say(`agent killed to execution started in n8n: median ${median} ms, worst ${took.at(-1)} ms of ${took.length}`);
		expect(median).toBeLessThan(1_000);
		expect(took.at(-1)).toBeLessThan(3_000);
	}, OUTAGES * 30_000);

	test(`MeshCentral killed and started ${RESTARTS} times: nothing is told of it but the agents that did not come back`, async () => {
		const begun = performance.now();
		for (let count = 0; count < RESTARTS; count++) {
			await lab.server.crash();
			// Every third time somebody does not come back.
			const missing = count % 3 === 2 ? agentOf(count) : undefined;
			await missing?.kill();
			await lab.server.comeUp();
			for (const agent of lab.agents) if (agent !== missing) await agent.untilOnline();
			if (missing) {
				expected.mesh.push(`deviceOffline ${missing.name}`);
				await untilTold(120_000);
				await missing.start();
				expected.mesh.push(`deviceOnline ${missing.name}`);
			} else {
				await sleep(count % 2 === 0 ? 3_000 : 35_000);
			}
			await untilTold();
		}
		say(`MeshCentral killed and started ${RESTARTS} times in ${Math.round((performance.now() - begun) / 1000)} s: ${expected.mesh.length} events so far, each told once, and nothing else`);
	}, RESTARTS * roundMs);

	test(`n8n killed ${KILLS} times while nothing runs: what happened meanwhile is told once, and nothing twice`, async () => {
		const { n8n } = running;
		for (let count = 0; count < KILLS; count++) {
			joins();
			await untilTold();
			await sleep(1_500);
			await n8n.kill();
			rmSync(join(n8n.userFolder, '.n8n', 'crash.journal'), { force: true });
			joins();
			const agent = agentOf(count);
			await agent.kill();
			expected.mesh.push(`deviceOffline ${agent.name}`);
			await n8n.restart();
			await untilTold(150_000);
			await until('one to listen', () => netAlertX.stream.connected === 1, { deadlineMs: 60_000 });
			await agent.start();
			expected.mesh.push(`deviceOnline ${agent.name}`);
			await untilTold();
		}
		say(`n8n killed ${KILLS} times while idle: ${expected.mesh.length} and ${expected.network.length} events, each told once; ${netAlertX.stream.connected} listens to NetAlertX, ${await lab.sessions()} sessions at MeshCentral with the harness's own`);
	}, KILLS * roundMs);
});
