import type { NetAlertXClient } from '../../../nodes/NetAlertX/client';
import { NetAlertXTrigger } from '../../../nodes/NetAlertX/NetAlertXTrigger.node';
import type { DeviceRecord, EventRecord } from '../../../nodes/NetAlertX/schemas';
import { netAlertXWatch } from '../../../nodes/NetAlertX/watch';
import { Poller, type Saving } from '../../support/poller';
import { typeWith, type Poll } from './life';
import { Clock, over } from './world';

export const COUNT = 24;

const mac = (index: number) => `02:00:00:00:00:${String(index).padStart(2, '0')}`;
/** As the server writes times: to the second, without a zone. */
const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

let count = 0;

/** Many devices of a NetAlertX, which go and come back together, and a trigger that watches them. */
export class Crowd {
	/** Minutes by which n8n's clock is wrong. */
	n8nWrongBy = 0;
	readonly poller: Poller;
	private readonly clock = new Clock();
	private readonly log: EventRecord[] = [];
	private away = new Array<boolean>(COUNT).fill(false);
	private readonly lastSeen = new Array<number>(COUNT).fill(this.clock.ms);

	/** It is active, and has polled once. @param processes n8n's, in the order in which they are started */
	static async watched(saving: Saving, processes: readonly Poll[]): Promise<Crowd> {
		const crowd = new Crowd(saving, [...processes]);
		await crowd.poller.activate();
		await crowd.poller.poll();
		return crowd;
	}

	private constructor(saving: Saving, processes: Poll[]) {
		this.isNow();
		this.poller = new Poller({
			load: async () => await Promise.resolve(typeWith(new NetAlertXTrigger(), processes.shift()!, over(netAlertXWatch, this.client()))),
			parameters: { triggerOn: ['deviceOffline', 'deviceOnline', 'massChange'] },
			credentials: { netAlertXApi: { baseUrl: 'http://lan.example', apiToken: 'token' } },
			saving,
			workflowId: `crowd${++count}`,
		});
	}

	/** A scan, a minute later, finds these away and the others there. */
	becomes(away: readonly boolean[]): void {
		this.clock.passes(1);
		for (let index = 0; index < COUNT; index++) {
			if (away[index] !== this.away[index]) this.logs(index, away[index] ? 'Disconnected' : 'Connected');
			if (!away[index]) this.lastSeen[index] = this.clock.ms;
		}
		this.away = [...away];
	}

	/** A poll, a minute later: what it tells, in short. */
	async poll(): Promise<unknown[]> {
		return await this.told(async () => await this.poller.poll());
	}

	/** n8n is killed and started; with durable cursors, the next poll is the first. */
	async restart(): Promise<unknown[]> {
		return await this.told(async () => await this.poller.restart());
	}

	private async told(poll: () => Promise<Array<{ json: Record<string, unknown> }> | null>): Promise<unknown[]> {
		this.clock.passes(1);
		this.isNow();
		return ((await poll()) ?? []).map(({ json }) => json.event);
	}

	private isNow(): void {
		jest.setSystemTime(this.clock.right + this.n8nWrongBy * 60_000);
	}

	private logs(index: number, eveEventType: string): void {
		this.log.push({ eveMac: mac(index), eveIp: '10.0.0.1', eveDateTime: stamp(this.clock.ms), eveEventType });
	}

	private client(): Partial<NetAlertXClient> {
		return {
			allDevices: async () => await Promise.resolve(this.away.map((_, index) => this.recordOf(index))),
			events: async ({ hours }) => await Promise.resolve(this.log.filter(({ eveDateTime }) => eveDateTime >= stamp(this.clock.ms - hours! * 3_600_000)).reverse()),
			serverNow: () => new Date(this.clock.ms),
		};
	}

	private recordOf(index: number): DeviceRecord {
		return {
			devMac: mac(index),
			devName: 'device',
			devGroup: '',
			devLastIP: '10.0.0.1',
			devPresentLastScan: this.away[index] ? 0 : 1,
			devFirstConnection: '2026-01-01 00:00:00',
			devLastConnection: stamp(this.lastSeen[index]!),
		} as DeviceRecord;
	}
}

const all = (isAway: boolean): boolean[] => new Array<boolean>(COUNT).fill(isAway);
export const everybody = all(true);
export const nobody = all(false);
