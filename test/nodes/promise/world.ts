import type fc from 'fast-check';
import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import type { Watch } from '../../../nodes/shared/watch/watch';
import type { Credentials } from '../../support/engine';

const MINUTE_MS = 60_000;
/** Between two things that happen: room for as many settings of the clock as there are seconds in it. */
const TICK_MS = 30_000;

/** The clock of a server. Its time may be set; all other clocks continue. */
export class Clock {
	private truly = Date.UTC(2026, 10, 20, 12);
	/** How far it is wrong, in ms. */
	private wrongBy = 0;

	get ms(): number {
		return this.truly + this.wrongBy;
	}

	get now(): string {
		return new Date(this.ms).toISOString();
	}

	/** What a clock that is right says. */
	get right(): number {
		return this.truly;
	}

	passes(minutes: number): void {
		this.truly += minutes * MINUTE_MS;
	}

	/** From now on it is wrong by so many minutes: and a second more each time, so that it never says the same second twice. */
	isSet(wrongByMinutes: number): void {
		this.wrongBy = wrongByMinutes * MINUTE_MS + ++this.settings * 1_000;
	}
	private settings = 0;

	/** No two things happen in the same second. */
	ticks(): string {
		this.truly += TICK_MS;
		return this.now;
	}
}

/** A server with what happens there. What a look at it can see is an `L`. */
export abstract class World<L> {
	readonly clock = new Clock();
	/** Requests of a poll that get an answer, before one fails; all by default. */
	answersLeft = Infinity;
	/** A device that the list leaves out although it is there, by its id; none by default. */
	leftOut: string | undefined;
	/** Lists have everything twice, as pages that shift while they are read. */
	repeats = false;

	abstract readonly node: INodeType;
	abstract readonly credentials: Credentials;
	abstract readonly parameters: INode['parameters'];
	/** The watch of the trigger, over this world instead of a server. */
	abstract watch(): Watch<never>;
	/** Lets something happen, by any two numbers; nothing where it makes no sense. */
	abstract happen(what: number, whom: number): void;
	/** Everything that a look has in it now. */
	abstract look(): L;
	/** What has to be reported at this look where the one before it was the other, each in a line. */
	abstract toTell(before: L, now: L): string[];
	/** An item that was reported, in the words of {@link toTell}. */
	abstract line(told: IDataObject): string;
	/** Devices that the list has, by their ids; none where no list of devices is read. */
	abstract listedIds(): string[];
	/** Whether the server itself tells this from everything else that it looks like: told again from another state, it has the same id. */
	abstract isProved(line: string): boolean;

	/** A list, as it is answered. */
	protected async list<T>(rows: () => T[]): Promise<T[]> {
		return await this.answer(() => (this.repeats ? [...rows(), ...rows()] : rows()));
	}

	/** One more request gets its answer, or fails. */
	protected async answer<T>(value: () => T): Promise<T> {
		await Promise.resolve();
		if (this.answersLeft-- <= 0) throw new Error('the server is away');
		return value();
	}
}

export type AnyWorld = World<unknown>;

/** A thing that happens, as two dice. */
export type Deed = [what: number, whom: number];
export const deed = (check: typeof fc, what: fc.Arbitrary<number> = check.nat(99)): fc.Arbitrary<Deed> => check.tuple(what, check.nat(99));

/** The same watch with a client of one's own. */
export function over<C>(watch: Watch<C>, client: Partial<C>): Watch<never> {
	const accesses = watch.system.accesses.map((access) => ({ ...access, connect: () => client as C }));
	return { ...watch, system: { ...watch.system, accesses } } as unknown as Watch<never>;
}
