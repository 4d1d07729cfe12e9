import { CancelledError, ForbiddenError } from '../../shared/errors';

/** What came of a question: its answer, or that it failed. */
export interface Alone<T> {
	value?: T;
	failed: boolean;
}

/**
 * Asks one question for each of several agents, at the same time. One that fails leaves its agent as it was and stops nothing; that all of
 * several fail is no matter of one agent, and neither is a missing right.
 * @throws what the first one failed with, where all of several did; ForbiddenError; CancelledError
 */
export async function eachAlone<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<Map<string, Alone<T>>> {
	const failures: unknown[] = [];
	const answers = ids.map(async (id): Promise<[string, Alone<T>]> => {
		try {
			return [id, { value: await ask(id), failed: false }];
		} catch (error) {
			if (error instanceof CancelledError || error instanceof ForbiddenError) throw error;
			failures.push(error);
			return [id, { failed: true }];
		}
	});
	const all = new Map(await Promise.all(answers));
	if (ids.length > 1 && failures.length === ids.length) throw failures[0];
	return all;
}
