import { shownAt, type Device } from '../shared/device';
import { InputError } from '../shared/errors';
import { isRecord } from '../shared/isRecord';
import { isoTime } from './resources/times';
import type { DeviceRecord } from './schemas';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'meshCentral';

/** What counts as online: that the agent is connected, or anything (Intel AMT and MQTT as well). */
export type Connection = 'agent' | 'any';

/** MeshCentral's device in the ten fields that all systems share. Addresses of network cards are in its details only. */
export function toDevice(record: DeviceRecord, lastConnect?: number, countAs: Connection = 'agent'): Device {
	return {
		name: record.name || null,
		online: isOnline(record, countAs),
		lastSeen: isoTime(lastConnect ?? record.agct),
		ip: record.ip || null,
		mac: null,
		os: record.osdesc || null,
		version: record.agent?.core || null,
		group: record.groupname,
		id: record._id,
		source: SOURCE,
	};
}

/** The ten fields, and what MeshCentral itself is about. */
export interface MeshCentralDevice extends Device {
	groupId: string;
	tags: string[];
	description: string | null;
	/** null where the agent does not report it, as on Linux. */
	loggedInUsers: string[] | null;
	/** When the agent connected, ISO 8601; null while it is not connected. */
	connectedSince: string | null;
	/** Also of a device that counts as online for another connection; null where that could not be read. */
	agentConnected: boolean | null;
	/** As Windows' security center has it, such as `OK`; null where the agent does not report it. */
	antivirus: string | null;
}

interface SeenNow {
	/** The time by the server's clock. */
	now: Date;
	lastConnect?: number;
	countAs?: Connection;
}

export function simplified(record: DeviceRecord, { now, lastConnect, countAs }: SeenNow): MeshCentralDevice {
	const { users, wsc } = record;
	const antivirus = isRecord(wsc) ? wsc.antiVirus : undefined;
	return {
		...shownAt(toDevice(record, lastConnect, countAs), now),
		groupId: record.meshid,
		tags: record.tags ?? [],
		description: record.desc || null,
		loggedInUsers: Array.isArray(users) ? users.filter((user) => typeof user === 'string') : null,
		connectedSince: hasAgent(record) ? isoTime(record.agct) : null,
		agentConnected: record.conn === null ? null : hasAgent(record),
		antivirus: typeof antivirus === 'string' && antivirus !== '' ? antivirus : null,
	};
}

/** A computer that is off may well be connected by Intel AMT: online is one whose agent is, unless more is to count. null where that could not be read. */
export function isOnline(record: Pick<DeviceRecord, 'conn'>, countAs: Connection = 'agent'): boolean | null {
	if (record.conn === null) return null;
	return countAs === 'any' ? isConnected(record) : hasAgent(record);
}

/** Connected in any way: by its agent, Intel AMT or MQTT. */
export function isConnected({ conn }: Pick<DeviceRecord, 'conn'>): boolean {
	return (conn ?? 0) !== 0;
}

/** Its agent is connected: only then can it run commands and show messages. */
export function hasAgent({ conn }: Pick<DeviceRecord, 'conn'>): boolean {
	return ((conn ?? 0) & 1) !== 0;
}

/** MeshCentral's number for devices that have an agent. */
const WITH_AGENT = 2;

/** Whether it can ever have an agent to be connected: devices that are reached by Intel AMT, or through another one, have none. */
export function canHaveAgent({ mtype }: Pick<DeviceRecord, 'mtype'>): boolean {
	return (mtype ?? WITH_AGENT) === WITH_AGENT;
}

/**
 * The server says "ok" of devices that are offline too, so whatever needs the agent is refused here.
 * @throws InputError while the device's agent is not connected
 */
export function requireAgent(device: DeviceRecord): void {
	if (hasAgent(device)) return;
	const [message, advice] = whyNoAgent(device);
	throw new InputError(message, `${advice} Nothing was sent to the device.`);
}

function whyNoAgent(device: DeviceRecord): [message: string, advice: string] {
	const { name } = device;
	if (device.conn === null) return [`Whether ${name} is online could not be read`, 'MeshCentral returned an unexpected connection state.'];
	if (!canHaveAgent(device)) return [`${name} has no agent`, 'MeshCentral reaches it by Intel AMT or through another device, but this needs an agent on the device itself.'];
	if (isConnected(device)) return [`The agent of ${name} is not connected`, 'The device itself is connected, by Intel AMT or MQTT, but this needs its agent.'];
	return [`${name} is offline`, "Choose online devices with 'Get Many', or add 'Wait Until Online' before this node."];
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
