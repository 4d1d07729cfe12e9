/** The webhook trigger in a real n8n before the simulator: registered, called, published again, killed, tested in the editor, and taken away without a trace. */
import { startTacticalRmm, type TacticalRmm } from '../simulators/tacticalrmm';
import { blankTemplate } from '../simulators/tacticalrmm/alertTemplates';
import { tracked } from '../simulators/tacticalrmm/lab';
import { credentialFor } from '../support/tacticalRmm';
import { packageName } from './n8n/pack';
import type { CredentialReference, Item, SavedWorkflow } from './n8n/types';
import { until } from './n8n/wait';
import { withN8n } from './support';
import { everyFiveSeconds } from './tellingWorkflow';

jest.setTimeout(5 * 60_000);

const WEBHOOK = 'When Tactical RMM Calls';
const POLLING = 'When Polled';
const failed = { agent: 'WIN-WS-01', alert_type: 'check', severity: 'error' } as const;

describe('Tactical RMM Webhook Trigger in n8n', () => {
	const running = withN8n();
	let server: TacticalRmm;
	let template: number;
	let credential: CredentialReference;
	let saved: SavedWorkflow;
	let polling: SavedWorkflow;
	let before: string;

	const state = () => {
		const { alertTemplates, urlActions, clients, sites } = server.world.tables;
		const plain = (rows: object[]) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !/^(created|modified)_/.test(name)))).sort((a, b) => Number(a.id) - Number(b.id));
		return JSON.stringify([alertTemplates.all(), urlActions.all(), clients.all(), sites.all()].map(plain));
	};
	const workflow = (name: string, trigger: string, type: string, parameters: object) => ({
		name,
		nodes: [
			{ id: name, name: trigger, type: `${packageName}.${type}`, typeVersion: 1, position: [0, 0] as [number, number], parameters: { ...parameters }, credentials: { tacticalRmmApi: credential }, webhookId: '3f9a6c1e-0b6f-4a4e-9d1c-2f1d6a0c7e55' },
			{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0] as [number, number], parameters: {} },
		],
		connections: { [trigger]: { main: [[{ node: 'End', type: 'main' as const, index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	const itemsOf = async (of: SavedWorkflow, trigger: string): Promise<Item[]> => {
		const executions = (await running.client.executions(of.id, 100)).filter(({ mode, status }) => mode !== 'manual' && status === 'success');
		const all = await Promise.all(executions.reverse().map(async ({ id }) => await running.client.execution(id)));
		return all.flatMap(({ data }) => data.resultData.runData[trigger]?.[0]?.data?.main?.[0] ?? []);
	};
	const ids = async (of: SavedWorkflow, trigger: string) => (await itemsOf(of, trigger)).map(({ json }) => String(json.eventId));
	const ours = () => server.world.tables.urlActions.where(({ name }) => name.startsWith('n8n webhook '));
	const raise = () => server.world.raiseAlert({ ...failed, message: `alert ${server.world.tables.alerts.lastId}` }).id;

	beforeAll(async () => {
		server = await startTacticalRmm();
		server.world.receiver = undefined;
		template = server.world.tables.alertTemplates.add({ ...tracked(server.world), ...blankTemplate(), name: 'On Call' }).id;
		server.world.tables.clients.all().forEach(({ id }) => server.world.tables.clients.update(id, { alert_template: template }));
		before = state();
		const { client } = running;
		credential = await client.createCredential('Tactical RMM', 'tacticalRmmApi', credentialFor(server.url, server.apiKey));
		saved = await client.createWorkflow(workflow('Webhook', WEBHOOK, 'tacticalRmmWebhookTrigger', { triggerOn: ['alertRaised', 'alertResolved'], attachTo: 'templates', alertTemplateIds: [template], filters: {}, options: {} }));
		polling = await client.createWorkflow(workflow('Polling', POLLING, 'tacticalRmmTrigger', { pollTimes: everyFiveSeconds, triggerOn: ['alertRaised', 'alertResolved'], filters: {}, options: {} }));
		await client.activate(polling);
	}, 15 * 60_000);
	afterAll(async () => await server?.stop());

	it('offers the alert templates with whether they are free, and by whom they are used', async () => {
		const options = await running.client.options({ nodeType: `${packageName}.tacticalRmmWebhookTrigger`, methodName: 'getAlertTemplates', path: 'parameters.alertTemplateIds', parameters: { triggerOn: ['alertRaised'] }, credential } as never);
		expect(options.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^On Call \(free; used by .+\)$/));
	});

	it('tells an alert that is raised and one that is resolved once each, within seconds, with the eventIds of the polling trigger', async () => {
		await running.client.activate(saved);
		expect(ours()).toHaveLength(1);
		const begun = performance.now();
		const id = raise();
		await until('it to be told', async () => (await ids(saved, WEBHOOK)).length === 1, { deadlineMs: 20_000, everyMs: 50 });
		process.stderr.write(`alert raised to execution seen: ${Math.round(performance.now() - begun)} ms\n`);
		server.world.resolveAlert(id);
		await until('both to be told twice', async () => (await ids(saved, WEBHOOK)).length === 2 && (await ids(polling, POLLING)).length === 2, { deadlineMs: 60_000 });
		expect(await ids(saved, WEBHOOK)).toEqual(await ids(polling, POLLING));
		expect(await ids(saved, WEBHOOK)).toEqual([`alertRaised:${id}`, expect.stringMatching(`alertResolved:${id}:`)]);
		expect(server.world.callsOut.sent.map(({ status }) => status)).toEqual([200, 200]);
	});

	it('refuses a call without the secret, and rings for a broken body with it', async () => {
		const [action] = ours();
		const headers = JSON.parse(action!.rest_headers) as Record<string, string>;
		const call = async (sent: Record<string, string>, body: string) => (await fetch(action!.pattern, { method: 'POST', headers: sent, body })).status;
		expect(await call({ 'Content-Type': 'text/plain' }, '{}')).toBe(403);
		expect(await call({ ...headers, 'X-N8N-Secret': 'x'.repeat(43) }, '{}')).toBe(403);
		const { id } = server.world.tables.alerts.add({ ...server.world.tables.alerts.all().at(-1)!, id: undefined as never, resolved: false, resolved_on: null });
		expect(await call(headers, `{"alertId":${id},"message":"Gateway "main`)).toBe(200);
		await until('it to be told', async () => (await ids(saved, WEBHOOK)).includes(`alertRaised:${id}`), { deadlineMs: 20_000 });
		// What n8n itself does to JSON that is broken and says that it is JSON.
		expect(await call({ ...headers, 'Content-Type': 'application/json' }, '{"alertId":')).toBe(422);
	});

	it('is registered once after it was published ten times, and still rings', async () => {
		for (let time = 0; time < 10; time++) {
			saved = await running.client.updateWorkflow({ ...saved, nodes: saved.nodes.map((node) => (node.name === WEBHOOK ? { ...node, parameters: { ...node.parameters, options: { includeRaw: time % 2 === 0 } } } : node)) });
			await running.client.activate(saved);
			expect(ours()).toHaveLength(1);
		}
		const id = raise();
		await until('it to be told', async () => (await ids(saved, WEBHOOK)).includes(`alertRaised:${id}`), { deadlineMs: 20_000 });
	});

	it('shows the newest alerts in a test in the editor, and leaves the server and the registration alone', async () => {
		const at = state();
		const last = (await running.client.executions(saved.id, 1))[0]!.id;
		await running.client.run(saved, WEBHOOK).then(() => expect('').toBe('waiting'), ({ message }: Error) => expect(message).toContain('waits for an event'));
		const { mode, data, status } = await running.client.waitForExecution(saved.id, { after: last, deadlineMs: 30_000 });
		expect([mode, status]).toEqual(['manual', 'success']);
		expect(data.resultData.runData[WEBHOOK]![0]!.data!.main![0]!.map(({ json }) => json.event)).toEqual(['alertRaised', 'alertResolved']);
		expect(state()).toBe(at);
		const id = raise();
		await until('it to be told', async () => (await ids(saved, WEBHOOK)).includes(`alertRaised:${id}`), { deadlineMs: 20_000 });
	});

	it('goes on after n8n was killed', async () => {
		await running.n8n.kill();
		await running.n8n.restart();
		await until('n8n to take calls', async () => {
			const id = raise();
			return await until('it to be told', async () => (await ids(saved, WEBHOOK)).includes(`alertRaised:${id}`), { deadlineMs: 5_000 }).then(() => true, () => false);
		}, { deadlineMs: 120_000 });
		expect(ours()).toHaveLength(1);
	});

	it('leaves the server exactly as it was', async () => {
		await running.client.deactivate(saved);
		await until('it to be taken away', () => ours().length === 0, { deadlineMs: 30_000 });
		expect(state()).toBe(before);
	});

	it('is not activated where a template is taken: the error says so, and nothing is changed', async () => {
		server.world.tables.alertTemplates.update(template, { action: 1 });
		const at = state();
		await expect(running.client.activate(saved)).rejects.toThrow('The alert template "On Call" (ID 2) is taken');
		expect(state()).toBe(at);
	});
});
