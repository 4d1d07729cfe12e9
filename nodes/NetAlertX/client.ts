import type { ZodType } from 'zod/v4';
import { alone } from '../shared/alone';
import { InputError, RefusedError, RequestError } from '../shared/errors';
import { COMPLETE_LIST, type Call } from '../shared/http/call';
import type { Http } from '../shared/http/http';
import { ServerEvents } from '../shared/http/serverEvents';
import { namesFrom, NamesRead } from '../shared/namesRead';
import { ReadOnce } from '../shared/readOnce';
import { routeOf, type RawRequest } from '../shared/routes';
import { inWords } from '../shared/text';
import { requireVersion, type Later } from '../shared/versions';
import { HistoryApi } from './api/history';
import { NotificationsApi } from './api/notifications';
import { ScansApi } from './api/scans';
import { asStored, refuseParentByText, refuseSelfAsParent, resetValue, columnsWhenWhole, type Column, type ColumnValues, type LockableField } from './columns';
import { known } from './device';
import { whyMissing, type NewEvent } from './events';
import { having, serverFinds } from './finding';
import { lockedBehind500 } from './locked';
import { canBeAskedFor, idOf, requireFoundByMac } from './mac';
import { routes } from './routes';
import * as answers from './schemas';
import type { DeviceRecord, EventRecord, Health, LinkRecord, NetworkInterface, NodeRecord, OpenPort, SessionRecord } from './schemas';
import { saysScanProcessed, STREAM_SILENT_MS, withoutStream } from './stream';
import { allColumns, firstColumns, versions } from './versions';

export type Status = 'connected' | 'offline' | 'down' | 'sleeping' | 'favorites' | 'new' | 'archived' | 'all' | 'my';
export type ScanType = 'ARPSCAN' | 'NMAPDEV' | 'NMAP' | 'INTRNT' | 'AVAHISCAN' | 'NBTSCAN';
export type NmapMode = 'fast' | 'normal' | 'detail' | 'skipdiscovery';

/** nmap answers when it is done, and the server sets no limit of its own. */
const NMAP_TIMEOUT_MS = 10 * 60_000;
const TOOL_TIMEOUT_MS = 2 * 60_000;
const LIST_TIMEOUT_MS = 60_000;
/** It takes 60 to 120 s. */
const SPEED_TEST_TIMEOUT_MS = 3 * 60_000;

/** What names a device, and its name. */
const nameById = ({ devMac, devName }: DeviceRecord) => [idOf(devMac), known(devName)] as const;

/**
 * What a NetAlertX server can do, as typed methods. Devices are named by id: their MAC address in the one form that all routes find
 * (see requireMac), or the text that some have in its place (see idOf). What the server would do wrong silently is refused or
 * checked here, before anything is sent.
 */
export class NetAlertXClient {
	readonly history: HistoryApi;
	readonly notifications: NotificationsApi;
	readonly scans: ScansApi;
	private readonly known = new ReadOnce();
	private readonly namesRead = new NamesRead(nameById);
	/** How often each event was written by this client, by the values that distinguish events on the server. */
	private readonly eventsWritten = new Map<string, number>();

	constructor(private readonly http: Http) {
		this.history = new HistoryApi(http);
		this.notifications = new NotificationsApi(http);
		this.scans = new ScansApi(http);
	}

	/** Proves that a NetAlertX API answers and that the token is good. */
	async authenticate(): Promise<void> {
		await this.read(['auth'], answers.authenticated, { provesAddress: true });
	}

	/** One device with its counts and children. @param period how far back sessions and events count: `1 month`; a day by default */
	async device(mac: string, period?: string): Promise<DeviceRecord> {
		if (canBeAskedFor(mac)) return this.namesRead.note([await this.read(['device', mac], answers.deviceRecord, { query: { period } })])[0]!;
		const found = (await this.devices()).find(({ devMac }) => idOf(devMac) === mac);
		if (found) return found;
		throw new InputError(`NetAlertX has no device "${mac.slice(0, 60)}"`, 'It may have been deleted. Choose the device from the list again.');
	}

