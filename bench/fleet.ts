import type { FleetCosts } from './children/fleet';
import { alone, timesAsMuch, type Bench, type Figure } from './figure';
import { inChild } from './support/inChild';

const ROWS = 10_000;
const TENTH = ROWS / 10;
const DEVICES = 5_000;
const n = (count: number) => count.toLocaleString('en');

/** One fleet out of three systems: how long matching takes, how long it keeps n8n's event loop to itself, and how good it is. */
export const fleet: Bench = {
	name: 'fleet',
	async run(report) {
		report(`making up fleets and matching them`);
		return figures(await inChild<FleetCosts>('fleet', { args: [ROWS, TENTH, DEVICES].map(String) }));
	},
};

function figures({ rounds: { parse, large, small, getAll, get }, quality: { detailed, bare } }: FleetCosts): Figure[] {
	const parsing = { name: 'JSON.parse of the three lists', values: parse.map(({ ms }) => ms) };
	const matching = large.map(({ ms }) => ms);
	const fleets = `in made-up fleets of ${n(DEVICES)} devices`;
	return [
		timesAsMuch({ name: `${n(ROWS)} devices in each of three systems matched`, unit: 'ms', values: matching, beside: parsing, goal: { of: 'value', is: 'at most', target: 400 } }),
		timesAsMuch({
			name: `${n(TENTH)} devices in each`,
			unit: 'ms',
			values: small.map(({ ms }) => ms),
			beside: { name: `a tenth of ${n(ROWS)}`, values: matching.map((ms) => ms / 10) },
			goal: { of: 'ratio', is: 'at most', target: 1.3 },
		}),
		alone({ name: "n8n's event loop blocked in one stretch by matching", unit: 'ms', values: large.map(({ blockedMs }) => blockedMs), goal: { of: 'value', is: 'at most', target: 30 } }),
		alone({ name: "n8n's event loop blocked in one stretch by Get Many with a text, on the same devices", unit: 'ms', values: getAll.map(({ blockedMs }) => blockedMs), goal: { of: 'value', is: 'at most', target: 30 } }),
		alone({ name: "n8n's event loop blocked in one stretch by Get, on the same devices", unit: 'ms', values: get.map(({ blockedMs }) => blockedMs), goal: { of: 'value', is: 'at most', target: 30 } }),
		alone({ name: `precision of matching ${fleets}`, unit: 'of 1', values: detailed.map(({ precision }) => precision), goal: { of: 'value', is: 'at least', target: 0.999 } }),
		alone({ name: `recall of matching ${fleets}, details of nine agents in ten read`, unit: 'of 1', values: detailed.map(({ recall }) => recall), goal: { of: 'value', is: 'at least', target: 0.97 } }),
		alone({ name: `precision of matching ${fleets}, without details`, unit: 'of 1', values: bare.map(({ precision }) => precision), goal: { of: 'value', is: 'at least', target: 0.999 } }),
		alone({ name: `recall of matching ${fleets}, without details`, unit: 'of 1', values: bare.map(({ recall }) => recall) }),
	];
}
