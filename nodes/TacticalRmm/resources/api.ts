import { apiResource } from '../../shared/apiResource';
import type { TacticalRmmClient } from '../client';
import { routes } from '../routes';

export const api = apiResource(
	{
		notice:
			'Use with care: the request is passed on as it is. Routes that reveal secrets, affect many agents or run code on the server are blocked. Changes are sent only once.',
		examplePath: '/logs/pendingactions/',
		pathDescription: 'A missing trailing slash is added',
		exampleQuery: '{"model": "agent"}',
	},
	routes,
	['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
	async (client: TacticalRmmClient, request) => await client.core.raw(request),
);
