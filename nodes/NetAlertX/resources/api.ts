import { apiResource } from '../../shared/apiResource';
import type { NetAlertXClient } from '../client';
import { routes } from '../routes';

export const api = apiResource(
	{
		notice:
			'Only with devices and data in mind: what a route does is up to NetAlertX. Routes that run SQL, show secrets or wipe things by default are refused. Requests that change something are sent once.',
		examplePath: '/devices/network/topology',
		pathDescription: "As in NetAlertX's API documentation",
		exampleQuery: '{"hours": 24}',
	},
	routes,
	['DELETE', 'GET', 'POST'],
	async (client: NetAlertXClient, request) => await client.raw(request),
);
