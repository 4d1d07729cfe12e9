import { normaliseMac, shownAt, type Device } from '../shared/device';
import { InputError } from '../shared/errors';
import type { DeviceRecord } from './schemas';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'meshtech';

const PREFIX = 'bmac-';

/** Meshtech's gateway in the ten fields that all systems share. Its list has no addresses and no operating system. */
export function toDevice(record: DeviceRecord): Device {
	const { id, friendlyName, connectivity, firmwareVersion } = record;
	return {
		name: friendlyName || null,
		online: connectivity?.connected ?? null,
		lastSeen: toIsoTime(connectivity?.timestamp),
		ip: null,
		mac: (id.startsWith(PREFIX) && normaliseMac(id.slice(PREFIX.length))) || null,
		os: null,
		version: firmwareVersion || null,
		group: labelsOf(record).join(', ') || null,
		id,
		source: SOURCE,
	};
}

/** The ten fields, and what Meshtech itself is about. */
export interface MeshtechDevice extends Device {
	/** Four hexadecimal digits. */
	model: string | null;
	labels: string[];
	hardwareVersion: string | null;
	/** When it connected, ISO 8601, as far as the server reports it: it may move without a change. null while it is not connected. */
	connectedSince: string | null;
}

/** @param now by the server's clock */
export function simplified(record: DeviceRecord, now: Date): MeshtechDevice {
	const { modelNumber, connectivity, hardwareVersion } = record;
	return {
		...shownAt(toDevice(record), now),
		model: modelNumber || null,
		labels: labelsOf(record),
		hardwareVersion: typeof hardwareVersion === 'string' && hardwareVersion !== '' ? hardwareVersion : null,
		connectedSince: connectivity?.connected === true ? toIsoTime(connectivity.timestamp) : null,
	};
}

export function labelsOf({ labels }: DeviceRecord): string[] {
	return labels ?? [];
}

/** As one text, the same whatever order they come in. */
export function sortedLabels(record: DeviceRecord): string {
	return [...labelsOf(record)].sort((a, b) => a.localeCompare(b)).join(', ');
}

export function toIsoTime(stored: string | null | undefined): string | null {
	const time = new Date(stored ?? NaN);
	return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/**
 * A device's id as the API has it: a Bluetooth address in any common form becomes `bmac-` and its digits in lower case.
 * @throws InputError for nothing at all; what else an id may look like is not known
 */
export function toDeviceId(entered: string): string {
	const text = entered.trim();
	if (!text) throw new InputError('must not be empty');
	const mac = normaliseMac(text.toLowerCase().startsWith(PREFIX) ? text.slice(PREFIX.length) : text);
	return mac ? PREFIX + mac.replaceAll(':', '') : text;
}

/** Whether it has the one form of an id that Meshtech documents; one of another form counts where a device has it. */
export function isDocumentedId(id: string): boolean {
	return id.startsWith(PREFIX) && normaliseMac(id.slice(PREFIX.length)) !== undefined;
}

/** As people speak of a device: its name with its id. */
export function called({ id, friendlyName }: DeviceRecord): string {
	return friendlyName ? `${friendlyName} (${id})` : id;
}

export function unknownDevice(id: string): InputError {
	return new InputError(`Meshtech has no device "${id}"`, 'It is not in the list of all devices: it may have been released, or the ID may be wrong. Choose it from the list.');
}
