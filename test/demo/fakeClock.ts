import type { Clock } from '../../demo/day/clock';

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
	private time = 0;
	private waiting: Array<{ at: number; task: () => void }> = [];

	now(): number {
		return this.time;
	}

	after(milliseconds: number, task: () => void): () => void {
		const waiting = { at: this.time + milliseconds, task };
		this.waiting.push(waiting);
		return () => void (this.waiting = this.waiting.filter((each) => each !== waiting));
	}

	/** Lets time pass, and everything happen that is due meanwhile. */
	pass(milliseconds: number): void {
		const end = this.time + milliseconds;
		for (;;) {
			const [next] = this.waiting.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
			if (!next) break;
			this.waiting = this.waiting.filter((each) => each !== next);
			this.time = Math.max(this.time, next.at);
			next.task();
		}
		this.time = end;
	}

	/** The machine sleeps: time passes, and nothing happens before it is awake again. */
	sleep(milliseconds: number): void {
		this.time += milliseconds;
	}
}
