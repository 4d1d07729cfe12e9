/** 'Max Parallel Requests' of the credential in n8n's engine: two executions at the same time, each with more items at once than that. */
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import * as meshtech from '../support/meshtech';
import * as netAlertX from '../support/netAlertX';
import type { NodeRun, NodeRunOptions } from '../support/runNode';
import * as tacticalRmm from '../support/tacticalRmm';

interface Lab {
	simulator: { connections: number; requests: readonly unknown[] };
	credential: ICredentialDataDecryptedObject;
	run(resource: string, operation: string, parameters?: INode['parameters'], options?: NodeRunOptions): Promise<NodeRun>;
	stop(): Promise<void>;
}

/** Servers that keep connections alive and answer late: as many are opened as requests are under way at the same time. */
const systems: Array<[name: string, credential: string, start: () => Promise<Lab>, resource: string, deviceId: object, others: number]> = [
	['NetAlertX', 'netAlertXApi', async () => await netAlertX.startLab({ keepAlive: true, latencyMs: 10 }), 'device', netAlertX.byMac(netAlertX.lab.nas), 0],
	['Tactical RMM', 'tacticalRmmApi', async () => await tacticalRmm.startLab({ latencyMs: 10 }), 'agent', tacticalRmm.byName(tacticalRmm.lab.server), 0],
	// One more signs in, at another host.
	['Meshtech', 'meshtechApi', async () => await meshtech.startPortal({ latencyMs: 10 }), 'device', meshtech.byId(meshtech.page.office), 1],
];

describe.each(systems)('%s', (_, credential, start, resource, deviceId, others) => {
	test.each([4, 1])('%d', async (requestsAtOnce) => {
		const lab = await start();
		try {
			const items = Array.from({ length: 40 }, (__, nr) => ({ nr }));
			const credentials = { [credential]: { ...lab.credential, requestsAtOnce } };
			const execution = async () => await lab.run(resource, 'get', { deviceId, options: { itemsAtOnce: 16 } } as never, { items, credentials });
			const runs = await Promise.all([execution(), execution()]);
			expect(runs.map(({ output }) => output[0]?.length)).toEqual([40, 40]);
			expect(lab.simulator.connections).toBe(requestsAtOnce + others);
		} finally {
			await lab.stop();
		}
	});

	test('what is no number of requests is said to be the problem', async () => {
		const lab = await start();
		try {
			const { error } = await lab.run(resource, 'get', { deviceId } as never, { credentials: { [credential]: { ...lab.credential, requestsAtOnce: 0 } } });
			expect(error?.message).toContain("'Max Parallel Requests' of the credential must be a whole number from 1 to 256");
			expect(lab.simulator.requests).toEqual([]);
		} finally {
			await lab.stop();
		}
	});
});
