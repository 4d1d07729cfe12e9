/** Four systems with many devices, in the shapes that were recorded, as their clients give them. */
import type { MeshCentralClient } from '../../../nodes/MeshCentral/client';
import type { MeshtechClient } from '../../../nodes/Meshtech/client';
import type { NetAlertXClient } from '../../../nodes/NetAlertX/client';
import { RefusedError } from '../../../nodes/shared/errors';
import type { TacticalRmmClient } from '../../../nodes/TacticalRmm/client';
import { gateway, type Gateway } from '../../../test/simulators/meshtech/fleet';
import { Random } from '../../../test/simulators/support/random';
import { lastConnects, meshCentralDevices, netAlertXDevices, tacticalAgents } from '../fleets';
import type { DayWorld } from './world';

type Row = Record<string, unknown>;
const promised = async <T>(value: unknown) => await Promise.resolve(value as T);
const iso = (at: number) => new Date(at).toISOString();
const serverNow = () => new Date();
/** The seeds of rows that are added are none of the others'. */
const ADDED = 1_000_000;
const HOUR_MS = 3_600_000;
const LOG_HOURS = 6;

export function netAlertXWorld(devices: number): DayWorld<NetAlertXClient> {
	const rows = new Map(netAlertXDevices(devices).map((row) => [String(row.devMac), row]));
	const macs = [...rows.keys()];
	const time = (at: number) => iso(at).slice(0, 19).replace('T', ' ');
	const log: Array<{ eveMac: string; eveIp: unknown; eveDateTime: string; eveEventType: string; at: number }> = [];
	const logs = (eveMac: string, eveEventType: string, at: number) => {
		log.unshift({ eveMac, eveIp: rows.get(eveMac)!.devLastIP, eveDateTime: time(at), eveEventType, at });
		// The server gives the last hours that are requested.
		while (log.at(-1)!.at < at - LOG_HOURS * HOUR_MS) log.pop();
	};
	const set = (index: number, more: Row) => {
		const mac = macs[index]!;
		rows.set(mac, { ...rows.get(mac)!, ...more });
		return mac;
	};
	const leave = (index: number, at: number) => {
		const mac = set(index, { devPresentLastScan: 0 });
		logs(mac, 'Disconnected', at);
		return [`deviceOffline ${mac}`];
	};
	const comeBack = (index: number, at: number) => {
		const mac = set(index, { devPresentLastScan: 1, devLastConnection: time(at) });
		logs(mac, 'Connected', at);
		return [`deviceOnline ${mac}`];
	};
	let added = 0;
	return {
		events: ['deviceAdded', 'deviceChanged', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'ipChanged', 'massChange'],
		isFree: (index) => rows.get(macs[index]!)!.devPresentLastScan === 1,
		does: {
			leave,
			comeBack,
			bounce: (index, at) => [...leave(index, at - 60_000), ...comeBack(index, at)],
			rename: (index) => [`deviceChanged ${set(index, { devName: `renamed-${index}` })}`],
			move: (index, at) => {
				const address = `192.168.${index >> 8}.${index & 255}`;
				const mac = set(index, { devLastIP: address, devPrimaryIPv4: address });
				logs(mac, 'IP Changed', at);
				return [`ipChanged ${mac}`];
			},
			add: (_, at) => {
				const [row] = netAlertXDevices(1, ADDED + added++);
				const mac = String(row!.devMac);
				rows.set(mac, { ...row, devPresentLastScan: 1, devFirstConnection: time(at), devLastConnection: time(at) });
				logs(mac, 'Connected', at);
				return [`deviceAdded ${mac}`];
			},
			remove: (index) => {
				const mac = macs[index]!;
				rows.delete(mac);
				return [`deviceRemoved ${mac}`];
			},
		},
		client: {
			allDevices: async () => await promised([...rows.values()]),
			events: async ({ hours = LOG_HOURS }: { hours?: number }) => await promised(log.filter(({ at }) => at >= Date.now() - hours * HOUR_MS)),
			exists: async (mac: string) => await promised(rows.has(mac)),
			serverNow,
		} as unknown as NetAlertXClient,
	};
}

