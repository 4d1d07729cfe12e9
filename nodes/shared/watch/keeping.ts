import type { WatchContext } from './context';
import { readSaved, unpack, type Saved, type State } from './state';

const DAY_MS = 24 * 60 * 60_000;
/** How often the time in the state moves on while nothing happens: it need not be written at every poll. */
const TOUCH_MS = 60 * 60_000;

/** What n8n kept for this trigger, as far as it can be read. */
export function readKept(context: WatchContext, data: unknown): Saved | undefined {
	const kept = readSaved(data);
	if (data !== undefined && !kept) context.logger.warn(unreadable(context));
	return kept;
}

/**
 * The state to compare with; undefined where there is none, and what is there now is the new baseline.
 * @param isFirst whether this is the first poll of a registration
 * @param unpacked the same state where this process still has it
 */
export async function stateOf(
	context: WatchContext,
	kept: Saved | undefined,
	{ scope, isFirst, unpacked }: { scope: string; isFirst: boolean; unpacked?: State },
): Promise<State | undefined> {
	if (!kept || !belongs(context, kept, scope)) return undefined;
	// n8n names 'activate' as the reason of every later poll as well, and between two of those a day may well pass.
	if (isFirst && context.getActivationMode() === 'activate' && Date.now() - Date.parse(kept.savedAt) > DAY_MS) return undefined;
	try {
		const state = unpacked ?? (await unpack(kept.packed));
		return kept.looked === undefined ? state : { ...state, looked: kept.looked };
	} catch {
		context.logger.warn(unreadable(context));
		return undefined;
	}
}

/** Another node's state, or another server's, is no state to compare with. */
function belongs(context: WatchContext, kept: Saved, scope: string): boolean {
	return kept.node === context.getNode().id && kept.scope === scope;
}

function unreadable(context: WatchContext): string {
	return `The state of "${context.getNode().name}" could not be read. The trigger starts over from the current state and does not report earlier changes.`;
}

/** Whether it is worth writing: every needless assignment is a write to n8n's database. */
export function isNews(saved: Saved, kept: Saved): boolean {
	const names = Object.keys({ ...kept, ...saved }) as Array<keyof Saved>;
	const differs = names.some((name) => name !== 'savedAt' && name !== 'looked' && saved[name] !== kept[name]);
	return differs || Date.parse(saved.savedAt) - Date.parse(kept.savedAt) >= TOUCH_MS;
}
