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
