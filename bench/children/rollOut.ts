/** A roll-out of a node in n8n's own engine, beside the same requests in the same waves through undici alone. */
import '../../test/support/environment';
import { Agent, request } from 'undici';
import { TacticalRmm } from '../../nodes/TacticalRmm/TacticalRmm.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { runNode } from '../../test/support/runNode';
import { answer } from '../support/answer';
import { inTurns } from '../support/rounds';

/** What is rolled out, and where. */
export interface RollOutGiven {
	url: string;
	/** Devices of each wave. */
	waves: number[];
	/** As the node is set: the first wave, and the percentage of each after it. */
	first: number;
	percent: number;
	/** Devices at the same time, as the node has it by default. */
	atOnce: number;
}
/** With all that n8n's engine does before and after it, ms. */
export type RollOutTimes = Record<'ours' | 'undici', number[]>;

const { url, waves, first, percent, atOnce } = JSON.parse(process.argv[2]!) as RollOutGiven;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** As the server makes them: 40 letters. */
const idOf = (device: number) => String(device).replaceAll(/\d/g, (digit) => LETTERS[Number(digit)]!).padEnd(40, 'x');
const ids = Array.from({ length: waves.reduce((sum, size) => sum + size, 0) }, (_, device) => idOf(device));
const headers = { 'x-api-key': 'bench' };
const dispatcher = new Agent({ connections: atOnce, pipelining: 1 });

async function ours(): Promise<void> {
	const rollOut = { settings: { firstWave: first, nextWaves: 'percent', wavePercent: percent } };
	const { error, output } = await runNode(
		new TacticalRmm(),
		{ resource: 'agent', operation: 'reboot', deviceId: { __rl: true, mode: 'id', value: '={{ $json.id }}' }, rebootWhen: 'now', options: { rollOut, refuseMoreThan: ids.length } },
		{ items: ids.map((id) => ({ id })), credentials: { tacticalRmmApi: { baseUrl: url, apiKey: 'bench', betaApi: false, allowUnauthorizedCerts: false, caCertificate: '' } } },
	);
	if (error) throw error;
	const done = output[0]!.filter(({ json }) => (json.rollOut as { outcome?: string } | undefined)?.outcome === 'done').length;
	if (done !== ids.length) throw new Error(`${done} of ${ids.length} done: ${JSON.stringify(output[0]!.find(({ json }) => json.error)?.json)}`);
}

async function alone(): Promise<void> {
	let from = 0;
	for (const size of waves) {
		const left = ids.slice(from, (from += size));
		const work = async () => {
			for (let id = left.shift(); id !== undefined; id = left.shift()) {
				await (await request(`${url}/agents/${id}/`, { dispatcher, headers })).body.json();
				await (await request(`${url}/agents/${id}/reboot/`, { method: 'POST', dispatcher, headers })).body.json();
			}
		};
		await Promise.all(Array.from({ length: Math.min(atOnce, size) }, work));
	}
}

/** Tells the server where one ends, so that it knows whose requests those were. */
async function timed(name: string, work: () => Promise<void>): Promise<number> {
	const from = performance.now();
	await work();
	const ms = performance.now() - from;
	await request(`${url}/ended/${name}`, { dispatcher });
	return ms;
}

void inTurns({ ours: async () => await timed('ours', ours), undici: async () => await timed('undici', alone) }, (line) => void process.stderr.write(`roll-out: ${line}\n`)).then(async (times) => {
	await closeAgents();
	answer(times);
});
