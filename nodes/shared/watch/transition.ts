import type { Device } from '../device';
import { entityOf } from './entity';
import type { FlappingLimits } from './flapping';
import { hold } from './held';
import { NONE, type Entity } from './state';
import { isOffline } from './status';
import type { EventName, Proof, Sighting, Value, WatchEvent } from './types';
import { eventOf, isLater, Walk } from './walk';
import type { Turn } from './watch';

/** What happened to one device since the state was made: what there is to report, and what to keep once it is reported. */
export interface Transition {
	id: string;
	events: WatchEvent[];
	/** undefined once the device is gone. */
	next: Entity | undefined;
	/** Keys of the log entries that this deals with. */
	consumed: string[];
	/** It went offline and was not known to be, also if it is back by now or a filter keeps it back: what a mass offline is counted by. */
	tellsOffline: boolean;
	/** That outage, to be kept where it is not reported after all. */
	outage?: Entity['pending'];
	/** It was not known, or not seen, and was there all the while. */
	inSight?: true;
	/** When it came back, of a device that was offline as one of many. ISO 8601. */
	returnedAt?: string;
}

export interface TransitionOptions {
	/** The server's clock, ISO 8601. */
	now: string;
	/** How long a device has to be offline before it is reported, in ms. */
	offlineForMs: number;
	/** Fields whose change is reported. */
	watched: readonly string[];
	/** Fields that are kept beside the watched ones, for filters and turns. */
	filtered: readonly string[];
	/** Fields that filters look at. */
	judgedBy?: readonly string[];
	/** Whether another value of a field, or of `ip`, is a change at all; always unless given. */
	isChange?: (field: string, from: Value, to: Value) => boolean;
	/** Fields that the server fills in by itself while a device is new. */
	filledIn?: readonly string[];
	/** Whether a device with these values passes the filters. */
	passes: (values: WatchEvent['values']) => boolean;
	/**
	 * The same for what was kept of a device, as `passes` unless given: a filter that was added since looks at what was not kept until now, and
	 * does not speak against a device then.
	 */
	passed?: (values: WatchEvent['values']) => boolean;
	/** Whether it does only since they were changed: what they kept back until now is no news then. */
	newlyPasses?: (values: WatchEvent['values']) => boolean;
	/** Events that are reported when a value turns. */
	turns?: ReadonlyArray<readonly [EventName, Turn]>;
	/** When a device counts as flapping; never unless given. */
	flapping?: FlappingLimits;
	/** There is a log: the listing's own times prove nothing then. */
	hasLog: boolean;
	/** When the state began: see State. */
	epoch: string;
	/** Fields of which a value is kept, the watched and the filtered ones, in the order of their names. */
	kept: readonly string[];
	/** Many went offline at once and that is not over: those that are a part of it are not reported one by one. */
	isMassOpen?: boolean;
}

/** The log may have a new device a moment before the list does. */
const BORN_WITHIN_MS = 60_000;

/**
 * Whether a device is just as it was kept, so that there is nothing to report and nothing new to keep. Most devices are, at most
 * looks: it is what makes looking at thousands of them cheap.
 */
export function isAsKept(before: Entity, { device, status, born, values, onlineSince }: Sighting, options: TransitionOptions): boolean {
	const { pending } = before;
	if (status === null || before.status === null || (pending && !pending.held) || before.flapping || before.away) return false;
	if (born && before.born !== born) return false;
	const offline = status === 'offline';
	if (isOffline(before.status) !== offline || (pending ? !offline : before.told !== status)) return false;
	if (before.name !== device.name || before.ip !== device.ip || before.group !== device.group || before.mac !== device.mac) return false;
	if (offline && !options.hasLog && before.lastSeen && device.lastSeen && device.lastSeen > before.lastSeen) return false;
	if (!offline && (onlineSince ?? null) !== before.onlineSince) return false;
	if (!areAsKept(before.values, values, options)) return false;
	const waits = pending !== null || before.held.length > 0;
	return !waits || !(options.passes(values) || options.newlyPasses?.(values));
}

/** Asked of every device at every look: hence loops. */
function areAsKept(before: Entity['values'], now: Sighting['values'], options: TransitionOptions): boolean {
	const { kept } = options;
	let index = 0;
	for (const field in before) {
		// They are kept in this order; but where a name is a number, objects have an order of their own.
		if (field !== kept[index++]) return areAsKeptByName(before, now, options);
		const was = before[field]!;
		const is = now[field] ?? null;
		if (was !== is && !isAsBefore(field, was, is, options)) return false;
	}
	return index === kept.length;
}

function areAsKeptByName(before: Entity['values'], now: Sighting['values'], options: TransitionOptions): boolean {
	const { kept } = options;
	const isSame = (field: string) => {
		const was = before[field];
		const is = now[field] ?? null;
		// Not kept is not the same as null.
		return was !== undefined && (was === is || isAsBefore(field, was, is, options));
	};
	return Object.keys(before).length === kept.length && kept.every(isSame);
}

function isAsBefore(field: string, before: Entity['values'][string], now: Entity['values'][string], { turns }: TransitionOptions): boolean {
	if (before === null || now === null || !turns) return false;
	return turns.some(([, turn]) => turn.field === field && turn.laterBy !== undefined && !isLater(before, now, turn.laterBy));
}

/**
 * Follows one device from what was kept to what is seen, through the log entries in between.
 * @param isAnotherLife whether another time of its birth means that it was deleted and found again
 */
