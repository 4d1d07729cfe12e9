/** ms since the epoch; moved on by the bench. */
export interface DayClock {
	now: number;
}

/** All of n8n, the nodes and the servers go by this clock from now on. */
export function clockFrom(now: number): DayClock {
	const clock = { now };
	const Real = Date;
	globalThis.Date = class extends Real {
		constructor(...given: unknown[]) {
			super(...((given.length > 0 ? given : [clock.now]) as [number]));
		}

		static override now(): number {
			return clock.now;
		}
	} as DateConstructor;
	return clock;
}

/** What happens between two looks, and to how many devices: each device has its turn once a day at most, so that none of them is flapping. */
export const TRICKLE = { leave: 8, rename: 4, move: 2, bounce: 1, add: 1, remove: 1 } as const;
/** Looks after which a device that left is back. */
export const AWAY_FOR = 3;
/** How long before a look all of it happens. */
export const BEFORE_MS = 3 * 60_000;

export type Deed = keyof typeof TRICKLE;

/** A system whose devices come and go, as a trigger's client gives it. */
export interface DayWorld<C> {
	/** The client of its triggers. */
	client: C;
	/** Events about devices that its trigger reports of them, as a workflow has chosen them. */
	events: string[];
	/** Does what happens to one device, at this time. @returns the events that it must be reported with */
	does: Readonly<Partial<Record<Deed | 'comeBack', (index: number, at: number) => string[]>>>;
	/** Devices that are there at the beginning, by their number, online. */
	isFree(index: number): boolean;
}

/** Runs a world's day, step by step. */
export class Day {
	private next = 0;
	private readonly away: number[][] = [];

	constructor(
		private readonly world: DayWorld<unknown>,
		private readonly devices: number,
	) {}

	/** What happens until the next look. @returns what is to be reported of it, sorted */
	step(at: number): string[] {
		const { does } = this.world;
		const all: string[] = [];
		const left: number[] = [];
		for (const deed of Object.keys(TRICKLE) as Deed[]) {
			for (let time = 0; time < TRICKLE[deed] && does[deed]; time++) {
				const index = deed === 'add' ? -1 : this.take();
				all.push(...does[deed](index, at));
				if (deed === 'leave') left.push(index);
			}
		}
		this.away.push(left);
		if (this.away.length > AWAY_FOR) for (const index of this.away.shift()!) all.push(...does.comeBack!(index, at));
		return all.sort();
	}

	private take(): number {
		while (!this.world.isFree(this.next)) this.next++;
		if (this.next >= this.devices) throw new Error('every device had its turn');
		return this.next++;
	}
}

