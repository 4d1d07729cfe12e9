import { apiResource } from '../../shared/apiResource';
import type { TacticalRmmClient } from '../client';
import { routes } from '../routes';

export const api = apiResource(
	{
		notice:
			'Only with agents and data in mind: what a route does is up to Tactical RMM, and for anything missing in the body it answers with a page. Routes that show secrets, act on many agents or run code on the server are refused. Requests that change something are sent once.',
		examplePath: '/logs/pendingactions/',
		pathDescription: 'The slash at the end is added where it is missing',
		exampleQuery: '{"model": "agent"}',
	},
	routes,
	['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
	async (client: TacticalRmmClient, request) => await client.core.raw(request),
);
