import { ForbiddenError } from './errors';
import { inWords } from './text';

/** How a product's own pages call its rights, by the server's words: `{ can_send_cmd: 'Send Command' }`. */
export type RightLabels = Readonly<Record<string, string>>;

/** "can_send_cmd (Send Command)": the word that the server uses, and what the person who grants it looks for. */
export function rightInWords(right: string, labels: RightLabels = {}): string {
	return Object.hasOwn(labels, right) ? `${right} (${labels[right]})` : right;
}

/** The refusal of a request whose rights are known, with these named. */
export function withRights(refused: ForbiddenError, rights: readonly string[], labels?: RightLabels): ForbiddenError {
	refused.rights = rights;
	refused.notes.push(`This needs ${theRights(rights, labels)}.`);
	return refused;
}

/**
 * Does something that needs rights; where the server refuses it for lack of one, the error names them, so that all can be granted at once.
 * @param rights what it needs as a whole, in the server's own words
 */
export async function namingRights<T>(rights: readonly string[] = [], labels: RightLabels | undefined, task: () => Promise<T>): Promise<T> {
	try {
		return await task();
	} catch (error) {
		if (error instanceof ForbiddenError) nameOthers(error, rights, labels);
		throw error;
	}
}

/** Many items may wait for the same refusal: it is added to once. */
function nameOthers(refused: ForbiddenError, rights: readonly string[], labels: RightLabels | undefined): void {
	const others = rights.filter((right) => !refused.rights.includes(right));
	if (refused.areAll || others.length === 0) return;
	const whole = refused.rights.length > 0 ? 'The operation as a whole also needs' : 'This needs';
	const note = `${whole} ${theRights(others, labels)}.`;
	if (!refused.notes.includes(note)) refused.notes.push(note);
}

function theRights(rights: readonly string[], labels: RightLabels | undefined): string {
	return `the ${rights.length === 1 ? 'right' : 'rights'} ${inWords(rights.map((right) => rightInWords(right, labels)))}`;
}
