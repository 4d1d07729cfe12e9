import * as z from 'zod/v4';
import { namingText, recordOf, type Row } from '../shared/http/record';
import { mapOf, rowsOf } from '../shared/http/rows';

/**
 * What a MeshCentral server answers, the same over its WebSocket and through the REST wrapper (measured on 1.1.55). Tolerant of
 * further fields and of odd values in those that nothing is done by (see shared/http/record.ts).
 */

const text = z.string().nullish();
const number = z.number().nullish();
const name = z.string().default('');

/** A device ("node"). What the server does not know, it leaves out: a null stands for what could not be read. */
export const deviceFields = {
	/** `node/<domain>/<64 characters>`. */
	_id: namingText,
	/** Display name, which users edit; `rname` is the host's own. */
	name,
	rname: text,
	/** 1 Intel AMT, 2 agent, 3 local, 4 IP-KVM. */
	mtype: z.number().optional(),
	icon: z.number().optional(),
	/** Bits: 1 agent, 2 to 8 Intel AMT, 16 MQTT. Absent or 0 = offline; absent of all devices right after the server's start. */
	conn: number,
	/** 0 unknown, 1 on, 2 to 4 sleep, 5 hibernate, 6 soft off, 7 present, 8 off. */
	pwr: number,
	/** When the agent connected, ms since the epoch; absent while it is not connected. */
	agct: number,
	/** When the device registered, ms since the epoch. */
	firstconnect: number,
	ip: text,
	osdesc: text,
	desc: text,
	tags: z.array(z.string()).nullish(),
	consent: number,
	agent: recordOf({ id: number, core: text }).nullish(),
};

/** A device with its group; over the WebSocket the group is the key that the device is listed under. */
export type DeviceRecord = Row<typeof deviceFields> & { meshid: string; groupname: string | null };

/** Devices as the wrapper lists them: a whole list names the group of each, that of one group does not. */
export const deviceList = rowsOf({ ...deviceFields, meshid: namingText, groupname: text });

/** A device group ("mesh"). */
const group = { _id: namingText, name, desc: text, mtype: z.number().optional(), creation: number };
export type GroupRecord = Row<typeof group>;
export const groupList = rowsOf(group);

/** A share link. `p` has bits: 1 terminal, 2 desktop, 4 files, 8 HTTP, 16 HTTPS. Times are ms since the epoch; none = unlimited. */
const share = {
	publicid: namingText,
	p: z.number().nullable(),
	guestName: text,
	userid: text,
	url: text,
	startTime: number,
	expireTime: number,
	consent: number,
	viewOnly: z.boolean().nullish(),
	/** 1 daily, 2 weekly: then there is no end, but minutes from the start. */
	recurring: number,
	duration: number,
};
export type ShareRecord = Row<typeof share>;
export const shareList = rowsOf(share);

/** An entry of the server's event log; newest first. */
const event = {
	action: z.string(),
	/** ISO 8601. */
	time: z.string(),
	/** Text in most cases; a number where MeshCentral writes no words, as 0 of a user group that was deleted (measured). */
	msg: z.unknown(),
	nodeid: text,
	userid: text,
	username: text,
};
export type EventRecord = Row<typeof event>;
export const eventList = rowsOf(event);

/** An account. Times are seconds since the epoch, `passchange` -1 where it has to choose another password. */
const user = {
	_id: namingText,
	name,
	email: text,
	emailVerified: z.boolean().nullish(),
	realname: text,
	creation: number,
	/** When it signed in last. */
	login: number,
	passchange: number,
	/** Rights on the server as a whole; none where it is absent. */
	siteadmin: number,
};
export type UserRecord = Row<typeof user>;
export const userList = rowsOf(user);

/** User groups, by their IDs. A server that has none may answer null. */
export const userGroups = mapOf(recordOf({ name, desc: text }));
/** One of them. Its `links` are its members, and the device groups and devices where these have rights; without the right to user groups, only the name is reported. */
export type UserGroupRecord = Row<{ _id: typeof namingText; name: typeof name; desc: typeof text }>;

/** User groups with the ID of each. */
export function userGroupsIn(byId: Readonly<Record<string, object>> | null | undefined): UserGroupRecord[] {
	return Object.entries(byId ?? {}).map(([_id, group]) => ({ ...(group as Omit<UserGroupRecord, '_id'>), _id }) as UserGroupRecord);
}

/** An entry of a report; which fields there are is up to its type. */
export const reportGroups = mapOf(recordOf({ entries: rowsOf({}) }));

/** What the server says about itself after sign-in. Times are ms since the epoch. */
const server = { domain: z.string().optional(), name: z.string(), port: z.number().optional(), serverTime: number };
export type ServerInfo = Row<typeof server>;
/** IDs are made of its domain. */
export const serverInfo = recordOf(server, { held: ['domain'] });
