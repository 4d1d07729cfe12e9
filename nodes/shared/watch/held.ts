import { NONE, type Held } from './state';
import type { Change, EventName, Value } from './types';

/** Keeps an event back. One that is kept back already goes on: from what it was before that, and with its time. */
export function hold(held: readonly Held[], fresh: Held): readonly Held[] {
	const { earlier, rest } = take(held, fresh.event);
	return [...rest, earlier ? { ...earlier, changes: [...earlier.changes, ...fresh.changes.filter((change) => !has(earlier.changes, change))] } : fresh];
}

/** What is kept is seen to be nothing by being the same. */
export function orNone(held: readonly Held[]): readonly Held[] {
	return held.length > 0 ? held : NONE;
}

/** The event that is kept back, and what is left without it. */
export function take(held: readonly Held[], event: EventName): { earlier: Held | undefined; rest: readonly Held[] } {
	const earlier = held.find((each) => each.event === event);
	const rest = held.filter((each) => each !== earlier);
	return { earlier, rest: orNone(rest) };
}

/** Changes that were kept back and those that follow, in one: from what it was at first to what it is now, as far as that differs. */
export function afterwards(earlier: readonly Change[], later: readonly Change[], valueNow: (field: string) => Value): Change[] {
	const rest = later.filter((change) => !has(earlier, change));
	return [...earlier.map(({ field, from }) => ({ field, from, to: valueNow(field) })), ...rest].filter(({ from, to }) => from !== to);
}

function has(changes: readonly Change[], { field }: Change): boolean {
	return changes.some((each) => each.field === field);
}
