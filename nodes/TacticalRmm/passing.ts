import { RefusedError, UnreachableError } from '../shared/errors';
import { isPassing as isPassingStatus } from '../shared/http/gateways';

/** Whether a failure may be over in a while, as when the server restarts or is updated: anyone who waits anyhow looks again. */
export function isPassing(error: unknown): error is Error {
	if (error instanceof UnreachableError) return error.repeatable;
	return error instanceof RefusedError && isPassingStatus(error.status);
}
