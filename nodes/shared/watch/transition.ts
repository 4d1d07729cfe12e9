import { createHash } from 'node:crypto';
import type { Device } from '../device';
import type { Entity } from './state';
import type { EventName, Proof, Sighting, Status, Value, WatchEvent } from './types';
import type { Turn } from './watch';

/** What happened to one device since the state was made: what there is to tell, and what to keep once it is told. */
export interface Transition {
	id: string;
	events: WatchEvent[];
	/** undefined once the device is gone. */
	next: Entity | undefined;
	/** Keys of the log entries that this deals with. */
	consumed: string[];
	/** Telling it means telling that the device went offline, also if it is back by now: what a mass offline is counted by. */
	tellsOffline: boolean;
	/** That outage, to be kept where it is not told after all. */
	outage?: Entity['pending'];
}

export interface TransitionOptions {
	/** The server's clock, ISO 8601. */
	now: string;
	/** How long a device has to be offline before it is told, in ms. */
	offlineForMs: number;
	/** Fields whose change is told. */
	watched: readonly string[];
	/** Fields that filters look at; kept beside the watched ones, for when the device is gone. */
	filtered: readonly string[];
	/** Events that are told when a value turns. */
	turns?: ReadonlyArray<readonly [EventName, Turn]>;
	/** There is a log: the listing's own times prove nothing then. */
	hasLog: boolean;
	/** When the state began: see State. */
	epoch: string;
	/** Fields of which a value is kept: the watched and the filtered ones. */
	kept: readonly string[];
}

/** A log entry that does not lead to what the listing shows, so long after it was written, never will. */
const REFUTED_AFTER_MS = 2 * 60_000;

/** The log may have a new device a moment before the list does. */
const BORN_WITHIN_MS = 60_000;

/**
 * Whether a device is just as it was kept, so that there is nothing to tell and nothing new to keep. Most devices are, at most
 * looks: it is what makes looking at thousands of them cheap.
 */
export function isAsKept(before: Entity, { device, status, born, values }: Sighting, options: TransitionOptions): boolean {
	if (status === null || before.pending || (born && before.born !== born) || before.status === null) return false;
	const offline = status === 'offline';
	if (isOffline(before.status) !== offline || before.told !== status) return false;
	if (before.name !== device.name || before.ip !== device.ip || before.group !== device.group || before.mac !== device.mac) return false;
	if (offline && !options.hasLog && before.lastSeen && device.lastSeen && device.lastSeen > before.lastSeen) return false;
	if (Object.keys(before.values).length !== options.kept.length) return false;
	return options.kept.every((field) => Object.hasOwn(before.values, field) && before.values[field] === (values[field] ?? null));
}

/** Follows one device from what was kept to what is seen, through the log entries in between. */
export function follow(before: Entity | undefined, sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions): Transition {
	if (!before) return followNew(sighting, proofs, options);
	if (before.born === sighting.born || !before.born || !sighting.born) return followKnown(before, sighting, proofs, options);
	// Deleted and found again between two looks.
	const anew = followNew(sighting, proofs, options);
	return { ...anew, events: [...leave(before, sighting.device.source, sighting.born).events, ...anew.events] };
}

/** A new device is one event, not Added and Online and an address as well. What the log says after that counts. */
function followNew(sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions): Transition {
	const first = entityOf(sighting, options);
	const bornAt = sighting.born ? new Date(Date.parse(sighting.born) - BORN_WITHIN_MS).toISOString() : '';
	// The log may go on about an earlier life under the same id.
	const statuses = proofs.filter((proof) => 'status' in proof.says && proof.at >= bornAt);
	const appears = statuses.findIndex(({ says }) => 'status' in says && says.status === 'online');
	const events = [eventOf('deviceAdded', sighting, first.born, { at: first.born })];
	if (appears < 0 || !hasAgreeingPrefix(statuses.slice(appears), sighting)) {
		return { id: first.id, events, next: first, consumed: proofs.map(({ key }) => key), tellsOffline: false };
	}
	const online: Entity = { ...first, status: 'online', told: 'online', lastSeen: null };
	const rest = followKnown(online, sighting, statuses.slice(appears + 1), options);
	const silent = proofs.filter((proof) => !statuses.slice(appears + 1).includes(proof)).map(({ key }) => key);
	return { ...rest, events: [...events, ...rest.events], consumed: [...silent, ...rest.consumed] };
}

function hasAgreeingPrefix(statuses: readonly Proof[], { status }: Sighting): boolean {
	return status === null || statuses.some(({ says }) => 'status' in says && isOffline(says.status) === (status === 'offline'));
}

function followKnown(before: Entity, sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions): Transition {
	const walk = new Walk(before, sighting, options);
	walk.statuses(proofs);
	walk.addresses(proofs);
	walk.turns();
	walk.fields();
	walk.endOfWait();
	return walk.transition();
}

/** One device's way through its log entries, with what is told on the way. */
class Walk {
	private readonly events: WatchEvent[] = [];
	private readonly consumed: string[] = [];
	private readonly before: Entity;
	private readonly entity: Entity;
	private tellsOffline = false;
	private outage: Entity['pending'] = null;

