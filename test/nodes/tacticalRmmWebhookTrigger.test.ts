/** What Tactical RMM calls for becomes an event: the same as that of the polling trigger, with the same eventId. */
import { closeAgents } from '../../nodes/shared/http/agents';
import { minute } from '../simulators/tacticalrmm';
import { lab } from '../support/tacticalRmm';
import { TriggerLab } from '../support/tacticalRmmTrigger';
import { WebhookLab } from '../support/tacticalRmmWebhook';
import type { WebhookNode } from '../support/webhookNode';

let rmm: WebhookLab;
let template: number;
beforeEach(async () => void ({ rmm, template } = await WebhookLab.onCall()));
afterEach(async () => await rmm.stop());
afterAll(closeAgents);

const failed = { agent: lab.workstation, alert_type: 'check', severity: 'error', message: 'WIN-WS-01 has a ping check that failed.' } as const;
const active = async (parameters: Record<string, unknown> = {}): Promise<WebhookNode> => {
	const node = rmm.node({ alertTemplateIds: [template], ...parameters });
	await node.activate();
	return node;
};
const secretOf = (node: WebhookNode) => (node.saved!.webhook as { secret: string }).secret;
const eventsOf = (node: WebhookNode) => node.emitted.map(({ json }) => `${String(json.event)} ${String((json.alert as { id: number }).id)}`);

describe('what the server calls for', () => {
	it('is told at once, once each, in the items of the polling trigger with its eventIds', async () => {
		const polling = TriggerLab.prototype.trigger.call({ world: rmm.world, simulator: rmm.simulator }, ['alertRaised', 'alertResolved']);
		await polling.activate();
		const node = await active();
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
		const [raised] = (await polling.poll())!;
		rmm.world.resolveAlert(id);
		await rmm.settled();
		const [resolved] = (await polling.poll())!;
		const without = ({ json: { detectedAt, ...json } }: { json: Record<string, unknown> }) => {
			expect(Date.parse(String(detectedAt))).toBeGreaterThan(0);
			const device = json.device as Record<string, unknown>;
			return { ...json, device: { ...device, lastSeen: device.online ? 'now' : device.lastSeen } };
		};
		expect(node.emitted.map(without)).toEqual([raised!, resolved!].map(without));
		expect(node.emitted.map(({ json }) => json.eventId)).toEqual([`alertRaised:${id}`, expect.stringMatching(new RegExp(`^alertResolved:${id}:20`))]);
		expect(rmm.world.callsOut.sent.map(({ status }) => status)).toEqual([200, 200]);
	});

	it('is answered before anything is asked of the server, whose agent waits for the answer', async () => {
		await rmm.stop();
		rmm = await WebhookLab.start({ latencyMs: 500 });
		template = rmm.template('On Call');
		rmm.assign(1, template);
		const node = await active();
		const begun = performance.now();
		rmm.world.raiseAlert({ ...failed, agent: lab.server });
		await rmm.world.callsOut.ended();
		expect(performance.now() - begun).toBeLessThan(400);
		expect(node.emitted).toEqual([]);
		await rmm.settled();
		expect(eventsOf(node)).toHaveLength(1);
	});

	it('comes twice, and is told once', async () => {
		const node = await active();
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		expect((await node.call(rmm.world.callsOut.sent[0]!.body, { 'X-N8N-Secret': secretOf(node), 'Content-Type': 'text/plain' })).status).toBe(200);
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
	});

	it('is an alert that was deleted meanwhile: nothing is told', async () => {
		const node = await active();
		expect((await node.call('{"alertId":4711,"resolved":"None"}', { 'X-N8N-Secret': secretOf(node), 'Content-Type': 'text/plain' })).status).toBe(200);
		expect([node.emitted, node.failed]).toEqual([[], []]);
	});

	it('cannot be read: a failed execution names the alert', async () => {
		const node = await active();
		rmm.simulator.answerNext({ path: /^\/alerts\/3\/$/ }, { status: 500, body: '<h1>Server Error (500)</h1>' }, 50);
		await node.call('{"alertId":3,"resolved":"None"}', { 'X-N8N-Secret': secretOf(node), 'Content-Type': 'text/plain' });
		expect(node.failed.map((error) => (error as Error & { description?: string }).description)).toEqual([expect.stringContaining('alert with the ID 3')]);
	});

	it('is only of the chosen events: the others are not asked for at the server', async () => {
		const node = await active({ triggerOn: ['alertResolved'] });
		expect(rmm.world.tables.alertTemplates.get(template)).toMatchObject({ action_type: 'script', action_rest: null, resolved_action_type: 'rest' });
		const { id } = rmm.world.raiseAlert(failed);
		rmm.world.resolveAlert(id);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertResolved ${id}`]);
		expect(rmm.world.callsOut.sent).toHaveLength(1);
	});
});

describe('filters', () => {
	it.each([
		['severities', { severities: ['warning'] }, 0],
		['severities', { severities: ['error'] }, 2],
		['alertTypes', { alertTypes: ['task'] }, 0],
		['clients', { clients: ['Nobody'] }, 0],
		['platforms', { platforms: ['windows'] }, 2],
		['platforms', { platforms: ['linux'] }, 0],
	])('%s %j lets %d of two pass', async (_name, filters, passing) => {
		const node = await active({ filters });
		const { id } = rmm.world.raiseAlert(failed);
		rmm.world.resolveAlert(id);
		await rmm.settled();
		expect(node.emitted).toHaveLength(passing);
	});

	it('an agent in maintenance: what is raised is left out, its end is told', async () => {
		const node = await active();
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		rmm.world.agent(lab.workstation).set({ maintenance_mode: true });
		rmm.world.resolveAlert(id);
		rmm.world.raiseAlert({ ...failed, message: 'another' });
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`, `alertResolved ${id}`]);
	});

	it('an agent that cannot be read costs no alert unless a filter looks at it', async () => {
		const node = await active();
		rmm.simulator.answerNext({ path: /^\/agents\/\w{40}\/$/ }, { status: 500, body: '<h1>Server Error (500)</h1>' }, 50);
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
		expect(node.emitted[0]!.json.device).toMatchObject({ name: lab.workstation });
	});
});

