import type { FleetSource } from '../shared/fleet/source';
import { unreadIn } from '../shared/http/record';
import type { MeshtechClient } from './client';
import { toDevice } from './device';

/** Meshtech lists gateways, with their Bluetooth addresses and without any other. */
export const fleet: FleetSource<MeshtechClient> = {
	rowsAre: 'agents',
	async list(client) {
		const records = [...(await client.listing()).values()];
		return records.map((record) => {
			const device = toDevice(record);
			const { name, mac } = device;
			return { device, names: name === null ? [] : [name], ips: [], macs: mac === null ? [] : [mac], isPartial: unreadIn(record).includes('friendlyName') };
		});
	},
};
