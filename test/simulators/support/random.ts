/** Chance with a seed: the same seed gives the same network and history, on every machine. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed | 0;
	}

	/** A number from 0 up to, not including, 1 (mulberry32). */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) | 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to, not including, `end`. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	/** One of the items; undefined where there is none. */
	pick<Item>(items: readonly Item[]): Item | undefined {
		return items[this.below(items.length)];
	}

	/** So many letters of the alphabet, drawn one by one. */
	text(length: number, alphabet: string): string {
		let text = '';
		while (text.length < length) text += alphabet.charAt(this.below(alphabet.length));
		return text;
	}

	hex(digits: number): string {
		return this.text(digits, '0123456789abcdef');
	}

	/** A UUID of version 4. */
	uuid(): string {
		return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
	}
}
