/** The group 'Connection' in a real n8n: stored, hidden when it is read, kept when it is saved again, and used by test, list and node. */
import type { IDataObject } from 'n8n-workflow';
import { itemsThrough } from '../e2e/itemsWorkflow';
import type { CredentialReference } from '../e2e/n8n/types';
import { runWorkflow, withN8n } from '../e2e/support';
import { startNetAlertX, type NetAlertX } from '../simulators/netalertx';
import { testCertificates } from '../simulators/support/certificates';
import { startGateway, type Gateway } from './nginx';
import { basic, basicAuth, certificate } from './way';

const nodeType = 'n8n-nodes-device-management.netAlertX';
const running = withN8n();
let server: NetAlertX;
let gateway: Gateway;
let entered: IDataObject;
let saved: CredentialReference;

beforeAll(async () => {
	server = await startNetAlertX({ token: 'c4naryToken' });
	gateway = await startGateway({ upstream: server.url, tls: 'valid', asksForCertificate: true, basicAuth });
	entered = {
		baseUrl: gateway.url,
		apiToken: 'c4naryToken',
		caCertificate: (await testCertificates()).ca,
		connection: ['basicAuth', 'clientCertificate', 'headers'],
		additionalHeaders: { values: [{ name: 'X-First', value: 'c4naryFirst' }, { name: 'X-Second', value: 'c4narySecond' }] },
		...basic,
		...(await certificate()),
	};
	saved = await running.client.createCredential('NetAlertX', 'netAlertXApi', entered);
}, 60_000);
afterAll(async () => {
	await gateway?.stop();
	await server?.stop();
});

const readDevices = async () => {
	const { items } = await runWorkflow(running.client, itemsThrough([{}], nodeType, { netAlertXApi: saved }, { resource: 'device', operation: 'getAll', returnAll: true }));
	return items.length;
};

test('it is used by the credential test and by the node, and the headers arrive', async () => {
	expect(await running.client.testCredential(saved, entered)).toMatchObject({ status: 'OK' });
	expect(await readDevices()).toBeGreaterThan(30);
	expect(server.requests.at(-1)!.headers).toMatchObject({ 'x-first': 'c4naryFirst', 'x-second': 'c4narySecond' });
});

test('none of its secrets is shown to who opens the credential, and saving it again keeps them', async () => {
	const shown = await running.client.credentialData(saved.id);
	expect(JSON.stringify(shown)).not.toMatch(/c4nary|a passphrase|pass:word|PRIVATE KEY/);
	expect(shown).toMatchObject({ connection: entered.connection, basicAuthUser: 'n8n', additionalHeaders: { values: [{ name: 'X-First' }, { name: 'X-Second' }] } });
	await running.client.updateCredential(saved, shown);
	expect(await readDevices()).toBeGreaterThan(30);
	expect(server.requests.at(-1)!.headers).toMatchObject({ 'x-first': 'c4naryFirst', 'x-second': 'c4narySecond' });
});
