import { askEach } from '../shared/rollOut/each';
import type { Seen } from '../shared/system';
import type { MeshCentralClient } from './client';
import { isOnline, lastPart } from './device';
import type { DeviceRecord } from './schemas';

/** So many devices are requested one by one; for more, the list of all is quicker. */
const ONE_BY_ONE = 20;

/** The agents of which devices are connected now. */
export async function look(client: MeshCentralClient, ids: readonly string[]): Promise<ReadonlyMap<string, Seen>> {
	const records = ids.length <= ONE_BY_ONE ? [...(await askEach(ids, async (id) => await client.find(id))).values()] : await client.devices();
	const byId = new Map(records.filter((record): record is DeviceRecord => record !== undefined).map((record) => [lastPart(record._id), record]));
	return new Map(
		ids.flatMap((id): Array<[string, Seen]> => {
			const record = byId.get(lastPart(id));
			return record ? [[id, { online: isOnline(record), name: record.name || null }]] : [];
		}),
	);
}