	constructor(
		before: Entity,
		private readonly sighting: Sighting,
		private readonly options: TransitionOptions,
	) {
		const { name, group, mac } = sighting.device;
		this.before = before;
		this.entity = { ...before, name, group, mac };
	}

	/**
	 * Entries of the log are proof, not truth: they are believed as far as they lead to what the listing shows (a device that is
	 * forced offline is logged as connected at every scan). What is not believed stays unread for as long as the listing may still
	 * catch up with it.
	 */
	statuses(proofs: readonly Proof[]): void {
		const { status } = this.sighting;
		if (status === null) return;
		const log = proofs.flatMap(({ key, at, says }) => ('status' in says ? [{ key, at, status: says.status }] : []));
		const agrees = (reached: Status | null) => reached !== null && isOffline(reached) === (status === 'offline');
		const believed = agreeingPrefix(log.map((entry) => entry.status), this.entity.status, agrees);
		if (believed === undefined) this.listingSays(status);
		else for (const { key, at, status: reached } of log.slice(0, believed)) this.reach(reached, key, at);
		this.refute(log.slice(believed ?? 0));
		this.bounceByTime(status);
	}

	/** What the listing has not borne out by now is dealt with, so that it does not count once it happens to fit. */
	private refute(log: ReadonlyArray<{ key: string; at: string }>): void {
		const latest = new Date(Date.parse(this.options.now) - REFUTED_AFTER_MS).toISOString();
		this.consumed.push(...log.filter(({ at }) => at <= latest).map(({ key }) => key));
	}

	/** No log entry tells how it came about: the listing itself is the proof. */
	private listingSays(status: 'online' | 'offline'): void {
		const { device, offlineFrom } = this.sighting;
		const seen = device.lastSeen ?? this.options.now;
		const at = status === 'offline' && offlineFrom !== undefined && offlineFrom > seen ? offlineFrom : seen;
		this.reach(status, seen, at, { fromListing: true });
	}

	/** Offline before and offline now, and seen in between: it was back, and nobody noticed. */
	private bounceByTime(status: 'online' | 'offline'): void {
		const { lastSeen } = this.sighting.device;
		const { entity, options } = this;
		if (options.hasLog || status !== 'offline' || !entity.lastSeen || !lastSeen || lastSeen <= entity.lastSeen) return;
		this.reach('online', lastSeen, lastSeen, { fromListing: true });
		this.reach('offline', lastSeen, lastSeen, { fromListing: true });
	}

	private reach(status: Status, key: string, at: string, { fromListing = false } = {}): void {
		if (!fromListing) this.consumed.push(key);
		const { entity } = this;
		const wasOffline = entity.status !== null && isOffline(entity.status);
		if (entity.status === null) entity.told = isOffline(status) ? 'offline' : 'online';
		else if (!isOffline(status) && wasOffline) this.comesBack(key, at);
		else if (isOffline(status) && !wasOffline) this.goes(status, key, at);
		else if (status === 'down' && entity.status === 'offline') this.turnsDown(key, at);
		// The listing's "offline" says less than a "down" that is known already.
		else if (entity.status === 'down' && status === 'offline') return;
		entity.status = status;
		entity.lastSeen = isOffline(status) ? this.sighting.device.lastSeen : null;
	}

	private goes(status: Status, key: string, at: string): void {
		this.entity.pending = { key, at, down: status === 'down' };
		if (this.options.offlineForMs === 0) this.tellOffline();
	}

	private turnsDown(key: string, at: string): void {
		if (this.entity.pending) this.entity.pending = { ...this.entity.pending, down: true };
		else this.tell('deviceDown', key, at);
	}

	/** An outage shorter than the waiting time is silent, also if both its ends are only seen now. */
	private comesBack(key: string, at: string): void {
		const { entity, options } = this;
		// Whoever was told that many went offline is not told of each one's return.
		if (entity.pending?.mass) entity.pending = null;
		if (entity.pending) {
			if (Date.parse(at) - Date.parse(entity.pending.at) >= options.offlineForMs) this.tellOffline();
			else entity.pending = null;
		}
		if (entity.told === 'offline') this.tell('deviceOnline', key, at);
		entity.told = 'online';
	}

	endOfWait(): void {
		const { pending } = this.entity;
		if (pending && this.sighting.status !== null && Date.parse(this.options.now) - Date.parse(pending.at) >= this.options.offlineForMs) this.tellOffline();
	}

	private tellOffline(): void {
		const { entity } = this;
		const { pending } = entity;
		const { key, at, down } = pending!;
		this.tell('deviceOffline', key, at);
		if (down) this.tell('deviceDown', key, at);
		entity.pending = null;
		entity.told = 'offline';
		this.tellsOffline = true;
		this.outage = pending;
	}

