import { createHash } from 'node:crypto';
import { keptValues, sameOr } from './entity';
import { flaps, isStable } from './flapping';
import { afterwards, hold, orNone, take } from './held';
import { NONE, type Entity } from './state';
import { isOffline } from './status';
import type { Change, EventName, Proof, Sighting, Status, Value, WatchEvent } from './types';
import type { Transition, TransitionOptions } from './transition';

/** A log entry that does not lead to what the listing shows, so long after it was written, never will. */
const REFUTED_AFTER_MS = 20_000;

/** For so long, what was empty and the server fills in is a part of a device's being new. */
const NEW_FOR_MS = 15 * 60_000;

/** One device's way through its log entries, with what is reported on the way. */
export class Walk {
	private readonly events: WatchEvent[] = [];
	private readonly consumed: string[] = [];
	private readonly entity: Entity;
	private readonly passes: boolean;
	/** Only the change of a filter lets it pass: what there is, is known already. */
	private readonly isKnown: boolean;
	private tellsOffline = false;
	private outage: Entity['pending'] = null;
	private returnedAt: string | undefined;

	constructor(
		private readonly before: Entity,
		private readonly sighting: Sighting,
		private readonly options: TransitionOptions,
	) {
		const { name, group, mac } = sighting.device;
		this.entity = { ...before, name, group, mac };
		this.passes = options.passes(sighting.values);
		this.isKnown = options.newlyPasses?.(sighting.values) === true;
		if (this.isKnown) this.takeAsKnown();
	}

	/** From the first of these entries to the last, and then by what the listing shows. */
	static along(before: Entity, sighting: Sighting, proofs: readonly Proof[], options: TransitionOptions): Transition {
		const walk = new Walk(before, sighting, options);
		walk.statuses(proofs);
		walk.addresses(proofs);
		walk.turns();
		walk.fields();
		walk.endOfWait();
		walk.endOfFlapping();
		walk.whatWasHeld();
		return walk.transition();
	}

	/** What filters kept back until they were changed is taken as it is. */
	private takeAsKnown(): void {
		const { entity } = this;
		entity.held = orNone(entity.held.filter(({ mass }) => mass));
		if (!entity.pending?.held) return;
		entity.pending = null;
		entity.told = 'offline';
	}

	/**
	 * Entries of the log are proof, not truth: they are believed as far as they lead to what the listing shows (a device that is
	 * forced offline is logged as connected at every scan). What is not believed stays unread for as long as the listing may still
	 * catch up with it.
	 */
	private statuses(proofs: readonly Proof[]): void {
		const { status } = this.sighting;
		if (status === null) return;
		const log = proofs.flatMap(({ key, at, says }) => ('status' in says ? [{ key, at, status: says.status }] : []));
		const agrees = (reached: Status | null) => reached !== null && isOffline(reached) === (status === 'offline');
		const believed = agreeingPrefix(log.map((entry) => entry.status), this.entity.status, agrees);
		if (believed === undefined) this.listingSays(status);
		else for (const { key, at, status: reached } of log.slice(0, believed)) this.reach(reached, key, at);
		this.refute(log.slice(believed ?? 0));
		this.bounceByTime(status);
		this.bounceByConnection(status);
	}

	/** What the listing has not borne out by now is handled, so that it does not count once it happens to fit. */
	private refute(log: ReadonlyArray<{ key: string; at: string }>): void {
		const latest = new Date(Date.parse(this.options.now) - REFUTED_AFTER_MS).toISOString();
		this.consumed.push(...log.filter(({ at }) => at <= latest).map(({ key }) => key));
	}

	/** No log entry shows how it came about: the listing itself is the proof. */
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

