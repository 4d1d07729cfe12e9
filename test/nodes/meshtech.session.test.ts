import type { INode } from 'n8n-workflow';
import { byId, page, startPortal, type Running } from '../support/meshtech';
import type { MeshtechOptions } from '../simulators/meshtech';

let running: Running;
const start = async (options?: MeshtechOptions) => (running = await startPortal(options));
afterEach(async () => await running.stop());

const thousand = Array.from({ length: 1000 }, (_, index) => ({ index }));
const get: INode['parameters'] = { deviceId: byId(page.office) };

describe('a thousand items in n8n', () => {
	it.each<[string, string, INode['parameters']]>([
		['reading', 'get', get],
		['writing', 'rename', { deviceId: byId(page.office), name: '=name {{ $json.index }}' }],
	])('%s sign in exactly once', async (_, operation, parameters) => {
		await start();
		const { output, error } = await running.run('device', operation, parameters, { items: thousand });
		expect(error).toBeUndefined();
		expect(output[0]).toHaveLength(1000);
		expect(running.simulator.signIns).toBe(1);
	});

	it.each<[string, string, INode['parameters']]>([
		['reading', 'get', get],
		['writing', 'rename', { deviceId: byId('={{ ["bmac-c0141f68fc3d", "bmac-ff30c49c590d"][$json.index % 2] }}'), name: 'new' }],
	])('%s, of which the token is revoked in the middle, cost one more sign-in and no failed item', async (_, operation, parameters) => {
		const { simulator } = await start();
		const { push } = simulator.requests;
		simulator.requests.push = function (...arrived) {
			if (this.length === 500) simulator.revokeTokens();
			return push.apply(this, arrived);
		};
		const { output, error } = await running.run('device', operation, parameters, { items: thousand, node: { onError: 'continueErrorOutput' } });
		expect(error).toBeUndefined();
		expect([output[0]?.length, output[1]?.length ?? 0]).toEqual([1000, 0]);
		expect(simulator.signIns).toBe(2);
	});

	it('with a wrong password sign in once, and every item says why', async () => {
		await start();
		const credentials = { meshtechApi: { ...running.credential, password: 'wrong' } };
		const { output } = await running.run('device', 'get', get, { items: thousand, credentials, node: { onError: 'continueErrorOutput' } });
		expect(output[1]).toHaveLength(1000);
		expect(new Set(output[1]!.map(({ json }) => json.error))).toEqual(new Set(['INVALID_CREDENTIALS']));
		expect(running.simulator.signIns).toBe(1);
		expect(running.sent()).toEqual([]);
	});

	it('of the next execution use the token of the one before', async () => {
		await start();
		await running.run('device', 'get', get, { items: thousand.slice(0, 10) });
		await running.run('device', 'get', get, { items: thousand.slice(0, 10) });
		expect(running.simulator.signIns).toBe(1);
	});

	it('share at most 32 connections to the API', async () => {
		await start();
		await running.run('device', 'get', get, { items: thousand });
		expect(running.simulator.connections).toBeLessThanOrEqual(33);
	});
});
