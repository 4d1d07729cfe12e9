import { apiResource } from '../../shared/apiResource';
import { checkConnection } from '../../shared/checkConnection';
import type { Resource } from '../../shared/operation';
import type { MeshtechClient } from '../client';
import { routes } from '../routes';

const requests = apiResource(
	{
		notice: 'Use with care: the request is passed on as it is. The node signs in by itself. Changes are sent only once.',
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

/** Neither its version nor what an account may do is documented. */
const check = checkConnection<MeshtechClient>('Meshtech', async (client) => {
	return { product: 'Meshtech', version: null, user: client.username, devices: (await client.listing()).size, missingRights: null };
});

export const api: Resource<MeshtechClient> = { ...requests, operations: [...requests.operations, check] };
