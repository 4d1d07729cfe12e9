/** Every resource and operation of the nodes, by switching the drop-downs: all fields are there and have a name. */
import { added, type Context } from '../context';
import { expectReadable, labelsOf } from '../expected';
import { allOptionsOf, systems } from '../subjects';

export function walk(context: Context): void {
	describe.each(systems)('$system', ({ system, type, operation: first }) => {
		test('shows all fields of every operation', async () => {
			const { types } = context;
			const form = await added(context, system, { operation: first });
			const taken = types.operations(type).find(({ key }) => key === first)!;
			expect((await form.look()).chosen).toMatchObject({ resource: taken.resource.name, operation: taken.operation.name });
			expect(await form.optionsOf('resource')).toEqual(allOptionsOf(types.property(type, 'resource')).map(({ name }) => name));
			for (const { key, resource, operation } of types.operations(type)) {
				await form.choose('resource', resource.name);
				await form.choose('operation', operation.name);
				const shown = await form.look();
				const expected = labelsOf(types.description(type), { resource: resource.value, operation: operation.value });
				expect([key, shown.labels.sort()]).toEqual([key, expected.sort()]);
				expectReadable(shown);
			}
		}, 20 * 60_000);
	});

	test('JSON is typed only where it is what the server takes', () => {
		const jsonOf = (name: string) => context.types.description(name).properties.filter(({ type }) => type === 'json').map((property) => property.name);
		// n8n makes a tool for its AI agents of every node, with the same fields.
		const nodes = context.types.names.filter((name) => !name.endsWith('Tool'));
		const withJson = nodes.map((name) => [name, jsonOf(name)] as const).filter(([, fields]) => fields.length > 0);
		expect(Object.fromEntries(withJson)).toEqual({
			meshCentral: ['commandParameters'],
			meshtech: ['query', 'body'],
			netAlertX: ['query', 'body'],
			// Actions of a task, where rows are not chosen.
			tacticalRmm: ['actions', 'query', 'body'],
		});
	});
}
