/** What MeshCentral keeps, in the form in which it gives it out. Times are milliseconds since the epoch where nothing else is said. */

/** A device as the database holds it; who is connected is not in it. */
export interface Node {
	type: 'node';
	/** 1 AMT, 2 agent, 3 local, 4 IP-KVM. */
	mtype: number;
	/** `node//<64 characters>` */
	_id: string;
	icon: number;
	name: string;
	rname?: string;
	domain: '';
	agent?: { ver: number; id: number; caps: number; core?: string; root?: boolean; tag?: string };
	host?: string | null;
	firstconnect?: number;
	ip?: string;
	osdesc?: string;
	desc?: string;
	/** Sorted, without duplicates. */
	tags?: string[];
	/** Bits 1, 2, 4: notify of desktop, terminal, files; 8, 16, 32: ask; 64: toolbar. */
	consent?: number;
	links?: Record<string, Rights>;
	/** Windows and AMT have more. */
	[more: string]: unknown;
}

/** What the server knows of a device while something is connected to it. */
export interface Connection {
	/** Bits: 1 agent, 2 AMT CIRA, 4 AMT direct, 8 AMT relay, 16 MQTT. */
	conn: number;
	/** 1 on, 2 to 4 asleep, 5 hibernating, 6 soft off, 7 present, 8 off. */
	pwr: number;
	/** When the agent connected. */
	agct: number;
	/** Remote sessions that are open, by kind (`terminal`, `kvm`, `files`) and user. */
	sessions?: Record<string, Record<string, number>>;
}

export interface NetworkAddress {
	mac: string;
	type: string;
	status: string;
	address?: string;
	family?: 'IPv4' | 'IPv6';
	netmask?: string;
	gateway?: string;
}

export interface Rights {
	userid?: string;
	name?: string;
	rights: number;
}

/** A device group. */
export interface Mesh {
	type: 'mesh';
	/** `mesh//<64 characters>` */
	_id: string;
	name: string;
	mtype: number;
	desc?: string;
	domain: '';
	links: Record<string, Rights>;
	creation: number;
	creatorid: string;
	creatorname: string;
	flags?: number;
	consent?: number;
}

export interface User {
	/** `user//<name in lower case>` */
	_id: string;
	name: string;
	/** In seconds. */
	creation: number;
	links?: Record<string, Rights>;
	email?: string;
	emailVerified?: boolean;
	/** In seconds. */
	passchange?: number;
	/** 1 where a second factor is set up. */
	otpsecret?: number;
	siteadmin?: number;
	realname?: string;
}

export interface UserGroup {
	type: 'ugrp';
	_id: string;
	name: string;
	desc?: string;
	domain: '';
	links: Record<string, Rights>;
}

/** A link by which somebody without an account gets to a device. */
export interface Share {
	/** Bits: 1 terminal, 2 desktop, 4 files, 8 HTTP, 16 HTTPS. */
	p: number;
	publicid: string;
	userid: string;
	guestName: string;
	consent: number;
	port?: number | null;
	url: string;
	startTime?: number;
	expireTime?: number;
	/** In minutes; of a recurring one. */
	duration?: number;
	/** 1 daily, 2 weekly. */
	recurring?: number;
	viewOnly?: boolean;
}

export interface LoginToken {
	name: string;
	tokenUser: string;
	created: number;
	/** 0: never. */
	expire: number;
}

/** An entry of the server's log. */
export interface LoggedEvent {
	etype: 'node' | 'mesh' | 'user' | 'ugrp';
	userid?: string;
	username?: string;
	nodeid?: string;
	action: string;
	/** 0 of a user group that was deleted, where it should be words: it stands in the log forever. */
	msg: string | 0;
	msgid?: number;
	/** ISO 8601, UTC. */
	time: string;
	[more: string]: unknown;
}