	/** Like statuses: a locked address is logged as changed at every scan, and the listing never shows it. */
	addresses(proofs: readonly Proof[]): void {
		const { ip } = this.sighting.device;
		const log = proofs.flatMap(({ key, at, says }) => ('ip' in says ? [{ key, at, ip: says.ip }] : []));
		const believed = agreeingPrefix(log.map((entry) => entry.ip), this.entity.ip, (reached) => reached === ip);
		const steps = believed === undefined ? [{ key: this.countedKey(ip), at: this.options.now, ip }] : log.slice(0, believed);
		for (const { key, at, ip: reached } of steps) {
			if (believed !== undefined) this.consumed.push(key);
			if (reached === this.entity.ip) continue;
			this.tell('ipChanged', key, at, [{ field: 'ip', from: this.entity.ip, to: reached }]);
			this.entity.ip = reached;
		}
		this.refute(log.slice(believed ?? 0));
	}

	turns(): void {
		for (const [event, { field, to: into, shows, isOutage }] of this.options.turns ?? []) {
			const from = this.before.values[field] ?? null;
			const to = this.sighting.values[field] ?? null;
			if (from === null || to === null || from === to || (into !== undefined && to !== into)) continue;
			const changes = [{ field, from, to }, ...(shows ? [{ field: shows, from: this.before[shows], to: this.sighting.device[shows] }] : [])];
			this.tell(event, this.countedKey([field, to]), this.options.now, changes);
			this.tellsOffline ||= isOutage === true;
		}
	}

	fields(): void {
		const { values } = this.sighting;
		const before = this.entity.values;
		const changes = this.options.watched
			// A field that was not watched before has nothing to differ from.
			.filter((field) => Object.hasOwn(before, field) && before[field] !== (values[field] ?? null))
			.map((field) => ({ field, from: before[field]!, to: values[field] ?? null }));
		if (changes.length > 0) this.tell('deviceChanged', this.countedKey(changes), this.options.now, changes);
		this.entity.values = { ...kept(this.sighting, this.options.kept), ...this.unknownNow() };
	}

	/** A value that turns are told of, and that is not known now, is still what it was. */
	private unknownNow(): Record<string, Value> {
		const fields = (this.options.turns ?? []).map(([, { field }]) => field);
		const unknown = fields.filter((field) => (this.sighting.values[field] ?? null) === null && Object.hasOwn(this.before.values, field));
		return Object.fromEntries(unknown.map((field) => [field, this.before.values[field]!]));
	}

	/** For what no proof of the server tells apart: a counter, and what it became, in this life of the device and of the state. */
	private countedKey(became: unknown): string {
		const { entity, options } = this;
		const told = JSON.stringify([options.epoch, entity.born, became]);
		return `${++entity.changes}-${createHash('sha256').update(told).digest('base64url').slice(0, 10)}`;
	}

	private tell(event: EventName, key: string, at: string, changes: WatchEvent['changes'] = []): void {
		this.events.push(eventOf(event, this.sighting, key, { at, changes }));
	}

	transition(): Transition {
		const { entity, events, consumed, tellsOffline, outage } = this;
		return { id: entity.id, events, next: entity, consumed, tellsOffline, outage };
	}
}

/**
 * How many entries from the start lead to what is seen now; the longest such run. 0 where nothing happened; undefined where no
 * number of them leads there.
 */
function agreeingPrefix<T>(log: readonly T[], from: T | null, agrees: (reached: T | null) => boolean): number | undefined {
	for (let length = log.length; length > 0; length--) if (agrees(log[length - 1]!)) return length;
	return agrees(from) ? 0 : undefined;
}

export function isOffline(status: Status): boolean {
	return status !== 'online';
}

/** What to keep of a device that is seen for the first time: taken as it is, nothing told. */
export function entityOf(sighting: Sighting, options: Pick<TransitionOptions, 'kept' | 'now'>): Entity {
	const { device, status } = sighting;
	// Where the server does not tell one life of a device from the next, the first sight of it does: no two events share an id then.
	const born = sighting.born || options.now;
	const { id, name, ip, mac, group, lastSeen } = device;
	const seen = status === 'offline' ? lastSeen : null;
	return { id, name, ip, mac, group, born, status, told: status, lastSeen: seen, pending: null, changes: 0, values: kept(sighting, options.kept) };
}

/** Names of the fields of which a value is kept. */
export function keptFields({ watched, filtered }: Pick<TransitionOptions, 'watched' | 'filtered'>): string[] {
	return [...new Set([...watched, ...filtered])];
}

function kept({ values }: Sighting, fields: readonly string[]): Record<string, Value> {
	return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

function eventOf(event: EventName, sighting: Sighting, key: string, more: { at: string; changes?: WatchEvent['changes'] }): WatchEvent {
	const { device, raw, values } = sighting;
	return { event, eventId: `${event}:${device.id}:${key}`, device, changes: [], raw, values, ...more };
}

/** A device that is surely gone, as far as it was kept. */
export function leave(before: Entity, source: string, now: string): Transition {
	const { id, name, ip, mac, group, status, lastSeen, born, values } = before;
	const online = status === null ? null : !isOffline(status);
	const device: Device = { source, id, name, online, lastSeen, ip, mac, os: null, version: null, group };
	const event: WatchEvent = { event: 'deviceRemoved', eventId: `deviceRemoved:${id}:${born}`, at: now, device, changes: [], values };
	return { id, events: [event], next: undefined, consumed: [], tellsOffline: false };
}
