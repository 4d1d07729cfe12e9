import * as z from 'zod/v4';

/**
 * What a MeshCentral server answers, the same over its WebSocket and through the REST wrapper (measured on 1.1.55). Tolerant of
 * further fields, strict on those that the nodes use.
 */

const text = z.string().nullish();

/** A device ("node"). What the server does not know, it leaves out. */
export const deviceRecord = z.looseObject({
	/** `node/<domain>/<64 characters>`. */
	_id: z.string(),
	/** Display name, which users edit; `rname` is the host's own. */
	name: z.string(),
	rname: text,
	/** 1 Intel AMT, 2 agent, 3 local, 4 IP-KVM. */
	mtype: z.number().optional(),
	icon: z.number().optional(),
	/** Bits: 1 agent, 2 to 8 Intel AMT, 16 MQTT. Absent or 0 = offline; absent of all devices right after the server's start. */
	conn: z.number().nullish(),
	/** 0 unknown, 1 on, 2 to 4 sleep, 5 hibernate, 6 soft off, 7 present, 8 off. */
	pwr: z.number().nullish(),
	/** When the agent connected, ms since the epoch; absent while it is not connected. */
	agct: z.number().nullish(),
	/** When the device registered, ms since the epoch. */
	firstconnect: z.number().nullish(),
	ip: text,
	osdesc: text,
	desc: text,
	tags: z.array(z.string()).nullish(),
	consent: z.number().nullish(),
	agent: z.looseObject({ id: z.number().nullish(), core: text }).nullish(),
});

/** A device with its group; over the WebSocket the group is the key that the device is listed under. */
export type DeviceRecord = z.infer<typeof deviceRecord> & { meshid: string; groupname: string | null };

/** A device group ("mesh"). */
export const groupRecord = z.looseObject({
	_id: z.string(),
	name: z.string(),
	desc: text,
	mtype: z.number().optional(),
	creation: z.number().nullish(),
});
export type GroupRecord = z.infer<typeof groupRecord>;

/** A share link. `p` has bits: 1 terminal, 2 desktop, 4 files, 8 http, 16 https. Times are ms since the epoch; none = unlimited. */
export const shareRecord = z.looseObject({
	publicid: z.string(),
	p: z.number(),
	guestName: text,
	userid: text,
	url: text,
	startTime: z.number().nullish(),
	expireTime: z.number().nullish(),
	consent: z.number().nullish(),
	viewOnly: z.boolean().nullish(),
	/** 1 daily, 2 weekly: then there is no end, but minutes from the start. */
	recurring: z.number().nullish(),
	duration: z.number().nullish(),
});
export type ShareRecord = z.infer<typeof shareRecord>;

/** An entry of the server's event log; newest first. */
export const eventRecord = z.looseObject({
	action: text,
	/** ISO 8601. */
	time: text,
	/** Text in most cases; 0 of a user group that was deleted. */
	msg: z.unknown(),
	nodeid: text,
	userid: text,
	username: text,
});
export type EventRecord = z.infer<typeof eventRecord>;

export const userRecord = z.looseObject({ _id: z.string(), name: z.string(), email: text, creation: z.number().nullish(), siteadmin: z.number().nullish() });
export type UserRecord = z.infer<typeof userRecord>;

/** What the server says of itself after sign-in. Times are ms since the epoch. */
export const serverInfo = z.looseObject({ domain: z.string().optional(), name: z.string(), port: z.number().optional(), serverTime: z.number().nullish() });
export type ServerInfo = z.infer<typeof serverInfo>;
