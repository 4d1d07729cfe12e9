import { median } from '../test/support/median';
import { startServer, type TestServer } from '../test/support/server';
import type { PollCosts } from './children/poll';
import { alone, timesAsMuch, type Bench, type Figure } from './figure';
import { netAlertXDevices } from './support/fleets';
import { inChild } from './support/inChild';
import type { Blocking } from './support/meters';

const DEVICES = 10_000;
const MANY = 100_000;
const CHANGED = 20;
/** Enough that what changed since the whole was kept becomes too much to be kept beside it, now and then. */
const STATES = 12;
/** How much longer than for parsing alone the event loop may be blocked. */
const BLOCKED_MS = 20;
const growth = (large: readonly Blocking[], small: readonly Blocking[]) => large.map((each, round) => each.ms / small[round]!.ms);
const n = (count: number) => count.toLocaleString('en');

/** Polls of a large network by the NetAlertX trigger in n8n's PollContext. */
export const poll: Bench = {
	name: 'poll',
	async run(report) {
		report(`making up ${n(DEVICES)} and ${n(MANY)} devices`);
		const small = await startNetwork(DEVICES, STATES);
		const large = await startNetwork(MANY, 2);
		try {
			return figures(await inChild<PollCosts>('poll', { flags: ['--expose-gc'], args: [small.url, String(STATES), large.url, '2'] }));
		} finally {
			await small.stop();
			await large.stop();
		}
	},
};

const ms = (costs: readonly Blocking[]) => costs.map((each) => each.ms);
const blocked = (costs: readonly Blocking[]) => costs.map(({ blockedMs }) => blockedMs);

function figures({ bodyBytes, rounds, peakHeaps, sizes }: PollCosts): Figure[] {
	const parse = { name: 'JSON.parse of the same body', values: ms(rounds.parse) };
	const parseBlocked = { name: 'JSON.parse alone', values: blocked(rounds.parse) };
	const goal = (target: number, aim: number) => ({ of: 'ratio', is: 'at most', target, aim }) as const;
	const name = `poll of ${n(DEVICES)} devices`;
	return [
		timesAsMuch({ name: `${name}, nothing changed`, unit: 'ms', values: ms(rounds.quiet), beside: parse, goal: goal(2.2, 2) }),
		timesAsMuch({ name: `${name}, ${CHANGED} changed`, unit: 'ms', values: ms(rounds.changed), beside: parse, goal: goal(2.8, 2.4) }),
		timesAsMuch({ name: `${name}, ${CHANGED} changed, state loaded as after a start of n8n`, unit: 'ms', values: ms(rounds.loaded), beside: parse, goal: goal(3.2, 2.8) }),
		alone({ name: `${name}, the same with receiving the answer`, unit: 'ms', values: ms(rounds.whole) }),
		timesAsMuch({
			name: `n8n's event loop blocked in one stretch by that`,
			unit: 'ms',
			values: blocked(rounds.whole),
			beside: parseBlocked,
			goal: { of: 'value', is: 'at most', target: Math.round(median(parseBlocked.values) + BLOCKED_MS) },
		}),
		timesAsMuch({
			name: 'heap at its peak, above what it was before',
			unit: 'MB',
			values: peakHeaps.map((bytes) => bytes / 1e6),
			beside: { name: 'the body', values: [bodyBytes / 1e6] },
			goal: { of: 'ratio', is: 'at most', target: 4, aim: 3 },
		}),
		alone({ name: `poll of ${n(MANY)} devices, ${CHANGED} changed`, unit: 'ms', values: ms(sizes.large) }),
		timesAsMuch({
			name: `how much longer it takes than one of ${n(DEVICES)}`,
			unit: 'times',
			values: growth(sizes.large, sizes.small),
			beside: { name: 'JSON.parse', values: growth(sizes.parseLarge, sizes.parseSmall) },
			goal: { of: 'ratio', is: 'at most', target: 1.1, aim: 1 },
		}),
	];
}

/**
 * A NetAlertX as bare as can be, with a list of so many states, in which one to the next some other devices have another name: `GET /<state>` is
 * one of them, and `PUT /<state>` makes it the one of `/devices`.
 */
async function startNetwork(count: number, states: number): Promise<TestServer> {
	const devices = netAlertXDevices(count);
	const step = count / CHANGED;
	const renamed = (state: number) => devices.map((device, index) => (index % step < state ? { ...device, devName: `${String(device.devName)}-2` } : device));
	const bodies = Array.from({ length: states }, (_, state) => Buffer.from(JSON.stringify({ devices: renamed(state), success: true })));
	const noEvents = Buffer.from(JSON.stringify({ success: true, events: [], count: 0 }));
	let current = bodies[0]!;
	return await startServer(({ method, url = '' }, response) => {
		const named = bodies[Number(url.slice(1))];
		if (method === 'PUT') current = named!;
		const body = url === '/devices' ? current : method === 'GET' && named ? named : noEvents;
		response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
	});
}
