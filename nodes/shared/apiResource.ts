import { InputError } from './errors';
import { checked, choice, json, text, textValue, when, type Field } from './fields';
import { operationsOf, type Resource } from './operation';
import { routeOf, type RawMethod, type RawRequest, type Routes } from './routes';
import { isRecord } from './isRecord';

interface Words {
	/** What to know before a route is called by hand. */
	notice: string;
	/** Such as `/sessions/list`. */
	examplePath: string;
	pathDescription: string;
	/** As JSON. */
	exampleQuery: string;
	/** '{}' by default. */
	body?: string;
}

function queryParameters(example: string): Field<Record<string, string>> {
	const entered = json({ displayName: 'Query Parameters', default: '{}', description: `As a JSON object, such as ${example}` });
	return {
		...entered,
		read: async (raw, reading) => {
			const value = (await entered.read(raw, reading)) ?? {};
			if (typeof value !== 'object' || Array.isArray(value)) throw new InputError('must be a JSON object');
			// Not by zod's record, which drops a name such as __proto__ without a word.
			return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, checked(textValue, each)]));
		},
	};
}

/**
 * The resource `API` with its one operation, for what has no operation of its own yet.
 * @param routes what asking them does, and which are refused
 * @param methods in the order of the alphabet
 * @param send judges the route by the same and asks it
 */
export function apiResource<C, const M extends RawMethod>(
	{ notice, examplePath, pathDescription, exampleQuery, body = '{}' }: Words,
	routes: Routes,
	methods: readonly M[],
	send: (client: C, request: RawRequest<M>) => Promise<unknown>,
): Resource<C> {
	const { product } = routes;
	const withBody = methods.filter((method) => method !== 'GET');
	const request = operationsOf<C>()({
		name: 'Request',
		value: 'request',
		action: 'Make API request',
		description: `Send a request to ${product}'s API for what has no operation of its own yet`,
		effect: 'once',
		effectOf: ({ fields }) => routeOf(routes, fields).effect,
		notice,
		fields: {
			method: choice<M>({ displayName: 'Method', default: 'GET' as NoInfer<M>, options: methods.map((value) => ({ name: value, value })) }),
			path: text({ displayName: 'Path', placeholder: `e.g. ${examplePath}`, description: pathDescription }),
			query: queryParameters(exampleQuery),
			body: when({ method: withBody }, json({ displayName: 'Body', default: body, description: 'What to send, as JSON' })),
		},
		affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
		run: async ({ client, fields }) => {
			const answer = await send(client, fields);
			const items: unknown[] = Array.isArray(answer) ? answer : [answer];
			return items.every(isRecord) ? items : { answer };
		},
	});
	return { name: 'API', value: 'api', operations: [request] };
}
