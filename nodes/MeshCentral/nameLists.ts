import type { NameList } from '../shared/fields';
import type { MeshCentralClient } from './client';

const tags: NameList<MeshCentralClient> = { method: 'getTags', read: async (client) => (await client.devices()).flatMap((device) => device.tags ?? []) };

/** What devices are sorted by there, as far as any device has it. */
export const nameLists = { tags };
