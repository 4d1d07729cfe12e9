import type { INodeExecutionData, INodeType } from 'n8n-workflow';
import type { EventName, WatchEvent } from '../../nodes/shared/watch/types';
import { startTacticalRmm, type TacticalRmm, type TacticalRmmOptions } from '../simulators/tacticalrmm';
import { endProcesses, inNewProcess } from './newProcess';
import { Poller, type PollerOptions } from './poller';
import { credentialFor } from './tacticalRmm';

/**
 * The trigger as a new process of n8n loads it: with a memory of its own. Libraries and classes of errors are shared. It takes the
 * server's clock for what the test made it: answers of the simulator are dated by the machine's.
 */
async function loadTrigger(world: TacticalRmm['world']): Promise<INodeType> {
	return await inNewProcess(async () => {
		const { Http } = await import('../../nodes/shared/http/http');
		Http.prototype.serverNow = () => world.now();
		const { TacticalRmmTrigger } = await import('../../nodes/TacticalRmm/TacticalRmmTrigger.node');
		const { tacticalRmm } = await import('../../nodes/TacticalRmm/system');
		await tacticalRmm.accesses[0].connect({ baseUrl: 'http://localhost', apiKey: 'x' }, {});
		return new TacticalRmmTrigger();
	});
}

/** What an event's item holds. */
export interface Told extends Omit<WatchEvent, 'at' | 'values' | 'details'> {
	occurredAt: string;
	detectedAt: string;
	alert?: { id: number; message: string | null; severity: string };
	check?: { id: number; status: string | null };
	script?: { runId: number; name: string | null; exitCode: number };
}

export const toldIn = (items: INodeExecutionData[] | null): Told[] => (items ?? []).map(({ json }) => json as unknown as Told);

/** In short, sorted: "deviceOffline WIN-WS-01", "alertRaised 8". */
export function inShort(items: INodeExecutionData[] | null): string[] {
	return toldIn(items)
		.map(({ event, device, mass, alert, check, script }) => {
			const number = alert?.id ?? check?.id ?? script?.name;
			return [event, ...(mass ? [mass.kind] : []), ...(alert || !device ? [] : [device.name]), ...(number === undefined ? [] : [number])].join(' ');
		})
		.sort();
}

/** A simulated Tactical RMM with triggers on it. */
export class TriggerLab {
	private constructor(readonly simulator: TacticalRmm) {}

	static async start(options?: TacticalRmmOptions): Promise<TriggerLab> {
		return new TriggerLab(await startTacticalRmm(options));
	}

	get world() {
		return this.simulator.world;
	}

	/** A trigger that is not active yet. */
	trigger(triggerOn: readonly EventName[], parameters: Record<string, unknown> = {}, more: Partial<PollerOptions> = {}): Poller {
		return new Poller({
			load: async () => await loadTrigger(this.world),
			parameters: { triggerOn: [...triggerOn], ...parameters } as PollerOptions['parameters'],
			credentials: { tacticalRmmApi: credentialFor(this.simulator.url, this.simulator.apiKey) },
			...more,
		});
	}

	async activeTrigger(...args: Parameters<TriggerLab['trigger']>): Promise<Poller> {
		const trigger = this.trigger(...args);
		await trigger.activate();
		return trigger;
	}

	/** Method, path and query of what arrived since the last time this was asked, with the body where there is one. */
	sent(): string[] {
		return this.simulator.requests.splice(0).map(({ method, path, query, body }) => {
			const search = new URLSearchParams(query as Record<string, string>).toString();
			return `${method} ${path}${search && `?${search}`}${method === 'GET' ? '' : ` ${JSON.stringify(body)}`}`;
		});
	}

	async stop(): Promise<void> {
		await endProcesses();
		await this.simulator.stop();
	}
}
