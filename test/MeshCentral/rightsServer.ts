/** A server that knows rights: it answers each action as the real one answered an account that has them, and one that has not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeServer, welcome, type Sent } from './controlWire';

/** What an action needs, as measured. */
export interface NeededRow {
	/** The name under which the client declares it. */
	deed: string;
	action: string;
	/** Fields that tell it from others of the same action. */
	match?: Record<string, unknown>;
	on: 'device' | 'group' | 'server';
	all?: string[];
	oneOf?: string[];
	none?: string[];
	full?: true;
	/** What a member without it is answered, in order; nothing is silence. */
	member: string[];
	recording: string;
}

interface Measured {
	rights: Record<string, number>;
	siteRights: Record<string, number>;
	actions: NeededRow[];
}

/** The table of rights of the real server. */
export const measured = JSON.parse(readFileSync(join(__dirname, '../contracts/meshcentral/rights.json'), 'utf8')) as Measured;

export const FULL = 4_294_967_295;
export const places = {
	device: 'node//8DrrLzm7tVkeDa8PVsSnmhXiXODe7K3WXShbC0IK3Qkm$KRNoD1ubMv5fgrZX6kg',
	group: 'mesh//IIXsb@eNbW2x5TFCkMo5y98nmF3x4O3V2l3g8flTQwHO1nrWsD6CpSCLRKaZvaP9',
	other: 'mesh//biHNG9VV7af4zGlYKq83Kx1aN2Gm0VV4ShphnMuVJJ@MczfPYVfAFWsfyu@yVj$K',
	userGroup: 'ugrp//JoRmYIZ6P8aVo0jWUoTl0fddm8yFUb15NXf9Bvkx9f5luiqZSM1DILBA03j1OpTM',
} as const;

export const oneUser = 'user//xone';

/** How an account gets its rights. */
export interface Granted {
	/** In both groups, unless said otherwise. */
	rights?: number;
	/** In the group to which devices are moved. */
	inOther?: number;
	siteRights?: number;
	/** Anything else that the server says of the account. */
	userinfo?: object;
}

/** Whether these rights are enough, worked out apart from the client. */
export function isEnough({ on, all = [], oneOf = [], none = [], full }: NeededRow, rights: number, siteRights: number): boolean {
	const [have, bits] = on === 'server' ? [siteRights, measured.siteRights] : [rights, measured.rights];
	if (have === FULL) return true;
	const has = (name: string) => Math.floor(have / bits[name]!) % 2 === 1;
	return !full && all.every(has) && (oneOf.length === 0 || oneOf.some(has)) && !none.some(has);
}

export class RightsServer extends FakeServer {
	rights: number;
	inOther: number;
	siteRights: number;
	/** What was written, by id. */
	readonly stored = new Map<string, Record<string, unknown>>();
	links: Record<string, { rights: number }> = {};
	groupLinks: Record<string, Record<string, { rights: number }>> = {};

	constructor({ rights = 0, inOther = rights, siteRights = 0, userinfo = {} }: Granted) {
		super();
		Object.assign(this, { rights, inOther, siteRights });
		[this.rights, this.inOther, this.siteRights] = [rights, inOther, siteRights];
		const links = { [places.group]: { rights }, [places.other]: { rights: inOther } };
		this.greeting = welcome({ userinfo: { _id: oneUser, name: 'xone', siteadmin: siteRights, links, ...userinfo } });
		this.answer = (frame) => this.respond(frame);
	}

	private respond(frame: Sent): object[] {
		const row = measured.actions.find(({ action, match = {} }) => action === frame.action && Object.entries(match).every(([name, value]) => frame[name] === value));
		const here = frame.action === 'changeDeviceMesh' ? this.inOther & (this.rights | ~1) : this.rights;
		if (!row || isEnough(row, here === -1 ? FULL : here >>> 0, this.siteRights)) return this.does(frame);
		const action = frame.action === 'createDeviceShareLink' || frame.action === 'removeDeviceShare' ? 'deviceShares' : frame.action;
		return row.member.map((result) => ({ action, responseid: frame.responseid, ...(frame.nodeid !== undefined && { nodeid: frame.nodeid }), result }));
	}

	private does(frame: Sent): object[] {
		const { action, responseid, nodeid, nodeids, type } = frame;
		const answer = (fields: object) => ({ action, responseid, ...fields });
		const device = { _id: places.device, name: 'lab-two', mtype: 2, conn: 1, pwr: 1, agct: 1, osdesc: 'Debian', agent: { id: 6 }, links: this.links, ...this.stored.get(places.device) };
		const group = (_id: string, name: string) => ({ _id, name, mtype: 2, links: this.groupLinks[_id] ?? {}, ...this.stored.get(_id) });
		const logged = (msgid: number, ...msgArgs: unknown[]) => ({ action: 'event', event: { action: 'agentlog', nodeid: nodeid ?? (nodeids as string[])[0], msgid, msgArgs, userid: oneUser } });
		switch (action) {
			case 'nodes':
				return [answer({ nodes: frame.id === undefined || frame.id === places.device ? { [places.group]: [device] } : {} })];
			case 'meshes':
				return [{ action, meshes: [group(places.group, 'OpenFrame'), group(places.other, 'Branch')] }];
			case 'toast':
				return [answer({ result: 'ok' }), logged(26, frame.title, frame.msg)];
			case 'poweraction':
				return [answer({ result: 'ok' }), logged(25, frame.actiontype, 0)];
			case 'wakedevices':
				return [answer({ result: 'Used 1 device(s) to send wake packets' })];
			case 'runcommands':
				return frame.reply ? [{ action: 'msg', type: 'runcommands', responseid, nodeid: places.device, result: '__rc=0' }] : [answer({ result: 'OK' })];
			case 'msg':
				if (type === 'services') return [answer({ result: 'OK' }), { action, type, nodeid, value: '[]' }];
				if (type === 'openUrl') return [answer({ result: 'OK' }), { action, type, nodeid, url: frame.url, success: true }];
				if (type === 'ps') return [answer({ result: 'OK' }), { action, type, nodeid, value: '{}' }];
				return type === 'cpuinfo' ? [answer({ result: 'OK' }), { action, type, nodeid, tag: frame.tag }] : [answer({ result: 'OK' }), logged(18, frame.title, frame.msg)];
			case 'changedevice':
				this.stored.set(places.device, { name: 'lab-two', ...(frame.desc !== undefined && { desc: frame.desc }), ...(frame.tags !== undefined && { tags: frame.tags }) });
				return [answer({ result: 'ok' })];
			case 'editmesh':
				this.stored.set(String(frame.meshid), { ...(frame.meshname !== undefined && { name: frame.meshname }), ...(frame.desc !== undefined && { desc: frame.desc }) });
				return [answer({ result: 'ok' })];
			case 'createmesh':
				return [answer({ result: 'ok', meshid: places.other })];
			case 'getnetworkinfo':
			case 'getsysinfo':
				return [{ action, nodeid }];
			case 'deviceShares':
				return [{ action, nodeid, deviceShares: [{ publicid: 'link', p: 1 }] }];
			case 'createDeviceShareLink':
				return [answer({ url: 'https://mesh.example/sharing?c=x', publicid: 'link', result: 'OK' })];
			case 'users':
				return [{ action, users: [] }];
			case 'events':
				return [{ action, events: [], tag: frame.tag, ...(frame.userid !== undefined && { userid: frame.userid }), ...(nodeid !== undefined && { nodeid }) }];
			case 'ping':
				return [];
			default:
				return [answer({ result: 'ok' })];
		}
	}
}
