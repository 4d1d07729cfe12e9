import { ForbiddenError } from './errors';
import { inWords } from './text';

/** How a product's own pages call its rights, by the server's words: `{ can_send_cmd: 'Send Command' }`. */
export type RightLabels = Readonly<Record<string, string>>;

/** "can_send_cmd (Send Command)": the word that the server uses, and what the person who grants it looks for. */
export function rightInWords(right: string, labels: RightLabels = {}): string {
	const label = Object.hasOwn(labels, right) ? labels[right] : undefined;
	return label === undefined ? right : `${right} (${label})`;
}

/** The refusal of a request whose right is known, with that right named. */
export function withRight(refused: ForbiddenError, right: string, labels?: RightLabels): ForbiddenError {
	refused.right = right;
	refused.notes.push(`This needs the right ${rightInWords(right, labels)}.`);
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

/** One refusal may be told to many items that waited for it: it is added to once. */
function nameOthers(refused: ForbiddenError, rights: readonly string[], labels: RightLabels | undefined): void {
	const others = rights.filter((right) => right !== refused.right);
	if (others.length === 0) return;
	const named = inWords(others.map((right) => rightInWords(right, labels)));
	const note =
		refused.right === undefined ? `This needs the ${others.length === 1 ? 'right' : 'rights'} ${named}.` : `The operation as a whole also needs ${named}.`;
	if (!refused.notes.includes(note)) refused.notes.push(note);
}
