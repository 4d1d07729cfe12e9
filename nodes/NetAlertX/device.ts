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
	const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(stored);
	const time = new Date(hasZone ? stored : `${stored.trim().replace(' ', 'T')}Z`);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
