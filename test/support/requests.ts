import type { Call } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';

/** What the clients ask of the transport, in order; retries of the transport itself do not show here. */
export interface WatchedRequests {
	readonly calls: ReadonlyArray<Call<unknown>>;
	/** Ends the watching; the calls seen so far stay. */
	stop(): void;
}

/** Watches every request of every client; `before` runs ahead of each with its number, from 0, to let that very one fail. */
export function watchRequests(before: (index: number) => void = () => {}): WatchedRequests {
	const calls: Array<Call<unknown>> = [];
	const request = Http.prototype.request as (this: Http, call: Call<unknown>) => Promise<unknown>;
	const watched = async function (this: Http, call: Call<unknown>) {
		before(calls.push(call) - 1);
		return await request.call(this, call);
	};
	const spy = jest.spyOn(Http.prototype, 'request').mockImplementation(watched as typeof Http.prototype.request);
	return { calls, stop: () => spy.mockRestore() };
}
