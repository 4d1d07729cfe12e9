/** A quiet poll by a trigger as it is when somebody has just put it down: nothing is set. What it asks, it asks once a minute, for years. */
import type { INodeType } from 'n8n-workflow';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { answersOf } from '../MeshCentral/controlExchanges';
import { FakeServer } from '../MeshCentral/controlWire';
import { startMeshCentralWrapper } from '../simulators/meshcentral';
import { startMeshtech } from '../simulators/meshtech';
import { startNetAlertX } from '../simulators/netalertx';
import { startTacticalRmm } from '../simulators/tacticalrmm';
import { credentialFor as ofMeshtech } from '../support/meshtech';
import { credentialFor as ofNetAlertX } from '../support/netAlertX';
import { restCredential } from '../support/meshCentral';
import { Poller, type PollerOptions } from '../support/poller';
import { credentialFor as ofTacticalRmm } from '../support/tacticalRmm';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));

let stop: () => Promise<void> = async () => await Promise.resolve();
afterEach(async () => {
	await sessions.closeAll();
	await closeAgents();
	await stop();
});

/** What arrived with the third poll, once everything that the first ones ask is known. */
async function arrivedWithPoll<T>(type: INodeType, credentials: PollerOptions['credentials'], arrived: T[], parameters: PollerOptions['parameters'] = {}): Promise<T[]> {
	const poller = new Poller({ load: async () => await Promise.resolve(type), credentials, parameters });
	await poller.activate();
	await poller.poll();
	const before = arrived.length;
	expect(await poller.poll()).toBeNull();
	return arrived.slice(before);
}

const inShort = (requests: Array<{ method: string; path: string; query: object; body: unknown }>) =>
	requests.map(({ method, path, query, body }) => [method, path, ...[query, body].flatMap((each) => (each && Object.keys(each).length > 0 ? [JSON.stringify(each)] : []))].join(' '));

it('of NetAlertX is one request', async () => {
	const server = await startNetAlertX();
	stop = server.stop;
	const sent = await arrivedWithPoll(new NetAlertXTrigger(), { netAlertXApi: ofNetAlertX(server.url, server.token) }, server.requests);
	expect(inShort(sent)).toEqual(['GET /devices']);
});

it('of Tactical RMM is one request', async () => {
	const server = await startTacticalRmm();
	stop = server.stop;
	const sent = await arrivedWithPoll(new TacticalRmmTrigger(), { tacticalRmmApi: ofTacticalRmm(server.url, server.apiKey) }, server.requests);
	expect(inShort(sent)).toEqual(['GET /agents/']);
});

it('of Meshtech is one request', async () => {
	const server = await startMeshtech();
	stop = server.stop;
	const sent = await arrivedWithPoll(new MeshtechTrigger(), { meshtechApi: ofMeshtech(server) }, server.requests);
	expect(inShort(sent)).toEqual(['GET /api/v1/devices {"MaxResults":"100"}']);
});

it('of MeshCentral by REST commands is one request', async () => {
	const server = await startMeshCentralWrapper();
	stop = server.stop;
	const credentials = { meshCentralRestApi: restCredential(server.url) };
	const sent = await arrivedWithPoll(new MeshCentralTrigger(), credentials, server.requests, { authentication: 'meshCentralRestApi' });
	expect(inShort(sent)).toEqual(['GET /api/listdevices']);
});

it('of MeshCentral over its WebSocket is two frames, on the session that is there', async () => {
	const server = new FakeServer();
	server.answer = answersOf('nodes');
	jest.mocked(openLink).mockImplementation(server.open);
	const account = { signInWith: 'loginToken', tokenUser: '~t:user', tokenPassword: 'password' };
	const credentials = { meshCentralApi: { baseUrl: 'https://mesh.example', ...account, allowUnauthorizedCerts: false, caCertificate: '' } };
	const poller = new Poller({ load: async () => await Promise.resolve(new MeshCentralTrigger()), credentials });
	await poller.activate();
	await poller.poll();
	const before = server.sent.length;
	expect(await poller.poll()).toBeNull();
	expect(server.sent.slice(before).map(({ action }) => action).sort()).toEqual(['meshes', 'nodes']);
	expect(server.wires).toHaveLength(1);
});
