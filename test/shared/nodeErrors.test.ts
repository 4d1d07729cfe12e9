import { inOne, inShort } from '../../nodes/shared/nodeErrors';

const advice = 'GET /devices returned status 404. Check the address in the credential.';

it.each<[string, { message: string; description?: string }, string]>([
	['all of it', { message: 'Not found.', description: advice }, `Not found. ${advice}`],
	['a message alone', { message: 'Not found' }, 'Not found'],
	['the advice whole, and of the words what there is room for', { message: 'x'.repeat(600), description: advice }, `${'x'.repeat(600 - advice.length - 3)}…. ${advice}`],
	['some words beside the longest advice', { message: 'x'.repeat(600), description: 'y'.repeat(3_000) }, `${'x'.repeat(149)}…. ${'y'.repeat(447)}…`],
])('a list that could not be loaded says %s', (_, told, expected) => {
	expect(inShort(told)).toBe(expected);
	expect(inShort(told).length).toBeLessThanOrEqual(600);
});

it('a model that uses the node as a tool is told everything', () => {
	expect(inOne({ message: 'x'.repeat(600), description: advice })).toBe(`${'x'.repeat(600)}. ${advice}`);
});
