/** A live trigger in a real n8n: how soon, how many listen, what a kill, a restart without the server, a publication and a test run do to it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { credentialFor } from '../support/netAlertX';
import { packageName } from './n8n/pack';
import type { Item, SavedWorkflow } from './n8n/types';
import { until } from './n8n/wait';
import { withN8n } from './support';

jest.setTimeout(5 * 60_000);

const TRIGGER = 'When Something Happens';
const events = ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceRemoved'];

describe('NetAlertX Live Trigger in n8n', () => {
	const running = withN8n();
	let server: NetAlertX;
	let saved: SavedWorkflow;
	beforeAll(async () => {
		server = await startNetAlertX({ devices: 60 });
		const { client } = running;
		const credential = await client.createCredential('NetAlertX', 'netAlertXApi', credentialFor(server.url, server.token));
		saved = await client.createWorkflow({
			name: 'Live',
			nodes: [
				{ id: 'live', name: TRIGGER, type: `${packageName}.netAlertXLiveTrigger`, typeVersion: 1, position: [0, 0], parameters: { triggerOn: events, filters: {}, options: {} }, credentials: { netAlertXApi: credential } },
				{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
			],
			connections: { [TRIGGER]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
	}, 15 * 60_000);
	afterAll(async () => await server?.stop());

	const itemsOf = async (): Promise<Item[]> => {
		const executions = (await running.client.executions(saved.id, 200)).filter(({ mode, status }) => mode === 'trigger' && status === 'success');
		const all = await Promise.all(executions.reverse().map(async ({ id }) => await running.client.execution(id)));
		return all.flatMap(({ data }) => data.resultData.runData[TRIGGER]?.[0]?.data?.main?.[0] ?? []);
	};
	const told = async () => (await itemsOf()).filter(({ json }) => json.repeated !== true).map(({ json }) => `${String(json.event)} ${String((json.device as { id: string }).id)}`);
	const joins = (): string => {
		const { mac } = server.network.join({ name: 'new' });
		server.network.scan();
		return `deviceAdded ${mac.toLowerCase()}`;
	};
	const expected: string[] = [];
	const untilTold = async () => {
		await until('it to be told', async () => (await told()).length >= expected.length, { deadlineMs: 60_000, everyMs: 50 }).catch(() => {});
		expect((await told()).sort()).toEqual([...expected].sort());
	};

	it('tells what a scan found within a second or two, and nothing of what was there', async () => {
		await running.client.activate(saved);
		await until('it to listen', () => server.stream.connected === 1);
		await sleep(2_000);
		const begun = performance.now();
		expected.push(joins());
		await untilTold();
		process.stderr.write(`scan to execution seen: ${Math.round(performance.now() - begun)} ms\n`);
		expect(performance.now() - begun).toBeLessThan(5_000);
	});

	it('shows what is there now in a test run in the editor, at once, and keeps listening once', async () => {
		const { status, data } = await running.client.run(saved, TRIGGER);
		expect([status, data.resultData.error]).toEqual(['success', undefined]);
		const items = data.resultData.runData[TRIGGER]![0]!.data!.main![0]!;
		expect(items.map(({ json }) => json.event)).toEqual(events);
		expect(server.stream.connected).toBe(1);
		await untilTold();
	});

	it('listens once after ten publications, and not at all after deactivation', async () => {
		for (let time = 0; time < 10; time++) {
			saved = await running.client.updateWorkflow({ ...saved, nodes: saved.nodes.map((node) => (node.name === TRIGGER ? { ...node, parameters: { ...node.parameters, options: { lookAnywayEvery: 5 + time } } } : node)) });
			await running.client.activate(saved);
		}
		await until('one to listen', () => server.stream.connected === 1);
		expected.push(joins());
		await untilTold();
		await running.client.deactivate(saved);
		await until('nobody to listen', () => server.stream.connected === 0);
		expected.push(joins());
		await running.client.activate(saved);
		await untilTold();
	});

	it('killed while nothing runs loses nothing and tells nothing twice', async () => {
		for (let kill = 0; kill < 3; kill++) {
			await sleep(1_500);
			await running.n8n.kill();
			expected.push(joins());
			await running.n8n.restart();
			await until('it to listen again', () => server.stream.connected === 1, { deadlineMs: 150_000 });
			await untilTold();
			expected.push(joins());
			await untilTold();
		}
		const ids = (await itemsOf()).filter(({ json }) => json.repeated !== true).map(({ json }) => json.eventId);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('goes on where n8n starts before the server answers', async () => {
		await running.n8n.kill();
		expected.push(joins());
		server.answerNext({}, 'reset', 20);
		await running.n8n.restart();
		await sleep(5_000);
		await until('the server to answer again', () => server.stream.connected === 1, { deadlineMs: 180_000 });
		await untilTold();
		const { status } = await running.client.publicationStatus(saved.id);
		expect(status).toBe('published');
	});
});