	/** The server's blank device: the form for one that is made by hand, with no MAC address. What a scan finds starts with the settings. */
	async template(): Promise<object> {
		return await this.read(['device', 'new'], answers.deviceTemplate);
	}

	/**
	 * Rings once the server's event stream is open, and whenever it says that a scan was processed; until the signal ends it or the server does.
	 * @throws what kept it from being opened, or broke it
	 */
	async listen(ring: () => void, signal: AbortSignal): Promise<void> {
		const events = new ServerEvents();
		const text = (piece: string) => {
			if (events.read(piece).some(saysScanProcessed)) ring();
		};
		try {
			await this.http.follow({ method: 'GET', path: ['sse', 'state'] }, { begun: ring, text }, { silentForMs: STREAM_SILENT_MS, signal });
		} catch (error) {
			throw error instanceof RefusedError && error.status === 404 ? withoutStream(error) : error;
		}
	}

	/** All devices, archived ones included, or those of a status. */
	async devices(status?: Status): Promise<DeviceRecord[]> {
		return await this.read(['devices', 'by-status'], answers.deviceList, { query: { status }, ...wholeList });
	}

	/** Devices that have the text in their MAC address, name or IP addresses, however addresses are written there. */
	async search(text: string): Promise<DeviceRecord[]> {
		const wanted = text.trim();
		const candidates = serverFinds(wanted) ? await this.searchThere(wanted) : await this.allDevices();
		return candidates.filter(having(wanted));
	}

	/** The server's own search: letter by letter, except that a percent sign and an underscore stand for others. It takes a limit and ignores it. */
	private async searchThere(text: string): Promise<DeviceRecord[]> {
		const found = await this.http.request({
			method: 'POST',
			path: ['devices', 'search'],
			json: { query: text },
			effect: 'read',
			// "Nothing found" is a 404 there.
			alsoFine: [404],
			answer: answers.searchResult,
			...wholeList,
		});
		return found.success ? found.devices : [];
	}

	/** Ids of the devices that sleep now: away, and not for longer than the settings allow. Archived ones are not among them. */
	async sleeping(): Promise<ReadonlySet<string>> {
		return new Set((await this.devices('sleeping')).map(({ devMac }) => idOf(devMac)));
	}

	/** Beginnings of MAC addresses that the settings except from being random; none where an old server does not tell. */
	async notRandom(): Promise<string[]> {
		try {
			const { value } = await this.read(['settings', 'UI_NOT_RANDOM_MAC'], answers.setting);
			return Array.isArray(value) ? value.map(String) : [];
		} catch (error) {
			if (error instanceof RefusedError && error.status === 404) return [];
			throw error;
		}
	}

	/** Every device as it is in the table, read once and then kept for as long as this client lives. */
	async allDevices(): Promise<DeviceRecord[]> {
		return await this.known.get('devices', async () => this.namesRead.note((await this.read(['devices'], answers.wrappedDeviceList, wholeList)).devices));
	}

	/** The name of a device, where it was read already. */
	knownName(id: string): string | null | undefined {
		return this.namesRead.get(id);
	}

	/** Names of all devices by id, for rows that have only an address. Read once for as long as this client lives; see {@link namesFrom}. */
	async names(): Promise<ReadonlyMap<string, string | null>> {
		return await this.known.get('names', async () => await namesFrom(async () => await this.allDevices(), nameById));
	}

	/** Creates a device and returns it. The server answers only "success", so it is read back. */
	async create(mac: string, values: ColumnValues): Promise<DeviceRecord> {
		refuseSelfAsParent(mac, values);
		refuseParentByText(values);
		await this.http.request({ method: 'POST', path: ['device', mac], json: { ...stored(values), createNew: true }, effect: 'once', answer: answers.done });
		return await this.readBack(async () => await this.device(mac), 'The device was created');
	}

