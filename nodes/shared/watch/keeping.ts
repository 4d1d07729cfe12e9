import type { WatchContext } from './context';
import { pack, packSince, unpack, unpackSince } from './packing';
import { isSame, readSaved, VERSIONS, type Saved, type State } from './state';

const DAY_MS = 24 * 60 * 60_000;
/** How often the time in the state moves on while nothing happens: it need not be written at every poll. */
const TOUCH_MS = 60 * 60_000;

/** A state in the form in which n8n keeps it. */
type Kept = Pick<Saved, 'version' | 'packed' | 'since'>;

/** A state, and the devices as they were when the whole of it was packed. */
export interface Unpacked {
	state: State;
	whole: State['entities'];
}

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
	{ scope, isFirst, unpacked }: { scope: string; isFirst: boolean; unpacked?: Unpacked },
): Promise<Unpacked | undefined> {
	if (!kept || !belongs(context, kept, scope)) return undefined;
	// n8n names 'activate' as the reason of every later poll as well, and between two of those a day may well pass.
	if (isFirst && context.getActivationMode() === 'activate' && Date.now() - Date.parse(kept.savedAt) > DAY_MS) return undefined;
	try {
		const { state, whole } = unpacked ?? (await unpackedOf(kept));
		return { state: kept.looked === undefined ? state : { ...state, looked: kept.looked }, whole };
	} catch {
		context.logger.warn(unreadable(context));
		return undefined;
	}
}

async function unpackedOf({ packed, since }: Saved): Promise<Unpacked> {
	const state = await unpack(packed);
	const whole = state.entities;
	return { state: since === undefined ? state : await unpackSince(whole, since), whole };
}

/**
 * A state in the form in which n8n keeps it: as it was, where nothing changed; or what changed since the whole was packed; or the whole.
 * @param before what it was made from
 */
export async function packedAfter(
	before: (Kept & Unpacked) | undefined,
	next: State,
): Promise<Kept & Pick<Unpacked, 'whole'>> {
	if (before) {
		const { version, packed, since, whole, state } = before;
		if (isSame(state, next)) return { version, packed, ...(since !== undefined && { since }), whole };
		const changes = await packSince(whole, next);
		// A log that says much about a few devices is not kept twice.
		if (changes !== undefined && changes.length <= Math.max(FEW_CHARACTERS, packed.length * SHARE_OF_TEXT)) return { version: VERSIONS.withChanges, packed, since: changes, whole };
	}
	return { version: VERSIONS.whole, packed: await pack(next), whole: next.entities };
}

/** How much longer what is kept may become for changes beside the whole. */
const SHARE_OF_TEXT = 0.1;
const FEW_CHARACTERS = 10_000;

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
