import { createHash } from 'node:crypto';
import type { Mass } from './state';
import { isOffline, type Transition } from './transition';
import type { WatchEvent } from './types';

/** Many at once: more likely a switch, a scanner or the server itself than so many devices. */
const LEAST = 10;
const SHARE = 0.5;
/** After so many looks, or so long, it is believed. */
const LOOKS = 10;
const BELIEVED_AFTER_MS = 24 * 60 * 60_000;
const EXAMPLES = 20;

export function isMass(count: number, total: number): boolean {
	return count >= LEAST && count > total * SHARE;
}

/** Where a mass change stands after one more look at it. */
export function lookAgain(mass: Mass | null, now: string): Mass & { believed: boolean } {
	const { since, looks, told } = mass ?? { since: now, looks: 0, told: false };
	const believed = looks + 1 >= LOOKS || Date.parse(now) - Date.parse(since) >= BELIEVED_AFTER_MS;
	return { since, looks: looks + 1, told, believed };
}

/** The one event that stands for all of them. */
export function massEvent(
	kind: 'offline' | 'removed',
	affected: ReadonlyArray<{ id: string; name: string | null }>,
	total: number,
	{ proof, now }: { proof: string; now: string },
): WatchEvent {
	const sorted = [...affected].sort((a, b) => (a.id < b.id ? -1 : 1));
	const digest = createHash('sha256').update(sorted.map(({ id }) => id).join('\n')).digest('base64url').slice(0, 8);
	return {
		event: 'massChange',
		eventId: `massChange:${kind}:${proof}:${digest}`,
		at: now,
		device: null,
		changes: [],
		mass: { kind, count: affected.length, total, examples: sorted.slice(0, EXAMPLES).map(({ id, name }) => name ?? id) },
		values: {},
	};
}

/**
 * The same way of a device, of which nobody is told but that it is new: as part of many (an offline stays untold, for when the many
 * have become few), or for good.
 */
export function silently(transition: Transition, { believed }: { believed: boolean }): Transition {
	const { next, outage } = transition;
	const stillOffline = next?.status !== null && next !== undefined && isOffline(next.status);
	const events = transition.events.filter(({ event }) => event === 'deviceAdded');
	if (!stillOffline || !outage || believed) return { ...transition, events };
	return { ...transition, events, next: { ...next, told: 'online', pending: { ...outage, mass: true } } };
}
