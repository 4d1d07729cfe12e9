import { macKey } from './mac';
import { numericAffinity, SqlError, stored, type Column, type DeviceRow, type Value } from './columns';
import type { Random } from '../support/random';

/** One row of the Events table, as REST gives it (without its rowid). */
export interface EventRow {
	eveMac: Value;
	eveIp: Value;
	eveDateTime: string;
	eveEventType: Value;
	eveAdditionalInfo: Value;
	evePendingAlertEmail: number;
	/** The rowid of the event that ended, or began, the same session. */
	evePairEventRowid: number | null;
}

export interface StoredDevice {
	rowid: number;
	row: DeviceRow;
}

/** The two tables that matter, with the manners of the real file: column affinities, constraints, a lock that fails writes. */
export class Database {
	/** Another process holds the write lock: every write fails, reads go on. */
	locked = false;
	readonly #devices = new Map<string, StoredDevice>();
	#lastDevice = 0;
	#events = new Map<number, EventRow>();
	#eventKeys = new Set<string>();
	#lastEvent = 0;

	constructor(readonly random: Random) {}

	/** The raw rows, as GET /devices gives them. */
	devices(): DeviceRow[] {
		return this.stored().map(({ row }) => row);
	}

	/** The row of a MAC, in any case but with the separators as stored. */
	device(mac: string): DeviceRow | undefined {
		return this.find(mac)?.row;
	}

	stored(): StoredDevice[] {
		return [...this.#devices.values()];
	}

	find(mac: string): StoredDevice | undefined {
		return this.#devices.get(macKey(mac));
	}

	/** Sets columns of a device that must exist; for tests that need a device in a certain state. */
	patch(mac: string, values: Partial<DeviceRow>): void {
		if (!this.update(mac, values)) throw new Error(`no device ${mac}`);
	}

	/** Adds a row; columns not given are null, save those that the table defaults. */
	insert(values: Partial<DeviceRow> & { devMac: string }): StoredDevice {
		this.#write();
		const key = macKey(values.devMac);
		if (this.#devices.has(key)) throw new SqlError('UNIQUE constraint failed: Devices.devMac');
		const row = keep({ ...emptyRow, devGUID: this.random.uuid(), ...values });
		const device = { rowid: ++this.#lastDevice, row: row as DeviceRow };
		this.#devices.set(key, device);
		return device;
	}

	/** False where no device has that MAC: SQL's UPDATE of no row. */
	update(mac: string, values: Partial<DeviceRow>): boolean {
		this.#write();
		const device = this.find(mac);
		if (!device) return false;
		Object.assign(device.row, keep(values));
		return true;
	}

	/** How many devices went. */
	deleteWhere(doomed: (row: DeviceRow) => boolean): number {
		this.#write();
		const gone = this.devices().filter((row) => doomed(row) && this.#devices.delete(macKey(row.devMac)));
		// Rowids have no AUTOINCREMENT: those of deleted last devices are given again.
		this.#lastDevice = this.stored().at(-1)?.rowid ?? 0;
		return gone.length;
	}

	delete(mac: string): boolean {
		return this.deleteWhere(({ devMac }) => macKey(devMac) === macKey(mac)) > 0;
	}

	/** Every event, oldest first. */
	events(): EventRow[] {
		return [...this.#events.values()];
	}

	/** Adds an event and gives its rowid; undefined for one that is dropped: a unique index keeps one of a device, address, type and time. */
	addEvent(event: Partial<EventRow> & { eveMac: Value; eveIp: Value; eveEventType: Value; eveDateTime: string }): number | undefined {
		this.#write();
		const row: EventRow = {
			eveMac: numericAffinity(event.eveMac),
			eveIp: numericAffinity(event.eveIp),
			eveDateTime: event.eveDateTime,
			eveEventType: numericAffinity(event.eveEventType),
			eveAdditionalInfo: numericAffinity(event.eveAdditionalInfo ?? ''),
			evePendingAlertEmail: event.evePendingAlertEmail ?? 0,
			evePairEventRowid: event.evePairEventRowid ?? null,
		};
		const key = uniqueKey(row);
		if (this.#eventKeys.has(key)) return undefined;
		this.#eventKeys.add(key);
		this.#events.set(++this.#lastEvent, row);
		return this.#lastEvent;
	}

	/** Every event with its rowid, oldest first. */
	numberedEvents(): [number, EventRow][] {
		return [...this.#events];
	}

	deleteEvents(doomed: (event: EventRow) => boolean): void {
		this.#write();
		this.#events = new Map([...this.#events].filter(([, event]) => !doomed(event)));
		this.#eventKeys = new Set(this.events().map(uniqueKey));
	}

	#write(): void {
		if (this.locked) throw new SqlError('database is locked');
	}
}

/** Texts are compared without regard to case. */
function uniqueKey({ eveMac, eveIp, eveEventType, eveDateTime }: EventRow): string {
	return [eveMac, eveIp, eveEventType, eveDateTime].join('\n').toLowerCase();
}

function keep(values: Partial<DeviceRow>): Partial<DeviceRow> {
	const entries = Object.entries(values) as [Column, Value][];
	return Object.fromEntries(entries.map(([column, value]) => [column, stored(column, value)]));
}

/** The table's defaults for a row that a scan creates. */
const emptyRow: DeviceRow = {
	devMac: '', devName: '(unknown)', devOwner: '', devType: '', devVendor: '', devFavorite: 0, devGroup: '', devComments: '',
	devFirstConnection: '', devLastConnection: '', devLastIP: '', devStaticIP: 0, devScan: 1, devLogEvents: 1, devAlertEvents: 1,
	devAlertDown: 0, devSkipRepeated: 0, devLastNotification: '', devPresentLastScan: 0, devIsNew: 1, devLocation: '', devIsArchived: 0,
	devParentMAC: '', devParentPort: '', devIcon: '', devGUID: '', devSite: '', devSSID: '', devSyncHubNode: '', devSourcePlugin: '',
	devCustomProps: '', devFQDN: null, devPrimaryIPv4: '', devPrimaryIPv6: '', devVlan: null, devForceStatus: null, devParentRelType: '[]',
	devReqNicsOnline: 0, devMacSource: '', devNameSource: '', devFQDNSource: '', devLastIPSource: '', devVendorSource: '',
	devSSIDSource: '', devParentMACSource: '', devParentPortSource: '', devParentRelTypeSource: '', devVlanSource: '', devCanSleep: null,
};
