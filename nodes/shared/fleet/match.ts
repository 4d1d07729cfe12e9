import { addTo, Clusters, type Index } from './clusters';
import { Contradictions } from './contradiction';
import { Doubts } from './doubts';
import { isOfOneDevice } from './evidence';
import { knownOf, STEP, type Known } from './known';
import { pairsIn } from './pairs';
import { inTurns } from './turns';
import { EVIDENCE, type Evidence, type FleetPart, type Group, type Link, type MatchOptions } from './types';

/**
 * Which records of several systems are the same device. Pure: the same whichever system comes first, and in whatever order its rows are. Every
 * record is in one group. What could be two devices is never taken for one: it is returned as a doubt.
 */
export function matched(parts: readonly FleetPart[], options: MatchOptions): Group[] {
	const steps = matching(parts, options);
	for (;;) {
		const { done, value } = steps.next();
		if (done) return value;
	}
}

/** The same in slices, between which n8n's other workflows have their turn. */
export async function matchedInTurns(parts: readonly FleetPart[], options: MatchOptions): Promise<Group[]> {
	return await inTurns(matching(parts, options));
}

function* matching(parts: readonly FleetPart[], { now, pairs = [] }: MatchOptions): Generator<void, Group[]> {
	const known = yield* knownOf(parts, now);
	const clusters = new Clusters(known);
	const index = yield* indexed(known);
	const links: Linked[] = [];
	const { same, isApart } = yield* pairsIn(pairs, known);
	const contradictions = new Contradictions(clusters, index.name, index.ip, (a, b) => isApart(clusters.members(a), clusters.members(b)));
	const join = (members: readonly number[], by: Evidence, value: string) => {
		const first = firstOf(members, known);
		for (const each of members) {
			if (each === first) continue;
			const between: [string, string] = [known[first]!.record.device.source, known[each]!.record.device.source];
			clusters.join(first, each);
			links.push({ at: first, link: { by, value, between } });
		}
	};
	// What the user says are two stays two, whatever is known of them otherwise.
	const isApartIn = (members: readonly number[]) => {
		const roots = clusters.distinct(members);
		return roots.some((a, at) => roots.slice(at + 1).some((b) => isApart(clusters.members(a), clusters.members(b))));
	};
	for (const { members, value } of same) if (!isApartIn(members)) join(members, 'pair', value);
	for (const { members, value } of cardsOfOne(known)) if (!isApartIn(members)) join(members, 'pair', value);
	for (const { members, value, by } of yield* installedAnew(known, index)) if (!isApartIn(members)) join(members, by, value);
	for (const by of EVIDENCE) {
		if (by === 'pair') continue;
		const keys = by === 'name and ip' ? yield* withAddress(index.name, clusters) : index[by];
		for (const { members, value } of yield* unquestioned({ by, keys, clusters, contradictions })) join(members, by, value);
	}
	const doubts = new Doubts(clusters, contradictions);
	for (const by of ['meshId', 'mac', 'serial', 'name', 'ip'] as const) yield* doubts.look(by, index[by]);
	return yield* groupsOf(clusters, links, doubts);
}

/** A link, and a record that it holds. */
interface Linked {
	at: number;
	link: Link;
}

/** By system and id: the same one whatever order they come in. */
function firstOf(members: readonly number[], known: readonly Known[]): number {
	let first = members[0]!;
	for (const at of members) if (known[at]!.key < known[first]!.key) first = at;
	return first;
}

/** Network cards that the system itself lists as part of another device. */
function cardsOfOne(known: readonly Known[]): Together[] {
	const cards = known
		.flatMap(({ record, key }, at) => (record.cardOf ? [{ at, key, of: `${record.device.source} ${record.cardOf}` }] : []))
		.sort((a, b) => (a.key < b.key ? -1 : 1));
	if (cards.length === 0) return [];
	const byKey = new Map(known.map(({ key }, at) => [key, at]));
	return cards.flatMap(({ at, of }) => (byKey.has(of) ? [{ members: [at, byKey.get(of)!], value: 'network card' }] : []));
}

