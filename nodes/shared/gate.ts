import { CancelledError } from './errors';

/** Lets so many tasks run at the same time; the others wait in the order in which they came. */
export class Gate {
	private running = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly places: number) {}

	/**
	 * Runs the task as soon as there is a place for it.
	 * @param signal ends the waiting, and not the task
	 * @throws CancelledError; what the task throws
	 */
	async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		await this.enter(signal);
		try {
			return await task();
		} finally {
			this.running--;
			this.waiting.shift()?.();
		}
	}

	private async enter(signal: AbortSignal | undefined): Promise<void> {
		if (signal?.aborted) throw new CancelledError();
		if (this.running >= this.places) await this.turn(signal);
		else this.running++;
	}

	/** The place is taken for the first that waits, so that nobody who comes later slips in. */
	private async turn(signal: AbortSignal | undefined): Promise<void> {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const enter = () => {
			this.running++;
			resolve();
		};
		const leave = () => {
			const place = this.waiting.indexOf(enter);
			if (place >= 0) this.waiting.splice(place, 1);
			reject(new CancelledError());
		};
		this.waiting.push(enter);
		signal?.addEventListener('abort', leave, { once: true });
		try {
			await promise;
		} finally {
			signal?.removeEventListener('abort', leave);
		}
	}
}

const gates = new Map<string, Gate>();

/** The gate of this name in this process, made at first use. */
export function gateOf(name: string, places: number): Gate {
	const gate = gates.get(name) ?? new Gate(places);
	gates.set(name, gate);
	return gate;
}
