/** The package as a user gets it, in a real n8n: packed, installed, its credential tested, its examples run. */
import { startInbox, type Inbox } from '../../demo/inbox';
import { exampleWorkflows, withCredentials } from '../../demo/examples';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { sortsOutDetails } from '../../nodes/shared/n8nVersion';
import { itemsThrough } from './itemsWorkflow';
import { n8nVersion } from './n8n/version';
import { until } from './n8n/wait';
import type { CredentialReference, WorkflowJson } from './n8n/types';
import { withN8n, runWorkflow } from './support';

const packageName = 'n8n-nodes-device-management';
const nodeType = `${packageName}.netAlertX`;
const token = 'canary-token-3f9c';

const running = withN8n();
let server: NetAlertX;
let inbox: Inbox;
let netAlertX: CredentialReference;
let credentials: CredentialReference[];

beforeAll(async () => {
	server = await startNetAlertX({ token, devices: 60 });
	inbox = await startInbox();
	const { client } = running;
	netAlertX = await client.createCredential('NetAlertX', 'netAlertXApi', credentialData());
	const smtp = { user: '', password: '', host: '127.0.0.1', port: inbox.smtpPort, secure: false, disableStartTls: true };
	credentials = [netAlertX, await client.createCredential('SMTP', 'smtp', smtp)];
}, 60_000);
afterAll(async () => {
	await inbox.stop();
	await server.stop();
});

const credentialData = (more: object = {}) => ({ baseUrl: server.url, apiToken: token, allowUnauthorizedCerts: false, caCertificate: '', ...more });

function example(name: string): WorkflowJson {
	const found = exampleWorkflows().find((workflow) => workflow.name === name);
	if (!found) throw new Error(`There is no example "${name}".`);
	return withCredentials(found, credentials);
}

const workflowOf = (items: object[], parameters: object, more: object = {}): WorkflowJson =>
	itemsThrough(items, nodeType, { netAlertXApi: netAlertX }, parameters, more);

describe('installed from the packed tarball', () => {
	test('n8n knows the nodes, as tools for AI agents too, and finds them by what people look for', async () => {
		const types = await running.client.nodeTypes(packageName);
		const actionNodes = ['deviceFleet', 'meshCentral', 'meshtech', 'netAlertX', 'tacticalRmm'].map((name) => `${packageName}.${name}`);
		const live = ['meshCentral', 'netAlertX'].map((name) => `${packageName}.${name}LiveTrigger`);
		const webhooks = [`${packageName}.tacticalRmmWebhookTrigger`];
		expect(types.map(({ name }) => name).sort()).toEqual([...live, ...webhooks, ...actionNodes.flatMap((name) => [name, `${name}Tool`, `${name}Trigger`])].sort());
		const { codex } = types.find(({ name }) => name === nodeType) as { codex?: { alias?: string[] } };
		expect(codex?.alias).toEqual(expect.arrayContaining(['Lock Field', 'Offline', 'Inventory']));
	});

	test('its icons are there, and differ between light and dark', async () => {
		const [{ iconUrl } = {}] = (await running.client.nodeTypes(packageName)) as Array<{ iconUrl?: unknown }>;
		const { light, dark } = iconUrl as { light: string; dark: string };
		const [day, night] = [await running.client.icon(light), await running.client.icon(dark)];
		expect(day?.type).toContain('svg');
		expect(day?.text).not.toBe(night?.text);
	});
});

describe('the credential test', () => {
	test('is green with the right token', async () => {
		expect(await running.client.testCredential(netAlertX, credentialData())).toMatchObject({ status: 'OK' });
	});

	test("says a wrong token in the server's words, after one rejected request", async () => {
		const before = server.notifications.length;
		const { status, message } = await running.client.testCredential(netAlertX, credentialData({ apiToken: 'wrong' }));
		expect(status).toBe('Error');
		expect(message).toContain('ERROR: Not authorized');
		expect(message).toContain('Settings > Core > General > API token');
		expect(server.notifications.length).toBe(before + 1);
	});

	test.each([
		['nothing listens', () => 'http://127.0.0.1:9', 'refused the connection'],
		['a path', () => `${server.url}/server`, 'has a path'],
		['no scheme', () => '127.0.0.1:20212', 'http://'],
	])('explains an address where %s', async (_, baseUrl, words) => {
		const { status, message } = await running.client.testCredential(netAlertX, credentialData({ baseUrl: baseUrl() }));
		expect([status, message]).toEqual(['Error', expect.stringContaining(words)]);
	});
});

test('the list of devices opens, filters, and takes names and addresses', async () => {
	const query = { nodeType, methodName: 'searchDevices', credential: netAlertX, parameters: { resource: 'device', operation: 'get' } };
	const all = await running.client.listSearch(query);
	expect(all.results.length).toBe(60);
	const found = await running.client.listSearch({ ...query, filter: 'core-switch' });
	expect(found.results).toEqual([expect.objectContaining({ value: '3c:22:fb:10:00:02' })]);
});