/** Records with the same name and an address in common, as far as they are not together yet. */
function* withAddress(names: Index, clusters: Clusters): Generator<void, Index> {
	const index: Index = new Map();
	let steps = 0;
	for (const [name, members] of names) {
		if (++steps % STEP === 0) yield;
		if (members.length < 2 || clusters.areOne(members)) continue;
		for (const at of members) for (const ip of clusters.known[at]!.ips) addTo(index, `${name} ${ip}`, at);
	}
	return index;
}

type Indexes = Record<Exclude<Evidence, 'pair' | 'name and ip'>, Index>;

function* indexed(known: readonly Known[]): Generator<void, Indexes> {
	const indexes: Indexes = { meshId: new Map(), mac: new Map(), serial: new Map(), name: new Map(), ip: new Map() };
	for (let at = 0; at < known.length; at++) {
		const { meshId, macs, serial, names, ips, isRecent } = known[at]!;
		if (meshId !== undefined) addTo(indexes.meshId, meshId, at);
		for (const mac of macs) addTo(indexes.mac, mac, at);
		if (serial !== undefined) addTo(indexes.serial, serial, at);
		for (const name of names) addTo(indexes.name, name, at);
		// An address by itself says something for as long as it is held, and of one device.
		if (isRecent) for (const ip of ips) if (isOfOneDevice(ip)) addTo(indexes.ip, ip, at);
		if (at % STEP === STEP - 1) yield;
	}
	return indexes;
}

/** Records that belong together, and what they have in common. */
interface Together {
	members: readonly number[];
	value: string;
}

/** More agents than anybody leaves behind on one computer. */
const MOST_INSTALLED = 4;

/**
 * Agents of one system that are on the same computer, because it was installed again and the earlier one was left behind: they have two of
 * serial number, MAC address and name in common, and not two of them are online. A virtual machine and its copy have them too, but both run.
 */
function* installedAnew(known: readonly Known[], { serial, mac }: Indexes): Generator<void, Array<Together & { by: Evidence }>> {
	const alike: Index = new Map();
	let steps = 0;
	for (const [by, index] of [['serial', serial], ['mac', mac]] as const) {
		for (const [value, members] of index) {
			if (++steps % STEP === 0) yield;
			if (members.length < 2) continue;
			for (const at of members) {
				if (++steps % STEP === 0) yield;
				const { part, rowsAre, names, macs } = known[at]!;
				if (rowsAre !== 'agents') continue;
				for (const other of [...names, ...(by === 'serial' ? macs : [])]) addTo(alike, `${part} ${by} ${value} ${other}`, at);
			}
		}
	}
	const clusters = new Clusters(known);
	const found = [...alike].filter(([, members]) => members.length > 1 && members.length <= MOST_INSTALLED);
	for (const [, members] of found) for (const each of members) clusters.join(members[0]!, each);
	const roots = clusters.distinct(found.flatMap(([, members]) => members));
	const isOne = (members: readonly number[]) => members.length <= MOST_INSTALLED && members.filter((at) => known[at]!.isOnline).length < 2;
	return roots.flatMap((root) => {
		const members = clusters.members(root);
		if (!isOne(members)) return [];
		const { serial: its, macs } = known[firstOf(members, known)]!;
		const isBySerial = its !== undefined && members.every((at) => known[at]!.serial === its);
		return [{ members, by: isBySerial ? ('serial' as const) : ('mac' as const), value: isBySerial ? its : [...macs].sort()[0] ?? '' }];
	});
}

interface Tier {
	by: Exclude<Evidence, 'pair'>;
	keys: Index;
	clusters: Clusters;
	contradictions: Contradictions;
}

/**
 * What is taken for the same by one evidence. Everything that hangs together by it is looked at at once, so that the order does not matter: if
 * there is one question about any of it, none of it is taken.
 */
