/** Meshtech's examples in a real n8n, against the simulator: the report, a gateway that goes and returns, a roll-out with its approval. */
import { exampleWorkflows, withCredentials } from '../../demo/examples';
import { startInbox, type Inbox } from '../../demo/inbox';
import { startSlack, type Slack } from '../../demo/slack';
import { startMeshtech, type Meshtech } from '../simulators/meshtech';
import { credentialFor } from '../support/meshtech';
import type { CredentialReference, WorkflowJson } from './n8n/types';
import { until } from './n8n/wait';
import { runWorkflow, startTestN8n, type TestN8n } from './support';

const GATEWAYS = 30;
let running: TestN8n;
let inbox: Inbox;
let slack: Slack;
let server: Meshtech;
let credentials: CredentialReference[];

beforeAll(async () => {
	[server, inbox, slack] = await Promise.all([startMeshtech({ devices: GATEWAYS, updateMs: 3_000 }), startInbox(), startSlack()]);
	running = await startTestN8n({ env: slack.environment });
	const { client } = running;
	const smtp = { user: '', password: '', host: '127.0.0.1', port: inbox.smtpPort, secure: false, disableStartTls: true };
	credentials = [
		await client.createCredential('Meshtech', 'meshtechApi', credentialFor(server) as never),
		await client.createCredential('SMTP', 'smtp', smtp),
		await client.createCredential('Slack', 'slackApi', { accessToken: slack.token }),
	];
}, 15 * 60_000);
afterAll(async () => {
	await running?.n8n.stop();
	await Promise.all([inbox?.stop(), slack?.stop(), server?.stop()]);
}, 60_000);

function example(name: string): WorkflowJson {
	const found = exampleWorkflows().find((workflow) => workflow.name === name);
	if (!found) throw new Error(`There is no example "${name}".`);
	return withCredentials(found, credentials);
}

test('the credential test is green, and red with the server\'s word for a wrong password', async () => {
	const [meshtech] = credentials;
	expect(await running.client.testCredential(meshtech!, credentialFor(server) as never)).toMatchObject({ status: 'OK' });
	const { status, message } = await running.client.testCredential(meshtech!, { ...credentialFor(server), password: 'wrong' } as never);
	expect([status, message]).toEqual(['Error', expect.stringContaining('INVALID_CREDENTIALS')]);
});

test('the weekly report counts every gateway', async () => {
	await runWorkflow(running.client, example('Meshtech: weekly firmware report'));
	const mail = await inbox.waitFor(({ subject }) => subject.startsWith('Firmware of'));
	expect(mail.subject).toContain(String(GATEWAYS));
}, 60_000);

test('a gateway that was gone for long and returns is told once each by Slack', async () => {
	const saved = await running.client.createWorkflow(example('Meshtech: gateway disconnected to Slack'));
	await running.client.activate(saved);
	const { id, friendlyName } = server.fleet.list()[3]!;
	const told = (word: string) => slack.messages.filter(({ text }) => text.startsWith(`*${friendlyName}* has been ${word} since `));
	server.fleet.disconnect(id);
	server.fleet.get(id).connectivity.timestamp = new Date(Date.now() - 600_000).toISOString();
	await until('the message that it is gone', () => told('offline').length > 0, { deadlineMs: 150_000 });
	server.fleet.connect(id);
	await until('the message that it is back', () => told('back').length > 0, { deadlineMs: 150_000 });
	expect([told('offline').length, told('back').length]).toEqual([1, 1]);
	await running.client.deactivate(saved);
}, 320_000);

test('the roll-out sends nothing before it is approved, and brings every gateway there that is connected', async () => {
	const workflow = example('Meshtech: firmware roll-out with approval');
	for (const { parameters } of workflow.nodes) {
		if (parameters.operation === 'update') (parameters.settings as { pollInterval: number }).pollInterval = 1;
	}
	const jobs = () => server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/jobs'));
	await runWorkflow(running.client, workflow, { mayFail: true });
	const request = await inbox.waitFor(({ subject }) => subject.startsWith('Roll out'));
	expect(jobs()).toEqual([]);
	const [, link = ''] = /href="([^"]*approved=true[^"]*)"/.exec(request.html ?? '') ?? [];
	const asBrowser = { headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120 Safari/537.36' } };
	await fetch(link.replaceAll('&amp;', '&'), asBrowser);
	await inbox.waitFor(({ subject }) => subject.startsWith('Firmware 3.5.0'), 120_000);
	const chosen = server.fleet.list().filter(({ connectivity, labels }) => connectivity.connected && labels.includes('warehouse'));
	expect(chosen.length).toBeGreaterThan(10);
	expect(chosen.filter(({ firmwareVersion }) => firmwareVersion !== '3.5.0').map(({ id }) => id)).toEqual([]);
	const asked = jobs().flatMap(({ body }) => (body as { deviceIds: string[] }).deviceIds);
	expect(new Set(asked).size).toBe(asked.length);
}, 300_000);
