import { BadAnswerError, type Asked } from '../shared/errors';
import { OTHER_VERSION, unexpected, type Misfit } from '../shared/http/reading';
import { leftOutOf } from '../shared/http/rows';

export interface Page<T> {
	items: readonly T[];
	/** None on the last page. */
	nextToken?: string | null;
}

/** So many pages in a row without anything new are no way to the end of a list. */
const MOST_IDLE_PAGES = 100;

/**
 * All pages of a list, each with what no page before had.
 * @param keyOf tells an entry from all others; pages shift while they are read, so that an entry may come twice
 * @throws BadAnswerError where the pages go round in circles: how to ask for the next one is assumed, and servers ignore what they
 * do not know; and where they had rows, and not one of them could be read
 */
export async function* pagesOf<T>(
	{ asked, nextToken: parameter }: { asked: Asked; nextToken: string },
	ask: (token: string | undefined) => Promise<Page<T>>,
	keyOf: (item: T) => string,
): AsyncGenerator<T[], void> {
	const known = new Set<string>();
	const tokens = new Set<string>();
	const pages = new Set<string>();
	let unreadable: Misfit | undefined;
	for (let token: string | undefined, idle = 0; ; ) {
		const { items, nextToken } = await ask(token);
		const fresh = items.filter((item) => !known.has(keyOf(item)) && known.add(keyOf(item)));
		const page = JSON.stringify(items.map(keyOf));
		idle = fresh.length > 0 ? 0 : idle + 1;
		const isCircle = (items.length > 0 && pages.has(page)) || (nextToken && tokens.has(nextToken)) || idle >= MOST_IDLE_PAGES;
		if (isCircle) throw circle(asked, known.size, parameter);
		unreadable ??= leftOutOf(items).first;
		yield fresh;
		if (!nextToken && known.size === 0 && unreadable) throw new BadAnswerError(unexpected('Meshtech', unreadable), asked, 200, OTHER_VERSION);
		if (!nextToken) return;
		pages.add(page);
		tokens.add(nextToken);
		token = nextToken;
	}
}

function circle(asked: Asked, count: number, parameter: string): BadAnswerError {
	return new BadAnswerError(
		`Meshtech's pages repeat: after ${count} entries, an earlier one came again`,
		asked,
		200,
		`Meshtech does not document how the next page is requested; the parameter '${parameter}' is assumed. ` +
			'If your API has another name for it (see its Swagger page), enter that in the credential: Advanced > Parameter for the Next Page.',
	);
}
