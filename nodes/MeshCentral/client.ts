import type { ConnectionReport } from '../shared/checkConnection';
import type { Effect } from '../shared/http/retry';
import type { Accounts } from './accounts';
import type { Command, CommandResult } from './command';
import type { DeviceFiles } from './files/deviceFiles';
import type { Need } from './rights';
import type { DeviceRecord, EventRecord, GroupRecord, ServerInfo, ShareRecord, UserRecord } from './schemas';

export type PowerAction = 'wake' | 'off' | 'reset' | 'sleep';
export type ShareType = 'terminal' | 'desktop' | 'files';
export type ShareConsent = 'notify' | 'prompt';

/** What a user may change of a device; what is not there stays as it is. */
export interface DeviceChanges {
	name?: string;
	/** '' clears it. */
	desc?: string;
	/** Instead of those that are there; an empty list clears them. The server sorts them and drops duplicates. */
	tags?: string[];
	/** One by one, beside those that are there. */
	addTags?: string[];
	/** One by one, out of those that are there. */
	removeTags?: string[];
	/** 1 to 8. */
	icon?: number;
	/** Bits: 1/2/4 notify of desktop/terminal/files, 8/16/32 ask before, 64 toolbar. */
	consent?: number;
}

/** What a user may change of a device group; what is not there stays as it is. */
export interface GroupChanges {
	name?: string;
	/** '' clears it. */
	desc?: string;
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
	/** ms since the epoch, where the server said so: it may shorten what was requested. */
	startTime?: number;
	expireTime?: number;
	/** Where the server said so: it makes one so for an account that may only look. */
	viewOnly?: boolean;
}

/** What became of something that was handed to the server for a device. */
export interface Handed {
	/** The server's words. */
	answer: string;
	/** Whether the device's agent said that it does it. */
	confirmed: boolean;
	/** Why that is not known. */
	reason?: string;
}

/** A device that MeshCentral reaches without an agent on it. */
export interface LocalDevice {
	name: string;
	/** Host name or address. */
	host: string;
	/** As the server numbers kinds: 4 Windows (RDP), 6 Linux (SSH, VNC), 29 macOS (SSH, VNC). */
	kind: 4 | 6 | 29;
}

export interface Invitation {
	email: string;
	/** Of whom it is for. */
	name?: string;
	message?: string;
}

/** A device that was moved to a group, or was in it already. */
export interface Moved {
	device: DeviceRecord;
	group: GroupRecord;
	wasThere: boolean;
}

/** What a device is looked for by. */
export type Wanted = { name: string } | { text: string };

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

/** A part of the event log that the server can give alone. */
export type LogFilter = 'relaylog' | 'runcommands';

/** Entries of the event log since a time, by the server's clock. */
export interface LogWanted {
	since: Date;
	/** Only these, where the way can ask for them; the whole log by default. */
	part?: LogFilter;
	/** What the account needs for what is looked for: the server leaves out what it may not see, and says nothing of it. */
	needs: readonly Need[];
}

