import { InputError } from './errors';
import { checked, choice, json, recordOf, text, textValue, when, type Field } from './fields';
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

/** Names and values, row by row. */
const queryRows: Field<Record<string, string>> = {
	properties: [
		{
			displayName: 'Query Parameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add parameter',
			default: {},
			options: [
				{
					displayName: 'Parameters',
					name: 'parameters',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '' },
					],
				},
			],
		},
	],
	read: (raw) => {
		const { parameters = [] } = recordOf(raw, 'rows');
		const rows = [parameters].flat().map((row) => (isRecord(row) ? row : {})).map(({ name, value }) => [checked(textValue, name).trim(), checked(textValue, value)] as const);
		if (rows.some(([name]) => !name)) throw new InputError('must have a name in every row');
		const twice = rows.find(([name], index) => rows.findIndex(([other]) => other === name) !== index);
		if (twice) throw new InputError(`must have "${twice[0]}" only once`);
		return Object.fromEntries(rows);
	},
};

/** The same as one object, which expressions and models can give. */
function queryAsJson(example: string): Field<Record<string, string>> {
	const entered = json({ displayName: 'Query Parameters as JSON', default: '{}', description: `An object with further ones, such as ${example}` });
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

/** @throws InputError for one that is in both */
function together(rows: Record<string, string>, asJson: Record<string, string>): Record<string, string> {
	const twice = Object.keys(rows).find((name) => Object.hasOwn(asJson, name));
	if (twice !== undefined) throw new InputError(`"${twice}" is among 'Query Parameters' and 'Query Parameters as JSON'`, 'Remove one of them. Nothing was sent.');
	return { ...rows, ...asJson };
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
		description: `Send a request that has no operation yet to ${product}'s API; unlike n8n's 'Custom API Call', it uses this node's connection and safety checks`,
		effect: 'once',
		effectOf: ({ fields }) => routeOf(routes, fields).effect,
		notice,
		fields: {
			method: choice<M>({ displayName: 'Method', default: 'GET' as NoInfer<M>, options: methods.map((value) => ({ name: value, value })) }),
			path: text({ displayName: 'Path', placeholder: `e.g. ${examplePath}`, description: pathDescription }),
			queryParameters: queryRows,
			query: queryAsJson(exampleQuery),
			body: when({ method: withBody }, json({ displayName: 'Body', default: body, description: 'What to send, as JSON' })),
		},
		affects: ({ fields }) => (fields.method === 'DELETE' ? 1 : 0),
		run: async ({ client, fields }) => {
			const { queryParameters, ...request } = fields;
			const answer = await send(client, { ...request, query: together(queryParameters, fields.query) });
			const items: unknown[] = Array.isArray(answer) ? answer : [answer];
			return items.every(isRecord) ? items : { answer };
		},
	});
	return { name: 'API', value: 'api', operations: [request] };
}
