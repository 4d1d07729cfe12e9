/**
 * NetAlertX Live Trigger in a real n8n, in each of n8n's ways to poll: how soon, how many listen, what a kill, a restart without the server,
 * a cut cable, a publication and a test run do to it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { credentialFor } from '../support/netAlertX';
import { TriggerWorkflow, type Told } from './triggerWorkflow';
import { until } from './n8n/wait';
import { withN8n } from './support';
import { openDoor, type Door } from './trigger/door';
import { modes } from './trigger/modes';

jest.setTimeout(5 * 60_000);

const events = ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceRemoved'];
/** How often a workflow is published: n8n takes a second or two for each. */
const publicationsIn = (env: object) => (Object.keys(env).length === 0 ? 50 : 10);
const say = (words: string) => void process.stderr.write(`NetAlertX Live: ${words}\n`);

describe.each(modes)('NetAlertX Live Trigger in n8n $name', ({ name, env }) => {
	const running = withN8n({ env });
	const publications = publicationsIn(env);
	let server: NetAlertX;
	let door: Door;
	let trigger: TriggerWorkflow;
	const expected: string[] = [];
	beforeAll(async () => {
		server = await startNetAlertX({ devices: 60 });
		door = await openDoor(server.url);
		const credential = await running.client.createCredential('NetAlertX', 'netAlertXApi', credentialFor(`http://${door.host}`, server.token));
		trigger = await TriggerWorkflow.create(running, { type: 'netAlertXLiveTrigger', credentials: { netAlertXApi: credential }, parameters: { triggerOn: events } });
	}, 15 * 60_000);
	afterAll(async () => {
		await door?.shut();
		await server?.stop();
	});

	const joins = (): void => {
		const { mac } = server.network.join({ name: 'new' });
		server.network.scan();
		expected.push(`deviceAdded ${mac.toLowerCase()}`);
	};
	const untilTold = async (deadlineMs?: number) => await trigger.expectTold(expected, ({ event, device }: Told) => `${event} ${device?.id}`, deadlineMs);
	const untilListening = async (deadlineMs = 15_000) => await until('one to listen', () => server.stream.connected === 1, { deadlineMs });

	it('tells what a scan found within a second or two, and nothing of what was there', async () => {
		await trigger.activate();
		await untilListening();
		await sleep(2_000);
		const begun = performance.now();
		joins();
		await untilTold();
		const took = performance.now() - begun;
		say(`scan to execution seen, n8n ${name}: ${Math.round(took)} ms`);
		expect(took).toBeLessThan(5_000);
	});

	it('shows what is there now in a test run in the editor, at once, and keeps listening once', async () => {
		expect((await trigger.testRun()).map(({ event }) => event)).toEqual(events);
		expect(server.stream.connected).toBe(1);
		await untilTold();
	});

	it(`listens once after ${publications} publications, and not at all after deactivation`, async () => {
		let most = 0;
		for (let time = 0; time < publications; time++) {
			await trigger.publish();
			most = Math.max(most, server.stream.connected);
		}
		await untilListening();
		// Anyone who had been left behind would be there still.
		await sleep(3_000);
		expect(server.stream.connected).toBe(1);
		say(`${publications} publications, n8n ${name}: at most ${most} listened, 1 in the end`);
		joins();
		await untilTold();
		await trigger.deactivate();
		await until('nobody to listen', () => server.stream.connected === 0);
		joins();
		await sleep(3_000);
		expect(server.stream.connected).toBe(0);
		await trigger.activate();
		await untilTold();
	});

	it('killed while nothing runs loses nothing and tells nothing twice', async () => {
		for (let kill = 0; kill < 3; kill++) {
			await sleep(1_500);
			await running.n8n.kill();
			joins();
			await running.n8n.restart();
			await untilListening(150_000);
			await untilTold();
			joins();
			await untilTold();
		}
	});

	it('goes on where n8n starts before the server answers', async () => {
		await running.n8n.kill();
		joins();
		server.answerNext({}, 'reset', 20);
		await running.n8n.restart();
		await sleep(5_000);
		await untilListening(180_000);
		await untilTold();
		expect((await running.client.publicationStatus(trigger.id)).status).toBe('published');
	});

	it('tells what happened while the network was cut without a word, once it is mended', async () => {
		await untilListening();
		const cutAt = performance.now();
		door.silence();
		joins();
		await sleep(20_000);
		joins();
		door.mend();
		const begun = performance.now();
		await untilTold(180_000);
		say(`cut without a word for ${Math.round((begun - cutAt) / 1000)} s, n8n ${name}: told ${Math.round((performance.now() - begun) / 1000)} s after it was mended`);
		joins();
		await untilTold();
	});
});
