import type { Clock } from './clock';
import { fromStart, type Row } from './table';

/** A row of the table with the moment when its turn comes, ms since the epoch. */
export interface Coming {
	at: number;
	system: string;
	act: string;
}

/** Plays the table from its first row to its last, again and again, until it is stopped. */
export class Day {
	/** Pauses before each row: since the row before, or since the start of the day. */
	private readonly pauses: readonly number[];
	private next = 0;
	private nextAt = 0;
	private callOff: (() => void) | undefined;

	/**
	 * @param perform makes a row happen; it must not throw
	 * @throws an Error where a row is not later than the one before
	 */
	constructor(
		private readonly rows: readonly Row[],
		private readonly perform: (system: string, act: string) => void,
		private readonly clock: Clock,
	) {
		const times = rows.map(([at]) => fromStart(at));
		this.pauses = times.map((time, index) => time - (times[index - 1] ?? 0));
		const early = rows.find((_, index) => this.pauses[index]! <= 0);
		if (early) throw new Error(`"${early.join(' ')}" is not later than the entry before it.`);
	}

	start(): void {
		this.next = 0;
		this.await(this.clock.now() + this.pauses[0]!);
	}

	stop(): void {
		this.callOff?.();
		this.callOff = undefined;
	}

	/** What comes next, the soonest first; nothing while it is stopped. */
	coming(count: number): Coming[] {
		if (!this.callOff) return [];
		let at = this.nextAt;
		return Array.from({ length: count }, (_, index) => {
			const place = (this.next + index) % this.rows.length;
			if (index > 0) at += this.pauses[place]!;
			const [, system, act] = this.rows[place]!;
			return { at, system, act };
		});
	}

	/** Pauses count from when the last thing really happened: after a machine's sleep, what was slept through is not made up for at once. */
	private await(at: number): void {
		this.nextAt = at;
		this.callOff = this.clock.after(Math.max(0, at - this.clock.now()), () => {
			const [, system, act] = this.rows[this.next]!;
			this.next = (this.next + 1) % this.rows.length;
			this.await(this.clock.now() + this.pauses[this.next]!);
			this.perform(system, act);
		});
	}
}
