import { createHash } from 'node:crypto';
import type { Entity, Held, Mass } from './state';
import { isOffline } from './status';
import type { Transition } from './transition';
import type { MassKind, WatchEvent } from './types';

/**
 * Many at once: more likely a switch, a scanner or the server itself than so many devices. More than half of all, and at least so many
 * unless set otherwise.
 */
export const MASS_FROM = 10;
const SHARE = 0.5;
/** How long those that follow join the ones before them; what happens later is news of its own. */
const JOINS_WITHIN_MS = 30 * 60_000;
/** After so long it is taken as it is. */
const ACCEPTED_AFTER_MS = 24 * 60 * 60_000;
const EXAMPLES = 20;

/** @param total how many devices are watched; counted only where so many are concerned that it matters */
export function isMass(count: number, total: () => number, from: number = MASS_FROM): boolean {
	return count >= from && count > total() * SHARE;
}

export function isAccepted({ since }: Mass, now: string): boolean {
	return Date.parse(now) - Date.parse(since) >= ACCEPTED_AFTER_MS;
}

export function mayJoin({ since }: Mass, now: string): boolean {
	return Date.parse(now) - Date.parse(since) < JOINS_WITHIN_MS;
}

/** Looks may be a second apart: so long after the last return, the rest are not on the way any more. Less than from one poll to the next. */
export const NONE_RETURNED_FOR_MS = 30_000;

/**
 * Whether it is over: all are back; or so few are left that they are not many any more, and none of them came back for a while, and since the
 * last look. While they come back one after the other, the rest are given their time.
 */
export function isOver({ left, leftSince }: Mass, leftNow: number, { total, massFrom, now }: { total: () => number; massFrom: number; now: string }): boolean {
	const isQuiet = leftSince === undefined || Date.parse(now) - Date.parse(leftSince) >= NONE_RETURNED_FOR_MS;
	return leftNow === 0 || (!isMass(leftNow, total, massFrom) && leftNow === left && isQuiet);
}

/** The same mass with so many left. */
export function withLeft(mass: Mass, left: number, now: string): Mass {
	return { ...mass, left, ...(left === mass.left ? {} : { leftSince: now }) };
}

/** When the last of them came back; undefined where none did. ISO 8601. */
export function lastReturnOf(transitions: readonly Transition[]): string | undefined {
	return transitions.flatMap(({ returnedAt }) => returnedAt ?? []).sort().at(-1);
}

type Named = Pick<Entity, 'id' | 'name'>;

interface MassOf {
	kind: MassKind;
	total: number;
	/** ISO 8601: when it happened, by whatever proves it. */
	at: string;
}

/** The one event that stands for all of them, and what is kept of it. */
export function massBegins(affected: readonly Named[], { kind, total, at, proof, now }: MassOf & { proof: string; now: string }): { event: WatchEvent; mass: Mass } {
	const sorted = byId(affected);
	const digest = createHash('sha256').update(sorted.map(({ id }) => id).join('\n')).digest('base64url').slice(0, 8);
	const key = `${kind}:${proof}:${digest}`;
	const count = affected.length;
	return {
		event: massEvent('massChange', key, at, { kind, count, total, examples: names(sorted) }),
		mass: { since: now, looks: 2, told: true, key, count, left: count },
	};
}

/** Its end: how many are back, and which are not. */
export function massEnds({ key, since, count = 0 }: Mass, left: readonly Named[], { kind, total, at }: MassOf): WatchEvent {
	const [notBack, of] = [left.length, Math.max(count, left.length)];
	return massEvent('massChangeOver', key ?? `${kind}:${since}`, at, { kind, count: of, total, back: of - notBack, notBack, examples: names(byId(left)) });
}

function massEvent(event: 'massChange' | 'massChangeOver', key: string, at: string, mass: WatchEvent['mass']): WatchEvent {
	return { event, eventId: `${event}:${key}`, at, device: null, changes: [], mass, values: {} };
}

function byId(all: readonly Named[]): Named[] {
	return [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function names(sorted: readonly Named[]): string[] {
	return sorted.slice(0, EXAMPLES).map(({ id, name }) => name ?? id);
}

/**
 * When there were so many of them: the time of the one that made them many.
 * @param times of each, ISO 8601
 */
export function whenMany(times: readonly string[], total: number, from: number): string {
	const needed = Math.max(from, Math.floor(total * SHARE) + 1);
	return [...times].sort()[Math.min(needed, times.length) - 1]!;
}

/**
 * The same way of a device, whose outage is not reported by itself, because it is part of a mass change. What else happened to it is reported, and so is a return
 * that it owes from before. An offline stays untold, for when the many are over.
 */
export function silently(transition: Transition, isOutage: (event: WatchEvent) => boolean): Transition {
	const { next, outage, events } = transition;
	const first = events.findIndex(isOutage);
	const told = events.filter((event, index) => index < first || !(isOutage(event) || event.event === 'deviceOnline'));
	if (!next) return { ...transition, events: told };
	const kept = events.filter((event) => isOutage(event) && event.event !== 'deviceOffline' && event.event !== 'deviceDown').map(heldOf);
	const held = kept.length > 0 ? [...next.held, ...kept] : next.held;
	const isAway = next.status !== null && isOffline(next.status) && outage;
	if (!isAway) return { ...transition, events: told, next: { ...next, held, owesOnline: false } };
	return { ...transition, events: told, next: { ...next, held, told: 'online', owesOnline: false, pending: { ...outage, mass: true } } };
}

function heldOf({ event, eventId, device, at, changes }: WatchEvent): Held {
	return { event, key: eventId.slice(`${event}:${device!.id}:`.length), at, changes, mass: true };
}