	/** Reads after a write that is over: anyone who reads that this failed must not repeat the write. */
	private async readBack<T>(read: () => Promise<T>, done: string): Promise<T> {
		try {
			return await read();
		} catch (error) {
			if (error instanceof RequestError) error.notes.push(`${done}; only reading it back failed.`);
			throw error;
		}
	}

	/**
	 * Writes these columns and no other, one request each, in the order given. A lock does not hinder this, and an unlocked
	 * field may be overwritten by the next scan.
	 * @returns the device as it was before
	 */
	async update(mac: string, values: ColumnValues): Promise<DeviceRecord> {
		refuseSelfAsParent(mac, values);
		const before = await this.device(mac);
		const names = Object.keys(values) as Column[];
		if (names.some((name) => !firstColumns.has(name))) await this.requireSince(allColumns);
		for (const [index, name] of names.entries()) {
			try {
				await this.updateColumn(mac, name, asStored(values[name]!));
			} catch (error) {
				if (error instanceof RequestError && names.length > 1) error.notes.push(whatWasWritten(names, index));
				throw error;
			}
		}
		return before;
	}

	private async requireSince(later: Later): Promise<void> {
		requireVersion(versions, later, await this.known.get('version', async () => await this.version()));
	}

	private async updateColumn(mac: string, columnName: Column, columnValue: string | number): Promise<void> {
		await this.http.request({
			method: 'POST',
			path: ['device', mac, 'update-column'],
			json: { columnName, columnValue },
			effect: 'idempotent',
			answer: answers.done,
			...lockedBehind500,
		});
	}

	/**
	 * The server's full replace: every column that is not given is reset. Locked fields that are not given are sent as they are,
	 * because the server would wipe them; a new value for a locked field is refused, because it would drop it silently.
	 * @returns the device as it was, and the columns that were reset, with what they held
	 */
	async replace(mac: string, values: ColumnValues): Promise<{ before: DeviceRecord; reset: Record<string, unknown>; kept: string[] }> {
		requireFoundByMac(mac, 'replace the device');
		refuseSelfAsParent(mac, values);
		refuseParentByText(values);
		const before = await this.device(mac);
		const locked = (Object.keys(columnsWhenWhole) as Array<Column | 'devScan'>).filter((name) => before[`${name}Source`] === 'LOCKED');
		const contested = locked.filter((name) => name in values && asStored(values[name]!) !== before[name]);
		if (contested.length > 0) {
			throw new InputError(
				`${inWords(contested)} of ${mac} cannot be replaced: locked`,
				'NetAlertX would silently drop the new value of a locked field. Unlock the field first, or leave it out. Nothing was sent for this device.',
			);
		}
		const unreadable = locked.filter((name) => !(name in values) && typeof before[name] !== 'string' && typeof before[name] !== 'number');
		if (unreadable.length > 0) {
			throw new InputError(
				`${inWords(unreadable)} of ${mac} is locked, and what it holds could not be read`,
				'NetAlertX clears locked fields that are not sent. Unlock the field first, or enter its value. Nothing was sent for this device.',
			);
		}
		const kept = Object.fromEntries(locked.map((name) => [name, before[name]]));
		refuseParentByText(kept as ColumnValues);
		const reset: Record<string, unknown> = {};
		for (const name of Object.keys(columnsWhenWhole) as Array<Column | 'devScan'>) {
			const held = before[name] ?? '';
			if (!(name in values) && !(name in kept) && held !== '' && held !== resetValue(name)) reset[name] = held;
		}
		const json = { ...kept, ...stored(values), createNew: false };
		await this.http.request({ method: 'POST', path: ['device', mac], json, effect: 'idempotent', answer: answers.done });
		return { before, reset, kept: locked };
	}

	/** Sets the display name; like {@link update} it ignores locks. An unknown device is an error. @returns the device as it was before */
	async setAlias(mac: string, alias: string): Promise<DeviceRecord> {
		const before = await this.device(mac);
		await this.http.request({ method: 'POST', path: ['device', mac, 'set-alias'], json: { alias }, effect: 'idempotent', answer: answers.done, ...lockedBehind500 });
		return before;
	}

