/** What the simulated Tactical RMM sends when alerts are raised and resolved is what the real one was recorded to send, and when. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { startTacticalRmm, type TacticalRmm } from './tacticalrmm';
import { blankTemplate } from './tacticalrmm/alertTemplates';
import { asPython } from './tacticalrmm/callOut';
import { tracked } from './tacticalrmm/lab';

let server: TacticalRmm;
let receiver: Server;
let url: string;
let received: Array<{ method?: string; headers: IncomingHttpHeaders; body: string }>;
let status: number;

beforeEach(async () => {
	server = await startTacticalRmm();
	received = [];
	status = 200;
	receiver = createServer((request, response) => {
		void buffer(request).then((body) => {
			received.push({ method: request.method, headers: request.headers, body: body.toString() });
			response.writeHead(status).end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook/3f9a`;
});
afterEach(async () => {
	receiver.closeAllConnections();
	receiver.close();
	await server.stop();
});

const failed = { agent: 'WIN-SRV-00', alert_type: 'check', severity: 'error', message: 'A check failed.' } as const;

function withTemplate(action: object, template: object = {}): number {
	const { world } = server;
	const { id } = world.tables.urlActions.add({ ...tracked(world), name: 'hook', desc: '', pattern: url, action_type: 'rest', rest_method: 'post', rest_body: '', rest_headers: '', ...action });
	const rest = { action_type: 'rest', action_rest: id, resolved_action_type: 'rest', resolved_action_rest: id };
	const made = world.tables.alertTemplates.add({ ...tracked(world), ...blankTemplate(), ...rest, name: 'template', ...template });
	world.tables.clients.update(1, { alert_template: made.id });
	return made.id;
}

const safe = '{"source":"tactical-rmm","alertId":{{alert.id}},"resolved":"{{alert.resolved}}","agentId":"{{alert.agent.agent_id}}","agentPk":{{alert.agent.id}},"clientId":{{alert.agent.site.client_id}},"siteId":{{alert.agent.site_id}}}';

it('sends a body of numbers and fixed words, once raised and once resolved, with the headers of the action', async () => {
	withTemplate({ rest_body: safe, rest_headers: '{"Content-Type":"application/json","X-N8N-Secret":"secret"}' });
	const { world } = server;
	const alert = world.raiseAlert(failed);
	await world.callsOut.ended();
	world.resolveAlert(alert.id);
	await world.callsOut.ended();
	const { agent_id, id } = world.agent('WIN-SRV-00');
	const body = (resolved: string) => `{"source": "tactical-rmm", "alertId": ${alert.id}, "resolved": "${resolved}", "agentId": "${agent_id}", "agentPk": ${id}, "clientId": 1, "siteId": 1}`;
	expect(received.map((each) => each.body)).toEqual([body('None'), body('True')]);
	expect(received[0]).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json', 'x-n8n-secret': 'secret', 'user-agent': expect.stringMatching(/^python-requests/) } });
	expect(world.tables.alerts.get(alert.id)).toMatchObject({ action_retcode: 200, action_stdout: '{"ok":true}', resolved_action_retcode: 200 });
});

it('sends what is no JSON as one text of JSON, and other letters as the real one does', async () => {
	withTemplate({ rest_body: '{"id":{{alert.id}},"message":"{{alert.message}}"}' });
	const { id } = server.world.raiseAlert({ ...failed, message: 'Gateway "main" is ü' });
	await server.world.callsOut.ended();
	expect(received.map(({ body }) => body)).toEqual([asPython(`{"id":${id},"message":"Gateway "main" is ü"}`)]);
	expect(received[0]!.body).toContain('\\u00fc');
	expect(received[0]!.headers['content-type']).toBeUndefined();
});

it.each([404, 500])('does not repeat a call that was answered with %d', async (answered) => {
	status = answered;
	withTemplate({ rest_body: safe });
	const { id } = server.world.raiseAlert(failed);
	await server.world.callsOut.ended();
	expect([received.length, server.world.tables.alerts.get(id).action_retcode]).toEqual([1, answered]);
});

it.each<[string, () => void]>([
	['is of another client', () => server.world.raiseAlert({ ...failed, agent: server.world.agents().find((agent) => server.world.placeOf(agent).client === 2)! })],
	['was made by the API', () => server.world.raiseAlert({ ...failed, alert_type: 'custom' })],
	['is of severity info', () => server.world.raiseAlert({ ...failed, severity: 'info' })],
	['has no agent', () => server.world.raiseAlert({ ...failed, agent: null })],
])('calls nobody about an alert that %s', async (_what, raise) => {
	withTemplate({ rest_body: safe });
	raise();
	await server.world.callsOut.ended();
	expect(received).toEqual([]);
});

it('calls nobody about an alert that somebody resolves by the API', async () => {
	withTemplate({ rest_body: safe }, { action_type: 'script', action_rest: null });
	const { id } = server.world.raiseAlert(failed);
	await fetch(`${server.url}/alerts/${id}/`, { method: 'PUT', headers: { 'X-API-KEY': server.apiKey, 'Content-Type': 'application/json' }, body: '{"type":"resolve"}' });
	await server.world.callsOut.ended();
	expect([server.world.tables.alerts.get(id).resolved, received]).toEqual([true, []]);
});

it('sends nothing with headers that are no JSON object of texts', async () => {
	withTemplate({ rest_body: safe, rest_headers: '{"X-Number":1}' });
	const { id } = server.world.raiseAlert(failed);
	await server.world.callsOut.ended();
	expect([received, server.world.tables.alerts.get(id).action_retcode]).toEqual([[], 500]);
});

it('fails at every alert where a URL action is gone beside a script, and not without the script', () => {
	const template = withTemplate({ rest_body: safe }, { action_rest: null, action: 1 });
	expect(() => server.world.raiseAlert(failed)).toThrow();
	server.world.tables.alertTemplates.update(template, { action: null });
	expect(() => server.world.raiseAlert(failed)).not.toThrow();
});
