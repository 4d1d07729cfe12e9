import { createHash } from 'node:crypto';

/** What tells a content from another one, as agents tell it. */
export interface Digest {
	/** In bytes. */
	size: number;
	/** SHA-384 in capital hexadecimal digits. */
	hash: string;
}

/** Takes note of a content while it goes by. */
export class Digesting {
	size = 0;
	private readonly hashing = createHash('sha384');

	note(piece: Uint8Array): void {
		this.size += piece.length;
		this.hashing.update(piece);
	}

	end(): Digest {
		return { size: this.size, hash: this.hashing.digest('hex').toUpperCase() };
	}
}

export async function digestOf(content: AsyncIterable<Uint8Array>): Promise<Digest> {
	const digesting = new Digesting();
	for await (const piece of content) digesting.note(piece);
	return digesting.end();
}
