import { randomUUID } from 'node:crypto';
import type { ZodType } from 'zod/v4';
import { alone } from '../../shared/alone';
import { BadAnswerError, CancelledError, RefusedError, RequestError, type Asked } from '../../shared/errors';
import { ATTEMPTS, inTheEnd, mayBeDone, mayHaveActed, mayRepeat, waitBefore, type Effect } from '../../shared/http/retry';
import { pause } from '../../shared/pause';
import { OTHER_VERSION, readAs, unexpected } from '../../shared/http/reading';
import { remarkOn } from '../../shared/remarks';
import type { ClientOptions } from '../../shared/system';
import { oneLine, withoutSecrets } from '../../shared/text';
import { adviceFor } from '../advice';
import { lastPart } from '../device';
import type { ControlConnection } from './connection';
import type { Frame } from './frames';
import type { Exchange, Session } from './session';
import { Sessions, type Opened } from './sessions';

const USUAL_TIMEOUT_MS = 30_000;

/** The sessions of this process. */
export const sessions = new Sessions();

/** A request with a random `responseid`; told from others by it, or by action and device where the server does not repeat it. */
export interface Ask<T> {
	action: string;
	fields?: Readonly<Record<string, unknown>>;
	effect: Effect;
	/** What the answer holds; what does not fit is a BadAnswerError. */
	answer: ZodType<T>;
	/** ms; 30 s by default. */
	timeoutMs?: number;
	/**
	 * The server does not repeat the `responseid` (measured): such requests go one at a time, and the next frame of the action is
	 * the answer, if it repeats these fields. A `tag` goes with it, which many of them do repeat: it tells a late answer to an
	 * earlier request from the one that is waited for.
	 */
	unnamed?: Readonly<Record<string, string>>;
	/** Judges the answer where a yes is in other words than usual. @throws RefusedError */
	judge?(answer: Frame): void;
}

/** Requests over the one session of a connection: opened on demand, repeated by effect, with the server's no as errors. */
export class Channel {
	/** Names this server and user in this process, without giving the secret away. */
	readonly key: string;
	private readonly url: string;
	private opened?: Opened;

	constructor(
		private readonly connection: ControlConnection,
		private readonly options: ClientOptions,
	) {
		this.key = Sessions.keyOf(connection);
		const { origin, pathname } = new URL(connection.url);
		this.url = `${origin}${pathname}`;
	}

	/** The session that was used last, if one was. */
	get session(): Session | undefined {
		return this.opened?.session;
	}

	/** The time by the server's clock, as far as it told. */
	serverNow(): Date {
		return new Date(Date.now() + (this.session?.aheadMs ?? 0));
	}

	/** The session, opened if need be; a failure to open is tried again where that can help. */
	async open(action = 'sign-in'): Promise<Opened> {
		const asked = this.asked(action, 'read');
		return await this.repeated('read', async () => await this.openNow(asked));
	}

	/** Signs in again whatever is known, and leaves at once. */
	async proveSignIn(): Promise<void> {
		const { session } = await sessions.openAnyway(this.connection, this.asked('sign-in', 'read'));
		session.close();
	}

	/** @throws RefusedError where the server refuses */
	async ask<T>(ask: Ask<T>): Promise<T> {
		if (!ask.unnamed) return await this.askNow(ask);
		const name = [ask.action, ...Object.values(ask.unnamed).map(lastPart)].join(' ');
		return await this.alone(`${this.key} ${name}`, async () => await this.askNow(ask));
	}

	/** Runs tasks of the same name one after the other in this process. A cancelled task no longer waits, and then sends nothing. */
	async alone<T>(name: string, task: () => Promise<T>): Promise<T> {
		const { signal } = this.options;
		const begun = Promise.withResolvers<void>();
		const done = alone(name, async () => {
			begun.resolve();
			return await task();
		});
		await unlessCancelled(Promise.race([begun.promise, done]), signal);
		return await done;
	}

	private async askNow<T>({ action, fields, effect, answer, timeoutMs = USUAL_TIMEOUT_MS, unnamed, judge }: Ask<T>): Promise<T> {
		const responseid = randomUUID();
		const isMine = (frame: Frame) => frame.responseid === responseid || (unnamed !== undefined && frame.action === action && answersUnnamed(frame, unnamed, responseid));
		return await this.exchange({
			frame: { ...fields, action, responseid, ...(unnamed && { tag: responseid }) },
			effect,
			timeoutMs,
			answer: (frame) => {
				if (!isMine(frame)) return undefined;
				if (!judge) return { value: this.checked(frame, answer, action) };
				judge(frame);
				return { value: this.shaped(frame, answer, action) };
			},
		});
	}

