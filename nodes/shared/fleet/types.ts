import type { Device } from '../device';

/**
 * What a row of a system stands for: an agent, which is installed on one computer; or a network card, of which one device may have several.
 */
export type RowsAre = 'agents' | 'networkCards';

/** A device as one system lists it, with all that it may be known by elsewhere. */
export interface FleetRecord {
	device: Device;
	/** Names that the device itself goes by, such as its host name; the first is the one to show. */
	names: readonly string[];
	/** In any form that systems report. */
	ips: readonly string[];
	/** In any form; those of all its network cards, where the system knows them. */
	macs: readonly string[];
	/** Whether `macs` are all that it has: then one that is not among them is not its own. */
	knowsAllMacs?: boolean;
	serial?: string | null;
	/** The id of the remote-control agent on the device, in the one form that all systems write it in. */
	meshId?: string | null;
	/**
	 * The public address of the network that `ips` are valid in, where the system knows it: the same private address behind another one is
	 * another device.
	 */
	network?: string | null;
	/** When it was there for the first time. ISO 8601. */
	firstSeen?: string | null;
	/** The id of the record of the same system that this is a further network card of, where the user said so there. */
	cardOf?: string | null;
	/** The user put it aside in that system: archived. */
	isArchived?: boolean;
	/** Something that it is known by could not be read: it may be any device. */
	isPartial?: boolean;
}

/** By what two records were taken for the same device, from the surest to the least sure. */
export const EVIDENCE = ['pair', 'meshId', 'mac', 'serial', 'name and ip', 'name', 'ip'] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** How sure each evidence is, from 0 to 1. */
export const CONFIDENCE: Readonly<Record<Evidence, number>> = {
	pair: 1,
	meshId: 1,
	mac: 0.98,
	serial: 0.95,
	'name and ip': 0.95,
	name: 0.85,
	ip: 0.6,
};

/** All that was read from one system. */
export interface FleetPart {
	/** The system, as devices name it in their `source`. */
	source: string;
	rowsAre: RowsAre;
	records: readonly FleetRecord[];
}

/** Two ids that the user says are, or are not, one device. Each is an id of any system, a name, a MAC address or an IP address. */
export interface Pair {
	one: string;
	other: string;
	isSame: boolean;
}

export interface MatchOptions {
	/** What the time is, ms since the epoch: an address alone counts only where both were seen within the hour. */
	now: number;
	pairs?: readonly Pair[];
}

/** A link between two records of a group. */
export interface Link {
	by: Evidence;
	/** What they have in common. */
	value: string;
	/** The two systems. */
	between: readonly [string, string];
}

/** What may be the same device, and may not: the user decides. */
export interface Doubt {
	/** The system whose record may belong here. */
	source: string;
	by: Evidence;
	value: string;
	/** Its records that may. */
	candidates: readonly FleetRecord[];
}

/** One real device. */
export interface Group {
	/** Sorted by system and id. */
	records: readonly FleetRecord[];
	/** What holds them together. */
	links: readonly Link[];
	doubts: readonly Doubt[];
}
