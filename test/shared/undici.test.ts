import type * as Loading from '../../nodes/shared/http/undici';

const OF_NODE = Symbol.for('undici.globalDispatcher.1');
const OF_UNDICI = Symbol.for('undici.globalDispatcher.2');
const globals: Record<symbol, unknown> = globalThis as never;

/** As if nothing had loaded undici in this process yet. */
function fresh(before: unknown) {
	Object.defineProperty(globalThis, OF_NODE, { value: before, writable: true });
	Object.defineProperty(globalThis, OF_UNDICI, { value: undefined, writable: true });
	jest.resetModules();
	return jest.requireActual<typeof Loading>('../../nodes/shared/http/undici');
}

test('loading undici by itself takes the place of what Node’s fetch sends with', () => {
	const proxy = { dispatch: () => true };
	fresh(proxy);
	jest.requireActual('undici');
	expect(globals[OF_NODE]).not.toBe(proxy);
});

test.each([
	['the proxy that somebody set up', { dispatch: () => true }],
	['nothing yet', undefined],
])('we leave it as it is: %s', async (_, before) => {
	const { undici } = fresh(before);
	const [first, second] = await Promise.all([undici(), undici()]);
	expect(first.Agent).toBeDefined();
	expect(second).toBe(first);
	expect(globals[OF_NODE]).toBe(before);
});

test('what is bundled of undici is what its index has', () => {
	jest.resetModules();
	const index = jest.requireActual<Record<string, unknown>>('undici');
	const ours = jest.requireActual<Record<string, unknown>>('../../scripts/undici.cjs');
	expect(Object.keys(ours).sort()).toEqual(['Agent', 'Pool', 'ProxyAgent', 'WebSocket', 'buildConnector']);
	for (const [name, value] of Object.entries(ours)) expect([name, value === index[name]]).toEqual([name, true]);
	expect((ours.Agent as typeof import('undici').Agent).prototype.request).toBe((index.Agent as typeof import('undici').Agent).prototype.request);
});
