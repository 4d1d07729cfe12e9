import type { NameList } from '../shared/fields';
import type { MeshtechClient } from './client';
import { labelsOf } from './device';

const labels: NameList<MeshtechClient> = { method: 'getLabels', read: async (client) => [...(await client.allDevices()).values()].flatMap(labelsOf) };
const models: NameList<MeshtechClient> = { method: 'getModels', read: async (client) => [...(await client.allDevices()).values()].map(({ modelNumber }) => modelNumber) };

/** What gateways are sorted by there, as far as any gateway has it. */
export const nameLists = { labels, models };
