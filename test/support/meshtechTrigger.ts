import * as n8nWorkflow from 'n8n-workflow';
import type { INodeType } from 'n8n-workflow';
import * as undici from 'undici';
import * as zod from 'zod/v4';
import * as errors from '../../nodes/shared/errors';
import { startMeshtech, type Meshtech, type MeshtechOptions } from '../simulators/meshtech';
import { credentialFor } from './meshtech';
import { Poller, type PollerOptions } from './poller';

/** Ends connections of the processes that were started. */
const endings: Array<() => Promise<void>> = [];

/** The trigger as a new process of n8n loads it: with a memory and a session of its own. Libraries and classes of errors are shared. */
export async function loadTrigger(): Promise<INodeType> {
	const loaded: INodeType[] = [];
	await jest.isolateModulesAsync(async () => {
		jest.doMock('n8n-workflow', () => n8nWorkflow);
		jest.doMock('undici', () => undici);
		jest.doMock('zod/v4', () => zod);
		jest.doMock('../../nodes/shared/errors', () => errors);
		const { MeshtechTrigger } = await import('../../nodes/Meshtech/MeshtechTrigger.node');
		const { meshtech } = await import('../../nodes/Meshtech/system');
		// What is loaded at the first request belongs to this process as well.
		await meshtech.accesses[0].connect({ baseUrl: 'http://localhost', signInUrl: 'http://localhost', username: 'x', password: 'x' }, {});
		const { closeAgents } = await import('../../nodes/shared/http/agents');
		endings.push(closeAgents);
		loaded.push(new MeshtechTrigger());
	});
	return loaded[0]!;
}

/** Everything that can be told by documented requests alone. */
export const documentedEvents = ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'deviceRenamed', 'firmwareChanged', 'labelsChanged', 'massChange'];

/** A simulated fleet with triggers on it. */
export class TriggerLab {
	private constructor(readonly simulator: Meshtech) {}

	static async start(options?: MeshtechOptions): Promise<TriggerLab> {
		return new TriggerLab(await startMeshtech(options));
	}

	get fleet() {
		return this.simulator.fleet;
	}

	get credentials() {
		return { meshtechApi: credentialFor(this.simulator) };
	}

	/** A trigger that tells everything documented unless said otherwise; not active yet. */
	trigger(parameters: Record<string, unknown> = {}, more: Partial<PollerOptions> = {}): Poller {
		return new Poller({
			load: loadTrigger,
			parameters: { triggerOn: documentedEvents, ...parameters } as PollerOptions['parameters'],
			credentials: this.credentials,
			...more,
		});
	}

	async activeTrigger(...args: Parameters<TriggerLab['trigger']>): Promise<Poller> {
		const trigger = this.trigger(...args);
		await trigger.activate();
		return trigger;
	}

	/** Method and path of what arrived since the last time this was asked, the sign-in as "sign in". */
	sent(): string[] {
		return this.simulator.requests.splice(0).map(({ method, path }) => (path.endsWith('/login') ? 'sign in' : `${method} ${path.replace('/api/v1', '')}`));
	}

	async stop(): Promise<void> {
		await Promise.all(endings.splice(0).map(async (end) => await end()));
		await this.simulator.stop();
	}
}
