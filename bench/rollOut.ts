import { setTimeout as sleep } from 'node:timers/promises';
import agent from '../test/contracts/tactical-rmm/agent-get.json';
import { answerJson, startServer } from '../test/support/server';
import type { RollOutGiven, RollOutTimes } from './children/rollOut';
import { timesAsMuch, type Bench } from './figure';
import { inChild } from './support/inChild';
import { ROUNDS } from './support/rounds';

const DEVICES = 800;
const [FIRST, PERCENT] = [1, 10];
/** Of the node, for what acts on devices. */
const AT_ONCE = 8;
const OPERATION_MS = 20;
const NAME = `roll-out to ${DEVICES} devices of ${OPERATION_MS} ms each, ${PERCENT} % a wave`;

/** One run as its server sees it, ms. */
interface Run {
	/** How long each device's operation took in truth, in the order in which they began. */
	took: number[];
	/** First request. */
	from?: number;
	/** Last answer. */
	to: number;
}

/** What a roll-out in waves costs above what its waves must take. */
export const rollOut: Bench = {
	name: 'roll-out',
	async run(report) {
		const ended: Record<string, Run[]> = { ours: [], undici: [] };
		let run: Run = { took: [], to: 0 };
		const server = await startServer(({ url = '' }, response) => {
			const [, ending] = /^\/ended\/(\w+)$/.exec(url) ?? [];
			if (ending) {
				ended[ending]!.push(run);
				run = { took: [], to: 0 };
				return answerJson(response, {});
			}
			const begun = performance.now();
			const mine = run;
			mine.from ??= begun;
			// The node looks at the agent first, to name it.
			if (!url.endsWith('/reboot/')) return answerJson(response, { ...agent.response.body, agent_id: url.split('/')[2] });
			const device = mine.took.push(0) - 1;
			void sleep(OPERATION_MS).then(() => {
				answerJson(response, 'ok');
				mine.to = performance.now();
				mine.took[device] = mine.to - begun;
			});
		});
		try {
			const waves = wavesOf(DEVICES);
			const given: RollOutGiven = { url: server.url, waves, first: FIRST, percent: PERCENT, atOnce: AT_ONCE };
			report(`${waves.length} waves`);
			const { ours } = await inChild<RollOutTimes>('rollOut', { args: [JSON.stringify(given)] });
			const counted = (of: 'ours' | 'undici') => ended[of]!.slice(-ROUNDS);
			if (counted('ours').some(({ took }) => took.length !== DEVICES)) throw new Error(`Not each of ${DEVICES} devices was sent one request`);
			const lasted = ({ from, to }: Run) => to - from!;
			return [
				timesAsMuch({
					name: `${NAME}, from its first request to its last answer`,
					unit: 'ms',
					values: counted('ours').map(lasted),
					beside: { name: 'the same requests in the same waves by bare undici', values: counted('undici').map(lasted) },
					goal: { of: 'ratio', is: 'at most', target: 1.05 },
				}),
				timesAsMuch({
					name: `${NAME}, with n8n's engine around it`,
					unit: 'ms',
					values: ours,
					beside: { name: 'what its waves must take if nothing but the operations took time', values: counted('ours').map(({ took }) => leastOf(took, waves)) },
				}),
			];
		} finally {
			await server.stop();
		}
	},
};

function wavesOf(devices: number): number[] {
	const size = Math.ceil((devices * PERCENT) / 100);
	const waves = [FIRST];
	for (let left = devices - FIRST; left > 0; left -= size) waves.push(Math.min(size, left));
	return waves;
}

/** The time of all waves, each of which begins when the one before has ended, with so many devices at once and nothing in between. */
function leastOf(took: readonly number[], waves: readonly number[]): number {
	let from = 0;
	return waves.reduce((sum, size) => {
		const free = Array.from({ length: AT_ONCE }, () => 0);
		for (const ms of took.slice(from, (from += size))) {
			const next = free.indexOf(Math.min(...free));
			free[next]! += ms;
		}
		return sum + Math.max(...free);
	}, 0);
}
