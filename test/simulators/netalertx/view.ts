import { columns, isNumberInView, type DeviceRow, type Value } from './columns';
import type { Database, EventRow, StoredDevice } from './database';
import { changesPresence, opensSession } from './eventTypes';
import { isRandomMac, macKey } from './mac';
import type { Server } from './server';
import { flapping, sleepMinutes } from './settings';
import { day, hour, minute, moment, stamp } from './time';

/** A device as the server's view gives it: '' and 0 instead of null, and what other rows show. */
export type ViewedDevice = Record<string, Value>;

/** The view at one moment; it looks at the events once, however many devices are requested. */
export class DevicesView {
	readonly #flapping: Set<string>;

	constructor(
		private readonly database: Database,
		private readonly now: Date,
	) {
		this.#flapping = flappingSince(database, stamp(new Date(now.getTime() - flapping.hours * hour)));
	}

	all(): ViewedDevice[] {
		return this.database.stored().map((device) => this.of(device));
	}

	of({ rowid, row }: StoredDevice): ViewedDevice {
		const filled = columns.map((column) => [column, row[column] ?? (isNumberInView(column) ? 0 : '')]);
		const devIsSleeping = this.#isSleeping(row) ? 1 : 0;
		return {
			...Object.fromEntries(filled),
			devMac: macKey(row.devMac),
			devParentMAC: macKey(row.devParentMAC),
			rowid,
			devIsSleeping,
			devFlapping: this.#flapping.has(macKey(row.devMac)) ? 1 : 0,
			devStatus: statusOf(row, devIsSleeping === 1),
		};
	}

	#isSleeping(row: DeviceRow): boolean {
		const lately = this.now.getTime() - moment(String(row.devLastConnection)) < sleepMinutes * minute;
		return row.devCanSleep === 1 && row.devPresentLastScan === 0 && lately;
	}
}

/** The first that holds, as measured: a new device is `New` even when it is online or down. */
function statusOf(row: DeviceRow, sleeping: boolean): string {
	if (row.devIsNew === 1) return 'New';
	if (row.devPresentLastScan === 1) return 'On-line';
	if (sleeping) return 'Sleeping';
	if (row.devAlertDown === 1) return 'Down';
	return row.devIsArchived === 1 ? 'Archived' : 'Off-line';
}

function flappingSince(database: Database, since: string): Set<string> {
	const changes = new Map<string, number>();
	for (const event of database.events()) {
		if (event.eveDateTime < since || !changesPresence(event)) continue;
		const mac = macKey(event.eveMac);
		changes.set(mac, (changes.get(mac) ?? 0) + 1);
	}
	return new Set([...changes].filter(([, count]) => count >= flapping.changes).map(([mac]) => mac));
}

/** What each status word of by-status and totals means; the totals' `devices` is `my`. */
export const statusFilters: Record<string, (device: ViewedDevice) => boolean> = {
	connected: (device) => device.devPresentLastScan === 1,
	down: (device) => device.devAlertDown === 1 && isAbsent(device) && device.devIsSleeping === 0 && isInUse(device),
	sleeping: (device) => device.devIsSleeping === 1 && isInUse(device),
	favorites: (device) => device.devFavorite === 1 && isInUse(device),
	new: (device) => device.devIsNew === 1 && isInUse(device),
	archived: (device) => device.devIsArchived === 1,
	all: isInUse,
	my: isInUse,
	offline: (device) => isAbsent(device) && isInUse(device),
};

/** All words but `connected` leave archived devices out. */
function isInUse(device: ViewedDevice): boolean {
	return device.devIsArchived === 0;
}

function isAbsent(device: ViewedDevice): boolean {
	return device.devPresentLastScan === 0;
}

/** Days of history that a `period` covers, besides the whole of the day before; what the server does not know is one day. */
function daysOf(period: string | undefined): number {
	return { '7 days': 7, '1 month': 30, '1 year': 365, '100 years': 3650 }[period ?? ''] ?? 1;
}

/** GET /device/<mac>: the view's record, counts of the period's events, and the raw rows of the children. */
export function details({ database, settings }: Pick<Server, 'database' | 'settings'>, device: StoredDevice, now: Date, period?: string): Record<string, unknown> {
	const mac = macKey(device.row.devMac);
	const since = stamp(new Date(now.getTime() - daysOf(period) * day)).slice(0, 10);
	const events = database.events().filter((event) => macKey(event.eveMac) === mac && event.eveDateTime >= since);
	const types = events.map(({ eveEventType }) => eveEventType);
	const sessions = events.filter(opensSession);
	const children = database.devices().filter(({ devParentMAC }) => macKey(devParentMAC) === mac);
	return {
		...new DevicesView(database, now).of(device),
		devSessions: sessions.length,
		devEvents: types.filter((type) => type !== 'Connected' && type !== 'Disconnected').length,
		devDownAlerts: types.filter((type) => type === 'Device Down').length,
		devPresenceHours: sessions.length === 0 ? null : Math.round(hoursPresent(sessions, database, now)),
		devIsRandomMAC: isRandomMac(mac) && !(settings.UI_NOT_RANDOM_MAC as string[]).some((prefix) => mac.startsWith(prefix.toLowerCase())),
		devChildrenDynamic: children,
		devChildrenNicsDynamic: children.filter(({ devParentRelType }) => devParentRelType === 'nic'),
	};
}

function hoursPresent(sessions: EventRow[], database: Database, now: Date): number {
	const ends = new Map(database.numberedEvents());
	const durations = sessions.map(({ eveDateTime, evePairEventRowid }) => {
		const end = ends.get(evePairEventRowid ?? -1)?.eveDateTime;
		return (end === undefined ? now.getTime() : moment(end)) - moment(eveDateTime);
	});
	return durations.reduce((sum, duration) => sum + duration, 0) / hour;
}