export function tacticalRmmWorld(devices: number): DayWorld<TacticalRmmClient> {
	const rows = new Map(tacticalAgents(devices).map((row) => [String(row.agent_id), row]));
	const ids = [...rows.keys()];
	const set = (index: number, more: Row) => {
		const id = ids[index]!;
		rows.set(id, { ...rows.get(id)!, ...more });
		return id;
	};
	let added = 0;
	return {
		events: ['deviceAdded', 'deviceChanged', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'massChange', 'needsReboot'],
		isFree: (index) => rows.get(ids[index]!)!.status === 'online' && rows.get(ids[index]!)!.needs_reboot === false,
		does: {
			leave: (index, at) => [`deviceOffline ${set(index, { status: 'offline', last_seen: iso(at) })}`],
			comeBack: (index, at) => [`deviceOnline ${set(index, { status: 'online', last_seen: iso(at) })}`],
			rename: (index) => [`deviceChanged ${set(index, { description: `renamed-${index}` })}`],
			move: (index) => [`needsReboot ${set(index, { needs_reboot: true })}`],
			add: (_, at) => {
				const [row] = tacticalAgents(1, ADDED + added++);
				const id = String(row!.agent_id);
				rows.set(id, { ...row, status: 'online', needs_reboot: false, last_seen: iso(at), created_time: iso(at) });
				return [`deviceAdded ${id}`];
			},
			remove: (index) => {
				const id = ids[index]!;
				rows.delete(id);
				return [`deviceRemoved ${id}`];
			},
		},
		client: {
			agents: {
				list: async () => await promised([...rows.values()]),
				get: async (id: string) => {
					const row = rows.get(id);
					if (!row) throw new RefusedError('Not found', { method: 'GET', path: `/agents/${id}/` }, 404);
					return await promised(row);
				},
			},
			serverNow,
		} as unknown as TacticalRmmClient,
	};
}

export function meshCentralWorld(devices: number, begins: number): DayWorld<MeshCentralClient> {
	const listed = meshCentralDevices(devices);
	const connects = lastConnects(listed);
	const rows = new Map(listed.map((row) => [String(row._id), row]));
	const ids = [...rows.keys()];
	const set = (index: number, more: Row) => {
		const id = ids[index]!;
		rows.set(id, { ...rows.get(id)!, ...more });
		return id;
	};
	const connected = (at: number) => ({ conn: 1, pwr: 1, agct: at });
	let added = 0;
	return {
		events: ['deviceAdded', 'deviceChanged', 'deviceMoved', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'massChange'],
		isFree: (index) => rows.get(ids[index]!)!.conn === 1,
		does: {
			leave: (index, at) => {
				const id = set(index, { conn: undefined, pwr: undefined, agct: undefined });
				connects.set(id, at);
				return [`deviceOffline ${id}`];
			},
			comeBack: (index, at) => {
				const id = set(index, connected(at));
				connects.set(id, at);
				return [`deviceOnline ${id}`];
			},
			rename: (index) => [`deviceChanged ${set(index, { name: `renamed-${index}` })}`],
			move: (index) => [`deviceMoved ${set(index, { groupname: 'Moved', meshid: `mesh//${'m'.repeat(64)}` })}`],
			add: (_, at) => {
				const [row] = meshCentralDevices(1, ADDED + added++);
				const id = String(row!._id);
				rows.set(id, { ...row, ...connected(at), firstconnect: at });
				connects.set(id, at);
				return [`deviceAdded ${id}`];
			},
			remove: (index) => {
				const id = ids[index]!;
				rows.delete(id);
				connects.delete(id);
				return [`deviceRemoved ${id}`];
			},
		},
		client: {
			devices: async () => await promised([...rows.values()]),
			lastConnects: async () => await promised(new Map(connects)),
			find: async (id: string) => await promised(rows.get(id)),
			connectedSince: () => new Date(begins),
			serverNow,
		} as unknown as MeshCentralClient,
	};
}

export function meshtechWorld(devices: number, begins: number): DayWorld<MeshtechClient> {
	const random = new Random(3);
	const of = (index: number, at: number): Gateway => gateway(`bmac-${random.hex(12)}`, `MT${20_000 + index}`, { labels: ['warehouse'], at: iso(at) });
	const rows = new Map(Array.from({ length: devices }, (_, index) => of(index, begins - index * 1_000)).map((row) => [row.id, row]));
	const ids = [...rows.keys()];
	const set = (index: number, more: Partial<Gateway>) => {
		const id = ids[index]!;
		rows.set(id, { ...rows.get(id)!, ...more });
		return id;
	};
	let added = 0;
	return {
		events: ['deviceAdded', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'deviceRenamed', 'firmwareChanged', 'massChange'],
		isFree: () => true,
		does: {
			leave: (index, at) => [`deviceOffline ${set(index, { connectivity: { connected: false, timestamp: iso(at) } })}`],
			comeBack: (index, at) => [`deviceOnline ${set(index, { connectivity: { connected: true, timestamp: iso(at) } })}`],
			rename: (index) => [`deviceRenamed ${set(index, { friendlyName: `renamed-${index}` })}`],
			move: (index) => [`firmwareChanged ${set(index, { firmwareVersion: '3.4.1' })}`],
			add: (_, at) => {
				const row = of(devices + added++, at);
				rows.set(row.id, row);
				return [`deviceAdded ${row.id}`];
			},
			remove: (index) => {
				const id = ids[index]!;
				rows.delete(id);
				return [`deviceRemoved ${id}`];
			},
		},
		client: { listing: async () => await promised(Object.assign(new Map(rows), { unreadable: 0 })), serverNow } as unknown as MeshtechClient,
	};
}
