import { normaliseMac, type Device } from '../device';
import { ipKey, nameKey } from './evidence';
import { CONFIDENCE, EVIDENCE, type Doubt, type Evidence, type FleetRecord, type Group, type Link } from './types';

/** Something that systems say differently of the same device. */
export interface Conflict {
	field: 'name' | 'online';
	/** By system. */
	values: Readonly<Record<string, string | boolean>>;
}

/** A record that may be of the same device. */
export interface Unclear {
	system: string;
	/** What they have in common. */
	by: Evidence;
	value: string;
	candidates: Array<Pick<Device, 'id' | 'name' | 'online' | 'group'>>;
}

/** One real device, as all systems together know it. Every system that was asked has a field of its own, under its name in `source`. */
export interface FleetDevice {
	name: string | null;
	/** true where any system sees it; null where none knows. */
	online: boolean | null;
	/** Now while it is online. ISO 8601. */
	lastSeen: string | null;
	ips: string[];
	/** `aa:bb:cc:dd:ee:ff`. */
	macs: string[];
	systems: string[];
	/** Systems that surely do not have it: they were read whole, and none of their records may be it. */
	missingFrom: string[];
	/** The least sure of what its records were matched by; null for one that is in one system only. */
	matchedBy: Evidence | null;
	/** From 0 to 1; null for one that is in one system only. */
	confidence: number | null;
	conflicts: Conflict[];
	/** Records of other systems that may be it, and may not. */
	unclear: Unclear[];
	/** All that holds its records together. */
	links: Link[];
	/** More records of the same systems: another network card, an agent that was left behind. */
	otherRecords: Device[];
	/** System and id of the record that stands for it. */
	id: string;
	[system: string]: unknown;
}

export interface Asked {
	/** All systems that were asked. */
	systems: readonly string[];
	/** Those of them that were read whole. */
	whole: ReadonlySet<string>;
	/** ms since the epoch: a device that is online was seen now. */
	now: number;
}

/** The item of a group. */
export function fleetDevice({ records, links, doubts }: Group, { systems, whole, now }: Asked): FleetDevice {
	const bySystem = Map.groupBy(records, ({ device }) => device.source);
	const first = new Map([...bySystem].map(([system, those]) => [system, [...those].sort(bestFirst)[0]!]));
	const own = systems.filter((system) => bySystem.has(system));
	const weakest = weakestOf(links);
	const online = onlineOf(records);
	const main = mainOf([...first.values()]);
	return {
		name: nameOf(first),
		online,
		lastSeen: online === true ? new Date(now).toISOString() : latest(records),
		systems: own,
		missingFrom: systems.filter((system) => !bySystem.has(system) && whole.has(system) && !doubts.some(({ source }) => source === system)),
		matchedBy: weakest,
		confidence: weakest && CONFIDENCE[weakest],
		conflicts: conflictsOf(bySystem),
		ips: unique(records.flatMap(({ ips }) => ips.flatMap((ip) => ipKey(ip) ?? []))),
		macs: unique(records.flatMap(({ macs }) => macs.map((mac) => normaliseMac(mac) ?? mac))),
		unclear: doubts.map(asUnclear),
		...Object.fromEntries(systems.map((system) => [system, first.get(system)?.device ?? null])),
		links: [...links],
		otherRecords: records.filter((record) => first.get(record.device.source) !== record).map(({ device }) => device),
		id: `${main.device.source}:${main.device.id}`,
	};
}

/** The least sure evidence of several links; null where there is none. */
export function weakestOf(links: readonly Link[]): Evidence | null {
	return links.length > 0 ? EVIDENCE[Math.max(...links.map(({ by }) => EVIDENCE.indexOf(by)))]! : null;
}

function asUnclear({ source, by, value, candidates }: Doubt): Unclear {
	return { system: source, by, value, candidates: candidates.map(({ device: { id, name, online, group } }) => ({ id, name, online, group })) };
}

/** The one that is online, else the one seen last: what it says is true now. */
function bestFirst({ device: a }: FleetRecord, { device: b }: FleetRecord): number {
	if (a.online !== b.online && (a.online === true || b.online === true)) return a.online === true ? -1 : 1;
	const [seen, other] = [a.lastSeen ?? '', b.lastSeen ?? ''];
	return seen === other ? (a.id < b.id ? -1 : 1) : seen > other ? -1 : 1;
}

/** An agent stays for as long as its computer does; a network card may be another one tomorrow. */
function mainOf(records: readonly FleetRecord[]): FleetRecord {
	return [...records].sort((a, b) => rankOf(a) - rankOf(b) || (a.device.source < b.device.source ? -1 : 1))[0]!;
}

/** The name that most systems agree on; else what the computer itself says comes before what somebody wrote. */
function nameOf(first: ReadonlyMap<string, FleetRecord>): string | null {
	const named = [...first.values()].filter(({ device }) => device.name !== null);
	if (named.length < 2) return named[0]?.device.name ?? null;
	const agreeing = ({ device }: FleetRecord) => named.filter(({ names }) => names.some((name) => nameKey(name) === nameKey(device.name))).length;
	return named.sort((a, b) => agreeing(b) - agreeing(a) || rankOf(a) - rankOf(b) || (a.device.source < b.device.source ? -1 : 1))[0]!.device.name;
}

/** A record with a serial number is of the computer itself; one with an id of its own is of an agent on it. */
function rankOf({ serial, meshId }: FleetRecord): number {
	return serial ? 0 : meshId ? 1 : 2;
}

function onlineOf(records: readonly FleetRecord[]): boolean | null {
	if (records.some(({ device }) => device.online === true)) return true;
	return records.some(({ device }) => device.online === false) ? false : null;
}

function latest(records: readonly FleetRecord[]): string | null {
	let last: string | null = null;
	for (const { device } of records) if (device.lastSeen !== null && (last === null || device.lastSeen > last)) last = device.lastSeen;
	return last;
}

function conflictsOf(bySystem: ReadonlyMap<string, readonly FleetRecord[]>): Conflict[] {
	if (bySystem.size < 2) return [];
	const conflicts: Conflict[] = [];
	const named = [...bySystem].map(([system, records]) => ({ system, keys: new Set(records.flatMap(({ names }) => names.flatMap((name) => nameKey(name) ?? []))), shown: records[0]!.names[0] ?? '' }));
	const withName = named.filter(({ keys }) => keys.size > 0);
	const isOther = withName.some((one, index) => withName.slice(index + 1).some((other) => ![...one.keys].some((key) => other.keys.has(key))));
	if (isOther) conflicts.push({ field: 'name', values: Object.fromEntries(withName.map(({ system, shown }) => [system, shown])) });
	const states = [...bySystem].map(([system, records]) => [system, onlineOf(records)] as const).filter((each): each is readonly [string, boolean] => each[1] !== null);
	if (new Set(states.map(([, online]) => online)).size > 1) conflicts.push({ field: 'online', values: Object.fromEntries(states) });
	return conflicts;
}

function unique(texts: readonly string[]): string[] {
	return texts.length < 2 ? [...texts] : [...new Set(texts)];
}
