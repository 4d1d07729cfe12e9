import type { FleetPart, FleetRecord } from '../../nodes/shared/fleet/types';
import { Random } from '../../test/simulators/support/random';

/**
 * A made-up fleet of which it is known which records are the same device: offices with desktops, laptops with docks, servers and virtual
 * machines, people who work from home, printers and phones, as three systems list them, with all that goes wrong in real ones.
 */
export interface MadeUpFleet {
	parts: FleetPart[];
	/** The device of each record, by system and id. */
	truth: ReadonlyMap<string, number>;
	/** Records in all. */
	records: number;
}

export interface FleetOptions {
	devices: number;
	seed?: number;
	/** The share of agents of which the details were read (MAC addresses, MeshCentral's id), from 0 to 1. */
	details: number;
}

export const FLEET_NOW = Date.UTC(2026, 10, 20, 18);
const [NETWORK, AGENTS, REMOTE] = ['netAlertX', 'tacticalRmm', 'meshCentral'] as const;
const OFFICE_NETWORK = '198.51.100.7';
const MINUTE = 60_000;
const DAY = 86_400_000;

/** What a device really is. */
interface Truth {
	index: number;
	host: string;
	macs: string[];
	ips: string[];
	serial: string;
	meshId: string;
	isOnline: boolean;
	isHome: boolean;
	/** The address that servers on the internet see. */
	publicIp: string;
	knowsDetails: boolean;
}

