import { CancelledError, UnreachableError, type Asked } from '../../shared/errors';
import type { Effect } from '../../shared/http/retry';
import { farewellFrame, readFrame, type Frame } from './frames';
import type { Link } from './link';
import { Rivals } from './rivals';
import { saidIn } from './signIn';
import { Standing } from './standing';

/** Proxies end silent connections, often after a minute; the server itself never does. */
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
/** Longer than the shortest poll interval: a trigger that polls every minute keeps one session. */
const IDLE_MS = 3 * 60_000;

/** A request, and how its answer is recognized among all other frames. */
export interface Exchange<T> {
	frame: Frame;
	effect: Effect;
	timeoutMs: number;
	/** @returns undefined while the answer is not complete @throws the error that the frame means */
	answer(frame: Frame): { value: T } | undefined;
	/** Ends the waiting where no frame is the last one. */
	orElse?: Promise<T>;
}

/** A listener that gets every frame until the session ends. */
interface Listening {
	hear(frame: Frame): void;
	fail(): void;
}

interface Waiting {
	take(frame: Frame): boolean;
	fail(): void;
}

/** A signed-in control channel: requests and their answers, kept alive by pings, closed when nobody uses it. */
export class Session {
	/** When it was signed in. */
	readonly since = new Date();
	/** What other sessions have devices run. */
	readonly rivals = new Rivals();
	/** The server said so. */
	closed = false;
	/** In which words, if it used any. */
	private farewell = '';
	private readonly waiting = new Set<Waiting>();
	private readonly listening = new Set<Listening>();
	private readonly timer: NodeJS.Timeout;
	private lastUsed = Date.now();
	private lastHeard = Date.now();
	/** Runs out unless the server says anything. */
	private lifeline?: NodeJS.Timeout;

	/**
	 * @param host as the user knows the server
	 * @param aheadMs how far the server's clock is ahead of ours
	 * @param standing who it acts as
	 */
	constructor(
		private readonly link: Link,
		private readonly host: string,
		readonly aheadMs: number,
		readonly standing = new Standing(),
	) {
		this.timer = setInterval(() => this.keep(), PING_EVERY_MS);
		this.timer.unref();
		// Last: it may say at once that the link has ended.
		link.listen(
			(text) => this.hear(text),
			() => this.end(),
		);
	}

	/**
	 * Sends a request and waits for its answer.
	 * @param signal ends waiting for what only reads; a write that is under way is left to finish
	 * @throws UnreachableError where no answer came: with `arrived: 'no'` only if nothing was sent
	 */
	async exchange<T>({ frame, effect, timeoutMs, answer, orElse }: Exchange<T>, asked: Asked, signal?: AbortSignal): Promise<T> {
		if (signal?.aborted) throw new CancelledError();
		if (this.closed) throw this.broken(asked, 'no');
		const { promise, resolve, reject } = Promise.withResolvers<T>();
		const waiting: Waiting = {
			take: (received) => {
				try {
					const found = answer(received);
					if (found) resolve(found.value);
					return found !== undefined;
				} catch (error) {
					reject(error as Error);
					return true;
				}
			},
			fail: () => reject(this.broken(asked, 'unknown')),
		};
		const timer = setTimeout(() => {
			this.askForLife();
			reject(this.silent(asked, timeoutMs));
		}, timeoutMs);
		const cancel = () => reject(new CancelledError());
		if (effect === 'read') signal?.addEventListener('abort', cancel, { once: true });
		orElse?.then(resolve, reject);
		this.waiting.add(waiting);
		this.lastUsed = Date.now();
		try {
			if (!this.link.send(JSON.stringify(frame))) {
				this.waiting.delete(waiting);
				this.close();
				throw this.broken(asked, 'no');
			}
			return await promise;
		} finally {
			clearTimeout(timer);
			signal?.removeEventListener('abort', cancel);
			this.waiting.delete(waiting);
			this.lastUsed = Date.now();
		}
	}

	/**
	 * Tells of every frame until the signal ends it; the session stays open for it.
	 * @throws UnreachableError once the session has ended
	 */
	async listen(hear: (frame: Frame) => void, asked: Asked, signal: AbortSignal): Promise<void> {
		if (signal.aborted) return;
		if (this.closed) throw this.broken(asked, 'no');
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const listening: Listening = { hear, fail: () => reject(this.broken(asked, 'no')) };
		const stop = () => resolve();
		signal.addEventListener('abort', stop, { once: true });
		this.listening.add(listening);
		try {
			await promise;
		} finally {
			signal.removeEventListener('abort', stop);
			this.listening.delete(listening);
			this.lastUsed = Date.now();
		}
	}

	close(): void {
		this.link.close();
		this.end();
	}

	private hear(text: string): void {
		this.lastHeard = Date.now();
		this.isAlive();
		const received = readFrame(text);
		if (!received || received.action === 'pong') return;
		// The server leaves the socket open after it.
		const bye = farewellFrame.safeParse(received);
		if (bye.success) {
			this.farewell = saidIn(bye.data);
			return this.close();
		}
		this.standing.hear(received);
		this.rivals.hear(received);
		for (const each of this.listening) each.hear(received);
		for (const waiting of this.waiting) if (waiting.take(received)) return;
	}

	private end(): void {
		if (this.closed) return;
		this.closed = true;
		clearInterval(this.timer);
		this.isAlive();
		for (const waiting of this.waiting) waiting.fail();
		for (const each of this.listening) each.fail();
	}

	private keep(): void {
		if (this.waiting.size === 0 && this.listening.size === 0 && Date.now() - this.lastUsed >= IDLE_MS) this.close();
		else if (Date.now() - this.lastHeard >= PING_EVERY_MS) this.askForLife();
	}

	/** A connection that is gone silently is noticed by a ping that nobody answers. */
	private askForLife(): void {
		if (this.closed || this.lifeline) return;
		this.lifeline = setTimeout(() => this.close(), PONG_WITHIN_MS);
		this.lifeline.unref();
		this.link.send(JSON.stringify({ action: 'ping' }));
	}

	private isAlive(): void {
		clearTimeout(this.lifeline);
		this.lifeline = undefined;
	}

	private broken(asked: Asked, arrived: 'no' | 'unknown'): UnreachableError {
		const message = this.farewell ? `MeshCentral ended the session (${this.farewell})` : `The connection to ${this.host} broke before an answer arrived`;
		return new UnreachableError(message, asked, arrived, {
			advice: this.farewell ? 'An administrator may have ended it, or the sign-in is no longer valid.' : 'The server may have been restarted, or something between n8n and it ended the connection.',
		});
	}

	/** Asking again would only be silence again: the server ignores much of what it does not understand. */
	private silent(asked: Asked, timeoutMs: number): UnreachableError {
		return new UnreachableError(`${this.host} gave no answer within ${Math.round(timeoutMs / 1000)} s`, asked, 'unknown', {
			advice: 'MeshCentral does not answer what it does not understand or allow; it may also be overloaded.',
			repeatable: false,
		});
	}
}
