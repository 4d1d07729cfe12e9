import { startMeshCentral, whyNoMeshCentral, type MeshCentral } from '../../test/servers/meshcentral';
import { Visitor } from '../../test/servers/meshcentral/visitor';
import { startMeshCentralWrapper } from '../../test/simulators/meshcentral';
import { goesAndReturns, type Act, type Wanderer } from '../day/act';
import { realClock, type Clock } from '../day/clock';
import { portSettings } from '../settings';
import { LIVE } from './cards';
import { onlineOf, type DemoCredential, type DemoSystem, type StartSystem } from './system';

const AGENTS = ['front-desk', 'build-server', 'kiosk'];
/** Which the examples name. */
const GROUP = 'My Group';
/** Whose sessions are watched. */
const SERVER = 'build-server';
const VISITOR = 'alice';
const common = { name: 'MeshCentral', example: 'MeshCentral: device offline to Slack' };

/** A real MeshCentral with real agents where they can run, with the REST wrapper in front of it; elsewhere a simulated wrapper. */
export const meshCentral: StartSystem = async (closing, report) => {
	const reason = process.env.DEMO_MESHCENTRAL === 'simulated' ? 'DEMO_MESHCENTRAL asks for it.' : whyNoMeshCentral();
	if (!reason) return await real(closing, report);
	report(`simulated, for this reason: ${reason}`);
	return await simulated(closing);
};

async function real(...[closing, report]: Parameters<StartSystem>): Promise<DemoSystem> {
	const ports = portSettings();
	const server = await startMeshCentral({ port: ports.meshCentral.port, groups: [GROUP], plainUsers: [VISITOR], report });
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
		what: `A real MeshCentral with ${AGENTS.length} real agents on this machine. Commands run on this machine.`,
		status: () => onlineOf(server.agents.filter(({ isRunning }) => isRunning).length, AGENTS.length, 'devices'),
		acts: [
			...AGENTS.flatMap((name) => {
				const agent = server.agents.find((each) => each.name === name)!;
				return actsOf(name, { isThere: () => agent.isRunning, leave: unhurried(() => agent.terminate()), comeBack: () => agent.start(), shown: { card: LIVE, isToldAtOnce: true } });
			}),
			...(await visitsOf(server)),
		],
		credentials: credentialsOf({ url: server.url, certificate, token }, wrapper.url),
		access: [
			{ label: 'Base URL', value: server.url },
			{ label: 'Token User', value: token.user },
			{ label: 'Token Password', value: token.password },
			{ label: 'Base URL of its REST wrapper', value: wrapper.url },
			{ label: 'User of its web page', value: admin.user },
			{ label: 'Password of its web page', value: admin.password },
		],
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
		status: () => onlineOf(all().filter(({ connection }) => connection).length, all().length, 'devices'),
		acts,
		// A simulated wrapper has no server behind it that a WebSocket could lead to.
		credentials: [wrapperCredential(wrapper.url, 'rest')],
		access: [{ label: 'Base URL of the REST wrapper', value: wrapper.url }],
	};
}

/** For a new node, n8n chooses the credential that was changed last: so the direct way comes after the wrapper, which few have. */
export function credentialsOf({ url, certificate, token }: Pick<MeshCentral, 'url' | 'certificate'> & { token: { user: string; password: string } }, wrapperUrl: string): DemoCredential[] {
	return [
		wrapperCredential(wrapperUrl, 'webSocket'),
		{
			name: 'Demo: MeshCentral',
			type: 'meshCentralApi',
			address: { baseUrl: url, tokenUser: token.user, tokenPassword: token.password, connection: ['caCertificate'], caCertificate: certificate },
			rest: { domain: '', signInWith: 'loginToken', username: '', password: '', twoFactorCode: '', allowUnauthorizedCerts: false },
		},
	];
}

function wrapperCredential(baseUrl: string, connectThrough: 'webSocket' | 'rest'): DemoCredential {
	const rest = { gatewayHeaderName: '', gatewayHeaderValue: '', allowUnauthorizedCerts: false, caCertificate: '' };
	return { name: 'Demo: MeshCentral wrapper', type: 'meshCentralRestApi', address: { baseUrl, connectThrough }, rest };
}

/**
 * The buttons are for the first device, and for the server that a live trigger watches where there is one.
 *
 * @param device with `shown`: what holds for the buttons of the server
 */
const actsOf = (name: string, { shown, ...device }: Omit<Wanderer, 'name' | 'buttons'>): Act[] => goesAndReturns({ name, ...device, buttons: name !== 'kiosk', ...(name === SERVER && { shown }) });

/** What somebody does who is not n8n: opens the files of a server, or does not get in. */
async function visitsOf(server: MeshCentral): Promise<Act[]> {
	const all = 4_294_967_295;
	await (await server.control()).ask('addmeshuser', { meshid: server.groups[GROUP], usernames: [VISITOR], meshadmin: all });
	const access = { url: server.controlUrl, ca: server.certificate };
	const visitor = new Visitor({ ...access, ...server.plainUsers[VISITOR]! });
	const stranger = new Visitor({ ...access, user: 'mallory', password: '' });
	const agent = server.agents.find(({ name }) => name === SERVER)!;
	let end: (() => Promise<void>) | undefined;
	const shown = { card: LIVE, isToldAtOnce: true };
	return [
		{
			...shown,
			will: `${VISITOR} opens the files of ${SERVER}`,
			did: `${VISITOR} opened the files of ${SERVER}`,
			button: `Open the files of ${SERVER}`,
			isPossible: () => !end && agent.isRunning,
			perform: async () => (end = await visitor.openFiles(agent.nodeId)),
		},
		{
			...shown,
			will: `${VISITOR} closes the files of ${SERVER}`,
			did: `${VISITOR} closed the files of ${SERVER}`,
			button: `Close the files of ${SERVER}`,
			isPossible: () => end !== undefined,
			perform: async () => {
				const ending = end!;
				end = undefined;
				await ending();
			},
		},
		{
			...shown,
			will: 'somebody fails to sign in five times',
			did: 'somebody failed to sign in five times',
			button: 'Fail to sign in five times',
			isPossible: () => true,
			perform: async () => await Promise.all(Array.from({ length: 5 }, async () => await stranger.failToSignIn())),
		},
	];
}