export function madeUpFleet({ devices, seed = 1, details }: FleetOptions): MadeUpFleet {
	const random = new Random(seed);
	const chance = (share: number) => random.next() < share;
	const truth = new Map<string, number>();
	const lists: Record<string, FleetRecord[]> = { [NETWORK]: [], [AGENTS]: [], [REMOTE]: [] };
	const add = (source: string, index: number, record: Omit<FleetRecord, 'device'> & { id: string; isOnline: boolean; name: string | null; seenAgo?: number }) => {
		const { id, isOnline, name, seenAgo, ...known } = record;
		const at = FLEET_NOW - (isOnline ? random.below(4) * MINUTE : (seenAgo ?? 2 * 60 * MINUTE + random.below(60 * DAY)));
		const device = {
			name, online: isOnline, lastSeen: new Date(at).toISOString(), ip: known.ips[0] ?? null, mac: source === NETWORK ? (known.macs[0] ?? null) : null,
			os: null, version: '2.8.0', group: null, id, source,
		};
		lists[source]!.push({ device, ...known });
		truth.set(`${source} ${id}`, index);
	};
	const maker = () => random.pick(['00:1A:2B', '3C:52:82', 'A4:BB:6D', 'F8:B1:56', '48:4D:7E', '00:50:56'])!;
	const macFrom = (prefix: string) => [prefix, ...[0, 1, 2].map(() => random.hex(2).toUpperCase())].join(':');
	const randomMac = () => macFrom(`${random.hex(1)}${random.pick(['2', '6', 'A', 'E'])}:${random.hex(2)}:${random.hex(2)}`.toUpperCase());
	let officeAddress = 0;
	/** An address that another device has now. */
	let leasedAnew = '10.99.0.1';
	const officeIp = () => `10.${(officeAddress >> 14) & 63}.${(officeAddress >> 7) & 127}.${1 + (officeAddress++ & 127)}`;
	const homeIp = () => `${random.pick(['192.168.1', '192.168.0', '192.168.178', '10.0.0'])}.${2 + random.below(60)}`;
	const lettersOf = (length: number) => Array.from({ length }, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'[random.below(52)]).join('');
	const typo = (name: string) => {
		const at = 1 + random.below(name.length - 2);
		return name.slice(0, at) + name[at + 1]! + name[at]! + name.slice(at + 2);
	};
	const docks: Array<{ mac: string; user: Truth }> = [];
	const clones: Truth[] = [];

	const agentsOf = (it: Truth, { isRenamed = false, oldIp = false }: { isRenamed?: boolean; oldIp?: boolean }) => {
		const known = it.knowsDetails;
		// The list of a laptop's addresses may grow while it is at a dock.
		const ips = oldIp ? [chance(0.5) ? officeIp() : leasedAnew] : it.ips;
		leasedAnew = it.ips[0]!;
		add(AGENTS, it.index, {
			id: lettersOf(40), isOnline: it.isOnline, name: it.host.toUpperCase(), names: [it.host.toUpperCase()], ips, serial: it.serial, network: it.publicIp,
			macs: known ? it.macs : [], knowsAllMacs: known, meshId: known ? it.meshId : null,
		});
		if (chance(0.08)) return;
		const seenAt = it.isHome || chance(0.3) ? it.publicIp : ips[0]!;
		const shown = isRenamed ? `old-${it.host}` : it.host;
		add(REMOTE, it.index, {
			id: `node//${it.meshId}`, isOnline: it.isOnline, name: shown, names: [it.host, shown], ips: [seenAt], meshId: it.meshId,
			macs: known && chance(0.7) ? it.macs : [], knowsAllMacs: false,
		});
	};
	/** As scans find a card. */
	const card = (it: Truth, mac: string, ip: string, { name, isOnline = it.isOnline }: { name?: string | null; isOnline?: boolean } = {}) => {
		const kind = random.next();
		const told = name !== undefined ? name : kind < 0.7 ? it.host : kind < 0.82 ? `${it.host}.corp.example.com` : kind < 0.9 ? null : kind < 0.95 ? typo(it.host) : `Room ${random.below(400)} ${random.pick(['front', 'left', 'window'])}`;
		add(NETWORK, it.index, { id: mac.toLowerCase(), isOnline, name: told, names: told === null ? [] : [told], ips: [ip], macs: [mac], network: OFFICE_NETWORK });
	};
	const made = (index: number, host: string, more: Partial<Truth> = {}): Truth => ({
		index, host, macs: [macFrom(maker())], ips: [officeIp()], serial: chance(0.1) ? random.pick(['To be filled by O.E.M.', 'Default string', 'None', '0', 'System Serial Number'])! : `${lettersOf(3).toUpperCase()}${random.hex(7).toUpperCase()}`,
		meshId: lettersOf(64), isOnline: chance(0.7), isHome: false, publicIp: OFFICE_NETWORK, knowsDetails: chance(details), ...more,
	});

	for (let index = 0; index < devices; index++) {
		const kind = random.next();
		const number = String(index).padStart(5, '0');
		if (kind < 0.3) {
			// A desktop; some renamed, some with an address that the agent reported before the lease ended.
			const it = made(index, `pc-${number}`);
			agentsOf(it, { isRenamed: chance(0.05), oldIp: chance(0.04) });
			if (chance(0.95)) card(it, it.macs[0]!, it.ips[0]!, chance(0.04) ? { name: `was-${number}` } : {});
		} else if (kind < 0.45) {
			// A laptop with two cards, and sometimes at a dock whose card is known by the laptop that was there before.
			const it = made(index, `nb-${number}`, { macs: [macFrom(maker()), macFrom(maker())] });
			it.ips.push(officeIp());
			agentsOf(it, {});
			card(it, it.macs[0]!, it.ips[0]!);
			if (chance(0.5)) card(it, it.macs[1]!, it.ips[1]!);
			if (chance(0.15)) docks.push({ mac: macFrom('00:E0:4C'), user: it });
		} else if (kind < 0.55) {
			// Somebody's home: the network scanner never sees it, and many have the same addresses.
			const it = made(index, chance(0.03) ? 'laptop-of-many' : `home-${number}`, { isHome: true, ips: [homeIp()], publicIp: `203.0.${random.below(256)}.${random.below(256)}` });
			agentsOf(it, {});
		} else if (kind < 0.6) {
			const it = made(index, `srv-${number}`, { isOnline: true });
			agentsOf(it, {});
			card(it, it.macs[0]!, it.ips[0]!);
		} else if (kind < 0.68) {
			// A virtual machine; some are copies that kept the serial number, and a few the name.
			const [original] = clones.slice(-1);
			const isCopy = original !== undefined && chance(0.2);
			const it = made(index, isCopy && chance(0.3) ? original.host : `vm-${number}`, { macs: [macFrom(chance(0.5) ? '52:54:00' : '00:50:56')], isOnline: true });
			if (isCopy) it.serial = original.serial;
			else clones.push(it);
			agentsOf(it, {});
			card(it, it.macs[0]!, it.ips[0]!);
		} else if (kind < 0.7) {
			// Installed again: the earlier agents were left behind, and have been silent since.
			const it = made(index, `re-${number}`);
			const before: Truth = { ...it, isOnline: false, meshId: lettersOf(64), host: chance(0.7) ? it.host : `tmp-${number}` };
			agentsOf(it, {});
			agentsOf(before, {});
			card(it, it.macs[0]!, it.ips[0]!);
		} else if (kind < 0.75) {
			// The same name at several customers.
			const it = made(index, random.pick(['reception', 'backup', 'pos-1', 'pos-2', 'kasse'])!);
			agentsOf(it, {});
			if (chance(0.5)) card(it, it.macs[0]!, it.ips[0]!);
		} else if (kind < 0.87) {
			// A printer, a camera: no agent.
			const it = made(index, `${random.pick(['printer', 'cam', 'ap', 'tv'])}-${number}`);
			card(it, it.macs[0]!, it.ips[0]!);
		} else {
			// A phone with a random address, or two, one after the other.
			const it = made(index, chance(0.5) ? 'iphone' : `${random.pick(['anna', 'ben', 'chris'])}-s-phone-${number}`);
			card(it, randomMac(), it.ips[0]!);
			if (chance(0.3)) card({ ...it, index: -index - 1 }, randomMac(), officeIp(), { isOnline: false, name: it.host });
		}
	}
	// A dock is in the list once, with the address of who sits there now: half the time somebody else than the one whose agent reported it.
	for (const [place, { mac, user }] of docks.entries()) {
		const now = place % 2 === 0 ? user : docks[(place + 1) % docks.length]!.user;
		const ip = officeIp();
		// The agent has told its new address by now, or not yet.
		if (chance(0.8)) now.ips.push(ip);
		card(now, mac, ip, { name: now.host, isOnline: true });
		const reported = lists[AGENTS]!.find((record) => truth.get(`${AGENTS} ${record.device.id}`) === user.index);
		if (reported?.knowsAllMacs) (reported as { macs: readonly string[] }).macs = [...reported.macs, mac];
	}
	const part = (source: string, rowsAre: FleetPart['rowsAre']): FleetPart => ({ source, rowsAre, records: lists[source]! });
	return { parts: [part(NETWORK, 'networkCards'), part(AGENTS, 'agents'), part(REMOTE, 'agents')], truth, records: Object.values(lists).flat().length };
}

/** How good a grouping is, by pairs of records: how many of those that were put together belong together, and how many that belong together were. */
export function goodness(groups: ReadonlyArray<{ records: readonly FleetRecord[] }>, truth: ReadonlyMap<string, number>): { precision: number; recall: number; wrong: string[]; missed: string[] } {
	const keyOf = ({ device }: FleetRecord) => `${device.source} ${device.id}`;
	const pairsOf = <T>(all: readonly T[]) => all.flatMap((one, index) => all.slice(index + 1).map((other): [T, T] => [one, other]));
	const put = groups.flatMap(({ records }) => pairsOf(records.map(keyOf)));
	const isRight = ([one, other]: [string, string]) => truth.get(one) === truth.get(other);
	const groupOf = new Map(groups.flatMap(({ records }, group) => records.map((record) => [keyOf(record), group] as const)));
	const belonging = [...Map.groupBy([...truth.keys()], (key) => truth.get(key))].flatMap(([, keys]) => pairsOf(keys));
	const found = belonging.filter(([one, other]) => groupOf.get(one) === groupOf.get(other));
	const told = (pairs: ReadonlyArray<[string, string]>) => pairs.map(([one, other]) => `${one} | ${other}`);
	return {
		precision: put.filter(isRight).length / Math.max(1, put.length),
		recall: found.length / Math.max(1, belonging.length),
		wrong: told(put.filter((pair) => !isRight(pair))),
		missed: told(belonging.filter(([one, other]) => groupOf.get(one) !== groupOf.get(other))),
	};
}
