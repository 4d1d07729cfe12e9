import { Front, type Fault, type ReadRequest, type ReceivedRequest, type RequestMatch } from '../support/front';
import { listen } from '../support/listen';
import type { LabKeys } from './access';
import { application } from './app';
import { World } from './world';

export type { ReceivedRequest } from '../support/front';
export type { LabKeys } from './access';
export type { Agent, AgentRow, Status } from './agent';
export { day, hour, minute, second } from './clock';
export type { Command, CommandOutcome, Machines, ScriptOutcome, ScriptRun } from './machine';
export type * from './rows';
export type { World } from './world';

export interface TacticalRmmOptions {
	/** 0, the default, is any free port. */
	port?: number;
	apiKey?: string;
	/** How many agents in all; the lab's 30 are always there. */
	agents?: number;
	/** The same seed gives the same agents. */
	seed?: number;
	/** Plain HTTP without it. */
	tls?: { key: string; cert: string };
	/** On by default, as behind the real server's nginx; off, every answer says `Connection: close`. */
	keepAlive?: boolean;
	latencyMs?: number;
	/** How long the server's own waits take: 1 as on the real server, 0.01 (the default) a hundredth of it. */
	timeScale?: number;
	/** The server's time at the start, from which its clock runs on; by default it is the real one. */
	startAt?: Date;
	/** Whether `/beta/v1/` answers; off by default, as on the real server. */
	betaApi?: boolean;
}

export interface TacticalRmm {
	readonly url: string;
	/** A superuser's key. */
	readonly apiKey: string;
	/** Further keys, by what they may do. */
	readonly keys: LabKeys;
	/** Everything that arrived, oldest first, rejected requests too. */
	readonly requests: ReceivedRequest[];
	/** TCP connections accepted so far. */
	readonly connections: number;
	readonly world: World;
	/** The next requests that match are answered with this instead; for tests of faults. */
	answerNext(match: RequestMatch, answer: Fault, times?: number): void;
	stop(): Promise<void>;
}

/** Starts a Tactical RMM 1.5.1 whose answers, the odd ones included, are those recorded from the real server. */
export async function startTacticalRmm(options: TacticalRmmOptions = {}): Promise<TacticalRmm> {
	const world = new World({
		apiKey: options.apiKey ?? 'SIMULATORKEY00000000000000000000',
		seed: options.seed ?? 1,
		agents: options.agents ?? 0,
		timeScale: options.timeScale ?? 0.01,
		betaApi: options.betaApi ?? false,
		startAt: options.startAt,
	});
	const app = application(world);
	const front = new Front(options.latencyMs);
	const answer = front.before((request, response) => app(request as ReadRequest & Parameters<typeof app>[0], response as never));
	const listener = await listen(answer, { keepAlive: true, ...options });
	return {
		url: listener.url,
		apiKey: world.access.keys.admin,
		keys: world.access.keys,
		requests: front.requests,
		get connections() {
			return listener.connections;
		},
		world,
		answerNext: (match, fault, times) => front.answerNext(match, fault, times),
		stop: () => listener.close(),
	};
}
