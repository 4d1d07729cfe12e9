import type { Call } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';

/** Changes every request of every client before it is made, until the end of the test: what a test cannot wait for, or has to know of. */
export function changeRequests(change: (call: Call<unknown>) => Partial<Call<unknown>>): { stop(): void } {
	const request = Http.prototype.request as (this: Http, call: Call<unknown>) => Promise<unknown>;
	const changed = async function (this: Http, call: Call<unknown>) {
		return await request.call(this, { ...call, ...change(call) });
	};
	const spy = jest.spyOn(Http.prototype, 'request').mockImplementation(changed as typeof Http.prototype.request);
	return { stop: () => spy.mockRestore() };
}

/** The waits between attempts, as requested, in ms, since it was last emptied. */
export const waits: number[] = [];

/**
 * The engine's rules for asking again, without its waits: for `jest.mock`. Waits that no deadline allows stay, so that what must not
 * be waited for is not.
 */
export function impatient(): object {
	const actual = jest.requireActual<typeof import('../../nodes/shared/http/retry')>('../../nodes/shared/http/retry');
	const waitBefore: typeof actual.waitBefore = (...about) => {
		const wait = actual.waitBefore(...about);
		// Asked for every failure, and waited for only where it may pass.
		if (actual.mayRepeat(about[1], 'read')) waits.push(wait);
		return wait > 60_000 ? wait : 0;
	};
	return { ...actual, waitBefore };
}
