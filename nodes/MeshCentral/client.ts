import type { Effect } from '../shared/http/retry';
import type { Command, CommandResult } from './command';
import type { DeviceRecord, EventRecord, GroupRecord, ServerInfo, ShareRecord, UserRecord } from './schemas';

export type PowerAction = 'wake' | 'off' | 'reset' | 'sleep';
export type ShareType = 'terminal' | 'desktop' | 'files';
export type ShareConsent = 'notify' | 'prompt';

/** What a user may change of a device; what is not there stays as it is. */
export interface DeviceChanges {
	name?: string;
	/** '' clears it. */
	desc?: string;
	/** An empty list clears them. The server sorts them and drops duplicates. */
	tags?: string[];
	/** 1 to 8. */
	icon?: number;
	/** Bits: 1/2/4 notify of desktop/terminal/files, 8/16/32 ask before, 64 toolbar. */
	consent?: number;
}

export interface NewShare {
	types: readonly ShareType[];
	guestName: string;
	/** How long the link is good: minutes from now, a window, or without end. */
	validFor: { minutes: number } | { from: Date; to: Date } | 'unlimited';
	/** What the person at the device sees or is asked; nothing by default. */
	consent?: ShareConsent;
	/** The desktop can be watched and not touched. */
	viewOnly?: boolean;
}

/** A share link that was just made. The URL lets anybody in who has it. */
export interface CreatedShare {
	publicid: string;
	url: string;
	/** ms since the epoch, where the server said so: it may shorten what was asked for. */
	startTime?: number;
	expireTime?: number;
}

export interface Message {
	title: string;
	text: string;
	/** `dialog` waits on the screen to be closed, `toast` passes by. */
	as: 'dialog' | 'toast';
	/** How long a dialog stays, in s. */
	seconds: number;
}

export interface EventFilter {
	deviceId?: string;
	userId?: string;
	/** Most entries to ask for, newest first. */
	limit: number;
}

/** A command of the server that has no operation of its own, and why it is or is not to be had. */
export interface KnownCommand {
	name: string;
	allowed: boolean;
	/** Why not. */
	reason?: string;
	/** What to know before it is sent. */
	note?: string;
	/** What sending it does; `once` where that is not known. */
	effect?: Effect;
	/** Names of its parameters. */
	parameters: readonly string[];
}

/**
 * What a MeshCentral server can do, as typed methods, whichever way it is reached. Ids of devices and groups are full ones
 * (`node/<domain>/…`, `mesh/<domain>/…`) or their last part. What a way cannot do it refuses with an InputError that names the
 * other way. Methods that the server confirms without having done anything look first: an unknown device is an error in all of them.
 */
export interface MeshCentralClient {
	/** Proves that a MeshCentral answers and that the sign-in is good; always asks. */
	authenticate(): Promise<void>;

	groups(): Promise<GroupRecord[]>;
	createGroup(name: string, desc: string): Promise<{ id: string }>;
	updateGroup(id: string, changes: { name?: string; desc?: string }): Promise<void>;
	/** The server deletes the group's devices with it. */
	deleteGroup(id: string): Promise<void>;
	/** @param hours how long the link is good; 0 for ever */
	createInviteLink(groupId: string, hours: number): Promise<{ url: string }>;

	/** All devices, or those of a group. */
	devices(groupId?: string): Promise<DeviceRecord[]>;
	/** @throws RefusedError for an unknown device */
	device(id: string): Promise<DeviceRecord>;
	/** Whether the server knows the device, and then in which group. */
	find(id: string): Promise<DeviceRecord | undefined>;
	/** When each device last connected or was last connected, ms since the epoch by id; undefined where this way cannot tell. */
	lastConnects(): Promise<ReadonlyMap<string, number> | undefined>;
	/** Since when this process has been connected without a break; undefined where there is no lasting connection. */
	connectedSince(): Date | undefined;
	/** Hardware and network as the server knows them, in the form of this way. */
	details(id: string): Promise<object>;
	updateDevice(id: string, changes: DeviceChanges): Promise<void>;
	moveDevice(id: string, groupId: string): Promise<void>;
	deleteDevice(id: string): Promise<void>;

	/** Runs a command on a device that is online: one at a time for each device in this process. */
	run(device: DeviceRecord, command: Command): Promise<CommandResult>;
	/** Hands a power action to the server, which confirms nothing. @returns the server's words */
	power(device: DeviceRecord, action: PowerAction): Promise<string>;
	/** Shows a message on the device. @returns the server's words */
	message(device: DeviceRecord, message: Message): Promise<string>;
	/** The processes that run on the device, as its agent lists them. */
	processes(device: DeviceRecord): Promise<object[]>;

	shares(deviceId: string): Promise<ShareRecord[]>;
	createShare(deviceId: string, share: NewShare): Promise<CreatedShare>;
	/** @throws RefusedError for an unknown link */
	deleteShare(deviceId: string, publicId: string): Promise<void>;

	events(filter: EventFilter): Promise<EventRecord[]>;
	users(): Promise<UserRecord[]>;
	serverInfo(): Promise<ServerInfo>;
	/** The time by the server's clock, as far as it told. */
	serverNow(): Date;

	/** Commands for {@link send}: those that are allowed, and those that are not with the reason. */
	commands(): readonly KnownCommand[];
	/** Sends an allowed command with its parameters and returns the answer as it came. */
	send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
}
