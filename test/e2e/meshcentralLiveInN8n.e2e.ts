/**
 * MeshCentral Live Trigger in a real n8n, with a real MeshCentral and real agents, in each of n8n's ways to poll: devices and people, how many
 * sessions there are, and what kills of n8n and of the server and a cut cable do to it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { outage, startLiveLab, wordOf, type LiveLab } from './live/meshcentral';
import type { TriggerWorkflow } from './triggerWorkflow';
import { until } from './n8n/wait';
import { withN8n } from './support';
import { modes } from './trigger/modes';

jest.setTimeout(6 * 60_000);

const AGENTS = ['live-1', 'live-2', 'live-3', 'live-4', 'live-5'];
/** How often a workflow is published: n8n takes a second or two for each. */
const publicationsIn = (env: object) => (Object.keys(env).length === 0 ? 50 : 10);
const say = (words: string) => void process.stderr.write(`MeshCentral Live: ${words}\n`);

describeWithMeshCentral('MeshCentral Live Trigger in n8n', () => {
	describe.each(modes)('$name', ({ name, env }) => {
		const running = withN8n({ env });
		const publications = publicationsIn(env);
		let lab: LiveLab;
		let trigger: TriggerWorkflow;
		let sessionsWithout = 0;
		const expected: string[] = [];
		beforeAll(async () => {
			lab = await startLiveLab(AGENTS);
			trigger = await lab.watchedBy(running);
			sessionsWithout = await lab.sessions();
			// Agents that have been connected for longer than n8n prove that the server did not start just now.
			await sleep(11_000);
			await trigger.activate();
			await sleep(2_000);
		}, 15 * 60_000);
		afterAll(async () => await lab?.stop(), 60_000);

		const untilTold = async (deadlineMs?: number) => await trigger.expectTold(expected, wordOf, deadlineMs);

		it('tells that an agent was killed, and that it is back, each once', async () => {
			const took: number[] = [];
			for (const agent of lab.agents) took.push(await outage(agent, trigger, expected));
			say(`agent killed to execution started, n8n ${name}: ${took.join(', ')} ms`);
			await untilTold();
			expect(Math.max(...took)).toBeLessThan(3_000);
		});

		it('tells what people do: sign-ins, remote sessions and commands', async () => {
			const { ada, agents } = lab;
			await ada.signsIn();
			expected.push('signedIn ada');
			await untilTold();
			await ada.signsIn('not her password');
			expected.push('signInFailed ada');
			await untilTold();
			await ada.looksIntoFiles(agents[0]!.nodeId);
			expected.push(`sessionStarted ada ${agents[0]!.name}`, `sessionEnded ada ${agents[0]!.name}`);
			await untilTold();
			await ada.runs('echo hello', agents[1]!.nodeId);
			expected.push(`commandRun ada ${agents[1]!.name}`);
			await untilTold();
		});

		it(`has one session at the server after ${publications} publications, and none a while after deactivation`, async () => {
			const before = await lab.sessions();
			for (let time = 0; time < publications; time++) await trigger.publish();
			expect(await lab.sessions()).toBe(before);
			await outage(lab.agents[0]!, trigger, expected);
			await untilTold();
			await trigger.deactivate();
			await until('its session to be closed', async () => (await lab.sessions()) <= sessionsWithout, { deadlineMs: 4 * 60_000, everyMs: 2_000 });
			await trigger.activate();
			await sleep(2_000);
		});

		it('tells everything once over n8n that is killed while nothing runs', async () => {
			for (let kill = 0; kill < 2; kill++) {
				await sleep(1_500);
				await running.n8n.kill();
				await lab.agents[kill]!.kill();
				expected.push(`deviceOffline ${lab.agents[kill]!.name}`);
				await running.n8n.restart();
				await untilTold(150_000);
				await lab.agents[kill]!.start();
				expected.push(`deviceOnline ${lab.agents[kill]!.name}`);
				await untilTold();
			}
		});

		it('tells nothing of a server that is killed and comes back with its agents', async () => {
			await lab.server.crash();
			await lab.server.comeUp();
			for (const agent of lab.agents) await agent.untilOnline();
			await sleep(35_000);
			await untilTold();
			await outage(lab.agents[3]!, trigger, expected);
			await untilTold();
		});

		it('tells what happened while the network was cut without a word, once it is mended', async () => {
			const [agent] = lab.agents;
			lab.door.silence();
			await sleep(1_000);
			await agent!.kill();
			expected.push(`deviceOffline ${agent!.name}`);
			await sleep(20_000);
			lab.door.mend();
			const mendedAt = performance.now();
			await untilTold(180_000);
			say(`cut without a word, n8n ${name}: told ${Math.round((performance.now() - mendedAt) / 1000)} s after it was mended`);
			await agent!.start();
			expected.push(`deviceOnline ${agent!.name}`);
			await untilTold();
		});
	});
});
