import * as z from 'zod/v4';
import { namingText, recordOf, type Row } from '../shared/http/record';
import { listOf, rowsOf } from '../shared/http/rows';
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