	/**
	 * Locks or unlocks a field against scans and plugins. `lock` is always sent, and as a boolean: left out it unlocks, and any
	 * text locks. The server says "success" of unknown devices, so the device is requested first.
	 */
	async lockField(mac: string, fieldName: LockableField, lock: boolean) {
		requireFoundByMac(mac, `${lock ? 'lock' : 'unlock'} fields of the device`);
		const device = await this.device(mac);
		const { locked } = await this.http.request({
			method: 'POST',
			path: ['device', mac, 'field', 'lock'],
			json: { fieldName, lock },
			effect: 'idempotent',
			answer: answers.fieldLock,
			...lockedBehind500,
		});
		return { device, fieldName, locked };
	}

	/**
	 * Unlocks fields of many devices. A caller that means all has to say 'all': to the server, nothing at all means all.
	 * @param clearAll also forgets which plugin a value came from
	 */
	async unlockFields(macs: readonly string[] | 'all', fields: readonly LockableField[] | 'all', clearAll: boolean) {
		if (macs.length === 0) throw new InputError('No device is named', "Name at least one device, or choose 'All Devices'. Nothing was sent.");
		if (fields.length === 0) throw new InputError('No field is named', "Choose at least one field, or 'All Fields'. Nothing was sent.");
		if (macs !== 'all') for (const mac of macs) requireFoundByMac(mac, 'unlock fields of the device');
		if (macs !== 'all') for (const mac of macs) await this.device(mac);
		return await this.http.request({
			method: 'POST',
			path: ['devices', 'fields', 'unlock'],
			json: { mac: macs === 'all' ? null : macs, fields: fields === 'all' ? null : fields, clearAll },
			effect: 'idempotent',
			answer: answers.fieldsUnlocked,
			...lockedBehind500,
		});
	}

	/**
	 * Copies a device's row, GUID and addresses included, to another MAC address. The server deletes the target if the source is
	 * unknown, replaces an existing target unasked, and mixes up two copies at once: so both are looked at first, and copies to
	 * one server run one after the other in this process.
	 */
	async copy(from: string, to: string, replaceExisting: boolean) {
		requireFoundByMac(from, 'copy the device');
		if (from === to) throw new InputError('A device cannot be copied onto itself', 'Choose another target. Nothing was sent.');
		return await alone(`${this.http.key} copy`, async () => {
			await this.device(from);
			const replaced = await this.exists(to);
			if (replaced && !replaceExisting) {
				throw new InputError(
					`A device with the MAC address ${to} exists already`,
					"Copying would replace it. Turn on 'Replace Existing Device' to allow this. Nothing was sent.",
				);
			}
			const path = ['device', 'copy'];
			await this.http.request({ method: 'POST', path, json: { macFrom: from, macTo: to }, effect: 'once', answer: answers.done });
			return { device: await this.readBack(async () => await this.device(to), 'The device was copied'), replaced };
		});
	}

	/** The time by the server's clock. */
	serverNow(): Date {
		return this.http.serverNow();
	}

	/** Whether the server knows this device. */
	async exists(mac: string): Promise<boolean> {
		const call: Call<unknown> = { method: 'GET', path: ['device', mac], effect: 'read', answer: answers.anything, alsoFine: [404] };
		const found = await this.http.request(call);
		return !(found instanceof Object && 'success' in found && found.success === false);
	}

	/** Sets the custom properties back to the default of NetAlertX's settings. */
	async resetProperties(mac: string): Promise<DeviceRecord> {
		return await this.acted(mac, 'POST', ['device', mac, 'reset-props']);
	}

	/** Deletes the device; its events and sessions stay. The next scan finds it again if it is still there. */
	async delete(mac: string): Promise<DeviceRecord> {
		return await this.acted(mac, 'DELETE', ['device', mac, 'delete']);
	}

	/** Deletes all events of the device; the device stays. */
	async deleteEvents(mac: string): Promise<DeviceRecord> {
		return await this.acted(mac, 'DELETE', ['device', mac, 'events', 'delete']);
	}

