/** An account of another domain of the server sees nothing, and MeshCentral does not say so: watching nothing looks like all being well. */
import type { IDataObject } from 'n8n-workflow';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { openLink } from '../../nodes/MeshCentral/control/link';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { FakeServer, welcome } from '../MeshCentral/controlWire';
import { startMeshCentralWrapper } from '../simulators/meshcentral';
import { restCredential } from '../support/meshCentral';
import { Poller } from '../support/poller';

jest.mock('../../nodes/MeshCentral/control/link', () => ({ openLink: jest.fn() }));
afterEach(async () => await sessions.closeAll());

const trigger = (authentication: string, credential: object) =>
	new Poller({
		load: async () => await Promise.resolve(new MeshCentralTrigger()),
		parameters: { authentication, triggerOn: ['deviceAdded', 'deviceOffline'] },
		credentials: { [authentication]: credential as IDataObject } as never,
	});
const failure = async (task: Promise<unknown>) => await task.then(() => undefined, (error: Error) => error);

it.each([
	['customer', 'user//n8n', 'belongs to the default domain, but the address leads to the domain "customer"'],
	['', 'user/customer/n8n', 'belongs to the domain "customer", but the address leads to the default domain'],
])('M7 fails when it is activated (domain "%s", %s)', async (domain, _id, words) => {
	const server = new FakeServer();
	server.greeting = welcome({ serverinfo: { domain }, userinfo: { _id } });
	server.answer = ({ action, responseid }) => [{ action, responseid, nodes: {}, meshes: [] }];
	jest.mocked(openLink).mockImplementation(server.open);
	const credential = { baseUrl: 'https://mesh.example', domain: '', signInWith: 'loginToken', tokenUser: '~t:user', tokenPassword: 'password' };
	expect((await failure(trigger('meshCentralApi', credential).activate()))?.message).toContain(words);
});

it('M7 fails when it is activated through REST commands', async () => {
	const simulator = await startMeshCentralWrapper();
	simulator.world.devices.clear();
	const watching = trigger('meshCentralRestApi', restCredential(simulator.url));
	await watching.activate();
	simulator.world.me._id = 'user/customer/wrapper';
	expect((await failure(trigger('meshCentralRestApi', restCredential(simulator.url)).activate()))?.message).toContain('belongs to the domain "customer"');
	await simulator.stop();
});
