/** As many events as are remembered of one trigger: a server that calls twice for the same calls soon. */
const MOST = 1_000;

/** Which events were handed over by this process: a call that comes twice tells nothing new. */
export class Told {
	private readonly by = new Map<string, Set<string>>();

	/** @param trigger workflow and node */
	isNew(trigger: string, eventId: string): boolean {
		return !this.by.get(trigger)?.has(eventId);
	}

	add(trigger: string, eventIds: readonly string[]): void {
		const known = this.by.get(trigger) ?? new Set<string>();
		this.by.set(trigger, known);
		for (const id of eventIds) known.add(id);
		for (const id of known) if (known.size > MOST) known.delete(id);
	}
}
