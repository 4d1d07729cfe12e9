import { checkConnection } from '../../shared/checkConnection';
import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { operation } from '../operation';
import { OF_OPERATIONS } from '../rights';

const getInfo = operation({
	name: 'Get Info',
	value: 'getInfo',
	action: 'Get server info',
	description: 'Retrieve what the server says of itself: name, domain, ports, time and features',
	effect: 'read',
	rights: [],
	fields: {},
	run: async ({ client }) => await client.serverInfo(),
});

const check = {
	...checkConnection<MeshCentralClient>('MeshCentral', async (client) => ({ product: 'MeshCentral', ...(await client.connection(OF_OPERATIONS)) })),
	rights: [],
};

export const server: Resource<MeshCentralClient> = { name: 'Server', value: 'server', operations: [getInfo, check] };
