import { normaliseMac, type Device } from '../shared/device';
import { unreadIn } from '../shared/http/record';
import type { AgentRecord, AgentRow, BetaAgent } from './schemas/agents';

/** How its devices name this system: the node's internal name. */
export const SOURCE = 'tacticalRmm';

/** An agent, from the list or whole, in the ten fields that all systems share. Only the whole record may know a MAC address. */
export function toDevice(agent: AgentRow | AgentRecord): Device {
	const client = 'client_name' in agent ? agent.client_name : agent.client;
	return {
		source: SOURCE,
		id: agent.agent_id,
		name: agent.hostname || null,
		online: agent.status === null ? null : agent.status === 'online',
		lastSeen: toIsoTime(agent.last_seen),
		ip: firstAddress(agent.local_ips),
		mac: macIn(agent.wmi_detail),
		os: agent.operating_system || null,
		version: agent.version || null,
		group: [client, agent.site_name].filter(Boolean).join(' / ') || null,
	};
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
		source: SOURCE,
		id: agent.agent_id,
		name: agent.hostname || null,
		online: isUnknown ? null : agent.last_seen ? now.getTime() - Date.parse(agent.last_seen) < limit : false,
		lastSeen: toIsoTime(agent.last_seen),
		ip: addressIn(agent.wmi_detail),
		mac: macIn(agent.wmi_detail),
		os: agent.operating_system || null,
		version: agent.version || null,
		group: null,
	};
}

/** The server's times have microseconds, and are UTC. */
export function toIsoTime(time: unknown): string | null {
	if (typeof time !== 'string' || !time) return null;
	const at = new Date(time);
	return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function firstAddress(list: string | null | undefined): string | null {
	const addresses = (list ?? '').split(',').map((part) => part.trim());
	return addresses.find((address) => /^\d+(\.\d+){3}$/.test(address)) ?? addresses.find((address) => address.includes(':')) ?? null;
}

/** One network adapter as Windows' WMI tells it: the one that has an address. */
interface Adapter {
	IPAddress?: unknown;
	MACAddress?: unknown;
}

function adapterIn(wmi: unknown): Adapter | undefined {
	const { network_config: groups } = (typeof wmi === 'object' && wmi !== null ? wmi : {}) as { network_config?: unknown };
	const adapters = (Array.isArray(groups) ? groups.flat() : []) as Array<Adapter | null>;
	return adapters.find((adapter) => Array.isArray(adapter?.IPAddress) && adapter.IPAddress.length > 0) ?? undefined;
}

function addressIn(wmi: unknown): string | null {
	const addresses = adapterIn(wmi)?.IPAddress;
	return Array.isArray(addresses) ? firstAddress(addresses.map(String).join(',')) : null;
}

function macIn(wmi: unknown): string | null {
	const mac = adapterIn(wmi)?.MACAddress;
	return (typeof mac === 'string' && normaliseMac(mac)?.toUpperCase()) || null;
}
