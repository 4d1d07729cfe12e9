import { apiResource } from '../../shared/apiResource';
import type { MeshtechClient } from '../client';
import { routes } from '../routes';

export const api = apiResource(
	{
		notice: 'What a route does is up to Meshtech. The node signs in by itself. Requests that change something are sent once.',
		examplePath: '/devices',
		pathDescription: "What comes after the API URL, as on the API's Swagger page",
		exampleQuery: '{"MaxResults": 2}',
		// The documented DELETE has none.
		body: '',
	},
	routes,
	['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
	async (client: MeshtechClient, request) => await client.raw(request),
);
