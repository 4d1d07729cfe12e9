import { BadAnswerError, RequestError, type Asked } from '../../shared/errors';
import { inWords } from '../../shared/text';

/**
 * Reads something after a write that is over: whoever reads that this failed must not repeat the write.
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
			: `${made.length} new ${what}s fit, and the server does not say which is this one: IDs ${inWords(made.map(({ id }) => String(id)))}`;
	throw new BadAnswerError(words, asked, 200, 'Nothing is to be repeated.');
}
