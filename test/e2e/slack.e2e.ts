/** The demo's Slack: as n8n's own Slack node sees it, and what the inbox's page makes of it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { startInbox, type Inbox } from '../../demo/inbox';
import { startSlack, type Slack } from '../../demo/slack';
import type { WorkflowJson } from './n8n/types';
import { runWorkflow, startTestN8n, type TestN8n } from './support';

let inbox: Inbox;
let slack: Slack;
let running: TestN8n;

beforeAll(async () => {
	inbox = await startInbox();
	slack = await startSlack({ onMessage: (message) => inbox.showSlack(message) });
	running = await startTestN8n({ withPackage: false, env: slack.environment });
}, 15 * 60_000);
afterAll(async () => {
	await running?.n8n.stop();
	await slack.stop();
	await inbox.stop();
});

/** Sends a message by n8n's Slack node, with a credential of the given token. */
async function send(token: string, channelId: object, content: object): ReturnType<typeof runWorkflow> {
	const { id, name } = await running.client.createCredential('Slack', 'slackApi', { accessToken: token });
	const message = { authentication: 'accessToken', resource: 'message', operation: 'post', select: 'channel', channelId, ...content };
	const nodes: WorkflowJson['nodes'] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			name: 'Slack', type: 'n8n-nodes-base.slack', typeVersion: 2.2, position: [220, 0],
			parameters: { ...message, otherOptions: { includeLinkToWorkflow: false } }, credentials: { slackApi: { id, name } },
		},
	];
	const connections = { Start: { main: [[{ node: 'Slack', type: 'main' as const, index: 0 }]] } };
	return await runWorkflow(running.client, { name: 'slack', nodes, connections }, { mayFail: true });
}
const network = { __rl: true, mode: 'name', value: '#network' };
const text = (words: string) => ({ messageType: 'text', text: words });

describe("n8n's Slack node", () => {
	test('sends to a channel by its name, and the page shows the message, escaped', async () => {
		const { execution } = await send(slack.token, network, text('*printer* is <https://example.com|here> &lt;b>'));
		expect(execution.status).toBe('success');
		const message = await slack.waitFor(({ channel }) => channel === '#network');
		expect(message).toMatchObject({ text: '*printer* is <https://example.com|here> &lt;b>', blocks: [] });
		const html = await (await fetch(inbox.url)).text();
		expect(html).toContain('<b>printer</b> is <a href="https://example.com" rel="noreferrer">here</a> &lt;b&gt;');
		const [asJson] = (await (await fetch(`${inbox.url}/api/slack`)).json()) as object[];
		expect(asJson).toMatchObject(message);
	}, 60_000);

	test('sends blocks', async () => {
		const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'from a block' } }];
		await send(slack.token, network, { messageType: 'block', blocksUi: JSON.stringify({ blocks }), text: '' });
		expect(await slack.waitFor((message) => message.blocks.length > 0)).toMatchObject({ blocks });
		expect(await (await fetch(inbox.url)).text()).toContain('from a block');
	}, 60_000);

	test("is told in Slack's words that its token is wrong", async () => {
		const { execution } = await send('xoxb-wrong', network, text('hello'));
		expect(execution.data.resultData.error?.message).toContain('invalid_auth');
		const { client } = running;
		const credential = await client.createCredential('Slack', 'slackApi', { accessToken: slack.token });
		expect(await client.testCredential(credential, { accessToken: slack.token })).toMatchObject({ status: 'OK' });
		expect(await client.testCredential(credential, { accessToken: 'xoxb-wrong' })).toMatchObject({ status: 'Error' });
	}, 60_000);

	test('lists the channels', async () => {
		const credential = await running.client.createCredential('Slack', 'slackApi', { accessToken: slack.token });
		const parameters = { authentication: 'accessToken', resource: 'message', operation: 'post', select: 'channel' };
		const query = { nodeType: 'n8n-nodes-base.slack', nodeVersion: 2.2, methodName: 'getChannels', path: 'parameters.channelId', parameters, credential };
		expect((await running.client.listSearch(query)).results).toContainEqual({ name: 'network', value: 'C0NETWORK' });
	});
});

describe('the way to it', () => {
	test.each([
		['a tunnel', 'CONNECT example.com:443 HTTP/1.1', 'example.com:443'],
		['a plain request', 'GET http://example.com/ HTTP/1.1', 'http://example.com/'],
		['another port', 'CONNECT slack.com:80 HTTP/1.1', 'slack.com:80'],
	])('leads nowhere else: %s is refused and noted', async (_, line, target) => {
		const socket = connect(Number(new URL(slack.proxyUrl).port), '127.0.0.1');
		socket.end(`${line}\r\nHost: example.com\r\n\r\n`);
		const [answer] = (await once(socket, 'data')) as [Buffer];
		expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[^]*does not lead to/);
		expect(slack.refused).toContain(target);
	});
});
