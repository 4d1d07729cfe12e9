import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** An answer as it came over the wire, read to its end. */
export interface Received {
	status: number;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** How long an exchange may take and how much may come. */
export interface Terms {
	/** For all of it, in ms: for connecting, sending and reading. */
	timeoutMs: number;
	/** Most bytes of a body. */
	limit: number;
	/** Ends it early. */
	signal?: AbortSignal;
}

/** The body is longer than the request allows; nothing of it is kept. */
export class TooLongError extends Error {
	constructor(readonly limit: number) {
		super(`longer than ${Math.round(limit / 1_000_000)} MB`);
		this.name = 'TooLongError';
	}
}

/** The time for all of an exchange is over. Its code is undici's for an answer that does not come to its end. */
export class DeadlineError extends Error {
	readonly code = 'UND_ERR_BODY_TIMEOUT';

	constructor() {
		super('the time is over');
		this.name = 'DeadlineError';
	}
}

/**
 * Sends a request and reads its answer to the end. It rests on undici's `dispatch`, which hands over what the parser finds: its `request` would
 * make a stream of each answer and watch a signal for each, which was a quarter of what a small request costs (measured).
 * Redirects are not followed and nothing is decompressed.
 * @throws DeadlineError, TooLongError, the signal's reason, or undici's error
 */
export function exchange(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, terms: Terms): Promise<Received> {
	const { timeoutMs, signal } = terms;
	if (signal?.aborted) return Promise.reject(signal.reason as Error);
	return new Promise((resolve, reject) => {
		const reader = new Reader(terms, settled(resolve), settled(reject));
		const cancel = () => reader.end(signal!.reason as Error);
		const timer = setTimeout(() => reader.end(new DeadlineError()), timeoutMs);
		function settled<T>(settle: (outcome: T) => void) {
			return (outcome: T) => {
				clearTimeout(timer);
				signal?.removeEventListener('abort', cancel);
				settle(outcome);
			};
		}
		signal?.addEventListener('abort', cancel);
		dispatcher.dispatch(request, reader);
	});
}

/** Told by undici of what comes. */
class Reader implements Dispatcher.DispatchHandler {
	private controller?: Dispatcher.DispatchController;
	private reason?: Error;
	private status = 0;
	private headers: IncomingHttpHeaders = {};
	private readonly pieces: Buffer[] = [];
	private size = 0;

	constructor(
		private readonly terms: Terms,
		private readonly resolve: (received: Received) => void,
		private readonly reject: (error: Error) => void,
	) {}

	/** Ends it, and the socket with it: the rest of an endless answer is not worth reading. Where it waits for a socket, it is ended before anything is sent. */
	end(reason: Error): void {
		this.reason ??= reason;
		this.controller?.abort(this.reason);
	}

	onRequestStart(controller: Dispatcher.DispatchController): void {
		this.controller = controller;
		if (this.reason) controller.abort(this.reason);
	}

	onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
		// Such as 103, which says that the answer is still to come.
		if (status < 200) return;
		this.status = status;
		this.headers = headers;
		if (Number(headers['content-length'] ?? 0) > this.terms.limit) this.end(new TooLongError(this.terms.limit));
	}

	onResponseData(_: Dispatcher.DispatchController, piece: Buffer): void {
		this.size += piece.length;
		if (this.size > this.terms.limit) this.end(new TooLongError(this.terms.limit));
		else this.pieces.push(piece);
	}

	onResponseEnd(): void {
		const { reason, status, headers, pieces, size } = this;
		if (reason) this.reject(reason);
		else this.resolve({ status, headers, body: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size) });
	}

	onResponseError(_: Dispatcher.DispatchController, error: Error): void {
		this.reject(this.reason ?? error);
	}
}
