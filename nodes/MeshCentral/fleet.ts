import type { FleetSource } from '../shared/fleet/source';
import type { FleetRecord } from '../shared/fleet/types';
import { unreadIn } from '../shared/http/record';
import type { MeshCentralClient } from './client';
import { isOnline, lastPart, toDevice } from './device';
import { macsOf } from './resources/device/networkCards';
import { isoTime } from './resources/times';
import type { DeviceRecord } from './schemas';

/** Fields that a device is known by elsewhere. */
const KNOWN_BY = ['name', 'rname', 'ip'];

/** MeshCentral lists agents; network cards are in the details of each. The address is the one that the server sees: behind a router, the router's. */
export const fleet: FleetSource<MeshCentralClient> = {
	rowsAre: 'agents',
	async list(client) {
		const records = await client.devices();
		const lastConnects = records.some((record) => !isOnline(record)) ? await client.lastConnects() : undefined;
		return records.map((record) => toFleetRecord(record, lastConnects?.get(record._id)));
	},
	details: async (client, { id }) => ({ macs: macsOf(await client.details(id)) }),
};

function toFleetRecord(record: DeviceRecord, lastConnect: number | undefined): FleetRecord {
	const { _id, name, rname, ip, firstconnect } = record;
	return {
		device: toDevice(record, lastConnect),
		names: [rname, name].flatMap((each) => each || []),
		ips: ip ? [ip] : [],
		macs: [],
		meshId: lastPart(_id),
		network: ip ?? null,
		firstSeen: isoTime(firstconnect),
		isPartial: unreadIn(record).some((field) => KNOWN_BY.includes(field)),
	};
}
