import type { IDataObject } from 'n8n-workflow';
import type { MeshtechClient } from '../../../nodes/Meshtech/client';
import { MeshtechTrigger } from '../../../nodes/Meshtech/MeshtechTrigger.node';
import type { DeviceRecord } from '../../../nodes/Meshtech/schemas';
import { meshtechWatch } from '../../../nodes/Meshtech/watch';
import { over, World } from './world';

type Look = ReadonlyMap<string, DeviceRecord>;

/** Gateways of a Meshtech portal: a list, in which nothing tells one life of a gateway from the next. */
export class Gateways extends World<Look> {
	readonly node = new MeshtechTrigger();
	readonly credentials = { meshtechApi: { baseUrl: 'https://iot.example/api/v1', username: 'ada', password: 'password' } };
	readonly parameters = { triggerOn: ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'deviceRenamed', 'massChange'] };
	private readonly rows = new Map<string, DeviceRecord>();

	constructor() {
		super();
		for (let index = 0; index < 5; index++) this.joins(`gw-${index}`);
	}

	watch() {
		const listing = async () => await this.answer(() => new Map([...this.look()].filter(([id]) => id !== this.leftOut)));
		return over(meshtechWatch, { listing, serverNow: () => new Date(this.clock.ms) } as unknown as MeshtechClient);
	}

	happen(what: number, whom: number): void {
		const at = this.clock.ticks();
		const all = [...this.rows.values()];
		const row = all[whom % all.length]!;
		const deeds = [
			() => Object.assign(row, { connectivity: { connected: !row.connectivity!.connected, timestamp: Date.parse(at) } }),
			() => Object.assign(row, { friendlyName: row.friendlyName === 'one' ? 'two' : 'one' }),
			() => this.joins(`gw-${whom}`),
		];
		deeds[what % deeds.length]!();
	}

	look(): Look {
		return new Map([...this.rows].map(([id, row]) => [id, structuredClone(row)]));
	}

	toTell(before: Look, now: Look): string[] {
		return [...now].flatMap(([id, row]) => {
			const was = before.get(id);
			if (!was) return [`deviceAdded ${id}`];
			const [wasOn, isOn] = [was.connectivity!.connected, row.connectivity!.connected];
			return [
				...(wasOn === isOn ? [] : [`${isOn ? 'deviceOnline' : 'deviceOffline'} ${id}`]),
				...(was.friendlyName === row.friendlyName ? [] : [`deviceRenamed ${id}`]),
			];
		}).sort();
	}

	line({ event, device }: IDataObject): string {
		return `${event as string} ${(device as { id: string }).id}`;
	}

	listedIds(): string[] {
		return [...this.rows.keys()];
	}

	isProved(): boolean {
		return false;
	}

	private joins(id: string): void {
		if (this.rows.has(id)) return;
		this.rows.set(id, { id, friendlyName: 'one', labels: ['lab, east'], connectivity: { connected: true, timestamp: this.clock.ms } } as unknown as DeviceRecord);
	}
}
