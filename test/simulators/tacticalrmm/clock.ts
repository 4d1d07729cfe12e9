export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** The server's clock, which a test can set forward, and how long the server's waits take. */
export class Clock {
	#offset: number;
	#lastMicros = 0;

	/** `timeScale` 1 waits as long as the real server, 0.01 a hundredth of it. */
	constructor(
		readonly timeScale: number,
		startAt = new Date(),
	) {
		this.#offset = startAt.getTime() - Date.now();
	}

	now(): Date {
		return new Date(Date.now() + this.#offset);
	}

	ago(milliseconds: number): Date {
		return new Date(this.now().getTime() - milliseconds);
	}

	/** Sets the clock forward by milliseconds; nothing waits for it. */
	advance(milliseconds: number): void {
		this.#offset += milliseconds;
	}

	/** ISO 8601 UTC with microseconds, each of them later than the one before. */
	stamp(): string {
		this.#lastMicros = (this.#lastMicros + 7) % 1000;
		return stampOf(this.now(), this.#lastMicros);
	}
}

/** As the server writes times: `2026-11-20T18:21:27.356438Z`. */
export function stampOf(date: Date, micros = 164): string {
	return `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
