import type { Random } from '../../support/random';
import type { Connection, LoggedEvent, LoginToken, Mesh, NetworkAddress, Node, Share, User, UserGroup } from './types';

/** A device with what the server keeps beside it. */
export interface Device {
	node: Node;
	meshid: string;
	/** Nothing is connected where there is none. */
	connection?: Connection;
	lastConnect?: { time: number; addr: string };
	/** By the interface's name; the agent reports them some seconds after it connected. */
	network?: Record<string, NetworkAddress[]>;
	shares: Share[];
	/** Its agent runs one command at a time, and this one has not ended. */
	busy?: boolean;
}

const everything = 4_294_967_295;

/** Everything in a MeshCentral, in memory; tests and the wrapper's commands change it. */
export class World {
	readonly devices = new Map<string, Device>();
	readonly groups = new Map<string, Mesh>();
	/** Their ids are remembered until the server starts again. */
	readonly removedGroups = new Set<string>();
	readonly users = new Map<string, User>();
	readonly userGroups = new Map<string, UserGroup>();
	readonly tokens: LoginToken[] = [];
	/** Oldest first. */
	readonly events: LoggedEvent[] = [];
	/** The wrapper cannot reach MeshCentral. */
	down = false;
	/** MeshCentral does not accept what the wrapper signs in with. */
	rejectsWrapper = false;

	/** @param url how MeshCentral names itself in links, without a slash at the end */
	constructor(
		readonly random: Random,
		readonly url: string,
		/** Who the wrapper signs in as. */
		readonly me: User,
	) {
		this.users.set(me._id, me);
	}

	/** A new id in MeshCentral's alphabet. */
	newId(length: number): string {
		return this.random.text(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@$');
	}

	/** MeshCentral ends, as some requests make it (1.1.55); it starts itself again after five seconds. */
	crash(): void {
		this.down = true;
		setTimeout(() => (this.down = false), 5_000).unref();
	}

	/** The device of a full id; an Error where there is none. */
	device(id: string): Device {
		const device = this.devices.get(id);
		if (!device) throw new Error(`no device ${id}`);
		return device;
	}

	/** The device of this display name; an Error where there is none. */
	deviceNamed(name: string): Device {
		const device = [...this.devices.values()].find(({ node }) => node.name === name);
		if (!device) throw new Error(`no device named ${name}`);
		return device;
	}

	/** Adds a device that is offline; what is not given is as of a Linux machine. */
	addDevice(meshid: string, { name, ...node }: Partial<Node> & { name: string }, more: Partial<Device> = {}): Device {
		const device: Device = {
			node: {
				type: 'node', mtype: 2, _id: `node//${this.newId(64)}`, icon: 1, name, rname: name, domain: '',
				agent: { ver: 0, id: 6, caps: 30, core: 'Nov 21 2022, 2189501291', root: false },
				host: null, firstconnect: Date.now(), ip: '127.0.0.1', osdesc: 'Debian GNU/Linux 12 (bookworm)',
				...node,
			},
			meshid,
			shares: [],
			...more,
		};
		this.devices.set(device.node._id, device);
		return device;
	}

	/** Its agent connects. */
	connect(id: string, at = Date.now()): void {
		const device = this.device(id);
		device.connection = { conn: 1, pwr: 1, agct: at };
		device.lastConnect = { time: at, addr: String(device.node.ip ?? '127.0.0.1') };
	}

	/** Its agent's connection ends. */
	disconnect(id: string, at = Date.now()): void {
		const device = this.device(id);
		delete device.connection;
		device.busy = false;
		device.lastConnect = { time: at, addr: String(device.node.ip ?? '127.0.0.1') };
	}

	/** Adds a device group of which the wrapper's user is the administrator. */
	addGroup({ name, ...group }: Partial<Mesh> & { name: string }): Mesh {
		const { _id: creatorid, name: creatorname } = this.me;
		const mesh: Mesh = {
			type: 'mesh', _id: `mesh//${this.newId(64)}`, name, mtype: 2, domain: '',
			links: { [creatorid]: { name: creatorname, rights: everything } }, creation: Date.now(), creatorid, creatorname,
			...group,
		};
		this.groups.set(mesh._id, mesh);
		this.me.links = { ...this.me.links, [mesh._id]: { rights: everything } };
		return mesh;
	}

	/** Takes all rights from the wrapper's user but these: in all groups, and on the server. */
	limitMe(rights: number, siteadmin = 0): void {
		this.me.siteadmin = siteadmin;
		this.me.links = Object.fromEntries([...this.groups.keys()].map((id) => [id, { rights }]));
		for (const { links } of this.groups.values()) links[this.me._id] = { name: this.me.name, rights };
	}

	addUser(name: string, more: Partial<User> = {}): User {
		const user = { _id: `user//${name.toLowerCase()}`, name, creation: Math.floor(Date.now() / 1_000), ...more };
		this.users.set(user._id, user);
		return user;
	}

	/** Writes into the log, as done by the wrapper's user. */
	log(event: Partial<LoggedEvent> & Pick<LoggedEvent, 'etype' | 'action' | 'msg'>): void {
		this.events.push({ userid: this.me._id, username: this.me.name, ...event, time: new Date().toISOString() });
	}

	sharingLink(): string {
		return `${this.url}/sharing?c=${this.newId(59)}=`;
	}
}
