import { shownAt, type Device } from '../shared/device';
import { isIpv6 } from '../shared/address';
import { remembering, rememberingLast } from '../shared/remembering';
import { idOf, macOf } from './mac';
import type { DeviceRecord, EventRecord } from './schemas';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'netAlertX';

/** NetAlertX's device in the ten fields that all systems share. It knows neither operating systems nor versions. */
export function toDevice(record: DeviceRecord): Device {
	const id = idOf(record.devMac);
	return {
		name: known(record.devName),
		online: record.devPresentLastScan === null ? null : record.devPresentLastScan === 1,
		lastSeen: lastSeenOf(record.devLastConnection),
		ip: addressesOf(record).ip,
		mac: macOf(id),
		os: null,
		version: null,
		group: known(record.devGroup),
		id,
		source: SOURCE,
	};
}

/** The ten fields, and what NetAlertX itself is about. */
export interface NetAlertXDevice extends Device {
	vendor: string | null;
	type: string | null;
	owner: string | null;
	location: string | null;
	/** New, Online, Sleeping, Down, Archived or Offline: the first of these that holds, so that a new device is New whether it is there or not. */
	status: string | null;
	isNew: boolean | null;
	isFavorite: boolean | null;
	isArchived: boolean | null;
}

/**
 * @param now by the server's clock
 * @param asleep ids of the devices that sleep now, for records that do not say so: see {@link mayBeAsleep}
 */
export function simplified(record: DeviceRecord, now: Date, asleep: ReadonlySet<string> = new Set()): NetAlertXDevice {
	const device = shownAt(toDevice(record), now);
	return {
		...device,
		vendor: known(record.devVendor),
		type: known(record.devType),
		owner: known(record.devOwner),
		location: known(record.devLocation),
		status: statusOf(record, asleep.has(device.id)),
		isNew: isOn(record.devIsNew),
		isFavorite: isOn(record.devFavorite),
		isArchived: isOn(record.devIsArchived),
	};
}

/** A device in short, for the output of what was done to it. */
export function naming(record: DeviceRecord): Pick<Device, 'name' | 'ip' | 'id'> {
	const { name, ip, id } = toDevice(record);
	return { name, ip, id };
}

/**
 * NetAlertX's words for "not known": its own ("(unknown)", "(name not found)", "null"), that of the table of vendors for an address that is
 * random ("(Unknown: locally administered)"), and the bare word that some of its plugins write.
 */
const PLACEHOLDER = /^\s*(?:null|unknown|\(unknown(?::[^)]*)?\)|\(name not found\))?\s*$/i;

/** A text that says something; null for an empty one, and for one that stands for nothing. */
export function known(stored: unknown): string | null {
	if (typeof stored !== 'string') return null;
	return mayBePlaceholder(stored.charCodeAt(0)) && PLACEHOLDER.test(stored) ? null : stored;
}

/** Whether a placeholder begins like this, so that the first character is enough for most texts. NaN, of an empty text, does. */
function mayBePlaceholder(first: number): boolean {
	const isBlankOrBracket = !(first > 0x28) || first > 0x7f;
	const letter = first | 0x20;
	return isBlankOrBracket || letter === 0x6e || letter === 0x75;
}

/**
 * The addresses of a device. Scans find it by IPv4 and by IPv6, and the last address is that of the last scan: by turns one and the other.
 * So that `ip` does not change with every scan, it is the IPv4 address of a device that has one.
 * @returns `ipv6` of a device that has both; link-local addresses, of which every card has one more, are left out
 */
export function addressesOf({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }: DeviceRecord): { ip: string | null; ipv6: string | null } {
	const last = known(devLastIP);
	if (last === null) return { ip: null, ipv6: null };
	if (!isIpv6(last)) return { ip: last, ipv6: global(devPrimaryIPv6) };
	const ipv4 = known(devPrimaryIPv4);
	return ipv4 === null ? { ip: last, ipv6: null } : { ip: ipv4, ipv6: global(last) ?? global(devPrimaryIPv6) };
}

function global(ipv6: string | null | undefined): string | null {
	const address = known(ipv6);
	return address === null || /^fe[89ab]/i.test(address) ? null : address;
}

/** Flags are 0 and 1; null, or nothing, in rows of devices that were never edited. */
function isOn(flag: unknown): boolean | null {
	return flag === 1 ? true : flag === 0 ? false : null;
}

const SHOWN_STATUS: Readonly<Record<string, string | null>> = { 'On-line': 'Online', 'Off-line': 'Offline', 'Unknown status': null, Unknown: null };

/** As the server's view has it, in the words of its pages; rows of the table lack it, and are judged in the server's order. */
function statusOf(record: DeviceRecord, isAsleep: boolean): string | null {
	const { devStatus: told, devPresentLastScan: present } = record;
	if (typeof told === 'string') return Object.hasOwn(SHOWN_STATUS, told) ? SHOWN_STATUS[told]! : known(told);
	if (record.devIsNew === 1) return 'New';
	if (present === 1) return 'Online';
	if (isAsleep) return 'Sleeping';
	if (record.devAlertDown === 1) return 'Down';
	if (record.devIsArchived === 1) return 'Archived';
	return present === 0 ? 'Offline' : null;
}

/** Whether only the server can say if the device sleeps: it may, and is away. How long that counts as sleep is a setting. */
export function mayBeAsleep(record: DeviceRecord): boolean {
	return record.devCanSleep === 1 && record.devPresentLastScan === 0 && record.devIsSleeping === undefined;
}

/** An event in short: what happened to which device, when. @param names of devices by id: an event has only the address */
export function toEvent(record: EventRecord, names: ReadonlyMap<string, string | null>) {
	const mac = record.eveMac === null ? null : idOf(record.eveMac);
	return {
		name: (mac !== null && names.get(mac)) || null,
		time: toIsoTime(record.eveDateTime),
		type: record.eveEventType,
		ip: record.eveIp,
		info: record.eveAdditionalInfo ?? '',
		mac,
	};
}

/** The server's times are UTC; most come without a zone. */
export function toIsoTime(stored: string | null | undefined): string | null {
	if (!stored) return null;
	// The usual form, without the cost of a Date: lists hold tens of thousands. Impossible ones, such as a 31st of April, take the long way.
	if (USUAL_TIME.test(stored)) return `${stored.slice(0, 10)}T${stored.slice(11)}.000Z`;
	const text = stored.trim().replace(' ', 'T');
	const time = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** All that a scan found was seen at the same time: it is worked out once. */
const lastSeenOf = rememberingLast(toIsoTime);
/** When a device was seen first, which is the same at every look; as many as some large networks have, in a few MB. */
export const firstSeenOf = remembering(toIsoTime, 50_000);

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
