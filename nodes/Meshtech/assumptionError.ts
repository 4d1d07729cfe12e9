import { RefusedError } from '../shared/errors';

/** An assumed route seems not to exist: it is missing, takes no such method, or what answers there is something else. */
export class AssumptionError extends RefusedError {}

/** The outcome of something that only assumptions make possible; undefined where its route seems not to exist. */
export async function ifPossible<T>(task: Promise<T>): Promise<T | undefined> {
	return await task.catch((error: unknown) => {
		if (error instanceof AssumptionError) return undefined;
		throw error;
	});
}
