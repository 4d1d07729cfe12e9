import { Front, type Fault, type ReadRequest, type ReceivedRequest, type RequestMatch } from '../support/front';
import { listen } from '../support/listen';
import { application } from './app';
import type { Database } from './database';
import type { ScriptedNetwork } from './network';
import { Server, type HistoryRow, type Notification } from './server';
import type { StateStream } from './stream';

export type { ReceivedRequest } from '../support/front';
export type { EventRow } from './database';
export type { DeviceRow } from './columns';
export type { Step } from './network';
export type { Host } from './scan';

export interface NetAlertXOptions {
	/** 0, the default, is any free port. */
	port?: number;
	token?: string;
	/** How many devices in all; the lab's 40 are always there. */
	devices?: number;
	/** The same seed gives the same network and history. */
	seed?: number;
	/** Plain HTTP without it. */
	tls?: { key: string; cert: string };
	/** Off by default, as on the real server: every answer says `Connection: close`. */
	keepAlive?: boolean;
	latencyMs?: number;
	/** Names the columns of events as servers before 26.4.6 do: `eve_MAC`, `eve_DateTime`. */
	oldEventColumns?: boolean;
}

export interface NetAlertX {
	readonly url: string;
	readonly token: string;
	/** Everything that arrived, oldest first, rejected requests too. */
	readonly requests: ReceivedRequest[];
	/** What the user would find in the interface: one alert per rejected request, as measured on the real server. */
	readonly notifications: Notification[];
	/** The audit log, newest first. */
	readonly history: HistoryRow[];
	/** What was put into the execution queue by hand. */
	readonly queue: string[];
	/** TCP connections accepted so far. */
	readonly connections: number;
	readonly database: Database;
	readonly network: ScriptedNetwork;
	readonly settings: Record<string, unknown>;
	/** Its event stream, `/sse/state`. */
	readonly stream: StateStream;
	/** The next requests that match are answered with this instead; for tests of faults. */
	answerNext(match: RequestMatch, answer: Fault, times?: number): void;
	stop(): Promise<void>;
}

/** Starts a NetAlertX whose answers, the odd ones included, are those recorded from the real server. */
export async function startNetAlertX(options: NetAlertXOptions = {}): Promise<NetAlertX> {
	const server = new Server(options.token ?? 't_simulator', options.seed ?? 1, options.devices ?? 0, options.oldEventColumns);
	const app = application(server);
	const front = new Front(options.latencyMs);
	const answer = front.before((request, response) => app(request as ReadRequest & Parameters<typeof app>[0], response as never));
	const listener = await listen(answer, options);
	return {
		url: listener.url,
		token: server.token,
		requests: front.requests,
		notifications: server.notifications,
		history: server.history,
		queue: server.queue,
		get connections() {
			return listener.connections;
		},
		database: server.database,
		network: server.network,
		settings: server.settings,
		stream: server.stream,
		answerNext: (match, fault, times) => front.answerNext(match, fault, times),
		async stop() {
			server.network.stop();
			await listener.close();
		},
	};
}
