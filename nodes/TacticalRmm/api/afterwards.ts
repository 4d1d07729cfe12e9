import { BadAnswerError, ForbiddenError, RequestError, type Asked } from '../../shared/errors';
import { inWords } from '../../shared/text';

/**
 * Reads something after a write that is over: anyone who reads that this failed must not repeat the write.
 * @param done what is done, as a sentence's beginning: "The alert was changed"
 */
export async function afterwards<T>(done: string, read: () => Promise<T>): Promise<T> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof RequestError) error.notes.push(`${done}; only reading it afterwards failed.`);
		throw error;
	}
}

/** A write that is over, and whose result this key may not read: no failure, since anyone who reads of one may repeat it. */
export class Unread {
	constructor(private readonly reason: string) {}

	/** As an output says it. @param known what is known without reading */
	with<T extends object>(known: T): T & { confirmed: false; reason: string } {
		return { ...known, confirmed: false, reason: this.reason };
	}
}

/**
 * Reads something after a write that is over, which the key may not be allowed to.
 * @param done what is done, as a sentence's beginning: "The client was created"
 */
export async function ifAllowed<T>(done: string, read: () => Promise<T>): Promise<T | Unread> {
	try {
		return await afterwards(done, read);
	} catch (error) {
		if (!(error instanceof ForbiddenError)) throw error;
		return new Unread([`${done}. Reading it back was refused: ${error.message}`, ...error.notes.slice(0, -1)].join(' '));
	}
}

/**
 * The record that was just created, which the server never names: the one that fits and was not there before.
 * @param what the kind of record, such as "check"
 * @throws BadAnswerError where none or more than one fits
 */
export function theNewOne<T extends { id: number }>(what: string, asked: Asked, before: ReadonlySet<number>, now: readonly T[], fits: (each: T) => boolean): T {
	const made = now.filter((each) => !before.has(each.id) && fits(each));
	if (made.length === 1) return made[0]!;
	const words =
		made.length === 0
			? `The new ${what} is not in the list`
			: `${made.length} new ${what}s fit, and the server does not report which one is this: IDs ${inWords(made.map(({ id }) => String(id)))}`;
	throw new BadAnswerError(words, asked, 200, 'Do not repeat it.');
}