/** A command of the server that has no operation of its own, and why it is or is not available. */
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

	/**
	 * Asks who we are there, and what this account sees.
	 * @param needs of which the rights are looked for
	 */
	connection(needs: readonly Need[]): Promise<Omit<ConnectionReport, 'product'>>;

	/** Every device, read once and then kept for as long as this client lives. */
	allDevices(): Promise<DeviceRecord[]>;
	/** The name of a device, where it was read already. */
	knownName(id: string): string | null | undefined;
	groups(): Promise<GroupRecord[]>;
	/** @throws RefusedError for an unknown group */
	group(id: string): Promise<GroupRecord>;
	createGroup(name: string, desc: string): Promise<{ id: string }>;
	/** @returns the group as it is stored then @throws BadAnswerError where something was not stored */
	updateGroup(id: string, changes: GroupChanges): Promise<GroupRecord>;
	/** The server deletes the group's devices with it. */
	deleteGroup(id: string): Promise<void>;
	/** @param hours how long the link is good; 0 forever */
	createInviteLink(groupId: string, hours: number): Promise<{ url: string }>;
	/** Has the server mail a link to its agent. */
	inviteByEmail(groupId: string, invitation: Invitation): Promise<void>;

	/**
	 * All devices, or those of a group.
	 * @param enough so many are enough, whichever: where the list is long, that may be much quicker
	 */
	devices(groupId?: string, enough?: number): Promise<DeviceRecord[]>;
	/**
	 * Devices among which one is looked for, by its whole name or by a text in its name, address or group: all of them, or where that would
	 * take long those that the server finds.
	 */
	candidates(wanted: Wanted): Promise<DeviceRecord[]>;
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
	/** @returns the device as it is stored then @throws BadAnswerError where something was not stored */
	updateDevice(id: string, changes: DeviceChanges): Promise<DeviceRecord>;
	moveDevice(id: string, groupId: string): Promise<Moved>;
	deleteDevice(id: string): Promise<void>;

	/** Runs a command on a device that is online: one at a time for each device in this process. */
	run(device: DeviceRecord, command: Command): Promise<CommandResult>;
	/** Hands a power action to the server. @throws RefusedError where it was surely not carried out, for one because nobody could wake the device */
	power(device: DeviceRecord, action: PowerAction): Promise<Handed>;
	/** Shows a message on the device. */
	message(device: DeviceRecord, message: Message): Promise<Handed>;
	/** Opens a web address in the browser of the person at the device. */
	openUrl(device: DeviceRecord, url: string): Promise<Handed>;
	/** The processes that run on the device, as its agent lists them. */
	processes(device: DeviceRecord): Promise<object[]>;
	/** The services of the device, as its agent lists them. */
	services(device: DeviceRecord): Promise<object[]>;

	/** The note of a device; null where it has none. */
	note(device: DeviceRecord): Promise<string | null>;
	/**
	 * Writes the note of a device instead of the one that is there.
	 * @param textOf makes the new one of that
	 * @returns the note as it is stored then @throws BadAnswerError where it was not stored
	 */
	changeNote(device: DeviceRecord, textOf: (note: string | null) => string): Promise<string>;

	/** Has the agent remove itself, and waits until it has gone. @returns whether it has */
	uninstallAgent(device: DeviceRecord): Promise<Handed>;
	/** Adds a device without an agent to a group for local devices. @returns the device as it is stored */
	addLocalDevice(groupId: string, device: LocalDevice): Promise<DeviceRecord>;

	/**
	 * Does something with the files of a device that is online, over a connection of its own: several at the same time do not disturb each other.
	 * @param changesIn the folder in which it changes something: others in this process that do so as well wait for it
	 */
	withFiles<T>(device: DeviceRecord, task: (files: DeviceFiles) => Promise<T>, changesIn?: string): Promise<T>;

	shares(deviceId: string): Promise<ShareRecord[]>;
	createShare(deviceId: string, share: NewShare): Promise<CreatedShare>;
	/** @throws RefusedError for an unknown link */
	deleteShare(deviceId: string, publicId: string): Promise<void>;

	events(filter: EventFilter): Promise<EventRecord[]>;
	/** Newest first, and some from before that time. @throws MissingRightError */
	log(wanted: LogWanted): Promise<EventRecord[]>;
	/** `user/<domain>/<name>` of the account that asks; undefined where the server did not say. */
	ownId(): Promise<string | undefined>;
	users(): Promise<UserRecord[]>;
	/** What can be done with others: accounts, user groups, and who may do what. */
	readonly accounts: Accounts;
	serverInfo(): Promise<ServerInfo>;
	/**
	 * Rings once the server can be heard, and whenever it pushes that something happened to devices, groups or sessions; until the signal ends it.
	 * @throws once the session has ended; InputError through REST commands, by which the server pushes nothing
	 */
	listen(ring: () => void, signal: AbortSignal): Promise<void>;
	/** The time by the server's clock, as far as it told. */
	serverNow(): Date;

	/** Commands for {@link send}: those that are allowed, and those that are not with the reason. */
	commands(): readonly KnownCommand[];
	/** Sends an allowed command with its parameters and returns the answer as it came. */
	send(command: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
}
