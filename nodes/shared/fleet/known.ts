import { ipKey, isOfOneDevice, macKey, nameKey, serialKey } from './evidence';
import type { FleetPart, FleetRecord, RowsAre } from './types';

/** A record with all that it may be known by elsewhere, in the forms in which that is compared. */
export interface Known {
	record: FleetRecord;
	/** Index of the system. */
	part: number;
	rowsAre: RowsAre;
	/** Tells it from all others, and gives the order. */
	key: string;
	meshId: string | undefined;
	macs: readonly string[];
	knowsAllMacs: boolean;
	serial: string | undefined;
	names: readonly string[];
	ips: readonly string[];
	network: string | undefined;
	isOnline: boolean;
	/** Online, or seen within the hour: what it says of its address is true now. */
	isRecent: boolean;
}

const HOUR_MS = 3_600_000;

/** Records are read in steps of so many. */
export const STEP = 200;

/** Every record of every system once, in the order of their keys' systems; a pause (yield) now and then. */
export function* knownOf(parts: readonly FleetPart[], now: number): Generator<void, Known[]> {
	const all: Known[] = [];
	const sorted = [...parts].sort((a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
	for (let part = 0; part < sorted.length; part++) {
		const { source, rowsAre, records } = sorted[part]!;
		const places = new Map<string, number>();
		for (let index = 0; index < records.length; index++) {
			const known = knownBy(records[index]!, { part, rowsAre, source, now });
			const place = places.get(known.key);
			if (place === undefined) places.set(known.key, all.push(known) - 1);
			// A list may have a device twice, because it changed while it was read.
			else if (isLater(known, all[place]!)) all[place] = known;
			if (index % STEP === STEP - 1) yield;
		}
	}
	return all;
}

interface Place {
	part: number;
	rowsAre: RowsAre;
	source: string;
	now: number;
}

function knownBy(record: FleetRecord, { part, rowsAre, source, now }: Place): Known {
	const { device, meshId, network, serial } = record;
	const isOnline = device.online === true;
	return {
		record,
		part,
		rowsAre,
		key: `${source} ${device.id}`,
		meshId: meshId || undefined,
		macs: keysOf(record.macs, macKey),
		knowsAllMacs: record.knowsAllMacs === true,
		serial: serialKey(serial),
		names: keysOf(record.names, nameKey),
		ips: keysOf(record.ips, ipKey),
		network: networkOf(network),
		isOnline,
		isRecent: isOnline || (device.lastSeen !== null && Math.abs(now - Date.parse(device.lastSeen)) < HOUR_MS),
	};
}

const NOTHING: readonly string[] = [];

/** Most records have none, or one. */
function keysOf(reported: readonly string[], keyOf: (each: string) => string | undefined): readonly string[] {
	if (reported.length === 0) return NOTHING;
	if (reported.length > 1) return [...new Set(reported.flatMap((each) => keyOf(each) ?? []))];
	const key = keyOf(reported[0]!);
	return key === undefined ? NOTHING : [key];
}

/** A private address says nothing of where a network is. */
function networkOf(reported: string | null | undefined): string | undefined {
	const ip = reported ? ipKey(reported) : undefined;
	return ip === undefined || isOfOneDevice(ip) ? undefined : ip;
}

/** The one that was seen later; of two seen at the same time always the same one, whichever comes first. */
function isLater(a: Known, b: Known): boolean {
	const [seen, before] = [a, b].map(({ record }) => record.device.lastSeen ?? '') as [string, string];
	return seen === before ? JSON.stringify(a.record) > JSON.stringify(b.record) : seen > before;
}
