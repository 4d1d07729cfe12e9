import type { Device } from '../device';

/** What a trigger can tell; the same words in all systems where they mean the same. */
export type EventName =
	| 'deviceAdded'
	| 'deviceRemoved'
	| 'deviceOnline'
	| 'deviceOffline'
	| 'deviceDown'
	| 'deviceChanged'
	| 'deviceMoved'
	| 'deviceFlapping'
	| 'deviceRestarted'
	| 'deviceRenamed'
	| 'ipChanged'
	| 'labelsChanged'
	| 'firmwareChanged'
	| 'agentVersionChanged'
	| 'agentOverdue'
	| 'needsReboot'
	| 'patchesPending'
	| 'alertRaised'
	| 'alertResolved'
	| 'alertStillOpen'
	| 'checkFailing'
	| 'checkPassing'
	| 'scriptFinished'
	| 'jobFinished'
	| 'unmanagedDevice'
	| 'agentNotSeen'
	| 'deviceConflict'
	| 'duplicateAgent'
	| 'conditionOver'
	| 'commandRun'
	| 'sessionStarted'
	| 'sessionEnded'
	| 'signedIn'
	| 'signInFailed'
	| 'massChange'
	| 'massChangeOver';

/** `down` is an offline that the server itself raises an alert for. */
export type Status = 'online' | 'offline' | 'down';

/** A value that is watched: compared by itself, and kept so that a change can say what it was. */
export type Value = string | number | null;

/** A device as the listing shows it now. */
export interface Sighting {
	device: Device;
	/** null where the listing does not know: then nothing is concluded from it. */
	status: 'online' | 'offline' | null;
	/** From when on an outage counts, ISO 8601, where that is later than the last sign of life: the server itself may have been down in between. */
	offlineFrom?: string;
	/**
	 * When the present connection began, ISO 8601, by the server; of a device that is online. A later one than at the look before proves that
	 * it was away in between; '' is one that began with the server itself, and proves nothing.
	 */
	onlineSince?: string;
	/** What tells this life of the device from an earlier or later one under the same id, such as when it registered; '' where the server does not say. */
	born: string;
	/** Everything that can be watched or filtered by, by field name. */
	values: Readonly<Record<string, Value>>;
	/** Names of values, and of fields of the device, that could not be read: they count as what they were. */
	unread?: readonly string[];
	/** When a value became what it is, ISO 8601, by field name, where the server's log has it: a turn of it happened then. */
	since?: Readonly<Record<string, string>>;
	/** As the server sent it. */
	raw: object;
}

/** An entry of the server's event log that proves something about a device. */
export interface Proof {
	/** Unique among all entries about this device, forever: an event's id comes from it. */
	key: string;
	/** The device's id. */
	id: string;
	/** ISO 8601, the server's clock. */
	at: string;
	/** What it says; an address where it says that the address changed. */
	says: { status: Status } | { ip: string };
}

/** Something that the server keeps a record of, and that is reported once: an alert raised, a script that has ended. */
export interface Occurrence {
	event: EventName;
	/** Tells it from others of the same event for as long as it is among a snapshot's occurrences. */
	key: string;
	/** Where the same key may come again later, for something else: what tells these apart. Part of the event's id. */
	proof?: string;
	/** ISO 8601, the server's clock. */
	at: string;
	/** What begins with it, such as `alert 12`: its end is reported wherever its beginning was, whatever filters say by then. */
	begins?: string;
	/** What ends with it, in the same words. */
	ends?: string;
	/** What began with it has ended by now: if a filter kept it back until now, it is not reported any more. */
	isOver?: boolean;
	/** null where it is about no device. */
	device: Device | null;
	/** What is reported beside the device, such as `{ alert }`. */
	details: object;
	/** What filters look at. */
	values: Readonly<Record<string, Value>>;
	/** As the server sent it. */
	raw: object;
}

/** Everything that one look at the server gave: complete and checked. */
export interface Snapshot {
	/** null where no chosen event is about devices and none were requested: nothing is concluded of them then. */
	sightings: readonly Sighting[] | null;
	/** Entries of the event log since the state's `feedFrom`, oldest first; undefined for a system without a log. */
	proofs?: readonly Proof[];
	/** Occurrences since the state's `feedFrom`, and any that are still among the server's records; undefined where none was requested. */
	occurrences?: readonly Occurrence[];
	/** Occurrences of which not enough could be found out now: they stay as they are, kept back or reported. */
	unasked?: ReadonlyArray<Pick<Occurrence, 'event' | 'key'>>;
	/** What is open now and worth asking for once it is not, such as alerts: given to the next look (see Wants). */
	open?: readonly string[];
	/** In how many ms more will be known, whatever the server reports until then: a live trigger looks again by then. */
	dueInMs?: number;
	/** The server's clock, ISO 8601: waiting times count by it, so that a clock that is wrong somewhere does no harm. */
	now: string;
}

/** What happens to one device, or to many at once. */
export interface WatchEvent {
	event: EventName;
	/** The same for the same occurrence however often it is reported; never the same for two. */
	eventId: string;
	/** When it happened by the server's proof; else when it was seen. ISO 8601. */
	at: string;
	/** null for a massChange, and its end. */
	device: Device | null;
	changes: Change[];
	/** The server's record; undefined for a device that is gone. */
	raw?: object;
	/** What is reported beside the device, such as `{ alert }`. */
	details?: object;
	/** For a massChange, and its end. */
	mass?: MassReport;
	/** What filters look at: the values now, or as they were kept of a device that is gone. */
	values: Readonly<Record<string, Value>>;
}

/** One thing that became another. */
export interface Change {
	field: string;
	from: Value;
	to: Value;
}

export type MassKind = 'offline' | 'removed';

/** What happened to many devices at once, or how that ended. */
export interface MassReport {
	kind: MassKind;
	/** How many devices it is about. */
	count: number;
	/** How many devices are watched in all. */
	total: number;
	/** Of its end: how many of them are back. */
	back?: number;
	/** Of its end: how many of them are not. */
	notBack?: number;
	/** Names of some; at its end, of those that are not back. */
	examples: string[];
}

/**
 * What a single question about a device that is missing from the listing came to: deleted; there anyway; not ours to see any more; or
 * moved out of what is watched, as the device is there.
 */
export type Whereabouts = 'gone' | 'present' | 'out of sight' | { movedTo: Device };