function* unquestioned({ by, keys, clusters, contradictions }: Tier): Generator<void, Together[]> {
	const together = new Map<number, Set<number>>();
	const found: Together[] = [];
	let steps = 0;
	for (const [value, members] of keys) {
		if (++steps % STEP === 0) yield;
		if (members.length < 2 || clusters.areOne(members) || isShared(members, clusters)) continue;
		const roots = clusters.distinct(members);
		found.push({ members, value });
		const all = together.get(roots[0]!) ?? new Set([roots[0]!]);
		for (const root of roots) for (const each of together.get(root) ?? [root]) all.add(each);
		for (const root of all) together.set(root, all);
	}
	const judged = new Map<Set<number>, boolean>();
	const isFine = (all: Set<number>): boolean => {
		let fine = judged.get(all);
		if (fine === undefined) judged.set(all, (fine = fitTogether([...all], by, { clusters, contradictions })));
		return fine;
	};
	const fine: Together[] = [];
	for (const each of found) {
		if (++steps % STEP === 0) yield;
		if (isFine(together.get(clusters.of(each.members[0]!))!)) fine.push(each);
	}
	return fine;
}

/** Whether two devices of one system have it: then it does not identify either. */
function isShared(members: readonly number[], clusters: Clusters): boolean {
	for (let index = 1; index < members.length; index++) {
		for (let before = 0; before < index; before++) {
			const [a, b] = [members[index]!, members[before]!];
			if (clusters.known[a]!.part === clusters.known[b]!.part && clusters.of(a) !== clusters.of(b)) return true;
		}
	}
	return false;
}

/** More systems and cards than one device has. */
const MOST_TOGETHER = 20;

/** Evidence so good that several network cards may be one device's by it. */
const OF_SEVERAL_CARDS: ReadonlySet<Evidence> = new Set(['meshId', 'mac', 'serial', 'name and ip']);
/** And several agents, if the earlier ones are silent. */
const OF_SEVERAL_AGENTS: ReadonlySet<Evidence> = new Set(['meshId', 'mac']);

function fitTogether(roots: readonly number[], by: Evidence, { clusters, contradictions }: Pick<Tier, 'clusters' | 'contradictions'>): boolean {
	if (roots.length > MOST_TOGETHER) return false;
	const byPart = Map.groupBy(roots.flatMap((root) => clusters.members(root).map((at) => ({ root, known: clusters.known[at]! }))), ({ known }) => known.part);
	for (const those of byPart.values()) {
		if (those.every(({ root }) => root === those[0]!.root)) continue;
		const { rowsAre } = those[0]!.known;
		if (rowsAre === 'networkCards' && OF_SEVERAL_CARDS.has(by)) continue;
		const isLeftBehind = rowsAre === 'agents' && OF_SEVERAL_AGENTS.has(by) && those.length <= MOST_INSTALLED && those.filter(({ known }) => known.isOnline).length < 2;
		if (!isLeftBehind) return false;
	}
	return roots.every((a, index) => roots.slice(index + 1).every((b) => !contradictions.between(a, b, by)));
}

function* groupsOf(clusters: Clusters, linked: readonly Linked[], doubts: Doubts): Generator<void, Group[]> {
	const { known } = clusters;
	const links = new Map<number, Link[]>();
	for (const { at, link } of linked) {
		const root = clusters.of(at);
		const those = links.get(root);
		if (those) those.push(link);
		else links.set(root, [link]);
	}
	const groups: Group[] = [];
	for (let at = 0; at < known.length; at++) {
		if (at % STEP === STEP - 1) yield;
		if (clusters.of(at) !== at) continue;
		const members = clusters.members(at).map((index) => known[index]!);
		if (members.length > 1) members.sort((a, b) => (a.key < b.key ? -1 : 1));
		groups.push({ records: members.map(({ record }) => record), links: sorted(links.get(at)), doubts: doubts.of(at) });
	}
	return groups;
}

const NO_LINKS: readonly Link[] = [];

/** The surest first, and always in the same order. */
function sorted(links: Link[] | undefined): readonly Link[] {
	return links?.sort(bySureness) ?? NO_LINKS;
}

function bySureness(a: Link, b: Link): number {
	if (a.by !== b.by) return EVIDENCE.indexOf(a.by) - EVIDENCE.indexOf(b.by);
	if (a.value !== b.value) return a.value < b.value ? -1 : 1;
	return a.between[0] === b.between[0] ? (a.between[1] < b.between[1] ? -1 : 1) : a.between[0] < b.between[0] ? -1 : 1;
}
