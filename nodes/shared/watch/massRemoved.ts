import { isAccepted, isMass, isOver, lastReturnOf, massBegins, massEnds, mayJoin, withLeft } from './mass';
import type { Guarded, MassCircumstances } from './massOffline';
import type { Entity, Mass, State } from './state';
import { leave, moveOut, type Transition } from './transition';
import type { Whereabouts } from './types';

export interface Departures extends MassCircumstances {
	source: string;
	epoch: string;
	/** Devices that the listing has no longer. */
	missing: readonly Entity[];
	/** What came of asking for some of them, one by one. */
	whereabouts?: ReadonlyMap<string, Whereabouts>;
	/** Devices that are listed. */
	transitions: readonly Transition[];
}

/** Many gone at once are reported as one and kept, until they are back or it is taken as it is; few are gone once the server says so of each. */
export function guardRemoved(state: State, next: State, about: Departures): Guarded {
	const { removed } = state.mass;
	if (removed?.told) return goesOn(removed, state, next, about);
	const { missing: gone, total, massFrom, now, passes, passed = passes } = about;
	if (!isMass(gone.length, total, massFrom) || !areGone(gone, about)) {
		next.mass.removed = null;
		return { told: [], transitions: oneByOne(gone, next, about) };
	}
	const { event, mass } = massBegins(gone, { kind: 'removed', total: total(), at: now, proof: now, now });
	const isSilent = !gone.some(({ values }) => passed(values));
	next.mass.removed = { ...mass, ...(isSilent && { isSilent }) };
	areAway(gone, next, 'gone');
	return { told: isSilent ? [] : [event], transitions: [] };
}

/** At least half of those that were requested are; a list also gets shorter when a right is taken away. */
function areGone(gone: readonly Entity[], { whereabouts }: Departures): boolean {
	const answers = gone.flatMap(({ id }) => whereabouts?.get(id) ?? []);
	return answers.filter((answer) => answer === 'gone').length * 2 >= answers.length;
}

function goesOn(reported: Mass, state: State, next: State, about: Departures): Guarded {
	const { missing, total, massFrom, now, sightingOf, transitions } = about;
	const members = [...state.entities.values()].filter(({ away }) => away === 'gone');
	// An earlier release did not mark them: they are those that are missing.
	const joining = reported.count === undefined || (missing.length > 0 && mayJoin(reported, now) && isMass(missing.length + members.length, total, massFrom)) ? missing : [];
	const mass: Mass = { ...reported, count: (reported.count ?? 0) + joining.length };
	areAway(joining, next, 'gone');
	const left = [...members.filter(({ id }) => !sightingOf(id)), ...joining];
	const others = oneByOne(missing.filter((each) => !joining.includes(each)), next, about);
	const isDone = isAccepted(mass, now);
	if (!isDone && !isOver(mass, left.length, about)) {
		next.mass.removed = withLeft(mass, left.length, now);
		return { told: [], transitions: others };
	}
	next.mass.removed = null;
	// They are requested one by one from now on; after a day they are gone permanently, and nothing is reported of any.
	if (isDone) for (const { id } of left) next.entities.delete(id);
	else areAway(left, next, null);
	return { told: mass.isSilent ? [] : [massEnds(mass, left, { kind: 'removed', total: total(), at: lastReturnOf(transitions) ?? now })], transitions: others };
}

function areAway(entities: readonly Entity[], next: State, away: Entity['away']): void {
	for (const entity of entities) next.entities.set(entity.id, { ...entity, away });
}

/** By the server's word on each: deleted, moved out of what is watched, or not ours to see any more, which is no event. */
function oneByOne(gone: readonly Entity[], next: State, about: Departures): Transition[] {
	const { whereabouts, source, now } = about;
	return gone.flatMap((entity) => {
		const where = whereabouts?.get(entity.id);
		if (where === 'gone') return [leave(entity, source, now, about)];
		if (where === 'out of sight') areAway([entity], next, 'hidden');
		return typeof where === 'object' ? [moveOut(entity, where.movedTo, about)] : [];
	});
}
