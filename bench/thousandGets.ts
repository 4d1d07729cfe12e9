import { startTacticalRmm } from '../test/simulators/tacticalrmm';
import { testCertificates } from '../test/simulators/support/certificates';
import { timesLess, type Bench, type Figure } from './figure';
import { agentGets, agentItems } from './support/agentGet';
import { costOf, startMeasuringN8n, type NodeCost, type NodeJson } from './support/n8n';
import { inTurns } from './support/rounds';

const ITEMS = 1_000;
const LATENCY_MS = 20;

type Cost = NodeCost & { connections: number };

/** 1,000 items, one GET each, in a real n8n, against a simulated Tactical RMM over TLS that answers after 20 ms. */
export const thousandGets: Bench = {
	name: 'thousand-gets',
	async run(report) {
		const { valid } = await testCertificates();
		const rmm = await startTacticalRmm({ agents: ITEMS, tls: valid, latencyMs: LATENCY_MS });
		const { n8n, client } = await startMeasuringN8n(report);
		try {
			const items = agentItems(rmm);
			const measure = (node: NodeJson) => async (): Promise<Cost> => {
				const before = rmm.connections;
				const cost = await costOf(client, node, items);
				return { ...cost, connections: rmm.connections - before };
			};
			const { ours, httpRequest, oneByOne } = await agentGets(client, rmm);
			const subjects = { ours: measure(ours), httpRequest: measure(httpRequest), oneByOne: measure(oneByOne) };
			return figures(await inTurns(subjects, report));
		} finally {
			await n8n.stop();
			await rmm.stop();
		}
	},
};

function figures({ ours, httpRequest, oneByOne }: Record<'ours' | 'httpRequest' | 'oneByOne', Cost[]>): Figure[] {
	const what = `${ITEMS} GETs, one an item, in n8n`;
	const of = (costs: Cost[], key: keyof Cost) => costs.map((cost) => cost[key]);
	const beside = (key: keyof Cost) => ({ name: 'HTTP Request node', values: of(httpRequest, key) });
	return [
		timesLess({
			name: what,
			unit: 's',
			values: of(ours, 'seconds'),
			beside: beside('seconds'),
			goal: { of: 'ratio', is: 'at least', target: 2.5, aim: 3 },
		}),
		timesLess({
			name: `${what}, beside one after the other`,
			unit: 's',
			values: of(ours, 'seconds'),
			beside: { name: "node that asks one after the other with n8n's helper", values: of(oneByOne, 'seconds') },
			goal: { of: 'ratio', is: 'at least', target: 28, aim: 32 },
		}),
		timesLess({
			name: `TLS connections for ${ITEMS} GETs`,
			unit: 'connections',
			values: of(ours, 'connections'),
			beside: beside('connections'),
			goal: { of: 'value', is: 'at most', target: 32 },
		}),
		timesLess({ name: `n8n's event loop blocked by ${ITEMS} GETs`, unit: 'ms', values: of(ours, 'blockedMs'), beside: beside('blockedMs') }),
	];
}
