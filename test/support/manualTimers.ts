import type { Timers } from '../../nodes/shared/watch/timers';

/** A clock that a test moves; what becomes due happens on the way, one after the other. */
export class ManualTimers implements Timers {
	private clock = 0;
	private readonly waiting = new Set<{ at: number; task: () => void }>();

	now(): number {
		return this.clock;
	}

	after(ms: number, task: () => void): () => void {
		const entry = { at: this.clock + Math.max(0, ms), task };
		this.waiting.add(entry);
		return () => void this.waiting.delete(entry);
	}

	/** How many are waited for. */
	get pending(): number {
		return this.waiting.size;
	}

	async pass(ms: number): Promise<void> {
		const until = this.clock + ms;
		for (;;) {
			await settled();
			const next = [...this.waiting].sort((a, b) => a.at - b.at)[0];
			if (!next || next.at > until) break;
			this.waiting.delete(next);
			this.clock = next.at;
			next.task();
		}
		this.clock = until;
		await settled();
	}
}

/** Lets everything happen that waits for nothing. */
export async function settled(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
