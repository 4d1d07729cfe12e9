import type { MeshCentralClient } from '../nodes/MeshCentral/client';
import { sessions } from '../nodes/MeshCentral/control/channel';
import { closeAgents } from '../nodes/shared/http/agents';
import { startLab, type Lab } from '../test/e2e/meshcentral/lab';
import { whyNoMeshCentral } from '../test/servers/meshcentral';
import { timesAsMuch, timesLess, type Bench } from './figure';

const RUNS = 9;
const DEVICES = 3;
const WARM_LISTS = 50;
const COMMANDS = { webSocket: 60, rest: 9 };

/** MeshCentral's own WebSocket beside the REST commands of its wrapper: a real server, real agents and the real meshctrl on this machine. */
export const meshCentral: Bench = {
	name: 'meshcentral',
	async run(report) {
		const reason = whyNoMeshCentral();
		if (reason) {
			report(`not measured: ${reason}`);
			return [];
		}
		report('starting MeshCentral and three agents');
		const lab = await startLab(Array.from({ length: DEVICES }, (_, index) => `bench-${index + 1}`));
		try {
			// The first run of all loads code and is not counted.
			await once(lab);
			const rounds: Round[] = [];
			while (rounds.length < RUNS) {
				rounds.push(await once(lab));
				report(`run ${rounds.length} of ${RUNS}`);
			}
			const of = (what: keyof Round) => rounds.map((round) => round[what]);
			const rest = (what: keyof Round) => ({ name: "wrapper's REST commands", values: of(what) });
			return [
				timesLess({ name: `MeshCentral: list of ${DEVICES} devices, warm`, unit: 'ms', values: of('warm'), beside: rest('restList') }),
				timesLess({ name: `MeshCentral: list of ${DEVICES} devices, cold`, unit: 'ms', values: of('cold'), beside: rest('restList') }),
				timesAsMuch({ name: `MeshCentral: commands on ${DEVICES} devices`, unit: 'commands/s', values: of('commands'), beside: rest('restCommands') }),
			];
		} finally {
			await lab.stop();
		}
	},
};

/** Lists in ms, commands in commands/s. */
interface Round {
	/** Over a session that is there. */
	warm: number;
	/** With connection, TLS and sign-in. */
	cold: number;
	restList: number;
	commands: number;
	restCommands: number;
}

/** Each in turn, so that what else the machine does is shared by all. */
async function once(lab: Lab): Promise<Round> {
	await sessions.closeAll();
	await closeAgents();
	const cold = await timed(async () => await lab.client(lab.ways.server).devices());
	const [client, rest] = [lab.client(lab.ways.server), lab.client(lab.ways.rest)];
	const restList = await timed(async () => await rest.devices());
	const warm = await timed(async () => {
		for (let count = 0; count < WARM_LISTS; count++) await client.devices();
	});
	const commands = await commandsPerSecond(lab, client, COMMANDS.webSocket);
	return { cold, restList, warm: warm / WARM_LISTS, commands, restCommands: await commandsPerSecond(lab, rest, COMMANDS.rest) };
}

async function commandsPerSecond(lab: Lab, client: MeshCentralClient, count: number): Promise<number> {
	const devices = await Promise.all(lab.agents.map(async ({ nodeId }) => await client.device(nodeId)));
	const ms = await timed(async () => {
		await Promise.all(
			Array.from({ length: count }, async (_, nr) => {
				const { output } = await client.run(devices[nr % devices.length]!, { text: `echo ${nr}`, shell: 'default', runAs: 'agent', wait: true, timeoutMs: 60_000, outputAtMost: 1_048_576 });
				if (output !== `${nr}\n`) throw new Error(`command ${nr} put out ${output}`);
			}),
		);
	});
	return count / (ms / 1000);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const from = performance.now();
	await work();
	return performance.now() - from;
}
