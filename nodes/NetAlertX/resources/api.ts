import { apiResource } from '../../shared/apiResource';
import { checkConnection } from '../../shared/checkConnection';
import type { Resource } from '../../shared/operation';
import type { NetAlertXClient } from '../client';
import { routes } from '../routes';
import { versions } from '../versions';

const requests = apiResource(
	{
		notice:
			'Use with care: the request is passed on as it is. Routes that run SQL, reveal secrets or delete data in bulk are blocked. Changes are sent only once.',
		examplePath: '/devices/network/topology',
		pathDescription: "As in NetAlertX's API documentation",
		exampleQuery: '{"hours": 24}',
	},
	routes,
	['DELETE', 'GET', 'POST'],
	async (client: NetAlertXClient, request) => await client.raw(request),
);

/** A token stands for nobody in particular, and may do everything. */
const check = checkConnection<NetAlertXClient>('NetAlertX', async (client) => {
	const { devices } = await client.totals();
	return { product: 'NetAlertX', version: await client.version(), user: null, devices, missingRights: null };
}, versions);

export const api: Resource<NetAlertXClient> = { ...requests, operations: [...requests.operations, check] };
