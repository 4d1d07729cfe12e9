import { isAccepted, isMass, isOver, lastReturnOf, massBegins, massEnds, mayJoin, silently, whenMany, withLeft } from './mass';
import type { Entity, Mass, State } from './state';
import type { Transition, TransitionOptions } from './transition';
import type { EventName, Sighting, WatchEvent } from './types';

export interface MassCircumstances extends Pick<TransitionOptions, 'passes' | 'passed' | 'turns'> {
	/** The server's clock, ISO 8601. */
	now: string;
	massFrom: number;
	/** How many devices are watched. */
	total: () => number;
	sightingOf(id: string): Sighting | undefined;
}

export interface Guarded {
	/** What stands for many, or says that it is over. */
	told: WatchEvent[];
	/** What is left to be reported device by device, and to be kept. */
	transitions: Transition[];
}

/** It was reported as one of many. */
function isMember({ pending, held }: Entity): boolean {
	return pending?.mass === true || held.some(({ mass }) => mass);
}

/** Many offline at once are looked at a second time and then reported as one; so is their return. */
export class OfflineGuard {
	/** Those that are part of it are not reported one by one. */
	readonly isOpen: boolean;
	private readonly mass: Mass | null;
	private readonly left: Entity[];
	private readonly isOver: boolean;

	constructor(
		private readonly state: State,
		private readonly about: MassCircumstances,
	) {
		const members = state.mass.offline ? [...state.entities.values()].filter(isMember) : [];
		this.left = members.filter((each) => this.isStillOut(each));
		const { offline } = state.mass;
		// An earlier release did not count them.
		this.mass = offline && { ...offline, count: offline.count ?? members.length };
		this.isOver = this.mass?.told === true && (isAccepted(this.mass, about.now) || isOver(this.mass, this.left.length, about));
		this.isOpen = this.mass !== null && !this.isOver;
	}

	private isStillOut({ id, pending, held }: Entity): boolean {
		const sighting = this.about.sightingOf(id);
		if (pending?.mass) return sighting?.status !== 'online';
		const turns = held.flatMap(({ event, mass }) => (mass ? (this.about.turns?.find(([name]) => name === event)?.[1] ?? []) : []));
		return sighting === undefined || turns.some(({ field, to }) => sighting.values[field] === to);
	}

	/** @param next gets what is kept of it */
	guard(transitions: Transition[], next: State): Guarded {
		return this.mass?.told && this.isOpen ? this.goesOn(this.mass, transitions, next) : this.begins(transitions, next);
	}

	/** There is none, or none that was reported, or it is over. */
	private begins(transitions: Transition[], next: State): Guarded {
		const { state, about, mass } = this;
		const told = mass?.told ? this.end(mass, this.left, transitions) : [];
		// After a day it is taken as it is: of those that are not back, only the return is reported.
		const all = mass?.told && isAccepted(mass, about.now) ? transitions.map((each) => this.accepted(each)) : transitions;
		const outages = all.filter(({ tellsOffline }) => tellsOffline);
		const known = this.known(outages);
		const isMany = isMass(known.length, about.total, about.massFrom);
		// Those that are left of the ones before, and those that follow, may be many together.
		const released = all.filter((each) => !each.tellsOffline && this.isReleased(each));
		next.mass.offline = null;
		if (!isMany && !isMass(known.length + released.length, about.total, about.massFrom)) return { told, transitions: all };
		if (!mass || mass.told) return this.firstLook(told, all.filter((each) => !released.includes(each)), next);
		const affected = known.map(({ id }) => state.entities.get(id)!);
		const times = known.map(({ outage }) => outage?.at ?? about.now);
		// The same outage has the same id, whenever it was looked at; where no device proves one, it is known by its first look.
		const proof = outages.reduce((newest, { outage }) => (outage && outage.at > newest ? outage.at : newest), '') || mass.since;
		const begun = massBegins(affected, { kind: 'offline', total: about.total(), at: whenMany(times, about.total(), about.massFrom), proof, now: mass.since });
		const isSilent = !affected.some(({ values }) => (about.passed ?? about.passes)(values));
		next.mass.offline = { ...begun.mass, ...(isSilent && { isSilent }) };
		if (!isSilent) told.push(begun.event);
		return { told, transitions: all.map((each) => this.inSilence(each)) };
	}

	/** One is going on: who follows joins it for a while, and is news of its own later. */
	private goesOn(mass: Mass, transitions: Transition[], next: State): Guarded {
		const { state, about } = this;
		const known = this.known(transitions.filter(({ tellsOffline }) => tellsOffline));
		const again = known.filter(({ id }) => state.entities.get(id)!.pending?.mass);
		const joins = mayJoin(mass, about.now);
		const isAnother = isMass(again.length, about.total, about.massFrom) || (!joins && isMass(known.length, about.total, about.massFrom));
		if (isAnother) {
			const wentAgain = new Set(again.map(({ id }) => id));
			return this.firstLook(this.end(mass, this.left.filter(({ id }) => !wentAgain.has(id)), transitions), transitions, next);
		}
		const joined = joins ? known.filter(({ id }) => !isMember(state.entities.get(id)!)).length : 0;
		next.mass.offline = withLeft({ ...mass, count: mass.count! + joined }, this.left.length + joined, about.now);
		return { told: [], transitions: joins ? transitions.map((each) => this.inSilence(each)) : transitions };
	}

	private firstLook(told: WatchEvent[], transitions: Transition[], next: State): Guarded {
		next.mass.offline = { since: this.about.now, looks: 1, told: false };
		return { told, transitions: transitions.filter(({ tellsOffline }) => !tellsOffline) };
	}

	private end(mass: Mass, left: readonly Entity[], transitions: readonly Transition[]): WatchEvent[] {
		const { now, total } = this.about;
		return mass.isSilent ? [] : [massEnds(mass, left, { kind: 'offline', total: total(), at: lastReturnOf(transitions) ?? now })];
	}

	private known(outages: readonly Transition[]): Transition[] {
		return outages.filter(({ id }) => this.state.entities.has(id));
	}

	private inSilence(transition: Transition): Transition {
		return transition.tellsOffline ? silently(transition, ({ event }) => this.isOutage(event)) : transition;
	}

	private isReleased({ id, events }: Transition): boolean {
		const before = this.state.entities.get(id);
		return before !== undefined && isMember(before) && events.some(({ event }) => this.isOutage(event));
	}

	private accepted(transition: Transition): Transition {
		if (!this.state.entities.get(transition.id)?.pending?.mass || transition.tellsOffline) return transition;
		return { ...transition, events: transition.events.filter(({ event }) => event !== 'deviceOffline' && event !== 'deviceDown') };
	}

	private isOutage(event: EventName): boolean {
		return event === 'deviceOffline' || event === 'deviceDown' || this.about.turns?.some(([name, { isOutage }]) => name === event && isOutage) === true;
	}
}
