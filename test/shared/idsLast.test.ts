import { WithFiles } from '../../nodes/shared/binary';
import { idsLast } from '../../nodes/shared/idsLast';
import { operationsOf } from '../../nodes/shared/operation';

const order = (record: object) => Object.keys(record);

it.each<[object, string[]]>([
	[{ id: 1, name: 'a', userId: 2 }, ['name', 'id', 'userId']],
	[{ name: 'a', ip: 'i', id: 1, field: 'f', locked: true }, ['name', 'ip', 'field', 'locked', 'id']],
	[{ siteId: 1, clientIds: [2], command: 'c' }, ['command', 'siteId', 'clientIds']],
	[{ name: 'a', mac: 'm', id: 1, source: 's' }, ['name', 'mac', 'id', 'source']],
	[{ id: 1 }, ['id']],
	[{ Id: 1, name: 'a' }, ['Id', 'name']],
	[{}, []],
])('%j ends with its ids, unless it is a device', (record, expected) => {
	expect(order(idsLast(record))).toEqual(expected);
	expect(idsLast(record)).toEqual(record);
});

it('a record that ends with its ids is the same one', () => {
	const record = { name: 'a', id: 1 };
	expect(idsLast(record)).toBe(record);
});

it('files stay with their record', () => {
	const files = { data: { data: '', mimeType: 'text/plain' } };
	const sorted = idsLast(new WithFiles({ id: 1, fileName: 'a' }, files));
	expect(sorted).toEqual(new WithFiles({ fileName: 'a', id: 1 }, files));
	expect(order((sorted as WithFiles).json)).toEqual(['fileName', 'id']);
});

describe('an operation', () => {
	const row = { id: 1, name: 'a' };
	const returned = async (more: { isRaw?: true }, fields: object) => {
		const operation = operationsOf<undefined>()({ name: 'Get', value: 'get', action: 'Get', description: '', effect: 'read', fields: {}, run: async () => await Promise.resolve([row]), ...more });
		return order(((await operation.run({ fields } as never)) as object[])[0]!);
	};

	it.each([
		['puts them last', {}, {}, ['name', 'id']],
		['puts them last where it simplifies', {}, { simplify: true }, ['name', 'id']],
		['leaves the rows of the server as they are', {}, { simplify: false }, ['id', 'name']],
		['leaves them where it passes on whatever comes', { isRaw: true as const }, {}, ['id', 'name']],
	])('%s', async (_, more, fields, expected) => {
		expect(await returned(more, fields)).toEqual(expected);
	});
});
