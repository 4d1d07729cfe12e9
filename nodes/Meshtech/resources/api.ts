import { InputError } from '../../shared/errors';
import { checked, choice, json, text, textValue, when, type Field } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { z } from 'zod/v4';
import type { MeshtechClient } from '../client';
import { operation } from '../operation';

const parameters = json({ displayName: 'Query Parameters', default: '{}', description: 'As a JSON object, such as {"MaxResults": 2}' });

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
	description: "Call a route of Meshtech's API that has no operation of its own yet",
	effect: 'once',
	notice: 'What a route does is up to Meshtech. The node signs in by itself. Requests that change something are sent once.',
	fields: {
		method: choice({
			displayName: 'Method',
			default: 'GET',
			options: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'].map((value) => ({ name: value, value: value as 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT' })),
		}),
		path: text({ displayName: 'Path', placeholder: 'e.g. /devices', description: "What comes after the API URL, as on the API's Swagger page" }),
		query: queryParameters,
		body: when({ method: ['DELETE', 'PATCH', 'POST', 'PUT'] }, json({ displayName: 'Body', default: '' })),
	},
	affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
	run: async ({ client, fields }) => {
		const answer = await client.raw(fields);
		return typeof answer === 'object' && answer !== null ? answer : { answer };
	},
});

export const api: Resource<MeshtechClient> = { name: 'API', value: 'api', operations: [request] };
