import { z } from 'zod/v4';
import { InputError } from '../../shared/errors';
import { checked, choice, json, text, textValue, when, type Field } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import type { TacticalRmmClient } from '../client';
import { operation } from '../operation';

const parameters = json({ displayName: 'Query Parameters', default: '{}', description: 'As a JSON object, such as {"model": "agent"}' });

const queryParameters: Field<Record<string, string>> = {
	...parameters,
	read: async (raw, reading) => {
		const entered = (await parameters.read(raw, reading)) ?? {};
		if (typeof entered !== 'object' || Array.isArray(entered)) throw new InputError('must be a JSON object');
		return checked(z.record(z.string(), textValue), entered);
	},
};

const request = operation({
	name: 'Request',
	value: 'request',
	action: 'Make API request',
	description: "Call a route of Tactical RMM's API that has no operation of its own yet",
	effect: 'once',
	notice:
		'Only with agents and data in mind: what a route does is up to Tactical RMM, and for anything missing in the body it answers with a page. Routes that show secrets, act on many agents or run code on the server are refused. Requests that change something are sent once.',
	fields: {
		method: choice({
			displayName: 'Method',
			default: 'GET',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'PATCH', value: 'PATCH' },
				{ name: 'POST', value: 'POST' },
				{ name: 'PUT', value: 'PUT' },
			],
		}),
		path: text({ displayName: 'Path', placeholder: 'e.g. /logs/pendingactions/', description: 'The slash at the end is added where it is missing' }),
		query: queryParameters,
		body: when({ method: ['POST', 'PUT', 'PATCH', 'DELETE'] }, json({ displayName: 'Body', default: '{}' })),
	},
	affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
	run: async ({ client, fields }) => {
		const answer = await client.core.raw(fields);
		return typeof answer === 'object' && answer !== null ? answer : { answer };
	},
});

export const api: Resource<TacticalRmmClient> = { name: 'API', value: 'api', operations: [request] };