describe('who may call', () => {
	const body = '{"source":"tactical-rmm","alertId":2,"resolved":"None"}';

	it.each([
		['without a secret', {}],
		['with an empty one', { 'X-N8N-Secret': '' }],
		['with a wrong one', { 'X-N8N-Secret': 'x'.repeat(43) }],
		['with one that is longer', { 'X-N8N-Secret': 'x'.repeat(5_000) }],
		['with one that begins alike', { 'X-N8N-Secret': 'begins' }],
	])('%s: refused without a word about why, and nothing is told or read', async (_how, headers: Record<string, string>) => {
		const node = await active();
		rmm.sent();
		const sent = headers['X-N8N-Secret'] === 'begins' ? { 'X-N8N-Secret': secretOf(node).slice(0, 42) } : headers;
		expect(await node.call(body, { ...sent, 'Content-Type': 'text/plain' })).toEqual({ status: 403, text: '{"message":"Refused by n8n"}' });
		expect(node.emitted).toEqual([]);
		expect(rmm.sent().filter((each) => each.includes('/alerts/'))).toEqual([]);
	});

	it('with the secret of an earlier registration: refused', async () => {
		const node = await active();
		const old = secretOf(node);
		await node.publish();
		expect(secretOf(node)).not.toBe(old);
		expect((await node.call(body, { 'X-N8N-Secret': old })).status).toBe(403);
		expect((await node.call(body, { 'X-N8N-Secret': secretOf(node) })).status).toBe(200);
	});

	it('with a wrong secret again and again: the server is asked once in half a minute', async () => {
		const node = await active();
		rmm.sent();
		for (let time = 0; time < 20; time++) expect((await node.call(body, { 'X-N8N-Secret': 'y'.repeat(43) })).status).toBe(403);
		expect(rmm.sent()).toEqual(['GET /core/urlaction/']);
	});

	it('where n8n was killed before it had kept the secret: the server itself says which it sends', async () => {
		const node = rmm.node({ alertTemplateIds: [template] });
		node.savingFails = true;
		await node.activate();
		expect(node.saved).toBeUndefined();
		const first = rmm.world.raiseAlert(failed).id;
		await rmm.settled();
		const second = rmm.world.raiseAlert({ ...failed, message: 'another' }).id;
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${first}`, `alertRaised ${second}`]);
	});

	it('where an old copy of what was kept was put back', async () => {
		const node = await active();
		const old = structuredClone(node.saved);
		await node.publish();
		node.saved = old;
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		expect(eventsOf(node)).toEqual([`alertRaised ${id}`]);
	});
});

describe('a body', () => {
	const rings = async (body: string, type = 'text/plain') => {
		const node = await active();
		rmm.world.advance(5 * minute);
		const { id } = rmm.world.raiseAlert(failed);
		await rmm.settled();
		const other = rmm.world.raiseAlert({ agent: null, alert_type: 'check', severity: 'error', message: 'of no agent' });
		expect((await node.call(body.replaceAll('ID', String(other.id)), { 'X-N8N-Secret': secretOf(node), 'Content-Type': type })).status).toBe(200);
		expect(node.failed).toEqual([]);
		return { told: eventsOf(node), expected: [`alertRaised ${id}`, `alertRaised ${other.id}`] };
	};

	it.each([
		['JSON', '{"alertId": ID, "resolved": "None"}'],
		['JSON in a text of JSON, as the server sends what is none', JSON.stringify('{"alertId":ID,"message":"Gateway "main" \\ 1"}')],
		['broken JSON with an ID in it', '{"alertId":ID,"message":"Gateway "main'],
		['of the old form, with the ID as a text', '{"alert_id": "ID", "resolved": "None"}'],
		['broken JSON without an ID: what changed just now is looked at', '{"message":"Gateway "main"'],
		['empty', ''],
		['not even text', '\u0000\u0001\u00ff'],
	])('%s rings', async (_what, body) => {
		const { told, expected } = await rings(body);
		expect(told).toEqual(expected);
	});

	it('that is JSON by its type rings as well', async () => {
		const { told, expected } = await rings('{"alertId": ID, "resolved": "None"}', 'application/json');
		expect(told).toEqual(expected);
	});

	it('that the server sends is plain text: n8n refuses broken JSON before the node is asked', async () => {
		const node = await active();
		const [action] = rmm.world.tables.urlActions.all();
		expect(JSON.parse(action!.rest_headers)).toEqual({ 'Content-Type': 'text/plain', 'X-N8N-Secret': secretOf(node) });
		expect((await node.call('{"alertId":', { 'X-N8N-Secret': secretOf(node), 'Content-Type': 'application/json' })).status).toBe(422);
	});
});
