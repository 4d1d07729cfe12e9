import { InputError } from '../../shared/errors';
import { checked, choice, json, text, textValue, when, type Field } from '../../shared/fields';
import type { Resource } from '../../shared/operation';
import { z } from 'zod/v4';
import type { NetAlertXClient } from '../client';
import { operation } from '../operation';

const parameters = json({ displayName: 'Query Parameters', default: '{}', description: 'As a JSON object, such as {"hours": 24}' });

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
	description: "Call a route of NetAlertX's API that has no operation of its own yet",
	effect: 'once',
	notice:
		"Only with devices and data in mind: what a route does is up to NetAlertX. Routes that run SQL, show secrets or wipe things by default are refused. Requests that change something are sent once.",
	fields: {
		method: choice({
			displayName: 'Method',
			default: 'GET',
			options: [
				{ name: 'DELETE', value: 'DELETE' },
				{ name: 'GET', value: 'GET' },
				{ name: 'POST', value: 'POST' },
			],
		}),
		path: text({ displayName: 'Path', placeholder: 'e.g. /devices/network/topology', description: "As in NetAlertX's API documentation" }),
		query: queryParameters,
		body: when({ method: ['POST', 'DELETE'] }, json({ displayName: 'Body', default: '{}' })),
	},
	affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
	run: async ({ client, fields }) => {
		const answer = await client.raw(fields);
		return typeof answer === 'object' && answer !== null ? answer : { answer };
	},
});

export const api: Resource<NetAlertXClient> = { name: 'API', value: 'api', operations: [request] };
