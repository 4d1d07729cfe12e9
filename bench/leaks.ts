import { until } from '../test/e2e/n8n/wait';
import recorded from '../test/contracts/netalertx/device-get.json';
import type { Growth, Leaks } from './children/leaks';
import { alone, timesAsMuch, type Bench, type Figure } from './figure';
import { startBodyServer, type BodyServer } from './support/bodyServer';
import { netAlertXDevices } from './support/fleets';
import { inChild } from './support/inChild';
import { base, censusOf, executeOften, ours, startMeasuringN8n, untilReady, type NodeJson } from './support/n8n';

const EXECUTIONS = 10_000;
const POLLS = 1_000;
const IN_N8N = 100;
/** Growth that is no more than a heap's own ups and downs. */
const NOISE_MB = 1;
/** After so long, connections that nobody uses are to be closed. */
const IDLE_MS = 10_000;

/** What stays behind of many executions and polls: nothing. */
export const leaks: Bench = {
	name: 'leaks',
	async run(report) {
		const server = await startNetwork();
		try {
			report(`${EXECUTIONS} executions and ${POLLS} polls`);
			const args = [server.url, String(EXECUTIONS), String(POLLS)];
			const inEngine = await inChild<Leaks>('leaks', { flags: ['--expose-gc'], args, deadlineMs: 900_000, endsByItself: true });
			return [...engineFigures(inEngine), ...(await figuresOfN8n(server, report))];
		} finally {
			await server.stop();
		}
	},
};

function engineFigures({ executions, polls, empty }: Leaks): Figure[] {
	const heap = ({ few, all }: Growth) => [(all.heap - few.heap) / 1e6];
	const open = ({ few, all }: Growth) => [all.open - few.open];
	const n = (count: number) => count.toLocaleString('en');
	const [ours, polling] = [`${n(EXECUTIONS)} executions`, `${n(POLLS)} polls`];
	const beside = { name: 'a node that does nothing', values: heap(empty) };
	const noMore = { of: 'value', is: 'at most', target: NOISE_MB } as const;
	const none = { of: 'value', is: 'at most', target: 0 } as const;
	return [
		timesAsMuch({ name: `heap grown by ${ours}, since the first 100`, unit: 'MB', values: heap(executions), beside, goal: noMore }),
		timesAsMuch({ name: `heap grown by ${polling}, since the first 100`, unit: 'MB', values: heap(polls), beside, goal: noMore }),
		alone({ name: `sockets and timers more after ${ours}`, unit: 'left', values: open(executions), goal: none }),
		alone({ name: `sockets and timers more after ${polling}`, unit: 'left', values: open(polls), goal: none }),
	];
}

async function figuresOfN8n(server: BodyServer, report: (line: string) => void): Promise<Figure[]> {
	const { n8n, client } = await startMeasuringN8n(report);
	try {
		const data = { baseUrl: server.url, apiToken: 'bench', allowUnauthorizedCerts: false, caCertificate: '' };
		const { id, name } = await client.createCredential('NetAlertX', 'netAlertXApi', data);
		const deviceGet: NodeJson = {
			type: ours('netAlertX'),
			typeVersion: 1,
			parameters: { resource: 'device', operation: 'get', deviceId: { __rl: true, mode: 'id', value: '3c:22:fb:10:00:01' }, simplify: true, options: {} },
			credentials: { netAlertXApi: { id, name } },
		};
		const set: NodeJson = { type: base('set'), typeVersion: 3.4, parameters: { assignments: { assignments: [] }, options: {} } };
		const grown = async (node: NodeJson) => {
			await executeOften(client, node, IN_N8N);
			const before = await censusOf(client);
			await executeOften(client, node, IN_N8N);
			return [((await censusOf(client)).heap - before.heap) / 1e6];
		};
		report(`${IN_N8N} executions in n8n`);
		await untilReady(client);
		const theirs = await grown(set);
		const mine = await grown(deviceGet);
		await until('idle connections to be closed', () => server.open === 0, { deadlineMs: IDLE_MS }).catch(() => undefined);
		return [
			timesAsMuch({ name: `heap of n8n grown by ${IN_N8N} executions, after as many before`, unit: 'MB', values: mine, beside: { name: 'a Set node', values: theirs } }),
			alone({ name: `connections of n8n open after ${IDLE_MS / 1_000} s without work`, unit: 'left', values: [server.open], goal: { of: 'value', is: 'at most', target: 0 } }),
		];
	} finally {
		await n8n.stop();
	}
}

/** A small NetAlertX in which some device has another name at every look. */
async function startNetwork(): Promise<BodyServer> {
	const devices = netAlertXDevices(50);
	let looks = 0;
	return await startBodyServer((path) => {
		if (path.startsWith('/events')) return { success: true, events: [], count: 0 };
		if (path !== '/devices') return recorded.response.body;
		looks++;
		return { success: true, devices: devices.map((device, index) => (index === looks % devices.length ? { ...device, devName: `renamed-${looks % 2}` } : device)) };
	});
}
