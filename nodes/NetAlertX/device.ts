import type { Device } from '../shared/device';
import { INTERNET } from './mac';
import type { DeviceRecord, EventRecord } from './schemas';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'netAlertX';

/** NetAlertX's device in the ten fields that all systems share. It knows neither operating systems nor versions. */
export function toDevice(record: DeviceRecord): Device {
	const id = record.devMac.toLowerCase();
	return {
		source: SOURCE,
		id,
		name: record.devName || null,
		online: record.devPresentLastScan === null ? null : record.devPresentLastScan === 1,
		lastSeen: toIsoTime(record.devLastConnection),
		ip: record.devLastIP || null,
		mac: id === INTERNET ? null : id.toUpperCase(),
		os: null,
		version: null,
		group: record.devGroup || null,
	};
}

/** An event in short: what happened to which device, when. */
export function toEvent(record: EventRecord) {
	return {
		time: toIsoTime(record.eveDateTime),
		type: record.eveEventType,
		mac: record.eveMac,
		ip: record.eveIp,
		info: record.eveAdditionalInfo ?? '',
	};
}

/** The server's times are UTC; most come without a zone. */
export function toIsoTime(stored: string | null | undefined): string | null {
	if (!stored) return null;
	// The usual form, without the cost of a Date: lists hold tens of thousands. Impossible ones, such as a 31st of April, take the long way.
	if (USUAL_TIME.test(stored)) return `${stored.slice(0, 10)}T${stored.slice(11)}.000Z`;
	const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(stored);
	const time = new Date(hasZone ? stored : `${stored.trim().replace(' ', 'T')}Z`);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** `YYYY-MM-DD HH:MM:SS` with a day that every month has. */
const USUAL_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8]) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

const HOUR_MS = 3_600_000;

/**
 * Whole hours for the server to look back that surely hold everything after `from`: one more than counted, so that clocks which
 * differ by less than an hour lose nothing. Exact bounds are applied afterwards, on the server's own times.
 */
export function hoursSince(from: Date, now: Date): number {
	return Math.max(1, Math.ceil((now.getTime() - from.getTime()) / HOUR_MS)) + 1;
}
