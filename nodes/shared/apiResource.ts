import { InputError } from './errors';
import { checked, choice, enteredOnce, json, namesAndValues, specified, text, textValue, when, type Field } from './fields';
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

const QUERY = 'Query Parameters';

const queryRows = namesAndValues({ displayName: QUERY, placeholder: 'Add parameter' }, { name: 'parameters', one: 'Parameters' });

/** The same as one object, which expressions and models can give. */
function queryAsJson(example: string): Field<Record<string, string>> {
	const entered = json({ displayName: 'Query Parameters as JSON', default: '{}', description: `An object with names and values, such as ${example}` });
	return {
		...entered,
		read: async (raw, reading) => {
			const value = (await entered.read(raw, reading)) ?? {};
			if (typeof value !== 'object' || Array.isArray(value)) throw new InputError('must be a JSON object');
			// Not by zod's record, which drops a name such as __proto__ silently.
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
	const { specify, inFields, asJson } = specified(QUERY, 'specifyQuery', queryRows, queryAsJson(exampleQuery));
	const request = operationsOf<C>()({
		name: 'Request',
		value: 'request',
		action: 'Make API request',
		description: `Send a request that has no operation yet to ${product}'s API; unlike n8n's 'Custom API Call', it uses this node's connection and safety checks`,
		effect: 'once',
		effectOf: ({ fields }) => routeOf(routes, fields).effect,
		notice,
		fields: {
			method: choice<M>({ displayName: 'Method', default: 'GET' as NoInfer<M>, options: methods.map((value) => ({ name: value, value })) }),
			path: text({ displayName: 'Path', placeholder: `e.g. ${examplePath}`, description: pathDescription }),
			specifyQuery: specify,
			queryParameters: inFields,
			query: asJson,
			body: when({ method: withBody }, json({ displayName: 'Body', default: body, description: 'What to send, as JSON' })),
		},
		affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
		isRaw: true,
		run: async ({ client, fields }) => {
			const { method, path, body: sent, queryParameters, query } = fields;
			const answer = await send(client, { method, path, body: sent, query: enteredOnce(QUERY, queryParameters, query) });
			const items: unknown[] = Array.isArray(answer) ? answer : [answer];
			return items.every(isRecord) ? items : { answer };
		},
	});
	return { name: 'API', value: 'api', operations: [request] };
}
