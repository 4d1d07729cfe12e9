import { startMeshCentral, whyNoMeshCentral, type MeshCentral } from '../../test/servers/meshcentral';
import { startMeshCentralWrapper } from '../../test/simulators/meshcentral';
import { portSettings } from '../settings';
import { play, type StartSystem } from './system';

const AGENTS = ['front-desk', 'build-server', 'kiosk'];
const GROUP = 'Lab';
/** MeshCentral listens no longer to an agent that comes and goes more often than six times in two minutes. */
const EVERY_MS = 90_000;

/** A real MeshCentral with real agents on this machine, and the REST wrapper in front of it. An agent leaves and returns. */
export const meshCentral: StartSystem = async (closing, report) => {
	const reason = whyNoMeshCentral();
	if (reason) return { name: 'MeshCentral', credentials: [], lines: [`left out: ${reason}`] };
	const ports = portSettings();
	const server = await startMeshCentral({ port: ports.meshCentral.port, groups: [GROUP], report });
	closing.add('MeshCentral', () => server.stop());
	for (const name of AGENTS) {
		report(`agent ${name}`);
		await server.startAgent(name, GROUP);
	}
	const { admin, certificate } = server;
	const wrapper = await startMeshCentralWrapper({
		port: ports.meshCentralWrapper.port,
		controlOf: { url: server.url, ca: certificate, ...admin },
		backedBy: server,
	});
	closing.add('The REST wrapper', () => wrapper.stop());
	play(closing, "MeshCentral's day", EVERY_MS, day(server));
	const token = await server.createLoginToken('n8n');
	return {
		name: 'MeshCentral',
		credentials: [
			{
				name: 'MeshCentral of the demo',
				type: 'meshCentralApi',
				address: { baseUrl: server.url, tokenUser: token.user, tokenPassword: token.password, caCertificate: certificate },
				rest: { domain: '', signInWith: 'loginToken', username: '', password: '', twoFactorCode: '', allowUnauthorizedCerts: false },
			},
			{
				name: 'MeshCentral wrapper of the demo',
				type: 'meshCentralRestApi',
				address: { baseUrl: wrapper.url },
				rest: { connectThrough: 'webSocket', gatewayHeaderName: '', gatewayHeaderValue: '', allowUnauthorizedCerts: false, caCertificate: '' },
			},
		],
		lines: [
			`${server.url} (${admin.user}, password ${admin.password}): a real MeshCentral with ${AGENTS.length} agents on this machine;`,
			`one of them leaves and returns. The REST wrapper in front of it: ${wrapper.url}`,
		],
	};
};

function day({ agents }: MeshCentral): Array<() => unknown> {
	const kiosk = agents.at(-1)!;
	return [async () => await kiosk.terminate(), () => undefined, async () => await kiosk.start()];
}