	/** @returns the device as it was before; the server says "success" of unknown ones, so it is requested first */
	private async acted(mac: string, method: 'POST' | 'DELETE', path: string[]): Promise<DeviceRecord> {
		const device = await this.device(mac);
		await this.http.request({ method, path, json: {}, effect: 'idempotent', answer: answers.done, ...lockedBehind500 });
		return device;
	}

	/** Sends a Wake-on-LAN packet from the NetAlertX server. Nobody can tell whether the device woke. */
	async wake(mac: string) {
		requireFoundByMac(mac, 'wake the device');
		const device = await this.device(mac);
		const { message } = await this.http.request({ method: 'POST', path: ['nettools', 'wakeonlan'], json: { devMac: mac }, effect: 'once', answer: answers.message });
		return { device, message };
	}

	/** All events, newest first; of one device, or of the last hours (the server has no finer filter, and no paging). */
	async events(filter: { mac?: string; hours?: number }): Promise<EventRecord[]> {
		const path = filter.mac === undefined && filter.hours !== undefined ? ['events', filter.hours] : ['events'];
		return (await this.read(path, answers.eventList, { query: { mac: filter.mac }, ...wholeList })).events;
	}

	/**
	 * Writes an event into the log and looks for it there: of events with the same device, type, address and time the server keeps the first,
	 * and says "created" of all. The time is sent to the millisecond, so that two events of the same second differ.
	 * @returns `missing`, why the event is not proved to be in the log
	 */
	async createEvent(mac: string, event: NewEvent): Promise<{ message: string | null; time: Date; missing?: string }> {
		const time = event.time ?? this.serverNow();
		const { ip, type, info, alert } = event;
		const json = { ip, event_type: type, additional_info: info, pending_alert: Number(alert), event_time: time.toISOString() };
		// A general 500 is a statement that failed: what was stored is answered with "created".
		const { message } = await this.http.request({ method: 'POST', path: ['events', 'create', mac], json, effect: 'once', answer: answers.message, ...lockedBehind500 });
		const key = JSON.stringify([mac, ip, type.toLowerCase(), time]);
		const written = (this.eventsWritten.get(key) ?? 0) + 1;
		this.eventsWritten.set(key, written);
		const events = await this.readBack(async () => await this.events({ mac }), 'NetAlertX answered that it created the event');
		return { message, time, missing: whyMissing(events, { ...event, time }, written) };
	}

	/** Queues a scan; its results come with the next one that NetAlertX processes, 20 to 70 s later. */
	async scan(type: ScanType) {
		return await this.http.request({ method: 'POST', path: ['nettools', 'trigger-scan'], json: { type }, effect: 'once', answer: answers.message });
	}

	async traceroute(ip: string): Promise<string[]> {
		return await this.tool(['nettools', 'traceroute'], { devLastIP: ip }, 'read', TOOL_TIMEOUT_MS);
	}

	/**
	 * @returns the lines of nslookup; none where it found no name. The server then answers with a general failure, which is the same where the
	 * DNS server did not answer: what nslookup said of it is dropped there.
	 */
	async nslookup(ip: string): Promise<string[]> {
		try {
			return await this.tool(['nettools', 'nslookup'], { devLastIP: ip }, 'read', TOOL_TIMEOUT_MS);
		} catch (error) {
			if (error instanceof RefusedError && error.message === 'nslookup failed') return [];
			throw error;
		}
	}

	/** Scans the ports of one address. Never repeated by itself: a scan is noticed where it arrives. */
	async nmap(ip: string, mode: NmapMode): Promise<string[]> {
		return await this.tool(['nettools', 'nmap'], { scan: ip, mode }, 'once', NMAP_TIMEOUT_MS);
	}

	/** Ports that the last scan with Nmap found open, as they are stored; none of a device that was never scanned so. */
	async openPorts(mac: string): Promise<{ device: DeviceRecord; ports: OpenPort[] }> {
		requireFoundByMac(mac, 'look up open ports of the device');
		const device = await this.device(mac);
		const call = { method: 'POST', path: ['device', 'open_ports'], json: { target: mac }, effect: 'read', alsoFine: [404], answer: answers.openPorts } as const;
		const found = await this.http.request(call);
		return { device, ports: found.success ? found.open_ports : [] };
	}

