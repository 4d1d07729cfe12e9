/** A clock and what happens by it; tests bring their own. */
export interface Timers {
	/** ms, always rising; of no meaning but for differences. */
	now(): number;
	/** @returns ends the waiting */
	after(ms: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
	now: () => performance.now(),
	after: (ms, task) => {
		const timer = setTimeout(task, ms);
		// n8n is kept alive by other things, and may end whenever it likes.
		timer.unref();
		return () => clearTimeout(timer);
	},
};
