import { startLab } from '../test/e2e/meshcentral/lab';
import { whyNoMeshCentral } from '../test/servers/meshcentral';
import { startMeshCentralWrapper } from '../test/simulators/meshcentral';
import { startMeshtech } from '../test/simulators/meshtech';
import { startNetAlertX } from '../test/simulators/netalertx';
import { startTacticalRmm } from '../test/simulators/tacticalrmm';
import type { Polled, PollCost, QuietCosts } from './children/quietPoll';
import { timesAsMuch, type Bench, type Figure } from './figure';
import { childOf } from './support/inChild';

const DEVICES = 100;
/** So many devices fit into one answer of the wrapper. */
const FITTING = 30;
const certificates = { allowUnauthorizedCerts: false, caCertificate: '' };

/** A system as it is polled. */
interface Quiet {
	name: string;
	/** How many requests a poll with the events of a new node is, and one with all events. */
	most: { byDefault: number; all: number };
	/** @returns what leads to its server, and ends that; undefined where there can be none here */
	start(): Promise<{ polled: Polled; stop(): Promise<void> } | undefined>;
}

/** What a trigger asks of its server while nothing happens there, once a minute and for years. */
export const quietPoll: Bench = {
	name: 'quiet-poll',
	async run(report) {
		const child = await childOf<QuietCosts>('quietPoll');
		try {
			const all: Figure[] = [];
			for (const { name, most, start } of systems) {
				report(name);
				const server = await start();
				if (!server) {
					report(`not measured: ${whyNoMeshCentral()}`);
					continue;
				}
				try {
					all.push(...figures(name, most, await child.run({ args: [JSON.stringify(server.polled)] })));
				} finally {
					await server.stop();
				}
			}
			return all;
		} finally {
			child.remove();
		}
	},
};

const systems: Quiet[] = [
	{
		name: `NetAlertX, ${DEVICES} devices`,
		most: { byDefault: 1, all: 2 },
		async start() {
			const server = await startNetAlertX({ devices: DEVICES });
			const data = { baseUrl: server.url, apiToken: server.token, ...certificates };
			return { polled: { trigger: 'NetAlertXTrigger', credential: ['netAlertXApi', data], parameters: {} }, stop: server.stop };
		},
	},
	{
		name: `Tactical RMM, ${DEVICES} agents`,
		most: { byDefault: 1, all: 6 },
		async start() {
			const server = await startTacticalRmm({ agents: DEVICES });
			const data = { baseUrl: server.url, apiKey: server.apiKey, ...certificates };
			return { polled: { trigger: 'TacticalRmmTrigger', credential: ['tacticalRmmApi', data], parameters: {} }, stop: server.stop };
		},
	},
	byRest(FITTING, { byDefault: 1, all: 3 }),
	// Such a list does not fit into one answer of the wrapper.
	byRest(DEVICES, { byDefault: 5, all: 7 }),
	{
		// Its own WebSocket has no simulator.
		name: 'MeshCentral (a real one), 1 device',
		most: { byDefault: 2, all: 4 },
		async start() {
			if (whyNoMeshCentral()) return undefined;
			const lab = await startLab(['bench-1']);
			const { type, data } = lab.ways.server;
			const credential = [type, data] as unknown as Polled['credential'];
			return { polled: { trigger: 'MeshCentralTrigger', credential, parameters: { authentication: type } }, stop: lab.stop };
		},
	},
	{
		name: `Meshtech, ${DEVICES} gateways`,
		most: { byDefault: 1, all: 2 },
		async start() {
			const { apiUrl: baseUrl, signInUrl, username, password, stop } = await startMeshtech({ devices: DEVICES });
			const data = { baseUrl, signInUrl, username, password, ...certificates };
			return { polled: { trigger: 'MeshtechTrigger', credential: ['meshtechApi', data], parameters: {} }, stop };
		},
	},
];

function byRest(devices: number, most: Quiet['most']): Quiet {
	return {
		name: `MeshCentral by REST commands, ${devices} devices`,
		most,
		async start() {
			const server = await startMeshCentralWrapper({ devices });
			const data = { baseUrl: server.url, connectThrough: 'rest', gatewayHeaderName: '', gatewayHeaderValue: '', ...certificates };
			const credential: Polled['credential'] = ['meshCentralRestApi', data];
			return { polled: { trigger: 'MeshCentralTrigger', credential, parameters: { authentication: credential[0] } }, stop: server.stop };
		},
	};
}

function figures(name: string, most: Quiet['most'], { byDefault, all }: QuietCosts): Figure[] {
	const of = (costs: PollCost[], key: keyof PollCost) => costs.map((cost) => cost[key]);
	const atMost = (target: number) => ({ of: 'value', is: 'at most', target }) as const;
	const withAll = { name: 'events of a new node', values: of(byDefault, 'requests') };
	return [
		timesAsMuch({ name: `quiet poll, ${name}`, unit: 'requests', values: of(byDefault, 'requests'), beside: { name: 'all events', values: of(all, 'requests') }, goal: atMost(most.byDefault) }),
		timesAsMuch({ name: `quiet poll with all events, ${name}`, unit: 'requests', values: of(all, 'requests'), beside: withAll, goal: atMost(most.all) }),
		...(['sent', 'received'] as const).map((key) =>
			timesAsMuch({ name: `${key} by a quiet poll, ${name}`, unit: 'bytes', values: of(byDefault, key), beside: { name: 'all events', values: of(all, key) } }),
		),
	];
}
