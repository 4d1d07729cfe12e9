import { isIP } from 'node:net';
import { sourceOf, trackedFields, type DeviceRow, type Value } from './columns';
import type { Database, EventRow, StoredDevice } from './database';
import { changesPresence, opensSession } from './eventTypes';
import { macKey, vendorOf } from './mac';
import { sleepMinutes, type Settings } from './settings';
import { minute, moment, stamp } from './time';

/** Something on the wire. */
export interface Host {
	mac: string;
	/** The address that the scan finds it by: of either family, in turn where it has both. */
	ip: string;
	ipv6?: string;
	/** MAC of the machine that it is a card of: it goes and comes back with that. */
	partOf?: string;
	/** What name resolution finds; without it the device stays "(unknown)". */
	name?: string;
	/** What the scanner says; the device's vendor comes from its MAC anyway. */
	vendor?: string;
	present: boolean;
}

/**
 * Processes one scan as the real server does. The order of its events is the measured one: down, connected, disconnected, address
 * changed, new; all share one second, and a device seen for the first time is both `Connected` and a `New Device`.
 */
export function processScan(database: Database, hosts: Iterable<Host>, at: Date, settings: Settings): void {
	const seen = new Map([...hosts].filter(({ present }) => present).map((host) => [macKey(host.mac), host]));
	const known = database.stored().map((device) => ({ device, host: seen.get(macKey(device.row.devMac)) }));
	for (const { device } of known) seen.delete(macKey(device.row.devMac));
	const log = new EventLog(database, stamp(at));

	const gone = known.filter(({ device, host }) => !host && device.row.devForceStatus !== 'online');
	const here = known.flatMap(({ device, host }) => (host ? [{ device, host }] : []));
	for (const { device } of gone.filter(({ device }) => goesDown(device, log, at))) {
		log.end(device, 'Device Down');
		database.update(macOf(device), { devLastNotification: stamp(at) });
	}
	for (const { device, host } of here.filter(({ device }) => device.row.devPresentLastScan === 0)) {
		log.add(host, log.isAnsweredDown(macOf(device)) ? 'Down Reconnected' : 'Connected');
	}
	for (const host of seen.values()) log.add(host, 'Connected');
	for (const { device } of gone.filter(({ device }) => device.row.devPresentLastScan === 1 && device.row.devAlertDown !== 1)) {
		log.end(device, 'Disconnected');
	}
	for (const { device, host } of here.filter(({ device, host }) => isNewAddress(device.row, host))) {
		log.add(host, 'IP Changed', `Previous IP: ${device.row.devLastIP}`);
	}
	for (const host of seen.values()) log.add(host, 'New Device', host.vendor ?? vendorOf(host.mac));

	for (const { device } of gone) database.update(macOf(device), { devPresentLastScan: 0 });
	for (const { device, host } of here) database.update(macOf(device), seenAgain(device.row, host, at));
	for (const host of seen.values()) database.insert(firstSeen(host, at, settings));
	for (const mac of onlineByTheirCards(database.devices())) database.update(mac, { devPresentLastScan: 1 });
	// Notifications go out at the end of a scan; what was pending is then done with.
	for (const event of database.events()) event.evePendingAlertEmail = 0;
}

function macOf({ row }: StoredDevice): string {
	return String(row.devMac);
}

/** Only with devAlertDown: at once, or after the sleep window where the device may sleep. */
function goesDown(device: StoredDevice, log: EventLog, at: Date): boolean {
	const { row } = device;
	if (row.devAlertDown !== 1) return false;
	if (row.devCanSleep !== 1) return row.devPresentLastScan === 1;
	if (row.devPresentLastScan === 1) return false;
	const awake = at.getTime() - moment(String(row.devLastConnection)) < sleepMinutes * minute;
	return !awake && log.last(macOf(device))?.eveEventType !== 'Device Down';
}

function seenAgain(row: DeviceRow, host: Host, at: Date): Partial<DeviceRow> {
	const protectedAddress = row.devLastIPSource === 'LOCKED' || row.devLastIPSource === 'USER';
	return {
		devPresentLastScan: row.devForceStatus === 'offline' ? 0 : 1,
		devLastConnection: stamp(at),
		...(protectedAddress ? {} : { devLastIP: host.ip, devLastIPSource: 'ARPSCAN', ...primary(host.ip) }),
	};
}

/** The table keeps the last address of each family. */
function primary(ip: string): { devPrimaryIPv4?: string; devPrimaryIPv6?: string } {
	return isIP(ip) === 6 ? { devPrimaryIPv6: ip } : { devPrimaryIPv4: ip };
}

