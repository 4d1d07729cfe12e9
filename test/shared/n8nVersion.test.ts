import { RefusedError } from '../../nodes/shared/errors';
import { failureItem } from '../../nodes/shared/items';
import { sortsOutDetails } from '../../nodes/shared/n8nVersion';

it.each([
	['', false],
	['2.0.0', false],
	['2.35.4', false],
	['2.36.0', true],
	['2.40.1', true],
	['3.0.0', true],
])('n8n %s sends an item with details to the error output: %p', (version, does) => {
	expect(sortsOutDetails(version)).toBe(does);
});

const refused = new RefusedError('Device not found', { method: 'GET', path: '/device/x' }, 404);

it('an item that failed has its details in this n8n', () => {
	const { json } = failureItem(refused, 3, { onErrorOutput: true });
	expect(json).toMatchObject({ error: 'Device not found', details: { status: 404, method: 'GET', path: '/device/x' } });
});

describe('in an n8n that would take it for one that went well', () => {
	beforeEach(() => void jest.resetModules());

	it.each([
		[true, { error: 'Device not found', message: expect.stringContaining('GET /device/x returned status 404') }],
		[false, { error: 'Device not found', details: expect.objectContaining({ status: 404 }) }],
	])('with an error output (%p)', async (onErrorOutput, json) => {
		jest.doMock('n8n-workflow/package.json', () => ({ version: '2.10.0' }));
		const { failureItem: failure } = await import('../../nodes/shared/items');
		const { RefusedError: Refused } = await import('../../nodes/shared/errors');
		const error = new Refused('Device not found', { method: 'GET', path: '/device/x' }, 404);
		expect(failure(error, 0, { onErrorOutput }).json).toEqual(json);
	});
});
