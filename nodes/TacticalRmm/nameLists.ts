import type { NameList } from '../shared/fields';
import type { TacticalRmmClient } from './client';

const clients: NameList<TacticalRmmClient> = { method: 'getClients', read: async (client) => (await client.directory.clients()).map(({ name }) => name) };
const sites: NameList<TacticalRmmClient> = { method: 'getSites', read: async (client) => (await client.directory.sites()).map(({ name }) => name) };

/** What agents are sorted by there, as far as the key may see it. */
export const nameLists = { clients, sites };
