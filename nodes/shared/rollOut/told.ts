import { CancelledError } from '../errors';
import { ranges } from '../text';
import type { Result } from './run';

/** What there is to say of a roll-out as a whole. */
export interface Told {
	/** With the numbers of the items, for someone who has to go on by hand. */
	whole: string;
	/** In one line; undefined where all is done. */
	hint?: string;
}

/** @param members the items of the devices @param items how many there are in all */
export function toldOf(results: ReadonlyArray<Result<unknown>>, members: ReadonlyArray<{ item: number }>, items: number): Told {
	const groups = Map.groupBy(results.keys(), (index) => sortOf(results[index]!));
	const parts = SORTS.flatMap(([sort, words]) => {
		const those = groups.get(sort)?.map((index) => members[index]!.item);
		return those ? [{ short: `${those.length} ${words}`, whole: `${those.length} ${words} (${ranges(those)})` }] : [];
	});
	const others = items - members.length;
	const twins = others > 0 ? [`${others} ${others === 1 ? 'item' : 'items'} did not take part`] : [];
	const waves = Math.max(0, ...results.map(({ wave }) => wave ?? 0));
	const inWaves = waves > 0 ? ` in ${waves} ${waves === 1 ? 'wave' : 'waves'}` : '';
	const say = (all: string[]) => `Roll-out${inWaves}: ${[...all, ...twins].join(', ')}.`;
	const stopped = results.find((result) => result.outcome === 'notStarted');
	const reason = stopped?.outcome === 'notStarted' ? ` ${stopped.reason}.` : '';
	const isAllDone = results.every(({ outcome }) => outcome === 'done') && others === 0;
	return { whole: say(parts.map(({ whole }) => whole)), ...(!isAllDone && { hint: say(parts.map(({ short }) => short)) + reason }) };
}

type Sort = 'done' | 'failed' | 'underWay' | 'leftOut' | 'notStarted';

const SORTS: ReadonlyArray<readonly [Sort, string]> = [
	['done', 'done'],
	['failed', 'failed'],
	['underWay', 'started and not waited for'],
	['leftOut', 'left out'],
	['notStarted', 'not started'],
];

/** What was running when the execution was cancelled did not fail: it was not waited for. */
function sortOf(result: Result<unknown>): Sort {
	return result.outcome === 'failed' && result.error instanceof CancelledError ? 'underWay' : result.outcome;
}
