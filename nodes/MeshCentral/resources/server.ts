import type { Resource } from '../../shared/operation';
import type { MeshCentralClient } from '../client';
import { operation } from '../operation';

const getInfo = operation({
	name: 'Get Info',
	value: 'getInfo',
	action: 'Get server info',
	description: 'Retrieve what the server says of itself: name, domain, ports, time and features',
	effect: 'read',
	fields: {},
	run: async ({ client }) => await client.serverInfo(),
});

export const server: Resource<MeshCentralClient> = { name: 'Server', value: 'server', operations: [getInfo] };
