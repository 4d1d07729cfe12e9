import { testCertificates } from '../test/simulators/support/certificates';
import type { ServerCertificate } from '../test/simulators/support/listen';
import { startTacticalRmm } from '../test/simulators/tacticalrmm';
import type { N8nClient } from '../test/e2e/n8n/rest';
import { timesAsMuch, type Bench, type Figure, type Goal } from './figure';
import { agentGets, agentItems } from './support/agentGet';
import { costOf, startMeasuringN8n, type NodeJson } from './support/n8n';
import { inTurns } from './support/rounds';

const ITEMS = 5_000;

/** What an item costs n8n's process while the server answers at once, above what any node costs it. */
export const cpuPerItem: Bench = {
	name: 'cpu-per-item',
	async run(report) {
		const { valid } = await testCertificates();
		const { n8n, client } = await startMeasuringN8n(report);
		try {
			return [
				await costAboveFloor(client, 'TLS', valid, report, { of: 'ratio', is: 'at most', target: 0.25, aim: 0.125 }),
				await costAboveFloor(client, 'plain HTTP', undefined, report, { of: 'ratio', is: 'at most', target: 0.25, aim: 0.2 }),
			];
		} finally {
			await n8n.stop();
		}
	},
};

async function costAboveFloor(client: N8nClient, over: string, tls: ServerCertificate | undefined, report: (line: string) => void, goal: Goal): Promise<Figure> {
	const rmm = await startTacticalRmm({ agents: ITEMS, tls, latencyMs: 0 });
	try {
		const items = agentItems(rmm);
		const msPerItem = (node: NodeJson) => async () => (await costOf(client, node, items)).cpuMs / ITEMS;
		const { ours, httpRequest, set } = await agentGets(client, rmm);
		const subjects = { ours: msPerItem(ours), set: msPerItem(set), httpRequest: msPerItem(httpRequest) };
		const measured = await inTurns(subjects, (line) => report(`${over}: ${line}`));
		const aboveFloor = (values: number[]) => values.map((value, round) => value - measured.set[round]!);
		return timesAsMuch({
			name: `CPU of n8n an item above a Set node with a fixed value, ${over}`,
			unit: 'ms',
			values: aboveFloor(measured.ours),
			beside: { name: 'HTTP Request node', values: aboveFloor(measured.httpRequest) },
			goal,
		});
	} finally {
		await rmm.stop();
	}
}
