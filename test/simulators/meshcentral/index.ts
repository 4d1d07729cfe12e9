import { Front, type Fault, type ReceivedRequest, type RequestMatch } from '../support/front';
import type { ServerCertificate } from '../support/listen';
import { Random } from '../support/random';
import { FakeAgent, type CommandScript, type Received } from './device/agent';
import { simulatedMeshctrl } from './meshctrl';
import { realBackend, type RealServer } from './realBackend';
import { Tunnels, type ControlOf } from './tunnel';
import { answerRequests, listenForWrapper, type Gateway } from './webServer';
import { labWorld } from './world/lab';
import type { World } from './world/world';
import { Wrapper, type Arrival } from './wrapper/wrapper';

export type { CommandOutcome, CommandScript, Received, RunningCommand } from './device/agent';
export { lab } from './world/lab';
export type { Connection, LoggedEvent, Mesh, Node, Share, User } from './world/types';
export type { Device, World } from './world/world';
export type { Arrival } from './wrapper/wrapper';

export interface MeshCentralWrapperOptions {
	/** 0, the default, is any free port. */
	port?: number;
	/** How many devices in all; the lab's three are always there. Default: those. */
	devices?: number;
	/** The same seed gives the same devices. */
	seed?: number;
	/** Plain HTTP without it. */
	tls?: ServerCertificate;
	/** What every command takes beside its own time; the real wrapper takes about 150 ms. Default: 0. */
	latencyMs?: number;
	/** How many commands the wrapper runs at once. Default: 5, as configured there. */
	workers?: number;
	/** After this the web server answers 504, while the command goes on. Default: 300,000. */
	gatewayTimeoutMs?: number;
	/** Requests without this header are answered 401, as by the gateway that stands before a wrapper. */
	gateway?: Gateway;
	/** What commands do on devices; by default a small shell answers. */
	onCommand?: CommandScript;
	/** Where `/api/ws/*` leads; without it that route is not there. */
	controlOf?: ControlOf;
	/** Commands are carried out by the real `meshctrl` on this server, and the simulated world is not used. */
	backedBy?: RealServer;
}

export interface MeshCentralWrapper {
	/** Without a slash at the end; commands are at `<url>/api/<command>`. */
	readonly url: string;
	/** The simulated MeshCentral. */
	readonly world: World;
	/** Every command that arrived, oldest first: what was sent once is in it once. */
	readonly arrivals: Arrival[];
	/** What reached the agents of the simulated devices: commands, toasts, power operations. */
	readonly received: Received[];
	/** Command lines by which a client would have had the server's shell run something. */
	readonly dangerousLines: string[];
	/** Every HTTP request, those too that the web server refused. */
	readonly requests: ReceivedRequest[];
	/** How many of the wrapper's processes run a command, and how many requests wait for one. */
	readonly workers: { readonly busy: number; readonly waiting: number };
	/** WebSockets: paths asked for, how many are open, and a way to break them all. */
	readonly tunnels: { readonly asked: string[]; readonly open: number; breakAll(): void };
	/** TCP connections accepted so far. */
	readonly connections: number;
	/** The next requests that match are answered with this instead; for tests of faults. */
	answerNext(match: RequestMatch, answer: Fault, times?: number): void;
	stop(): Promise<void>;
}

/** Starts OpenFrame's REST wrapper before a MeshCentral; its answers, the odd ones included, are those recorded from the real one (1.1.55). */
export async function startMeshCentralWrapper(options: MeshCentralWrapperOptions = {}): Promise<MeshCentralWrapper> {
	const { devices = 0, seed = 1, latencyMs = 0, gatewayTimeoutMs = 300_000, workers = 5, gateway } = options;
	const world = labWorld(new Random(seed), devices, 'https://127.0.0.1:18300');
	const agent = new FakeAgent(options.onCommand);
	const real = options.backedBy && realBackend(options.backedBy);
	const wrapper = new Wrapper(real?.run ?? simulatedMeshctrl(world, agent), { latencyMs, gatewayTimeoutMs, workers });
	const tunnels = new Tunnels(options.controlOf, gateway);
	const front = new Front();
	const listening = await listenForWrapper(front.before(answerRequests(wrapper, gateway)), tunnels.onUpgrade, options);
	return {
		url: listening.url,
		world,
		arrivals: wrapper.arrivals,
		received: agent.received,
		dangerousLines: wrapper.dangerousLines,
		requests: front.requests,
		workers: wrapper.workers,
		tunnels,
		get connections() {
			return listening.connections;
		},
		answerNext: (match, fault, times) => front.answerNext(match, fault, times),
		async stop() {
			await listening.close();
			await real?.stop();
		},
	};
}