describe('items in a workflow', () => {
	const get = { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'mac', value: '={{ $json.mac }}' }, simplify: true, options: {} };

	test('come out in order, paired, and those that fail on the error output with their details', async () => {
		const macs = server.database.devices().slice(0, 30).map(({ devMac }) => String(devMac));
		const items = [...macs.slice(0, 10), 'aa:bb:cc:dd:ee:ff', 'no mac', ...macs.slice(10)].map((mac) => ({ mac }));
		const { itemsOf } = await runWorkflow(running.client, workflowOf(items, get, { onError: 'continueErrorOutput' }));
		expect(itemsOf('Node').map(({ json }) => json.id)).toEqual(macs);
		expect(itemsOf('Node').map(({ pairedItem }) => pairedItem)).toEqual(
			items.flatMap(({ mac }, item) => (macs.includes(mac) ? [{ item }] : [])),
		);
		expect(itemsOf('Node', 1).map(({ json }) => [json.mac, json.error])).toEqual([
			['aa:bb:cc:dd:ee:ff', 'Device not found'],
			['no mac', 'NetAlertX has no device with the MAC address, IP address or name "no mac"'],
		]);
		const { details, message } = itemsOf('Node', 1)[0]!.json;
		// Early versions of n8n 2 would send an item with details to the other output.
		if (!sortsOutDetails(n8nVersion)) expect([details, message]).toEqual([undefined, expect.stringContaining('GET /device/aa:bb:cc:dd:ee:ff returned status 404')]);
		else expect(details).toMatchObject({ status: 404, method: 'GET', path: '/device/aa:bb:cc:dd:ee:ff' });
	});

	test("a failure stops the workflow with the server's words, and nothing that n8n stores holds the token", async () => {
		const { execution } = await runWorkflow(running.client, workflowOf([{ mac: 'aa:bb:cc:dd:ee:ff' }], get), { mayFail: true });
		expect(execution.status).toBe('error');
		expect(execution.data.resultData.error).toMatchObject({ message: 'Device not found', httpCode: '404' });
		expect(JSON.stringify(execution)).not.toContain(token);
		expect(running.n8n.log.join('\n')).not.toContain(token);
	});

	test('a write arrives once, and is refused together with Retry On Fail', async () => {
		const parameters = { resource: 'event', operation: 'create', deviceId: { __rl: true, mode: 'name', value: 'core-switch' }, type: 'Maintenance', ip: '', info: 'smoke', time: '', alert: false, options: {} };
		const arrived = () => server.requests.filter(({ path }) => path.startsWith('/events/create')).length;
		await runWorkflow(running.client, workflowOf([{}], parameters));
		expect(arrived()).toBe(1);
		const refused = await runWorkflow(running.client, workflowOf([{}], parameters, { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 }), { mayFail: true });
		expect(refused.execution.data.resultData.error?.message).toContain("'Retry On Fail'");
		expect(arrived()).toBe(1);
	});
});

describe('the examples', () => {
	test('the nightly inventory mails every device as CSV', async () => {
		const workflow = example('NetAlertX: nightly inventory by email');
		const { workflow: saved } = await runWorkflow(running.client, workflow);
		const mail = await inbox.waitFor(({ subject }) => subject.startsWith('Network inventory'));
		expect(mail.subject).toContain('60 devices');
		const [csv] = mail.attachments;
		const lines = csv!.content.toString('utf8').trim().split('\n');
		expect(lines[0]).toContain('name,online,lastSeen,ip,mac,os,version,group,id,source');
		expect(lines).toHaveLength(61);
		await running.client.activate(saved);
		await running.client.deactivate(saved);
	});

	test('new devices get a name, a vendor and locks, are known then, and are mailed once', async () => {
		server.network.join({ mac: '02:00:00:12:34:56' });
		server.network.scan();
		const isNew = () => server.database.devices().filter(({ devIsNew }) => devIsNew === 1).map(({ devMac }) => devMac);
		expect(isNew()).toContain('02:00:00:12:34:56');
		const count = isNew().length;
		await runWorkflow(running.client, example('NetAlertX: name and lock new devices'));
		const device = server.database.device('02:00:00:12:34:56')!;
		expect(device).toMatchObject({ devNameSource: 'LOCKED', devVendorSource: 'LOCKED', devIsNew: 0 });
		expect(String(device.devName)).toBe('device-123456');
		const mail = await inbox.waitFor(({ subject }) => subject.includes('on the network'));
		expect(mail.subject).toBe(`${count} new ${count === 1 ? 'device' : 'devices'} on the network`);
		expect(mail.text).toContain('device-123456');
		server.network.scan();
		expect(String(server.database.device('02:00:00:12:34:56')!.devName)).toBe('device-123456');
		expect(isNew()).toEqual([]);
		await runWorkflow(running.client, example('NetAlertX: name and lock new devices'));
		await until('no second mail', () => inbox.mails.filter(({ subject }) => subject.includes('on the network')).length === 1, { deadlineMs: 2_000 });
	});
});
