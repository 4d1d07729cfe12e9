import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { clock } from '../../nodes/Meshtech/clock';
import type { MeshtechClient } from '../../nodes/Meshtech/client';
import { Meshtech } from '../../nodes/Meshtech/Meshtech.node';
import { connect } from '../../nodes/Meshtech/connect';
import { CancelledError } from '../../nodes/shared/errors';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { ClientOptions } from '../../nodes/shared/system';
import { startMeshtech, type Meshtech as Simulator, type MeshtechOptions } from '../simulators/meshtech';
import { oneOf } from './oneOf';
import { runNode, type NodeRun, type NodeRunOptions } from './runNode';

/** The two gateways of the vendor's page; the first is connected and runs 3.4.1, the second is not and runs 3.3.0. */
export const page = { office: 'bmac-c0141f68fc3d', card: 'bmac-ff30c49c590d' } as const;
/** An id that no gateway has. */
export const nobody = 'bmac-000000000000';

/** The value of a locator, as the editor stores it. */
export const at = (mode: 'list' | 'id' | 'name', value: string) => ({ __rl: true, mode, value });
export const byId = (id: string) => at('id', id);

/** A simulated Meshtech with all that is needed to use it. */
export interface Running {
	readonly simulator: Simulator;
	readonly credential: ICredentialDataDecryptedObject;
	/** A separate client, as every execution has; all of them share the session. */
	client(more?: ICredentialDataDecryptedObject, options?: ClientOptions): MeshtechClient;
	/** Runs one operation of the node in n8n's engine. */
	run(resource: string, operation: string, parameters?: INode['parameters'], options?: NodeRunOptions): Promise<NodeRun>;
	/** What arrived at the API: "PUT /devices/bmac-.../friendly-name", oldest first. */
	sent(): string[];
	/** What arrived at the API and was not a GET, with its body. */
	written(): Array<[request: string, body: unknown]>;
	stop(): Promise<void>;
}

export async function startPortal(options?: MeshtechOptions): Promise<Running> {
	const simulator = await startMeshtech(options);
	const credential = credentialFor(simulator);
	const toApi = () => simulator.requests.filter(({ path }) => !path.endsWith('/auth/login'));
	const named = ({ method, path }: { method: string; path: string }) => `${method} ${path.replace('/api/v1', '')}`;
	return {
		simulator,
		credential,
		client: (more, clientOptions = {}) => connect({ ...credential, ...more }, clientOptions),
		run: async (resource, operation, parameters, more) =>
			await runNode(oneOf(Meshtech), { resource, operation, ...parameters }, { credentials: { meshtechApi: credential }, ...more }),
		sent: () => toApi().map(named),
		written: () => toApi().filter(({ method }) => method !== 'GET').map((request) => [named(request), request.body]),
		async stop() {
			await closeAgents();
			await simulator.stop();
		},
	};
}

export function credentialFor({ signInUrl, apiUrl, username, password }: Pick<Simulator, 'signInUrl' | 'apiUrl' | 'username' | 'password'>): ICredentialDataDecryptedObject {
	return { username, password, signInUrl, baseUrl: apiUrl, allowUnauthorizedCerts: false, caCertificate: '', advanced: false };
}

/** The json of the regular output's items. */
export const jsonOf = ({ output }: NodeRun): object[] => (output[0] ?? []).map(({ json }) => json);

/** A time that passes only when somebody waits, so that waits of hours are over at once; a simulator can go by it as well. */
export class VirtualTime {
	private readonly began = Date.UTC(2026, 0, 10, 12);
	private passed = 0;
	/** Called at every wait, with the minutes that have passed by then. */
	onPause: (minutes: number) => void = () => {};
	/** Every wait, in ms. */
	readonly pauses: number[] = [];

	/** Takes the place of the clock until mocks are restored. */
	install(): this {
		jest.spyOn(clock, 'now').mockImplementation(() => this.passed);
		jest.spyOn(clock, 'pause').mockImplementation(async (ms, signal) => {
			this.pauses.push(ms);
			this.pass(ms);
			this.onPause(this.passed / 60_000);
			if (signal?.aborted) throw new CancelledError();
			await Promise.resolve();
		});
		return this;
	}

	pass(ms: number): void {
		this.passed += ms;
	}

	/** Ms since the epoch. */
	readonly now = (): number => this.began + this.passed;
}
