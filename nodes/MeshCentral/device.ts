import type { Device } from '../shared/device';
import { InputError } from '../shared/errors';
import { isoTime } from './resources/times';
import type { DeviceRecord } from './schemas';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'meshCentral';

/** MeshCentral's device in the ten fields that all systems share. Addresses of network cards are in its details only. */
export function toDevice(record: DeviceRecord, lastConnect?: number): Device {
	return {
		source: SOURCE,
		id: record._id,
		name: record.name || null,
		online: isOnline(record),
		lastSeen: isoTime(lastConnect ?? record.agct),
		ip: record.ip || null,
		mac: null,
		os: record.osdesc || null,
		version: record.agent?.core || null,
		group: record.groupname,
	};
}

/** Connected in any way: by its agent, Intel AMT or MQTT. null where that could not be read. */
export function isOnline({ conn }: Pick<DeviceRecord, 'conn'>): boolean | null {
	return conn === null ? null : (conn ?? 0) !== 0;
}

/** Its agent is connected: only then can it run commands and show messages. */
export function hasAgent({ conn }: Pick<DeviceRecord, 'conn'>): boolean {
	return ((conn ?? 0) & 1) !== 0;
}

/**
 * The server says "ok" of devices that are offline too, so whatever needs the agent is refused here.
 * @throws InputError while the device's agent is not connected
 */
export function requireAgent(device: DeviceRecord): void {
	if (hasAgent(device)) return;
	if (device.conn === null) throw new InputError(`Whether ${device.name} is online could not be read`, 'MeshCentral answered something unexpected of its connection. Nothing was sent to the device.');
	const [message, advice] = isOnline(device)
		? [`The agent of ${device.name} is not connected`, 'The device itself is, by Intel AMT or MQTT, but this needs its agent.']
		: [`${device.name} is offline`, "Choose online devices with 'Get Many', or put 'Wait Until Online' before."];
	throw new InputError(message, `${advice} Nothing was sent to the device.`);
}

/** Whether the server treats it as Windows: by the number of its kind of agent (1 to 4, as in the server's source). */
export function isWindows({ agent, osdesc }: Pick<DeviceRecord, 'agent' | 'osdesc'>): boolean {
	const kind = agent?.id;
	return typeof kind === 'number' && kind > 0 ? kind < 5 : /windows/i.test(osdesc ?? '');
}

/** By what the agent says of its system; anything that is neither Windows nor macOS counts as Linux. */
export function platformOf({ osdesc }: Pick<DeviceRecord, 'osdesc'>): 'windows' | 'macos' | 'linux' {
	if (/windows/i.test(osdesc ?? '')) return 'windows';
	return /mac ?os|darwin/i.test(osdesc ?? '') ? 'macos' : 'linux';
}

/** The part of an id that tells it from others of its domain. */
export function lastPart(id: string): string {
	return id.slice(id.lastIndexOf('/') + 1);
}
