import { startMeshCentral, whyNoMeshCentral } from '../../test/servers/meshcentral';
import { startMeshCentralWrapper } from '../../test/simulators/meshcentral';
import { goesAndReturns, type Act, type Wanderer } from '../day/act';
import { realClock, type Clock } from '../day/clock';
import { portSettings } from '../settings';
import type { DemoCredential, DemoSystem, StartSystem } from './system';

const AGENTS = ['front-desk', 'build-server', 'kiosk'];
/** Which the examples name. */
const GROUP = 'My Group';
const common = { name: 'MeshCentral', example: 'MeshCentral: device offline for 10 minutes to Slack' };

/** A real MeshCentral with real agents where they can run, with the REST wrapper in front of it; elsewhere a simulated wrapper. */
export const meshCentral: StartSystem = async (closing, report) => {
	const reason = process.env.DEMO_MESHCENTRAL === 'simulated' ? 'DEMO_MESHCENTRAL asks for it.' : whyNoMeshCentral();
	if (!reason) return await real(closing, report);
	report(`simulated, for this reason: ${reason}`);
	return await simulated(closing);
};

async function real(...[closing, report]: Parameters<StartSystem>): Promise<DemoSystem> {
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
	const token = await server.createLoginToken('n8n');
	return {
		...common,
		what: `A real MeshCentral with ${AGENTS.length} real agents on this machine, which is what its commands run on.`,
		status: () => `${server.agents.filter(({ isRunning }) => isRunning).length} of ${AGENTS.length} devices are online`,
		acts: AGENTS.flatMap((name) => {
			const agent = server.agents.find((each) => each.name === name)!;
			return actsOf(name, { isThere: () => agent.isRunning, leave: unhurried(() => agent.terminate()), comeBack: () => agent.start() });
		}),
		credentials: [
			{
				name: 'MeshCentral of the demo',
				type: 'meshCentralApi',
				address: { baseUrl: server.url, tokenUser: token.user, tokenPassword: token.password, caCertificate: certificate },
				rest: { domain: '', signInWith: 'loginToken', username: '', password: '', twoFactorCode: '', allowUnauthorizedCerts: false },
			},
			wrapperCredential(wrapper.url, 'webSocket'),
		],
		access: `${server.url} (${admin.user}, password ${admin.password}); its REST wrapper: ${wrapper.url}`,
	};
}

const PAUSE_MS = 20_000;

/** Refuses to be done again too soon: MeshCentral listens no longer to an agent that leaves more often than six times in two minutes. */
export function unhurried<T>(leave: () => T, clock: Pick<Clock, 'now'> = realClock): () => T {
	let next = 0;
	return () => {
		const wait = Math.ceil((next - clock.now()) / 1_000);
		if (wait > 0) throw new Error(`MeshCentral ignores an agent that comes and goes too often: try again in ${wait} seconds.`);
		next = clock.now() + PAUSE_MS;
		return leave();
	};
}

/** Devices of the same names in a simulated world, reached through the REST wrapper alone. */
async function simulated(closing: Parameters<StartSystem>[0]): Promise<DemoSystem> {
	const wrapper = await startMeshCentralWrapper({ port: portSettings().meshCentralWrapper.port });
	closing.add('The simulated REST wrapper', () => wrapper.stop());
	const { world } = wrapper;
	const group = world.addGroup({ name: GROUP });
	const acts = AGENTS.flatMap((name) => {
		const { _id: id } = world.addDevice(group._id, { name }).node;
		world.connect(id);
		return actsOf(name, { isThere: () => world.device(id).connection !== undefined, leave: () => world.disconnect(id), comeBack: () => world.connect(id) });
	});
	const all = () => [...world.devices.values()];
	return {
		...common,
		what: 'A simulated MeshCentral, reached through its REST wrapper: its agents do not run on this machine.',
		status: () => `${all().filter(({ connection }) => connection).length} of ${all().length} devices are online`,
		acts,
		// A simulated wrapper has no server behind it that a WebSocket could lead to.
		credentials: [wrapperCredential(wrapper.url, 'rest')],
		access: `${wrapper.url} (the REST wrapper, without a secret)`,
	};
}

function wrapperCredential(baseUrl: string, connectThrough: 'webSocket' | 'rest'): DemoCredential {
	const rest = { gatewayHeaderName: '', gatewayHeaderValue: '', allowUnauthorizedCerts: false, caCertificate: '' };
	return { name: 'MeshCentral wrapper of the demo', type: 'meshCentralRestApi', address: { baseUrl, connectThrough }, rest };
}

/** The buttons are for the first device. */
const actsOf = (name: string, device: Pick<Wanderer, 'isThere' | 'leave' | 'comeBack'>): Act[] => goesAndReturns({ name, ...device, buttons: name === AGENTS[0] });
