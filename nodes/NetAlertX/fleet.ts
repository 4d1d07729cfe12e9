import { unreadIn } from '../shared/http/record';
import type { FleetSource } from '../shared/fleet/source';
import type { FleetRecord } from '../shared/fleet/types';
import type { NetAlertXClient } from './client';
import { addressesOf, known, toDevice, toIsoTime } from './device';
import { idOf, INTERNET } from './mac';
import type { DeviceRecord } from './schemas';

/** Columns that a device is known by elsewhere. */
const KNOWN_BY = ['devName', 'devLastIP', 'devPrimaryIPv4', 'devPrimaryIPv6'];

/** NetAlertX lists network cards: a device with two is there twice. Its root, the internet, is none, and tells the address of the network. */
export const fleet: FleetSource<NetAlertXClient> = {
	rowsAre: 'networkCards',
	async list(client) {
		const records = await client.devices();
		const root = records.find(isRoot);
		const network = root ? addressesOf(root).ip : null;
		return records.filter((record) => !isRoot(record)).map((record) => toFleetRecord(record, network));
	},
};

const isRoot = ({ devMac }: DeviceRecord): boolean => devMac.toLowerCase() === INTERNET;

/** The ten fields, and what tells a printer from a computer. */
function shown(record: DeviceRecord) {
	const { devVendor, devType, devOwner, devLocation, devIsArchived } = record;
	return { ...toDevice(record), vendor: known(devVendor), type: known(devType), owner: known(devOwner), location: known(devLocation), isArchived: devIsArchived === 1 };
}

function toFleetRecord(record: DeviceRecord, network: string | null): FleetRecord {
	const device = shown(record);
	const { ip, ipv6 } = addressesOf(record);
	return {
		device,
		names: [device.name, known(record.devFQDN)].filter((name) => name !== null),
		ips: [ip, ipv6].filter((each) => each !== null),
		macs: device.mac === null ? [] : [device.mac],
		network,
		firstSeen: toIsoTime(record.devFirstConnection),
		cardOf: record.devParentRelType === 'nic' && typeof record.devParentMAC === 'string' ? idOf(record.devParentMAC) : null,
		isArchived: device.isArchived,
		isPartial: unreadIn(record).some((column) => KNOWN_BY.includes(column)),
	};
}
