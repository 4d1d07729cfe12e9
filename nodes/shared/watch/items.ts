import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Device } from '../device';
import type { Settings } from './settings';
import type { Value, WatchEvent } from './types';

/**
 * An event as the workflow gets it, in the order in which people read it.
 * @param now when the server was looked at, by its clock, ISO 8601
 */
export function toItem(
	{ event, eventId, at, device, changes, details, mass, raw }: WatchEvent,
	{ includeRaw, switches }: Pick<Settings, 'includeRaw' | 'switches'>,
	now: string,
): INodeExecutionData {
	const json = {
		event,
		device: device && shown(device, now),
		changes: changes.map((change) => (switches.includes(change.field) ? { ...change, from: asSwitch(change.from), to: asSwitch(change.to) } : change)),
		...details,
		...(mass && { mass }),
		occurredAt: at,
		detectedAt: new Date().toISOString(),
		eventId,
		...(includeRaw && { raw: raw ?? null }),
	};
	return { json: json as unknown as IDataObject };
}

/**
 * The ten fields in their order, wherever the device is from: one that is gone is reported as it was kept. While a device is online, the time that
 * its system keeps of it, and that is compared, says when it connected or was last scanned: it was seen at this look.
 */
function shown({ name, online, lastSeen, ip, mac, os, version, group, id, source }: Device, now: string): Device {
	return { name, online, lastSeen: online === true ? now : lastSeen, ip, mac, os, version, group, id, source };
}

/** Compared and kept as numbers. */
function asSwitch(value: Value): Value | boolean {
	return value === 1 ? true : value === 0 ? false : value;
}
