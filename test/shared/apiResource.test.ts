import { apiResource } from '../../nodes/shared/apiResource';

const words = { notice: '', examplePath: '/x', pathDescription: '', exampleQuery: '{}' };
const routes = { product: 'Product', example: '/x', refused: [] };
const answers = async (answer: unknown) =>
	await apiResource(words, routes, ['GET'], async () => await Promise.resolve(answer)).operations[0]!.run({ client: undefined, files: undefined as never, fields: { method: 'GET', path: '/x', queryParameters: {}, query: {}, body: undefined } as never });

it.each<[string, unknown, unknown]>([
	['a record', { a: 1 }, [{ a: 1 }]],
	['a list of records', [{ a: 1 }, { a: 2 }], [{ a: 1 }, { a: 2 }]],
	['an empty list', [], []],
	['text', 'ok', { answer: 'ok' }],
	['null', null, { answer: null }],
	['a list of anything', [null, 1, { a: 1 }], { answer: [null, 1, { a: 1 }] }],
	['a list of lists', [[1]], { answer: [[1]] }],
])('an answer that is %s becomes items', async (_, answer, items) => {
	expect(await answers(answer)).toEqual(items);
});
