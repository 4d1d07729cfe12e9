import { canonicalIp } from '../shared/address';
import { toIsoTime } from './device';
import type { EventRecord } from './schemas';

/** An event as it is to be written. */
export interface NewEvent {
	ip: string;
	type: string;
	info: string;
	/** NetAlertX reports it as its settings say. */
	alert: boolean;
	/** Now by the server's clock where it is not given. */
	time?: Date;
}

/**
 * Why an event that was written is not proved to be in the log.
 * @param log all events of the device
 * @param written how often the same was written by now
 * @returns undefined where it is there
 */
export function whyMissing(log: readonly EventRecord[], event: NewEvent, written: number): string | undefined {
	const alike = log.filter((row) => isAlike(row, event));
	if (alike.length === 0) return 'NetAlertX answered that it created the event, but its log does not show it.';
	const isThere = alike.length >= written && alike.some(({ eveAdditionalInfo }) => isSameText(eveAdditionalInfo, event.info));
	return isThere ? undefined : 'Dropped: NetAlertX keeps one event per device with the same type, IP address and time, and already had one. Enter another time.';
}

/** Whether an event of the same device is the same to the server: by type, address and time, without regard to case. */
function isAlike({ eveIp, eveEventType, eveDateTime }: EventRecord, { ip, type, time }: NewEvent): boolean {
	return toIsoTime(eveDateTime) === time?.toISOString() && isSameText(eveEventType.toLowerCase(), type.toLowerCase()) && canonicalIp(eveIp ?? '') === canonicalIp(ip);
}

/** Whether the log has this text: what looks like a number is kept there as one, so that "0042" is 42. */
function isSameText(stored: string | null | undefined, sent: string): boolean {
	return keptAs(stored ?? '') === keptAs(sent);
}

function keptAs(text: string): string {
	return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? String(Number(text)) : text;
}
