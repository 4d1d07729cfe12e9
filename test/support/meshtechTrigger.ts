import type { INodeType } from 'n8n-workflow';
import { startMeshtech, type Meshtech, type MeshtechOptions } from '../simulators/meshtech';
import { credentialFor } from './meshtech';
import { endProcesses, inNewProcess } from './newProcess';
import { Poller, type PollerOptions } from './poller';

/** The trigger as a new process of n8n loads it: with a memory and a separate session. Libraries and classes of errors are shared. */
export async function loadTrigger(): Promise<INodeType> {
	return await inNewProcess(async () => {
		const { MeshtechTrigger } = await import('../../nodes/Meshtech/MeshtechTrigger.node');
		const { meshtech } = await import('../../nodes/Meshtech/system');
		await meshtech.accesses[0].connect({ baseUrl: 'http://localhost', signInUrl: 'http://localhost', username: 'x', password: 'x' }, {});
		return new MeshtechTrigger();
	});
}

/** Everything that documented requests alone can report. */
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
		await endProcesses();
		await this.simulator.stop();
	}
}
