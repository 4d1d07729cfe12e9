import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';

/** A request as it arrived, whatever became of it. */
export interface ReceivedRequest {
	method: string;
	/** Without the query, percent-encoded as sent. */
	path: string;
	query: Record<string, string>;
	headers: Record<string, string | string[] | undefined>;
	/** Parsed where it is JSON, else text; null where nothing was sent. */
	body: unknown;
	/** Milliseconds since the epoch. */
	at: number;
}

export interface RequestMatch {
	method?: string;
	path?: RegExp;
}

/** An answer instead of the server's own; `reset` breaks the connection, `hang` leaves it open and silent. */
export type Fault = { status: number; headers?: Record<string, string>; body?: unknown } | 'reset' | 'hang';

/** A request whose body has been read. */
export type ReadRequest = IncomingMessage & { body: Buffer };

/** Stands before a simulator's routes: remembers every request, delays it, and answers with a fault where a test asked for one. */
export class Front {
	readonly requests: ReceivedRequest[] = [];
	readonly #faults: { match: RequestMatch; fault: Fault; left: number }[] = [];

	constructor(private readonly latencyMs = 0) {}

	/** The next `times` requests that match are answered with the fault; faults asked for first are used first. */
	answerNext(match: RequestMatch, fault: Fault, times = 1): void {
		this.#faults.push({ match, fault, left: times });
	}

	before(answer: (request: ReadRequest, response: ServerResponse) => void): RequestListener {
		return (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('error', () => response.destroy());
			request.on('end', () => void this.#pass(Object.assign(request, { body: Buffer.concat(chunks) }), response, answer));
		};
	}

	async #pass(request: ReadRequest, response: ServerResponse, answer: (request: ReadRequest, response: ServerResponse) => void) {
		const received = this.#remember(request);
		const fault = this.#faultFor(received);
		if (this.latencyMs > 0) await delay(this.latencyMs);
		if (fault === undefined) answer(request, response);
		else applyFault(fault, request, response);
	}

	#remember(request: ReadRequest): ReceivedRequest {
		const target = request.url ?? '/';
		const [path = '/'] = target.split('?', 1);
		const received = {
			method: request.method ?? 'GET',
			path,
			query: Object.fromEntries(new URLSearchParams(target.slice(path.length))),
			headers: request.headers,
			body: readable(request.body),
			at: Date.now(),
		};
		this.requests.push(received);
		return received;
	}

	#faultFor({ method, path }: ReceivedRequest): Fault | undefined {
		const found = this.#faults.find(
			({ match, left }) => left > 0 && (match.method ?? method) === method && (match.path?.test(path) ?? true),
		);
		if (found) found.left--;
		return found?.fault;
	}
}

function applyFault(fault: Fault, request: ReadRequest, response: ServerResponse): void {
	if (fault === 'hang') return;
	if (fault === 'reset') {
		// Node resets only bare TCP sockets; a TLS socket that ends without its closing alert looks the same to a client.
		if (request.socket instanceof TLSSocket) request.socket.destroy();
		else request.socket.resetAndDestroy();
		return;
	}
	const body = typeof fault.body === 'string' ? fault.body : fault.body === undefined ? '' : JSON.stringify(fault.body);
	const type = typeof fault.body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
	response.writeHead(fault.status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), ...fault.headers }).end(body);
}

function readable(body: Buffer): unknown {
	if (body.length === 0) return null;
	const text = body.toString('utf8');
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
