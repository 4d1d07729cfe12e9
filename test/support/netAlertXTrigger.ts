import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import type { WatchEvent } from '../../nodes/shared/watch/types';
import { startNetAlertX, type NetAlertX, type NetAlertXOptions } from '../simulators/netalertx';
import { LiveNode, type LiveNodeOptions } from './liveNode';
import { credentialFor } from './netAlertX';
import { endProcesses, inNewProcess } from './newProcess';
import { Poller, type PollerOptions } from './poller';

/** The trigger as a new process of n8n loads it: with a memory of its own. Libraries and classes of errors are shared. */
export async function loadTrigger(): Promise<INodeType> {
	return await inNewProcess(async () => {
		const { NetAlertXTrigger } = await import('../../nodes/NetAlertX/NetAlertXTrigger.node');
		const { netAlertX } = await import('../../nodes/NetAlertX/system');
		await netAlertX.accesses[0].connect({ baseUrl: 'http://localhost', apiToken: 'x' }, {});
		return new NetAlertXTrigger();
	});
}

/** The same of the live trigger. */
export async function loadLiveTrigger(): Promise<INodeType> {
	return await inNewProcess(async () => {
		const { NetAlertXLiveTrigger } = await import('../../nodes/NetAlertX/NetAlertXLiveTrigger.node');
		const { netAlertX } = await import('../../nodes/NetAlertX/system');
		await netAlertX.accesses[0].connect({ baseUrl: 'http://localhost', apiToken: 'x' }, {});
		return new NetAlertXLiveTrigger();
	});
}

/** What an event's item holds. */
export interface Told extends Omit<WatchEvent, 'at' | 'values'> {
	occurredAt: string;
	detectedAt: string;
}

export const toldIn = (items: INodeExecutionData[] | null): Told[] => (items ?? []).map(({ json }) => json as unknown as Told);

/** In short: "deviceOffline aa:bb:..". */
export function inShort(items: INodeExecutionData[] | null): string[] {
	return toldIn(items).map(({ event, device, mass }) => (mass ? `${event} ${mass.kind}` : `${event} ${device?.id}`));
}

/** Everything that can be reported. */
export const everything = ['deviceAdded', 'deviceChanged', 'deviceDown', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'ipChanged', 'massChange'];

/** A simulated network with triggers on it. */
export class TriggerLab {
	private constructor(readonly simulator: NetAlertX) {}

	static async start(options?: NetAlertXOptions): Promise<TriggerLab> {
		return new TriggerLab(await startNetAlertX(options));
	}

	get network() {
		return this.simulator.network;
	}

	get credentials() {
		return { netAlertXApi: credentialFor(this.simulator.url, this.simulator.token) };
	}

	/** A trigger that tells everything unless said otherwise; not active yet. */
	trigger(parameters: Record<string, unknown> = {}, more: Partial<PollerOptions> = {}): Poller {
		return new Poller({
			load: loadTrigger,
			parameters: { triggerOn: everything, watchedFields: ['devName', 'devGroup'], ...parameters } as PollerOptions['parameters'],
			credentials: this.credentials,
			...more,
		});
	}

	async activeTrigger(...args: Parameters<TriggerLab['trigger']>): Promise<Poller> {
		const trigger = this.trigger(...args);
		await trigger.activate();
		return trigger;
	}

	/** A live trigger that tells everything; not active yet. */
	liveTrigger(parameters: Record<string, unknown> = {}, more: Partial<LiveNodeOptions> = {}): LiveNode {
		const usual = { triggerOn: everything, watchedFields: ['devName', 'devGroup'] };
		return new LiveNode({ load: loadLiveTrigger, parameters: { ...usual, ...parameters } as LiveNodeOptions['parameters'], credentials: this.credentials, ...more });
	}

	/** Method and path of what arrived since the last time this was asked. */
	sent(): string[] {
		return this.simulator.requests.splice(0).map(({ method, path }) => `${method} ${path}`);
	}

	async stop(): Promise<void> {
		await endProcesses();
		await this.simulator.stop();
	}
}
