import { CancelledError } from '../errors';
import type { WatchContext } from './context';
import { watchedBy } from './diff';
import { isMass } from './mass';
import type { Sight } from './members';
import type { Settings } from './settings';
import type { Entity, State } from './state';
import type { Snapshot, Whereabouts } from './types';
import type { Watch } from './watch';

/** Devices asked for one by one in one poll. */
const ASKED_EACH = 20;

/** Asks what became of missing devices: of many, for some, to tell a deletion from a list that is shorter for another reason. */
export async function whereaboutsOf(
	context: WatchContext,
	gone: readonly Entity[],
	state: State,
	{ massFrom }: Settings,
	ask: (id: string) => Promise<Whereabouts>,
): Promise<Map<string, Whereabouts>> {
	const isReported = state.mass.removed?.told === true && isMass(gone.length, () => watchedBy(state), massFrom);
	return await askEach(context, isReported ? [] : gone.map(({ id }) => id), ask);
}

/** Asks for the age of new devices, where the list does not tell it and not all that is new was added. */
export async function birthsOf<C>(context: WatchContext, { bornOf }: Watch<C>, client: C, { snapshot, state, sight }: { snapshot: Snapshot; state: State; sight: Sight }): Promise<Map<string, string>> {
	if (!bornOf || sight === 'everything' || state.looked === '') return new Map();
	const unknown = (snapshot.sightings ?? []).filter(({ born, device }) => !born && !state.entities.has(device.id));
	return await askEach(context, unknown.map(({ device }) => device.id), async (id) => await bornOf(client, id));
}

/** One question for each of some devices. One that cannot be answered leaves its device as it was, and stops nothing. */
async function askEach<T>(context: WatchContext, ids: readonly string[], ask: (id: string) => Promise<T | undefined>): Promise<Map<string, T>> {
	// Others in every minute, so that devices which are there and only not listed do not keep the rest from being asked for.
	const from = Math.floor(Date.now() / 60_000) * ASKED_EACH;
	const asked = ids.map((_, index) => ids[(from + index) % ids.length]!).slice(0, ASKED_EACH);
	const answers = asked.map(async (id) => {
		try {
			const answer = await ask(id);
			return answer === undefined ? [] : [[id, answer] as const];
		} catch (error) {
			if (error instanceof CancelledError) throw error;
			context.logger.warn(`"${context.getNode().name}": the request for device ${id} failed, so its last known state is kept: ${(error as Error).message}`);
			return [];
		}
	});
	return new Map((await Promise.all(answers)).flat());
}