	/** For requests that are answered in a way of their own. */
	async exchange<T>(exchange: Exchange<T>): Promise<T> {
		const asked = this.asked(exchange.frame.action, exchange.effect);
		return await this.repeated(exchange.effect, async () => {
			const { session } = await this.openNow(asked);
			try {
				const value = await session.exchange(exchange, asked, this.options.signal);
				this.acted(exchange.effect);
				return value;
			} catch (error) {
				if (mayHaveActed(error)) this.acted(exchange.effect);
				throw error;
			}
		});
	}

	/** Sends what the server never answers; the caller has to prove its effect in another way. */
	async tell(frame: Frame, effect: Exclude<Effect, 'read'>): Promise<void> {
		await this.exchange({ frame, effect, timeoutMs: USUAL_TIMEOUT_MS, answer: () => undefined, orElse: Promise.resolve() });
	}

	private acted(effect: Effect): void {
		if (effect !== 'read') this.options.acted?.();
	}

	/** A caller that gives up waiting leaves the opening to others that share it. */
	private async openNow(asked: Asked): Promise<Opened> {
		return (this.opened = await unlessCancelled(sessions.get(this.connection, asked), this.options.signal));
	}

	/** A no in the server's words; secrets in them are masked. */
	refused(words: string, action: string, advice = adviceFor(words)): RefusedError {
		return new RefusedError(withoutSecrets(oneLine(words), this.connection.secrets), this.asked(action), undefined, advice);
	}

	asked(action: string, effect?: Effect): Asked {
		return { method: action, path: `over ${this.url}`, name: action === 'sign-in' ? 'The sign-in' : `The request '${action}'`, ...(effect === 'read' && { reads: true }) };
	}

	/** @throws RefusedError with the server's words where the frame's `result` is none of its ways to say yes; BadAnswerError */
	checked<T>(frame: Frame, answer: ZodType<T>, action: string): T {
		const { result } = frame;
		if (typeof result === 'string' && !SAYS_YES.test(result)) throw this.refused(result, action);
		return this.shaped(frame, answer, action);
	}

	/** For frames whose `result` is neither yes nor no. @throws BadAnswerError where the frame is not of that shape */
	shaped<T>(frame: Frame, answer: ZodType<T>, action: string): T {
		const read = readAs(answer, frame);
		if ('misfit' in read) throw new BadAnswerError(unexpected('MeshCentral', read.misfit), this.asked(action), undefined, OTHER_VERSION);
		for (const gap of read.gaps) this.options.remark?.(remarkOn(gap, this.asked(action)));
		return read.value;
	}

	private async repeated<T>(effect: Effect, attempt: () => Promise<T>): Promise<T> {
		let isMaybeDone = false;
		for (let attempts = 1; ; attempts++) {
			try {
				return await attempt();
			} catch (error) {
				if (!(error instanceof RequestError)) throw error;
				const wait = waitBefore(attempts, error, Math.random);
				const tooLate = Date.now() + wait >= (this.options.deadline ?? Infinity);
				if (attempts >= ATTEMPTS || tooLate || !mayRepeatHere(error, effect)) throw inTheEnd(error, effect, isMaybeDone);
				isMaybeDone ||= mayBeDone(error);
				await pause(wait, this.options.signal);
			}
		}
	}
}

function answersUnnamed(frame: Frame, repeats: Readonly<Record<string, string>>, tag: string): boolean {
	if (frame.responseid !== undefined || (frame.tag ?? tag) !== tag) return false;
	// Ids may be asked for by their last part, and are answered whole.
	return Object.entries(repeats).every(([name, value]) => lastPart(String(frame[name])) === lastPart(value));
}

/** Waits for something that goes on by itself, unless the execution is cancelled meanwhile. */
async function unlessCancelled<T>(going: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	// Nobody may be left to hear of its failure.
	going.catch(() => {});
	if (!signal) return await going;
	if (signal.aborted) throw new CancelledError();
	const cancelled = Promise.withResolvers<never>();
	const cancel = () => cancelled.reject(new CancelledError());
	signal.addEventListener('abort', cancel, { once: true });
	try {
		return await Promise.race([going, cancelled.promise]);
	} finally {
		signal.removeEventListener('abort', cancel);
	}
}

const SAYS_YES = /^(ok|used \d+ device\(s\).*)$/i;

/** A refused sign-in did nothing either, and would be refused again. */
function mayRepeatHere(error: RequestError, effect: Effect): boolean {
	return !(error instanceof RefusedError) && mayRepeat(error, effect);
}