/** An address of the other family that is known already is no change. */
function isNewAddress({ devLastIP, devPrimaryIPv4, devPrimaryIPv6 }: DeviceRow, { ip }: Host): boolean {
	return ![devLastIP, devPrimaryIPv4, devPrimaryIPv6].includes(ip);
}

/**
 * MACs of devices that the scan did not find themselves, and that are there because one of their cards is, or all of them where the
 * device requires that. Their last connection stays what it was, and the next scan ends their session again.
 */
function onlineByTheirCards(rows: DeviceRow[]): string[] {
	const nics = rows.filter(({ devParentRelType, devParentMAC }) => devParentRelType === 'nic' && devParentMAC);
	const cards = Map.groupBy(nics, ({ devParentMAC }) => devParentMAC);
	const isThere = ({ devPresentLastScan }: DeviceRow) => devPresentLastScan === 1;
	const isOnline = ({ devMac, devReqNicsOnline }: DeviceRow) => {
		const own = cards.get(devMac) ?? [];
		return own.length > 0 && (devReqNicsOnline === 1 ? own.every(isThere) : own.some(isThere));
	};
	const missing = rows.filter((row) => !isThere(row) && row.devForceStatus !== 'offline' && row.devParentRelType !== 'nic');
	return missing.filter(isOnline).map(({ devMac }) => String(devMac));
}

function firstSeen(host: Host, at: Date, settings: Settings): Partial<DeviceRow> & { devMac: string } {
	return {
		...Object.fromEntries(trackedFields.map((field) => [sourceOf(field), 'NEWDEV'])),
		devMac: host.mac.toLowerCase(),
		devMacSource: 'ARPSCAN',
		devName: host.name ?? '(unknown)',
		devVendor: vendorOf(host.mac),
		devVendorSource: 'VNDRPDT',
		devLastIP: host.ip,
		devLastIPSource: 'ARPSCAN',
		devPrimaryIPv6: host.ipv6 ?? '',
		...primary(host.ip),
		devFirstConnection: stamp(at),
		devLastConnection: stamp(at),
		devLastNotification: stamp(at),
		devPresentLastScan: 1,
		devSourcePlugin: 'ARPSCAN',
		devSyncHubNode: String(settings.SYNC_node_name),
		devCustomProps: String(settings.NEWDEV_devCustomProps),
	};
}

/** The events of one scan, and what earlier ones say about a device; the index is made when first asked for. */
class EventLog {
	#byMac: Map<string, [number, EventRow][]> | undefined;

	constructor(
		private readonly database: Database,
		private readonly at: string,
	) {}

	add({ mac, ip }: Host, type: string, info = ''): void {
		this.#insert(mac, ip, type, { eveAdditionalInfo: info });
	}

	/** Ends the device's open session: both events point at each other. */
	end({ row }: StoredDevice, type: string): void {
		const mac = String(row.devMac);
		const open = this.#of(mac).filter(([, event]) => opensSession(event) && event.evePairEventRowid === null);
		const ending = this.#insert(mac, row.devLastIP, type, { evePairEventRowid: open.at(0)?.[0] ?? null });
		for (const [, event] of open) event.evePairEventRowid = ending ?? null;
	}

	/** The device's last event about its presence. */
	last(mac: string): EventRow | undefined {
		return this.#of(mac).findLast(([, event]) => changesPresence(event))?.[1];
	}

	/** Whether the device went down and that alert has gone out; otherwise its return is only `Connected`. */
	isAnsweredDown(mac: string): boolean {
		const last = this.last(mac);
		return last?.eveEventType === 'Device Down' && last.evePendingAlertEmail === 0;
	}

	#insert(eveMac: string, eveIp: Value, eveEventType: string, more: Partial<EventRow>): number | undefined {
		return this.database.addEvent({ ...more, eveMac, eveIp, eveEventType, eveDateTime: this.at, evePendingAlertEmail: 1 });
	}

	#of(mac: string): [number, EventRow][] {
		this.#byMac ??= this.#index();
		return this.#byMac.get(macKey(mac)) ?? [];
	}

	#index(): Map<string, [number, EventRow][]> {
		const byMac = new Map<string, [number, EventRow][]>();
		for (const numbered of this.database.numberedEvents()) {
			const mac = macKey(numbered[1].eveMac);
			const list = byMac.get(mac);
			if (list) list.push(numbered);
			else byMac.set(mac, [numbered]);
		}
		return byMac;
	}
}