	/** Online before and online now, by a connection that began in between: it was away, and nobody noticed. */
	private bounceByConnection(status: 'online' | 'offline'): void {
		const since = status === 'online' ? (this.sighting.onlineSince ?? null) : null;
		const { onlineSince: before, status: wasStatus } = this.before;
		if (since !== null && before !== null && since > before && wasStatus === 'online') {
			this.reach('offline', since, since, { fromListing: true });
			this.reach('online', since, since, { fromListing: true });
		}
		this.entity.onlineSince = since;
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
		this.goesOnFlapping(key, at);
		this.entity.pending = { key, at, down: status === 'down' };
		if (this.options.offlineForMs === 0) this.tellOffline();
	}

	private turnsDown(key: string, at: string): void {
		if (this.entity.pending) this.entity.pending = { ...this.entity.pending, down: true };
		else this.happens('deviceDown', key, at);
	}

	/** An outage shorter than the waiting time is silent, also if both its ends are only seen now; so is one that was kept back. */
	private comesBack(key: string, at: string): void {
		const { entity, options } = this;
		const { pending } = entity;
		this.goesOnFlapping(key, at);
		// After a mass change, the return of each device is not reported by itself.
		if (pending?.mass) this.returnedAt = at;
		else if (pending && !pending.held && Date.parse(at) - Date.parse(pending.at) >= options.offlineForMs) this.tellOffline();
		entity.pending = null;
		// What was reported has its end reported, whatever filters say by now.
		if (entity.told === 'offline' && (entity.owesOnline || this.passes)) this.comesOrGoes('deviceOnline', key, at);
		entity.told = 'online';
		entity.owesOnline = false;
	}

	private endOfWait(): void {
		const { pending } = this.entity;
		if (!pending || this.sighting.status === null || (pending.mass && this.options.isMassOpen)) return;
		if (Date.parse(this.options.now) - Date.parse(pending.at) >= this.options.offlineForMs) this.tellOffline();
	}

	/** Reported now, or kept back for as long as a filter does not let it pass. */
	private tellOffline(): void {
		const { entity } = this;
		const { key, at, down, held, mass } = entity.pending!;
		const isNews = !mass && !entity.flapping && (!held || this.passes);
		this.tellsOffline ||= isNews;
		if (isNews) this.outage = { key, at, down };
		if (!this.passes) {
			if (this.isKnown) Object.assign(entity, { pending: null, told: 'offline' });
			else entity.pending = { key, at, down, held: true };
			return;
		}
		this.comesOrGoes('deviceOffline', key, at);
		if (down && !entity.flapping) this.tell('deviceDown', key, at);
		entity.pending = null;
		entity.told = 'offline';
		entity.owesOnline = true;
	}

	/** One more change of a device that is known to flap. */
	private goesOnFlapping(key: string, at: string): void {
		const { entity } = this;
		if (entity.flapping) entity.flapping = { ...entity.flapping, last: at, key, changes: entity.flapping.changes + 1 };
	}

	/** Reported, or as the one event that a device flaps, or not at all while it does. */
	private comesOrGoes(event: 'deviceOnline' | 'deviceOffline', key: string, at: string): void {
		const { entity, options } = this;
		if (entity.flapping) return;
		if (!options.flapping) return this.tell(event, key, at);
		const { recent, flapping } = flaps(entity.flaps, { key, at }, options.flapping);
		entity.flaps = recent;
		entity.flapping = flapping;
		if (!flapping) return this.tell(event, key, at);
		this.tell('deviceFlapping', key, at, [], { flapping: { changes: flapping.changes, since: flapping.since } });
	}

	/** It is stable: the state that it settled in is reported. */
	private endOfFlapping(): void {
		const { entity, options } = this;
		if (!entity.flapping || entity.status === null || !isStable(entity.flapping, options.now, options.flapping)) return;
		const { key, last, since, changes } = entity.flapping;
		const offline = isOffline(entity.status);
		this.tell(offline ? 'deviceOffline' : 'deviceOnline', key, last, [], { flapping: { changes, since, until: last } });
		Object.assign(entity, { flapping: null, flaps: NONE, pending: null, told: offline ? 'offline' : 'online', owesOnline: offline });
	}

