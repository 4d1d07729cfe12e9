import type { NameList } from '../shared/fields';
import type { NetAlertXClient } from './client';
import type { DeviceRecord } from './schemas';

const columnOf = (method: string, nameOf: (device: DeviceRecord) => string | null | undefined): NameList<NetAlertXClient> => ({
	method,
	read: async (client) => (await client.allDevices()).map(nameOf),
});

/** What devices are sorted by there, as far as any device has it. */
export const nameLists = {
	groups: columnOf('getGroups', ({ devGroup }) => devGroup),
	owners: columnOf('getOwners', ({ devOwner }) => devOwner),
	sites: columnOf('getSites', ({ devSite }) => devSite),
	types: columnOf('getTypes', ({ devType }) => devType),
	vendors: columnOf('getVendors', ({ devVendor }) => devVendor),
	vlans: columnOf('getVlans', ({ devVlan }) => devVlan),
};
