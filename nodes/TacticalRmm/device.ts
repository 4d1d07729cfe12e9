import { addressOf, bestAddress } from '../shared/address';
import { normaliseMac, shownAt, type Device } from '../shared/device';
import { unreadIn } from '../shared/http/record';
import { isRecord } from '../shared/isRecord';
import type { AgentRecord, AgentRow, BetaAgent } from './schemas/agents';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'tacticalRmm';

/** An agent, from the list or whole, in the ten fields that all systems share. Only the whole record may know a MAC address. */
export function toDevice(agent: AgentRow | AgentRecord): Device {
	const client = 'client_name' in agent ? agent.client_name : agent.client;
	return {
		name: agent.hostname || null,
		online: agent.status === null ? null : agent.status === 'online',
		lastSeen: toIsoTime(agent.last_seen),
		ip: addressIn(agent.local_ips),
		mac: macIn(agent.wmi_detail),
		os: agent.operating_system || null,
		version: agent.version || null,
		group: [client, agent.site_name].filter(Boolean).join(' / ') || null,
		id: agent.agent_id,
		source: SOURCE,
	};
}

/** The ten fields, and what Tactical RMM itself is about: null where the answer that it was made of does not tell. */
export interface TacticalDevice extends Device {
	/** online, offline or overdue. */
	status: string | null;
	client: string | null;
	site: string | null;
	/** server or workstation. */
	monitoringType: string | null;
	/** Who is logged in; not who was last. */
	loggedInUser: string | null;
	needsReboot: boolean | null;
	inMaintenance: boolean | null;
	/** Approved and not installed. Only the list tells it, one agent's record does not. */
	hasPatchesPending: boolean | null;
}

/** @param now by the server's clock */
export function simplified(agent: AgentRow | AgentRecord, now: Date): TacticalDevice {
	const client = 'client_name' in agent ? agent.client_name : agent.client;
	return {
		...shownAt(toDevice(agent), now),
		status: agent.status,
		client: textIn(client),
		site: textIn(agent.site_name),
		...sameInAll(agent),
	};
}

/** An agent of the beta API in the same form, see {@link betaToDevice}. */
export function betaSimplified(agent: BetaAgent, now: Date): TacticalDevice {
	return { ...shownAt(betaToDevice(agent, now), now), status: null, client: null, site: null, ...sameInAll(agent) };
}

/** What every answer calls alike. */
function sameInAll(agent: AgentRow | AgentRecord | BetaAgent) {
	return {
		monitoringType: textIn(agent.monitoring_type),
		loggedInUser: loggedInUser(agent),
		needsReboot: flagIn(agent.needs_reboot),
		inMaintenance: flagIn(agent.maintenance_mode),
		hasPatchesPending: flagIn(agent.has_patches_pending),
	};
}

/**
 * The server writes "None" for nobody. Where nobody is logged in on an agent that is online, its list names who was last, in italics; "-" if
 * that is nobody as well.
 */
function loggedInUser({ logged_in_username: inRecord, logged_username: inList, italic }: Record<string, unknown>): string | null {
	const name = textIn(inRecord ?? (italic === true ? null : inList));
	return name === 'None' || name === '-' ? null : name;
}

function textIn(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function flagIn(value: unknown): boolean | null {
	return typeof value === 'boolean' ? value : null;
}

/**
 * An agent of the beta API, which tells no status: it is online, as the server itself reckons, while its last sign of life is not
 * older than the agent's own limit. Client and site are numbers there, so the group is unknown.
 * @param now by the server's clock
 */
export function betaToDevice(agent: BetaAgent, now: Date): Device {
	const isUnknown = agent.offline_time === null || unreadIn(agent).includes('last_seen');
	const limit = (agent.offline_time ?? 0) * 60_000;
	return {
		name: agent.hostname || null,
		online: isUnknown ? null : agent.last_seen ? now.getTime() - Date.parse(agent.last_seen) < limit : false,
		lastSeen: toIsoTime(agent.last_seen),
		ip: reportedAddress(agent.wmi_detail),
		mac: macIn(agent.wmi_detail),
		os: agent.operating_system || null,
		version: agent.version || null,
		group: null,
		id: agent.agent_id,
		source: SOURCE,
	};
}

/** The server's times have microseconds, and are UTC. */
export function toIsoTime(time: unknown): string | null {
	if (typeof time !== 'string' || !time) return null;
	const at = new Date(time);
	return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

/** All that the list and the whole record say, comma-separated: with prefixes on Linux and macOS, and words where the server found none. */
function addressIn(list: string | null | undefined): string | null {
	return bestAddress((list ?? '').split(','));
}

/** One network adapter as Windows' WMI tells it. */
interface Adapter {
	IPAddress?: unknown;
	MACAddress?: unknown;
}

/** What the agent itself reports. An adapter is a list with one record, of older agents with a record for each property. */
function adaptersIn(wmi: unknown): Adapter[] {
	const { network_config: groups } = recordOf(wmi);
	if (!Array.isArray(groups)) return [];
	return (groups as unknown[]).map((group) => Object.assign({}, ...[group].flat().map(recordOf)) as Adapter);
}

/** Linux and macOS agents report their addresses only, Windows ones their adapters. */
function reportedAddress(wmi: unknown): string | null {
	const { local_ips: ofUnix } = recordOf(wmi);
	return bestAddress([...textsIn(ofUnix), ...adaptersIn(wmi).flatMap(({ IPAddress }) => textsIn(IPAddress))]);
}

/** Of the adapter that has the address by which the device is reached; without such an address of the first that has any. */
function macIn(wmi: unknown): string | null {
	const best = reportedAddress(wmi);
	const connected = adaptersIn(wmi).filter(({ IPAddress }) => textsIn(IPAddress).length > 0);
	const adapter = connected.find(({ IPAddress }) => textsIn(IPAddress).some((each) => addressOf(each) === best)) ?? connected[0];
	const mac = adapter?.MACAddress;
	return (typeof mac === 'string' && normaliseMac(mac)) || null;
}

/** Of all adapters that the agent reports; Linux and macOS agents report none. */
export function macsIn(wmi: unknown): string[] {
	const macs = adaptersIn(wmi).flatMap(({ MACAddress }) => (typeof MACAddress === 'string' ? (normaliseMac(MACAddress)?.toUpperCase() ?? []) : []));
	return [...new Set(macs)];
}

function recordOf(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}

function textsIn(list: unknown): string[] {
	return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