	/** Like statuses: a locked address is logged as changed at every scan, and the listing never shows it. */
	private addresses(proofs: readonly Proof[]): void {
		const { ip } = this.sighting.device;
		const log = proofs.flatMap(({ key, at, says }) => ('ip' in says ? [{ key, at, ip: says.ip }] : []));
		const believed = agreeingPrefix(log.map((entry) => entry.ip), this.entity.ip, (reached) => reached === ip);
		const steps = believed === undefined ? [{ key: this.countedKey(ip), at: this.options.now, ip }] : log.slice(0, believed);
		for (const { key, at, ip: reached } of steps) {
			if (believed !== undefined) this.consumed.push(key);
			if (reached === this.entity.ip) continue;
			const change = { field: 'ip', from: this.entity.ip, to: reached };
			this.entity.ip = reached;
			if (this.isNews(change)) this.happens('ipChanged', key, at, [change]);
		}
		this.refute(log.slice(believed ?? 0));
	}

	private turns(): void {
		for (const [event, turn] of this.options.turns ?? []) {
			const { field, to: into, shows, isOutage, laterBy } = turn;
			const from = this.before.values[field] ?? null;
			const to = this.sighting.values[field] ?? null;
			if (from === null || to === null || from === to || (into !== undefined && to !== into)) continue;
			if (laterBy !== undefined) {
				if (this.passes && isLater(from, to, laterBy)) this.tell(event, String(to), String(to), [{ field, from, to }]);
				continue;
			}
			const changes = [{ field, from, to }, ...(shows ? [{ field: shows, from: this.before[shows], to: this.sighting.device[shows] }] : [])];
			this.happens(event, this.countedKey([field, to]), this.sighting.since?.[field] ?? this.options.now, changes);
			this.tellsOffline ||= isOutage === true;
		}
	}

	private fields(): void {
		const { values } = this.sighting;
		const before = this.entity.values;
		const changes = this.options.watched
			// A field that was not watched before has nothing to differ from.
			.filter((field) => Object.hasOwn(before, field) && before[field] !== (values[field] ?? null))
			.map((field) => ({ field, from: before[field]!, to: values[field] ?? null }))
			.filter((change) => this.isNews(change));
		if (changes.length > 0) this.happens('deviceChanged', this.countedKey(changes), this.options.now, changes);
		this.entity.values = { ...keptValues(this.sighting, this.options.kept), ...this.asBefore() };
	}

	/** Not what is no change at all, and not what was empty and the server fills in while the device is new. */
	private isNews({ field, from, to }: Change): boolean {
		const { isChange, filledIn, now } = this.options;
		if (isChange?.(field, from, to) === false) return false;
		const mayFillIn = (from === null || from === '') && (field === 'ip' || filledIn?.includes(field));
		return !mayFillIn || Date.parse(now) - Date.parse(this.entity.born) >= NEW_FOR_MS;
	}

	/** Values that turns are of: one that is not known now is still what it was, and a time that is only told inexactly stays the same. */
	private asBefore(): Record<string, Value> {
		const { before, sighting, options } = this;
		const turned = (options.turns ?? []).filter(([, { field, laterBy }]) => {
			const [from, to] = [before.values[field] ?? null, sighting.values[field] ?? null];
			return Object.hasOwn(before.values, field) && (to === null || (laterBy !== undefined && from !== null && !isLater(from, to, laterBy)));
		});
		return Object.fromEntries(turned.map(([, { field }]) => [field, before.values[field]!]));
	}

	/** For what no proof of the server distinguishes: a counter, and what it became, in this life of the device and of the state. */
	private countedKey(became: unknown): string {
		const { entity, options } = this;
		const told = JSON.stringify([options.epoch, entity.born, became]);
		return `${++entity.changes}-${createHash('sha256').update(told).digest('base64url').slice(0, 10)}`;
	}