export function follow(before: Entity, sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions, isAnotherLife: boolean): Transition {
	if (before.away) return comesInSight(before, sighting, options);
	if (isAnotherLife) {
		const anew = followNew(sighting, proofs, options);
		return { ...anew, events: [...leave(before, sighting.device.source, sighting.born, options).events, ...anew.events] };
	}
	// A time that was corrected.
	const same = sighting.born && before.born !== sighting.born ? { ...before, born: sighting.born } : before;
	return Walk.along(same, sighting, proofs, options);
}

/**
 * A new device is one event, not Added and Online and an address as well. What the log says after that counts.
 * @param seenAt when it was seen first, where its own time is earlier; the log knows better, if it has it
 */
export function followNew(sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions, seenAt?: string): Transition {
	const first = entityOf(sighting, options);
	const bornAt = sighting.born ? new Date(Date.parse(sighting.born) - BORN_WITHIN_MS).toISOString() : '';
	// The log may go on about an earlier life under the same id.
	const statuses = proofs.filter((proof) => 'status' in proof.says && proof.at >= bornAt);
	const appears = statuses.findIndex(({ says }) => 'status' in says && says.status === 'online');
	const at = seenAt === undefined ? first.born : (statuses[appears]?.at ?? seenAt);
	const added = eventOf('deviceAdded', sighting, first.born, { at });
	const passes = options.passes(sighting.values);
	const events = passes ? [added] : [];
	const held = passes || options.newlyPasses?.(sighting.values) ? NONE : hold(NONE, { event: 'deviceAdded', key: first.born, at, changes: [] });
	if (appears < 0 || !hasAgreeingPrefix(statuses.slice(appears), sighting)) {
		return { id: first.id, events, next: { ...first, held }, consumed: proofs.map(({ key }) => key), tellsOffline: false };
	}
	const online: Entity = { ...first, held, status: 'online', told: 'online', lastSeen: null };
	const rest = Walk.along(online, sighting, statuses.slice(appears + 1), options);
	const silent = proofs.filter((proof) => !statuses.slice(appears + 1).includes(proof)).map(({ key }) => key);
	return { ...rest, events: [...events, ...rest.events], consumed: [...silent, ...rest.consumed] };
}

function hasAgreeingPrefix(statuses: readonly Proof[], { status }: Sighting): boolean {
	return status === null || statuses.some(({ says }) => 'status' in says && isOffline(says.status) === (status === 'offline'));
}

/** A device that was in what is watched before, or never, and existed all the while: it is taken as it is, whatever it was like meanwhile. */
export function comesInSight(before: Entity | undefined, sighting: Sighting, options: TransitionOptions, how: Entity['away'] = before?.away ?? 'hidden'): Transition {
	const changes = before?.changes ?? 0;
	const next: Entity = { ...entityOf(sighting, options), changes };
	const events: WatchEvent[] = [];
	if (how === 'moved') {
		next.changes++;
		const change = { field: 'group', from: before?.group ?? null, to: sighting.device.group };
		if (options.passes(sighting.values)) events.push(eventOf('deviceMoved', sighting, `in-${next.changes}-${options.epoch}`, { at: options.now, changes: [change] }));
	}
	// What was reported before it went out of sight has its end reported.
	if (before?.owesOnline && sighting.status === 'online') events.push(eventOf('deviceOnline', sighting, `seen-${before.lastSeen ?? before.born}`, { at: options.now }));
	const owesOnline = before?.owesOnline === true && sighting.status !== 'online';
	return { id: next.id, events, next: { ...next, owesOnline }, consumed: [], tellsOffline: false, inSight: true, ...(how === 'gone' && { returnedAt: options.now }) };
}

/** A device that is surely gone, as far as it was kept; reported where it passed the filters, or is the end of what was reported. */
export function leave(before: Entity, source: string, now: string, { passes, passed = passes }: Pick<TransitionOptions, 'passes' | 'passed'>): Transition {
	const { id, born, values } = before;
	const event: WatchEvent = { event: 'deviceRemoved', eventId: `deviceRemoved:${id}:${born}`, at: now, device: deviceOf(before, source), changes: [], values };
	return { id, events: passed(values) || before.owesOnline ? [event] : [], next: undefined, consumed: [], tellsOffline: false };
}

/** A device that was moved out of what is watched. @param device as it is there */
export function moveOut(before: Entity, device: Device, { now, epoch, passes, passed = passes }: Pick<TransitionOptions, 'now' | 'epoch' | 'passes' | 'passed'>): Transition {
	const { id, values, group } = before;
	const changes = before.changes + 1;
	const change = { field: 'group', from: group, to: device.group };
	const event: WatchEvent = { event: 'deviceMoved', eventId: `deviceMoved:${id}:out-${changes}-${epoch}`, at: now, device, changes: [change], values };
	const next: Entity = { ...before, group: device.group, changes, pending: null, held: NONE, flapping: null, flaps: NONE, away: 'moved' };
	return { id, events: passed(values) || before.owesOnline ? [event] : [], next, consumed: [], tellsOffline: false };
}

function deviceOf({ id, name, ip, mac, group, status, lastSeen }: Entity, source: string): Device {
	const online = status === null ? null : !isOffline(status);
	return { source, id, name, online, lastSeen, ip, mac, os: null, version: null, group };
}
