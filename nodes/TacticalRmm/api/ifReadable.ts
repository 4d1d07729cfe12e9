import { ForbiddenError } from '../../shared/errors';

/** What is read besides what was requested, such as a name. Undefined where the key may not. */
export async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
	try {
		return await read();
	} catch (error) {
		if (error instanceof ForbiddenError) return undefined;
		throw error;
	}
}
