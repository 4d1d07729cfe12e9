import * as z from 'zod/v4';
import { namingText, recordOf, type Row } from '../shared/http/record';
import { rowsOf } from '../shared/http/rows';
import { SENDABLE } from '../shared/http/sendable';

/**
 * What Meshtech's page documents of its answers. Tolerant of further fields and of odd values in those that nothing is done by (see
 * shared/http/record.ts).
 */

/** A gateway as the list shows it. */
const device = {
	/** `bmac-` and the twelve hexadecimal digits of its Bluetooth address, in lower case. */
	id: namingText,
	friendlyName: z.string().nullish(),
	/** Four hexadecimal digits, as text. */
	modelNumber: z.string().nullish(),
	labels: z.array(z.string()).nullish(),
	connectivity: recordOf({
		connected: z.boolean().nullish(),
		/** ISO 8601 in UTC: when `connected` last changed, or when that was last seen. */
		timestamp: z.string().nullish(),
	}).nullish(),
	/** `major.minor.patch` or `major.minor.patch-beta.n`. */
	firmwareVersion: z.string().nullish(),
};
export type DeviceRecord = Row<typeof device>;
export const deviceRecord = recordOf(device);

export const devicePage = z.looseObject({ items: rowsOf(device, { isPage: true }), nextToken: z.string().nullish() });

/** Of writes only the status is documented. Whatever comes with it is fine, but for a web page: that is not this API. */
export const done = z.unknown().refine((answer) => typeof answer !== 'string' || !/^\s*</.test(answer), { error: 'a web page' });

export const signedIn = z.looseObject({ status: z.string(), authToken: z.string({ error: 'no token' }).min(1, { error: 'no token' }).regex(SENDABLE, { error: 'a token that no request can carry' }) });

export const anything = z.unknown();