	/**
	 * Reported where the device passes the filters; else kept back. A change of what a filter looks at is reported where it passes on either
	 * side of it: that it leaves is news to anyone who watched it.
	 */
	private happens(event: EventName, key: string, at: string, changes: Change[] = []): void {
		const { entity, options } = this;
		const touched = changes.some(({ field }) => options.judgedBy?.includes(field));
		if (!this.passes && !(touched && (options.passed ?? options.passes)(this.before.values))) {
			if (!this.isKnown) entity.held = hold(entity.held, { event, key, at, changes });
			return;
		}
		const { earlier, rest } = take(entity.held, event);
		entity.held = rest;
		const all = earlier ? afterwards(earlier.changes, changes, this.valueNow) : changes;
		// It is as it was before the first of them, which was not reported.
		if (all.length > 0 || changes.length === 0) this.tell(event, key, at, all);
	}

	/** What was kept back and still applies, once nothing keeps it back any more; with the time when it happened. */
	private whatWasHeld(): void {
		const { entity } = this;
		for (const held of entity.held) {
			const { event, key, at, changes, mass } = held;
			const now = this.stillSo(event, at, changes);
			const isReleased = now !== undefined && this.passes && !(mass && this.options.isMassOpen);
			if (now !== undefined && !isReleased) continue;
			entity.held = take(entity.held, event).rest;
			if (isReleased) this.tell(event, key, at, now);
		}
	}

	/** The changes as they are now; undefined where it is not so any more. */
	private stillSo(event: EventName, at: string, changes: readonly Change[]): Change[] | undefined {
		if (event === 'deviceAdded') return Date.parse(this.options.now) - Date.parse(at) < ADDED_HELD_MS ? [] : undefined;
		if (event === 'deviceDown') return this.entity.status === 'down' ? [] : undefined;
		const into = this.options.turns?.find(([name]) => name === event)?.[1].to;
		const now = afterwards(changes, [], this.valueNow);
		if (into === undefined) return now.length > 0 ? now : undefined;
		const [{ field }] = changes as [Change];
		const value = this.valueNow(field);
		return value === into || value === null ? [...changes] : undefined;
	}

	private readonly valueNow = (field: string): Value => {
		if (field === 'ip') return this.entity.ip;
		if (Object.hasOwn(this.sighting.values, field)) return this.sighting.values[field] ?? null;
		return field === 'name' || field === 'group' ? this.sighting.device[field] : null;
	};

	private tell(event: EventName, key: string, at: string, changes: Change[] = [], details?: object): void {
		this.events.push({ ...eventOf(event, this.sighting, key, { at, changes }), ...(details && { details }) });
	}

	private transition(): Transition {
		const { before, events, consumed, tellsOffline, outage, returnedAt } = this;
		return { id: before.id, events, next: sameOr(before, this.entity), consumed, tellsOffline, outage, ...(returnedAt !== undefined && { returnedAt }) };
	}
}

/** How long a new device may be kept back by a filter and is still reported as added: its details are filled in by then. */
const ADDED_HELD_MS = 24 * 60 * 60_000;

/** Whether a time that the server knows to so many ms is a later one. */
export function isLater(from: Value, to: Value, byMs: number): boolean {
	return Date.parse(String(to)) - Date.parse(String(from)) > byMs;
}

/**
 * How many entries from the start lead to what is seen now; the longest such run. 0 where nothing happened; undefined where no
 * number of them leads there.
 */
function agreeingPrefix<T>(log: readonly T[], from: T | null, agrees: (reached: T | null) => boolean): number | undefined {
	for (let length = log.length; length > 0; length--) if (agrees(log[length - 1]!)) return length;
	return agrees(from) ? 0 : undefined;
}

export function eventOf(event: EventName, sighting: Sighting, key: string, more: { at: string; changes?: Change[] }): WatchEvent {
	const { device, raw, values } = sighting;
	return { event, eventId: `${event}:${device.id}:${key}`, device, changes: [], raw, values, ...more };
}
