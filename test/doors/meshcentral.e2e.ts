/** The real MeshCentral behind a real nginx with mutual TLS and Basic Auth, over the WebSocket. */
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { MeshCentral as Node } from '../../nodes/MeshCentral/MeshCentral.node';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Subject } from '../faults/subjects';
import { startMeshCentral, type MeshCentral } from '../servers/meshcentral';
import { describeWithMeshCentral } from '../servers/meshcentral/describe';
import { testCertificates } from '../simulators/support/certificates';
import { startGateway, type Gateway, type GatewayOptions } from './nginx';
import { basic, basicAuth, certificate, DONE, problemsOf } from './way';

jest.setTimeout(120_000);
// What is tried again is tried again at once.
jest.mock('../../nodes/shared/http/retry', () => ({ ...jest.requireActual<object>('../../nodes/shared/http/retry'), waitBefore: () => 0 }));

describeWithMeshCentral('a real MeshCentral behind nginx', () => {
	let server: MeshCentral;
	let subject: Subject;
	let login: ICredentialDataDecryptedObject;
	const gateways: Gateway[] = [];

	beforeAll(async () => {
		server = await startMeshCentral();
		const { nodeId } = await server.startAgent('lab-one');
		const { user, password } = await server.createLoginToken('behind nginx');
		login = { signInWith: 'loginToken', tokenUser: user, tokenPassword: password };
		const device = { resource: 'device', deviceId: { __rl: true, mode: 'id', value: nodeId } };
		const operations = {
			read: { ...device, operation: 'get' },
			idempotent: { ...device, operation: 'update', updateFields: { description: 'behind nginx' } },
			once: { ...device, operation: 'runCommand', command: 'echo hello' },
		};
		subject = {
			name: 'MeshCentral', node: new Node(), trigger: new MeshCentralTrigger(), credential: 'meshCentralApi', address: 'baseUrl', operations,
			triggerParameters: { triggerOn: ['deviceChanged'], watchedFields: ['desc'] }, listSearch: 'searchDevices',
			start: async () => await Promise.reject(new Error('it runs already')), isWrite: () => false,
		};
	}, 5 * 60_000);
	afterEach(async () => {
		await sessions.closeAll();
		await closeAgents();
		await Promise.all(gateways.splice(0).map(async ({ stop }) => await stop()));
	});
	afterAll(async () => await server?.stop());

	async function behind(options: Omit<GatewayOptions, 'upstream'>): Promise<ICredentialDataDecryptedObject> {
		const gateway = await startGateway({ ...options, upstream: server.url });
		gateways.push(gateway);
		return { ...login, baseUrl: gateway.url, caCertificate: (await testCertificates()).ca };
	}

	test('with certificate and password, everything works', async () => {
		const data = await behind({ tls: 'valid', asksForCertificate: true, basicAuth });
		expect(await problemsOf(subject, { ...data, connection: ['clientCertificate', 'basicAuth'], ...basic, ...(await certificate()) })).toEqual({});
		expect(gateways[0]!.log().some((line) => line.startsWith(`101 ${basicAuth.user} GET /control.ashx`))).toBe(true);
	});

	test('without the certificate, and with one of a strange authority', async () => {
		const data = await behind({ tls: 'valid', asksForCertificate: true });
		const without = await problemsOf(subject, data);
		expect(Object.keys(without).sort()).toEqual(DONE);
		for (const said of Object.values(without)) expect(said).toMatch(/requires a client certificate.*choose 'Client Certificate' under 'Connection'/);
		for (const said of Object.values(await problemsOf(subject, { ...data, connection: ['clientCertificate'], ...(await certificate('strangeClient')) }))) expect(said).toMatch(/does not accept the client certificate/);
	});

	test('without the password, and with a wrong one', async () => {
		const data = await behind({ tls: 'valid', basicAuth });
		const without = await problemsOf(subject, data);
		expect(Object.keys(without).sort()).toEqual(DONE);
		for (const said of Object.values(without)) expect(said).toMatch(/requires a user and password \(Basic Auth\).*choose 'Basic Auth' under 'Connection'/);
		for (const said of Object.values(await problemsOf(subject, { ...data, connection: ['basicAuth'], ...basic, basicAuthPassword: 'wrong' }))) expect(said).toMatch(/does not accept this user and password/);
	});

	test('in http to its port of https, and with a certificate of another name', async () => {
		const data = await behind({ tls: 'valid' });
		for (const said of Object.values(await problemsOf(subject, { ...data, baseUrl: String(data.baseUrl).replace('https', 'http') }))) expect(said).toMatch(/expects HTTPS, but the request was HTTP/);
		const renamed = await behind({ tls: 'wrongName' });
		expect(Object.keys(await problemsOf(subject, renamed)).sort()).toEqual(DONE);
		expect(await problemsOf(subject, { ...renamed, connection: ['serverName'], serverName: 'elsewhere.example' })).toEqual({});
	});
});
