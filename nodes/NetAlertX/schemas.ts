import * as z from 'zod/v4';
import { namingText, recordOf, type Row } from '../shared/http/record';
import { listOf, mapOf, rowsOf } from '../shared/http/rows';
import { withTodaysColumns } from './eventColumns';

/**
 * What a NetAlertX server answers. Tolerant of further fields and of odd values in those that nothing is done by (see
 * shared/http/record.ts). Measured on the real server: its own specification differs in many places.
 */

/**
 * A text column. SQLite keeps text that looks like a number as a number in some of them ("0042" is stored and answered as 42):
 * here it is text again; leading zeros the server itself has lost.
 */
const text = z.union([z.string(), z.number().transform(String), z.null()], { error: 'expected text' });
/** A 0/1 column; null in rows that were never edited. */
const flag = z.number().nullable();

const columns = {
	devName: text,
	devOwner: text.optional(),
	devType: text.optional(),
	devVendor: text.optional(),
	devGroup: text,
	devLocation: text.optional(),
	devComments: text.optional(),
	devParentMAC: text.optional(),
	devParentPort: text.optional(),
	devSSID: text.optional(),
	devSite: text.optional(),
	devVlan: text.optional(),
	devLastIP: text,
	devPrimaryIPv4: text.optional(),
	devPrimaryIPv6: text.optional(),
	devIsNew: flag.optional(),
};

/** A device as every route answers it. Raw rows (`/devices`) have nulls where the view (`/device/<mac>`, by-status) has ''. */
const device = {
	...columns,
	/**
	 * A number where it is digits only, as for a device that was made up. Scan processing stores '' for a device that a scanner found without
	 * one: nothing can be asked about it (measured).
	 */
	devMac: z.union([namingText, z.number().transform(String)], { error: 'expected text that names a device' }),
	devFirstConnection: text.optional(),
	/** UTC, "YYYY-MM-DD HH:MM:SS" without a zone. */
	devLastConnection: text,
	/** 1 = seen by the last scan: the only reliable word on online or offline; null is neither. devStatus says `New` of new devices, online or not. */
	devPresentLastScan: flag,
};
export const deviceRecord = recordOf(device);
export type DeviceRecord = Row<typeof device>;

export const deviceList = rowsOf(device);
export const wrappedDeviceList = z.looseObject({ success: z.literal(true), devices: deviceList });
/** A search; one without a match is a refusal, in the second wording if the text was a whole MAC address. */
export const searchResult = z.union([
	wrappedDeviceList,
	z.looseObject({ success: z.literal(false), error: z.enum(['No devices found', 'Device not found']) }),
]);
/** `/device/new`: a device without identity. */
export const deviceTemplate = recordOf({ ...columns, devMac: z.string() });

const event = {
	eveMac: text,
	eveIp: text,
	/** UTC without a zone from scans; rows made through the API end in +00:00. One second fine: a whole scan shares one. */
	eveDateTime: z.string(),
	/** One of digits only comes as a number. */
	eveEventType: z.union([namingText, z.number().transform(String)]),
	eveAdditionalInfo: text.optional(),
};
export type EventRecord = Row<typeof event>;
export const eventList = z.preprocess(withTodaysColumns, z.looseObject({ success: z.literal(true), events: rowsOf(event) }));

export const done = z.looseObject({ success: z.literal(true) });
export const authenticated = z.looseObject({ success: z.literal(true), message: z.string().regex(/authenticat/i) });
export const fieldLock = z.looseObject({ success: z.literal(true), fieldName: z.string(), locked: z.boolean() });
export const fieldsUnlocked = z.looseObject({ success: z.literal(true), devicesAffected: z.number(), fieldsAffected: z.array(z.string()) });
const count = z.number().nullable();
export const totals = z.looseObject({
	success: z.literal(true),
	totals: recordOf({ devices: count, connected: count, favorites: count, new: count, down: count, archived: count }),
});
/** One setting; an unknown one is ''. */
export const setting = z.looseObject({ value: z.unknown() });
/** A network tool's lines, as it printed them. */
export const toolOutput = z.looseObject({ success: z.literal(true), output: listOf(z.string()) });
export const message = recordOf({ success: z.literal(true), message: z.string().nullable() });
export const anything = z.unknown();

/** Who changed what of a device at one time; a row of the audit log, which is kept for a day unless set otherwise. */
const history = {
	devGUID: text,
	/** UTC without a zone. */
	timestamp: text,
	/** A plugin, `USER`, `user:api` and the like. */
	changedBy: text,
	changes: rowsOf({ changedColumn: namingText, oldValue: text, newValue: text }),
};
export type HistoryRecord = Row<typeof history>;
export const historyPage = z.looseObject({
	data: z.looseObject({ deviceHistoryGrouped: z.looseObject({ count: z.number(), history: rowsOf(history, { isPage: true }) }) }),
});

/** Ports that an earlier scan with Nmap found; a device without any is a refusal. */
const openPort = { port: z.union([z.number(), z.string()], { error: 'expected a number' }), service: text.optional() };
export type OpenPort = Row<typeof openPort>;
export const openPorts = z.union(
	[
		z.looseObject({ success: z.literal(true), open_ports: rowsOf(openPort) }),
		z.looseObject({ success: z.literal(false), error: z.string().regex(/^No stored open ports/) }),
	],
	{ error: 'expected open ports' },
);

/** UTC without a zone where scans made it; as it was sent where somebody did, through the API. */
const session = {
	sesMac: namingText,
	sesIp: text,
	sesDateTimeConnection: text,
	sesDateTimeDisconnection: text.optional(),
	sesEventTypeConnection: text.optional(),
	sesEventTypeDisconnection: text.optional(),
	sesStillConnected: flag.optional(),
	sesAdditionalInfo: text.optional(),
};
export type SessionRecord = Row<typeof session>;
export const sessionList = z.looseObject({ success: z.literal(true), sessions: rowsOf(session) });

const figure = z.number().nullish();
export const health = recordOf({
	success: z.literal(true),
	cpu_temp: figure,
	db_size_mb: figure,
	load_1m: figure,
	mem_mb: figure,
	mem_usage_pct: figure,
	storage_gb: figure,
	storage_pct: figure,
});
export type Health = z.output<typeof health>;

/** What stands instead of a MAC address; see {@link device}. */
const macText = z.union([namingText, z.number().transform(String)], { error: 'expected text that names a device' });
const node = { id: macText, name: text, vendor: text.optional() };
const link = { source: macText, target: macText, port: text.optional() };
export type NodeRecord = Row<typeof node>;
export type LinkRecord = Row<typeof link>;
export const topology = z.looseObject({ nodes: rowsOf(node), links: rowsOf(link) });

const networkInterface = recordOf({
	name: text.optional(),
	state: text.optional(),
	type: text.optional(),
	mac: text.optional(),
	mtu: figure,
	ipv4: z.array(z.string()).nullish(),
	ipv6: z.array(z.string()).nullish(),
	rx_bytes: figure,
	tx_bytes: figure,
});
export type NetworkInterface = z.output<typeof networkInterface>;
export const networkInterfaces = z.looseObject({ success: z.literal(true), interfaces: mapOf(networkInterface) });

/** A message of its pages. The content may be HTML. */
const notification = { guid: namingText, timestamp: text, level: text, read: flag.optional(), content: text };
export type NotificationRecord = Row<typeof notification>;
export const notificationList = rowsOf(notification);

export const pause = z.looseObject({ success: z.literal(true), message: z.string().nullish(), pause_until: z.string().nullish() });
export const textOf = z.string({ error: 'expected a file' });
