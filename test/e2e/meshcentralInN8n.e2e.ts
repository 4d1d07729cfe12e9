/** MeshCentral in a real n8n, with a real server and real agents: a command by all three ways, share links, and a device that goes and returns. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSlack, type Slack } from '../../demo/slack';
import type { Agent, MeshCentral } from '../servers/meshcentral';
import { startMeshCentral } from '../servers/meshcentral';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { startMeshCentralWrapper, type MeshCentralWrapper } from '../simulators/meshcentral';
import { itemsThrough } from './itemsWorkflow';
import { packageName } from './n8n/pack';
import type { CredentialReference } from './n8n/types';
import { until } from './n8n/wait';
import { runWorkflow, startTestN8n, type TestN8n } from './support';
import { tellingWorkflow } from './tellingWorkflow';

const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };

describeWithMeshCentral('MeshCentral in n8n', () => {
	let running: TestN8n;
	let slack: Slack;
	let server: MeshCentral;
	let wrapper: MeshCentralWrapper;
	let agents: Agent[];
	let slackApi: CredentialReference;
	const ways: Record<string, Record<string, CredentialReference>> = {};

	beforeAll(async () => {
		[server, slack] = await Promise.all([startMeshCentral({ groups: ['Lab'] }), startSlack()]);
		agents = [await server.startAgent('lab-one', 'Lab'), await server.startAgent('lab-two', 'Lab')];
		const { admin, certificate } = server;
		wrapper = await startMeshCentralWrapper({ controlOf: { url: server.url, ca: certificate, ...admin }, backedBy: server });
		running = await startTestN8n({ env: slack.environment });
		const { client } = running;
		const token = await server.createLoginToken('n8n');
		const direct = { baseUrl: server.url, domain: '', signInWith: 'loginToken', tokenUser: token.user, tokenPassword: token.password, ...certificates, caCertificate: certificate };
		const through = (connectThrough: string) => ({ baseUrl: wrapper.url, connectThrough, gatewayHeaderName: '', gatewayHeaderValue: '', ...certificates });
		ways.direct = { meshCentralApi: await client.createCredential('MeshCentral', 'meshCentralApi', direct as never) };
		ways.webSocket = { meshCentralRestApi: await client.createCredential('Wrapper', 'meshCentralRestApi', through('webSocket') as never) };
		ways.rest = { meshCentralRestApi: await client.createCredential('Wrapper, REST', 'meshCentralRestApi', through('rest') as never) };
		slackApi = await client.createCredential('Slack', 'slackApi', { accessToken: slack.token });
	}, 15 * 60_000);
	afterAll(async () => {
		await running?.n8n.stop();
		await Promise.all([slack?.stop(), wrapper?.stop()]);
		await server?.stop();
	}, 60_000);

	const node = (way: string, items: object[], parameters: object) => {
		const credentials = ways[way]!;
		return itemsThrough(items, `${packageName}.meshCentral`, credentials, { authentication: Object.keys(credentials)[0], ...parameters });
	};
	const byName = (value: string) => ({ __rl: true, mode: 'name', value });

	test.each(['direct', 'webSocket', 'rest'])('a command runs on each agent, with its output and exit code (%s)', async (way) => {
		const items = agents.flatMap(({ name }) => [{ name, word: `it's "${name}"` }]);
		const parameters = { resource: 'device', operation: 'runCommand', deviceId: byName('={{ $json.name }}'), command: `=printf %s '{{ $json.word.replace("'", "'\\\\''") }}'; exit 7` };
		const { itemsOf } = await runWorkflow(running.client, node(way, items, parameters));
		expect(itemsOf('Node').map(({ json }) => [json.name, json.output, json.exitCode])).toEqual(items.map(({ name, word }) => [name, word, 7]));
	}, 60_000);

	test.each(['direct', 'webSocket'])('a file is downloaded into n8n, and uploaded from there, as it is (%s)', async (way) => {
		const { folder } = agents[0]!;
		const home = join(folder, `files-${way}`);
		mkdirSync(home);
		chmodSync(home, 0o777);
		const content = randomBytes(5_000_000);
		writeFileSync(join(home, 'from.bin'), content);
		const of = { resource: 'file', deviceId: byName('lab-one') };
		const workflow = node(way, [{}], { ...of, operation: 'download', path: join(home, 'from.bin') });
		const [download] = workflow.nodes.filter(({ name }) => name === 'Node');
		const upload = { ...download!, id: 'Upload', name: 'Upload', parameters: { ...download!.parameters, ...of, operation: 'upload', path: join(home, 'to.bin') } };
		workflow.nodes.push(upload as never);
		Object.assign(workflow.connections, { Node: { main: [[{ node: 'Upload', type: 'main', index: 0 }]] } });
		const { itemsOf } = await runWorkflow(running.client, workflow, { deadlineMs: 60_000 });
		// n8n keeps it on its disk, and not in the item.
		expect(itemsOf('Node')[0]).toMatchObject({ json: { sizeBytes: 5_000_000 }, binary: { data: { fileName: 'from.bin', id: expect.stringMatching(/^filesystem/) as string } } });
		expect(itemsOf('Upload')[0]).toMatchObject({ json: { sizeBytes: 5_000_000, uploaded: true } });
		expect(readFileSync(join(home, 'to.bin')).equals(content)).toBe(true);
	}, 90_000);

	test.each(['direct', 'rest'])('a share link is made, listed and deleted (%s)', async (way) => {
		const of = (operation: string, more: object = {}) => node(way, [{}], { resource: 'tunnel', operation, deviceId: byName('lab-one'), ...more });
		const { itemsOf } = await runWorkflow(running.client, of('create', { type: ['terminal'], minutes: 5 }));
		const { id, url } = itemsOf('Node')[0]!.json as { id: string; url: string };
		expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/sharing\?c=/);
		const listed = async () => (await runWorkflow(running.client, of('getAll'))).itemsOf('Node').map(({ json }) => json.id);
		expect(await listed()).toContain(id);
		await runWorkflow(running.client, of('delete', { tunnelId: id }));
		expect(await listed()).not.toContain(id);
	}, 90_000);

	test('the lists and the credential tests work by all ways', async () => {
		for (const [way, credentials] of Object.entries(ways)) {
			const [[type, credential]] = Object.entries(credentials) as [[string, CredentialReference]];
			const data = await running.client.credentialData(credential.id);
			expect([way, await running.client.testCredential(credential, data)]).toEqual([way, expect.objectContaining({ status: 'OK' })]);
			const query = { nodeType: `${packageName}.meshCentral`, methodName: 'searchDevices', credential, parameters: { authentication: type, resource: 'device', operation: 'get' } };
			expect((await running.client.listSearch(query)).results.map(({ name }: { name: string }) => name.split(' ')[0])).toEqual(['lab-one', 'lab-two']);
		}
	}, 60_000);

	const watching = () =>
		tellingWorkflow({
			name: 'MeshCentral to Slack',
			trigger: {
				type: `${packageName}.meshCentralTrigger`,
				credentials: { meshCentralApi: { id: ways.direct!.meshCentralApi!.id, name: 'MeshCentral' } },
				parameters: {
					authentication: 'meshCentralApi',
					triggerOn: ['deviceOffline', 'deviceOnline', 'deviceAdded', 'deviceRemoved', 'massChange'],
					watchIn: 'all',
					filters: {},
					options: { offlineForAtLeast: 1 },
				},
			},
			slack: { credential: slackApi, channel: '#mesh' },
		});

	test('an agent that is killed is told as offline once, its return as online once, and a restart of the server not at all', async () => {
		const saved = await running.client.createWorkflow(watching());
		await running.client.activate(saved);
		const told = () => slack.messages.map(({ text }) => text);
		const agent = agents[1]!;
		await server.restart();
		for (const each of agents) await each.untilOnline();
		await agent.kill();
		await until('the offline to be told', () => told().length > 0, { deadlineMs: 150_000 });
		await agent.start();
		await until('the online to be told', () => told().length > 1, { deadlineMs: 60_000 });
		expect(told()).toEqual(['deviceOffline lab-two', 'deviceOnline lab-two']);
		await running.client.deactivate(saved);
	}, 320_000);
});
