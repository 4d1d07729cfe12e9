import { ForbiddenError, KeptOutError, RefusedError, RequestError, SecretRejectedError } from '../errors';
import { mayRepeat } from '../http/retry';

/**
 * Asks about devices one by one. A failure that concerns one of them says nothing of the others: that one is undefined then.
 * @throws what concerns all: a secret, a right, a gateway in front, a cancelled execution; and where nobody was answered, what is no plain no
 */
export async function askEach<T>(ids: readonly string[], ask: (id: string) => Promise<T>): Promise<Map<string, T | undefined>> {
	const asked = await Promise.allSettled(ids.map(ask));
	const failures = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
	const ofAll = failures.find(concernsAll) ?? (failures.length === ids.length ? failures.find((error) => !isNo(error)) : undefined);
	if (ofAll !== undefined) throw ofAll;
	return new Map(asked.map((answer, index) => [ids[index]!, answer.status === 'fulfilled' ? answer.value : undefined]));
}

function concernsAll(error: unknown): boolean {
	return !(error instanceof RequestError) || error instanceof SecretRejectedError || error instanceof ForbiddenError || error instanceof KeptOutError;
}

/** The server's own answer, which will not be another one in a while. */
function isNo(error: unknown): boolean {
	return error instanceof RefusedError && !mayRepeat(error, 'read');
}
