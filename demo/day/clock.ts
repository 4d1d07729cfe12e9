/** Time as the day needs it, so that tests can make it pass. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Does something once, so many milliseconds from now; returns how to call it off. */
	after(milliseconds: number, task: () => void): () => void;
}

export const realClock: Clock = {
	now: () => Date.now(),
	after: (milliseconds, task) => {
		const timer = setTimeout(task, milliseconds);
		return () => clearTimeout(timer);
	},
};
