import type { FleetPart, FleetRecord, Group } from '../../../nodes/shared/fleet/types';

export const NOW = Date.parse('2026-11-27T06:00:00Z');
export const [NETWORK, AGENTS, REMOTE] = ['netAlertX', 'tacticalRmm', 'meshCentral'] as const;

export type Shown = Partial<Omit<FleetRecord, 'device' | 'names'>> & { name?: string | null; online?: boolean | null; lastSeen?: string | null };

/** A record with what a test is about; it is online unless that says something else. */
export function record(source: string, id: string, { name = null, online = true, lastSeen, ...known }: Shown = {}): FleetRecord {
	const ips = known.ips ?? [];
	const seen = lastSeen === undefined ? (online === true ? new Date(NOW).toISOString() : '2026-11-01T00:00:00.000Z') : lastSeen;
	const device = { name, online, lastSeen: seen, ip: ips[0] ?? null, mac: known.macs?.[0] ?? null, os: null, version: null, group: null, id, source };
	return { device, names: name === null ? [] : [name], ips, macs: [], ...known };
}

export const card = (id: string, shown?: Shown) => record(NETWORK, id, { macs: [id], ...shown });
export const agent = (id: string, shown?: Shown) => record(AGENTS, id, shown);
export const remote = (id: string, shown?: Shown) => record(REMOTE, id, { meshId: id, ...shown });

/** The records as their systems list them. */
export function partsOf(...records: readonly FleetRecord[]): FleetPart[] {
	const of = (source: string) => records.filter(({ device }) => device.source === source);
	return [
		{ source: NETWORK, rowsAre: 'networkCards', records: of(NETWORK) },
		{ source: AGENTS, rowsAre: 'agents', records: of(AGENTS) },
		{ source: REMOTE, rowsAre: 'agents', records: of(REMOTE) },
	];
}

/** Ids by group, sorted: `a + b`. */
export function idsOf(groups: readonly Group[]): string[] {
	return groups.map(({ records }) => records.map(({ device }) => device.id).sort().join(' + ')).sort();
}