	/** The table of devices as NetAlertX's own CSV file; of no devices an empty one. */
	async exportCsv(): Promise<string> {
		return await this.read(['devices', 'export', 'csv'], answers.textOf, { orText: true, ...wholeList });
	}

	/** Times of presence, made again of the log at every scan; of one device or all. Their end is not requested: that would leave out those that go on. */
	async sessions(mac?: string): Promise<SessionRecord[]> {
		return (await this.read(['sessions', 'list'], answers.sessionList, { query: { mac }, ...wholeList })).sessions;
	}

	/** What hangs on what. A link may begin at something that is no device, such as `internet`. */
	async topology(): Promise<{ nodes: NodeRecord[]; links: LinkRecord[] }> {
		return await this.read(['devices', 'network', 'topology'], answers.topology, wholeList);
	}

	/** Of the NetAlertX server itself, by name. */
	async interfaces(): Promise<Record<string, NetworkInterface>> {
		return (await this.read(['nettools', 'interfaces'], answers.networkInterfaces)).interfaces;
	}

	/** Measures the server's line; loads it for a minute or so. @returns the lines that it printed */
	async speedTest(): Promise<string[]> {
		const call = { method: 'GET', path: ['nettools', 'speedtest'], effect: 'once', answer: answers.toolOutput, timeoutMs: SPEED_TEST_TIMEOUT_MS } as const;
		return (await this.http.request(call)).output;
	}

	async health(): Promise<Health> {
		return await this.read(['health'], answers.health);
	}

	async totals() {
		return (await this.read(['devices', 'totals', 'named'], answers.totals)).totals;
	}

	/** The server's version, from the one setting that holds it; null where it does not say. */
	async version(): Promise<string | null> {
		const { value } = await this.read(['settings', 'VERSION'], answers.setting, { alsoFine: [404] });
		return typeof value === 'string' && value ? value : null;
	}

	/** Any other route; those that are dangerous or have an operation of their own are refused (see routes.ts). */
	async raw(request: RawRequest<'GET' | 'POST' | 'DELETE'>): Promise<unknown> {
		const { method, path, effect } = routeOf(routes, request);
		const { query, body } = request;
		const json = method === 'GET' ? undefined : (body ?? {});
		const timeoutMs = path[0] !== 'nettools' ? LIST_TIMEOUT_MS : path[1] === 'nmap' ? NMAP_TIMEOUT_MS : TOOL_TIMEOUT_MS;
		return await this.http.request({ method, path, query, json, effect, answer: answers.anything, isRaw: true, orText: true, ...wholeList, timeoutMs });
	}

	private async tool(path: string[], json: object, effect: 'read' | 'once', timeoutMs: number): Promise<string[]> {
		return (await this.http.request({ method: 'POST', path, json, effect, answer: answers.toolOutput, timeoutMs })).output;
	}

	private async read<T>(path: ReadonlyArray<string | number>, answer: ZodType<T>, more: Partial<Call<T>> = {}): Promise<T> {
		return await this.http.request({ method: 'GET', path, effect: 'read', answer, ...more });
	}
}

/** Lists come whole, since the server has no paging: 11 MB for 10,000 devices, in 3 to 5 s under load. */
const wholeList = { limit: COMPLETE_LIST, timeoutMs: LIST_TIMEOUT_MS };

function stored(values: ColumnValues): Record<string, string | number> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asStored(value)]));
}

function whatWasWritten(names: readonly string[], failed: number): string {
	const written = names.slice(0, failed);
	const untouched = names.slice(failed + 1);
	return [
		written.length > 0 ? `Written before: ${inWords(written)}.` : 'Nothing was written before.',
		`Failed: ${names[failed]}.`,
		...(untouched.length > 0 ? [`Not written: ${inWords(untouched)}.`] : []),
	].join(' ');
}
