import fc from 'fast-check';
import { matched, matchedInTurns } from '../../../nodes/shared/fleet/match';
import type { FleetPart, FleetRecord, Group, Pair } from '../../../nodes/shared/fleet/types';
import { AGENTS, NETWORK, NOW, partsOf, record, REMOTE } from './records';

/** So few values that almost everything has something in common with something else. */
const name = fc.constantFrom('pc-1', 'PC-2.example.com', 'pc-3', 'pc-4', 'localhost', null);
const mac = fc.constantFrom('00:1A:2B:00:00:01', '00:1a:2b:00:00:02', '00-1A-2B-00-00-03', 'DA:A1:19:00:00:01', '00:00:00:00:00:00');
const ip = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '203.0.113.1', '127.0.0.1');
const serial = fc.constantFrom('SN00001A', 'SN00002B', 'Default string', null);
const network = fc.constantFrom('198.51.100.1', '198.51.100.2', null);
const online = fc.constantFrom(true, false, null);
const lists = { macs: fc.array(mac, { maxLength: 2 }), ips: fc.array(ip, { maxLength: 2 }) };
const meshId = fc.constantFrom('M0', 'M1', 'M2', null);

const records: fc.Arbitrary<FleetRecord[]> = fc
	.tuple(
		fc.array(fc.record({ name, ips: lists.ips, online, network, macs: fc.array(mac, { maxLength: 1 }) }), { maxLength: 5 }),
		fc.array(fc.record({ name, ...lists, serial, meshId, online, network, knowsAllMacs: fc.boolean() }), { maxLength: 5 }),
		fc.array(fc.record({ name, ...lists, online }), { maxLength: 4 }),
	)
	.map(([cards, agents, remotes]) => [
		...cards.map((each, index) => record(NETWORK, `card ${index}`, each)),
		...agents.map((each, index) => record(AGENTS, `agent ${index}`, each)),
		...remotes.map((each, index) => record(REMOTE, `M${index}`, { ...each, meshId: `M${index}` })),
	]);
const side = fc.constantFrom('card 0', 'agent 0', 'agent 1', 'M0', 'pc-1', '10.0.0.1', '00:1A:2B:00:00:02', 'nobody');
const pairs: fc.Arbitrary<Pair[]> = fc.array(fc.record({ one: side, other: side, isSame: fc.boolean() }), { maxLength: 3 });

/** The same for the same groups, in whatever order they are. */
const canonical = (groups: readonly Group[]) => groups.map((group) => JSON.stringify(group)).sort();
const keyOf = ({ device }: FleetRecord) => `${device.source} ${device.id}`;

it('is the same whichever system is read first, and in whatever order its rows come', () => {
	fc.assert(
		fc.property(records, pairs, fc.infiniteStream(fc.nat()), (all, rules, dice) => {
			const shuffled = <T>(list: readonly T[]): T[] => list.map((each) => ({ each, at: dice.next().value as number })).sort((a, b) => a.at - b.at).map(({ each }) => each);
			const parts = partsOf(...all);
			const others: FleetPart[] = shuffled(parts).map((part) => ({ ...part, records: shuffled(part.records) }));
			expect(canonical(matched(others, { now: NOW, pairs: shuffled(rules) }))).toEqual(canonical(matched(parts, { now: NOW, pairs: rules })));
		}),
		{ numRuns: 2_000 },
	);
});

it('puts every device into one group, and none into two', () => {
	fc.assert(
		fc.property(records, pairs, (all, rules) => {
			const placed = matched(partsOf(...all), { now: NOW, pairs: rules }).flatMap((group) => group.records.map(keyOf));
			expect([...placed].sort()).toEqual(all.map(keyOf).sort());
		}),
		{ numRuns: 1_000 },
	);
});

it('never takes two agents of one system that are both online for one computer, unless the user says so', () => {
	fc.assert(
		fc.property(records, (all) => {
			for (const group of matched(partsOf(...all), { now: NOW })) {
				for (const source of [AGENTS, REMOTE]) expect(group.records.filter(({ device }) => device.source === source && device.online).length).toBeLessThan(2);
			}
		}),
		{ numRuns: 1_000 },
	);
});

it('never has a doubt about a system that a device is known in', () => {
	fc.assert(
		fc.property(records, pairs, (all, rules) => {
			for (const { records: its, doubts } of matched(partsOf(...all), { now: NOW, pairs: rules })) {
				for (const { source, candidates } of doubts) {
					expect(its.map(({ device }) => device.source)).not.toContain(source);
					expect(candidates.length).toBeGreaterThan(0);
				}
			}
		}),
		{ numRuns: 1_000 },
	);
});

it('gives each group of several a link for all of them to hang together', () => {
	fc.assert(
		fc.property(records, (all) => {
			for (const { records: its, links } of matched(partsOf(...all), { now: NOW })) expect(links.length).toBeGreaterThanOrEqual(its.length - 1);
		}),
		{ numRuns: 1_000 },
	);
});

it('is the same in turns', async () => {
	await fc.assert(
		fc.asyncProperty(records, async (all) => {
			expect(canonical(await matchedInTurns(partsOf(...all), { now: NOW }))).toEqual(canonical(matched(partsOf(...all), { now: NOW })));
		}),
		{ numRuns: 100 },
	);
});
