/** The wrapper's processes: each runs one command at a time, to its end, even if the caller has gone away meanwhile. */
export class Workers {
	#busy = 0;
	readonly #waiting: (() => void)[] = [];

	constructor(private readonly size: number) {}

	/** How many run a command now; one that never ends counts forever. */
	get busy(): number {
		return this.#busy;
	}

	/** How many requests wait for a worker. */
	get waiting(): number {
		return this.#waiting.length;
	}

	async run<T>(work: () => Promise<T>): Promise<T> {
		// Anyone who ends hands its worker over to the first that waits, so that nobody gets in between.
		if (this.#busy >= this.size) await new Promise<void>((resolve) => this.#waiting.push(resolve));
		else this.#busy++;
		try {
			return await work();
		} finally {
			const next = this.#waiting.shift();
			if (next) next();
			else this.#busy--;
		}
	}
}
