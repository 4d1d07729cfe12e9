import { Unread } from './api/afterwards';

/** What a server holds after a write, as an output tells it. */
export interface Stored {
	/** Of what was sent, as it is stored now. */
	updated: Record<string, unknown>;
	/** Only where something is not as it was sent. */
	confirmed?: false;
	reason?: string;
}

/**
 * What came of a write, by what is read back: the server silently drops what it does not know or accept.
 * @param sent the values by the names that the output has for them
 * @param holds what is stored now under such a name
 */
export function storedOf(sent: Readonly<Record<string, unknown>>, holds: (name: string) => unknown): Stored {
	const updated = Object.fromEntries(Object.keys(sent).map((name) => [name, holds(name) ?? null]));
	const others = Object.keys(sent).filter((name) => !isSame(sent[name], updated[name]));
	if (others.length === 0) return { updated };
	return { updated, confirmed: false, reason: `Tactical RMM answered that it was done, but has another value for ${others.join(', ')}` };
}

/** Blanks around texts are cut by the server; of objects, only what was sent is compared. */
function isSame(sent: unknown, stored: unknown): boolean {
	if (typeof sent === 'string') return sent.trim() === String(stored ?? '').trim();
	if (Array.isArray(sent)) return Array.isArray(stored) && sent.length === stored.length && sent.every((each, index) => isSame(each, stored[index]));
	if (typeof sent === 'object' && sent !== null) {
		return typeof stored === 'object' && stored !== null && Object.entries(sent).every(([name, each]) => isSame(each, (stored as Record<string, unknown>)[name]));
	}
	return (sent ?? null) === (stored ?? null);
}

/** The columns of a record, as far as anyone here needs them. */
type Columns = Readonly<Record<string, unknown>>;

/**
 * The output of an update: what was changed, and of what was sent what is stored now.
 * @param sent the values by the names that the output has for them
 * @param record what was read back
 * @param holds what a record has under such a name; the column of that name if nothing else is said
 * @param called what a record is called; its name if nothing else is said
 */
export function updatedOf<R extends object>(
	id: number,
	sent: Readonly<Record<string, unknown>>,
	record: R | Unread,
	{ holds = (stored, name) => (stored as Columns)[name], called = (stored) => (stored as Columns).name }: { holds?: (record: R, name: string) => unknown; called?: (record: R) => unknown } = {},
): Stored & { name: unknown; id: number } {
	if (record instanceof Unread) return record.with({ name: null, updated: sent, id });
	return { name: called(record) || null, ...storedOf(sent, (name) => holds(record, name)), id };
}

/** What a record has under the name that a field has here. */
export function heldAs(names: Readonly<Record<string, string>>): (record: object, name: string) => unknown {
	return (record, name) => (record as Columns)[names[name] ?? name];
}
