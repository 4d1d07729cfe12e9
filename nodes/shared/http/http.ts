import { setImmediate as nextTurn } from 'node:timers/promises';
import * as z from 'zod/v4';
import { BadAnswerError, CancelledError, ForbiddenError, InputError, KeptOutError, RefusedError, RequestError, SecretRejectedError, type Asked } from '../errors';
import { pause } from '../pause';
import { remarkOn, type OnRemark } from '../remarks';
import { withRights } from '../rights';
import { oneLine, shortened, withoutSecrets } from '../text';
import { laneFor, type Route } from './agents';
import { beginningOf, LONG, readAnswer, type Answer } from './answer';
import { onlyReads, type Call, type Connection, type Dialect, type Refusal } from './call';
import { doorMet, throughProxy, type Shown } from './doors';
import { exchange, TooLongError } from './exchange';
import { adviceOn, foreignRefusal, inShort } from './foreign';
import { proxyFor } from './proxy';
import { OTHER_VERSION, readAs, unexpected } from './reading';
import { ATTEMPTS, inTheEnd, mayBeDone, mayHaveActed, mayRepeat, retryAfterMs, waitBefore } from './retry';
import { notAsked, SecretMemory } from './secretMemory';
import { checkSendable } from './sendable';
import { explainUnreachable } from './unreachable';
import { buildPath, parseBaseUrl, type BaseUrl } from './url';

const USUAL_LIMIT = 8_000_000;
const USUAL_TIMEOUT_MS = 30_000;
/** Answers that do not end, from one server. */
const STREAMS_AT_ONCE = 1_000;
/** With less time than this left, another attempt would be sent and given up at once. */
const LEAST_MS = 20;
/** Characters of a path that an error repeats: what was entered may be a whole file. */
const LONGEST_PATH = 500;
/** Characters of an answer that words for an error are taken from. */
const SHOWN = 100_000;

/** What the outside world gives; tests put their own in. */
export interface Surroundings {
	now: () => number;
	random: () => number;
	memory: SecretMemory;
}
const processWide: Surroundings = { now: Date.now, random: Math.random, memory: new SecretMemory() };

/** Requests to one server over its pooled agent: encoding, deadline, size limit, retries by effect, errors in three kinds. */
export class Http {
	readonly url: BaseUrl;
	/** Names this server and secret in this process, without giving them away. */
	readonly key: string;
	private readonly host: string;
	private readonly route: Route;
	/** How far the server's clock is ahead of ours, in ms, by the Date of its last answer; 0 until one came. */
	private clockAheadMs = 0;

	constructor(
		private readonly connection: Connection,
		private readonly dialect: Dialect,
		private readonly options: {
			/** Ends waiting and reading when the execution is cancelled; a write that is under way is left to finish. */
			signal?: AbortSignal;
			/** Until when requests may take and be repeated, ms since the epoch, if that is sooner than their own deadline. */
			deadline?: number;
			/** Ask even if this secret was rejected a moment ago, as the credential test does. */
			askAnyway?: boolean;
			/** Called when a request that changes something may have arrived. */
			acted?: () => void;
			/** Told of what could not be read of answers that are good otherwise. */
			remark?: OnRemark;
			surroundings?: Surroundings;
		} = {},
	) {
		this.url = parseBaseUrl(connection.baseUrl, dialect.exampleAddress);
		this.host = new URL(this.url.origin).host;
		this.route = { ...connection, origin: this.url.origin };
		// What is in front decides as well whether a secret gets through to the server.
		this.key = SecretMemory.keyOf(this.url.origin, this.url.path, ...connection.secrets, JSON.stringify(connection.inFront ?? {}));
	}

	/**
	 * Sends a request and returns its checked answer.
	 * @throws RefusedError, UnreachableError, BadAnswerError; InputError for a value that cannot be sent; CancelledError
	 */
	async request<T>(call: Call<T>): Promise<T> {
		const answer = await this.secretly(call, async () => await this.withRetries(call));
		if (answer.json === undefined && !answer.bytes && (!call.orText || answer.encoding || (!call.isRaw && !call.orPage && isPage(answer)))) {
			const words = inShort(this.shown(answer), this.host, call.isSecret);
			throw this.noteProxy(new BadAnswerError(words, this.asked(call), answer.status, adviceOn(answer, this.dialect.addressAdvice(this.url), call)));
		}
		// Parsing took a while: others get their turn before checking does.
		if (answer.text.length > LONG) await nextTurn();
		const read = readAs(call.answer, answer.json ?? answer.bytes ?? answer.text);
		if ('value' in read) {
			for (const gap of read.gaps) this.options.remark?.(remarkOn(gap, this.asked(call)));
			return read.value;
		}
		const words = this.masked(unexpected(this.dialect.product, read.misfit));
		throw new BadAnswerError(words, this.asked(call), answer.status, call.provesAddress ? this.dialect.addressAdvice(this.url) : OTHER_VERSION);
	}

	/**
	 * Follows an answer that does not end, as a stream of events, until the signal ends it or the server does.
	 * @param follows told once it has begun, and of each piece of its text
	 * @param silentForMs ended where nothing comes for so long
	 * @throws as {@link request} where it is refused, cannot be reached, or breaks
	 */
	async follow(stream: Omit<Call<unknown>, 'answer' | 'effect'>, follows: { begun(): void; text(piece: string): void }, { silentForMs, signal }: { silentForMs: number; signal: AbortSignal }): Promise<void> {
		const call: Call<unknown> = { ...stream, effect: 'read', answer: z.unknown() };
		try {
			const body = await this.secretly(call, async () => await this.beginning(call, silentForMs, signal));
			follows.begun();
			const decoder = new TextDecoder();
			for await (const piece of body) follows.text(decoder.decode(piece as Buffer, { stream: true }));
		} catch (cause) {
			if (signal.aborted) return;
			throw cause instanceof RequestError || cause instanceof InputError ? cause : this.explain(cause, call, silentForMs);
		}
	}

	private async beginning(call: Call<unknown>, silentForMs: number, signal: AbortSignal) {
		// It takes no place away from requests, which end.
		const agent = await laneFor({ ...this.route, requestsAtOnce: STREAMS_AT_ONCE }).agent;
		const { statusCode: status, headers, body } = await agent.request({
			...this.headOf(call, 'text/event-stream'),
			signal,
			headersTimeout: USUAL_TIMEOUT_MS,
			bodyTimeout: silentForMs,
		});
		const isStream = status === 200 && /^text\/event-stream\b/i.test(String(headers['content-type']));
		if (isStream) return body;
		const answer = this.judged(await readAnswer({ status, headers, body: await beginningOf(body, SHOWN) }), call);
		throw new BadAnswerError(inShort(this.shown(answer), this.host, call.isSecret), this.asked(call), answer.status, adviceOn(answer, this.dialect.addressAdvice(this.url), call));
	}

	/** Where a request goes and who says it, as for all requests. */
	private headOf(call: Call<unknown>, accept: string) {
		const { headers, inFront, query } = this.connection;
		checkSendable(headers, this.dialect);
		return {
			origin: this.url.origin,
			path: this.pathOf(call, { ...call.query, ...query }),
			method: call.method,
			headers: { ...headers, ...inFront, accept },
		};
	}

	/** The time by the server's clock, as far as its answers tell it. */
	serverNow(): Date {
		return new Date(this.surroundings.now() + this.clockAheadMs);
	}

	/** A Date header has whole seconds: less than two of difference is none. */
	private readClock(header: string | string[] | undefined): void {
		const ahead = Date.parse(String(header)) - this.surroundings.now();
		if (!Number.isNaN(ahead)) this.clockAheadMs = Math.abs(ahead) < 2_000 ? 0 : ahead;
	}

	/** Sends no secret that the server is known to reject, and lets one request find out first while nothing is known. */
	private async secretly<T>(call: Call<unknown>, send: () => Promise<T>): Promise<T> {
		const { memory } = this.surroundings;
		const { product, secret } = this.dialect;
		const { done } = await memory.turn(this.key);
		try {
			const earlier = this.options.askAnyway ? undefined : memory.rejection(this.key, secret.rememberedMs);
			if (earlier) throw notAsked(earlier, product, secret, this.asked(call));
			return await this.remembered(send);
		} finally {
			done();
		}
	}

	/** Remembers what the outcome proves of the secret. */
	private async remembered<T>(send: () => Promise<T>): Promise<T> {
		const { memory } = this.surroundings;
		try {
			const answer = await send();
			memory.accepted(this.key);
			return answer;
		} catch (error) {
			if (error instanceof SecretRejectedError) memory.rejected(this.key, error.message, error.status);
			// Servers check the secret first, so any other no of theirs proves it good; a gateway's 5xx proves nothing.
			else if (error instanceof RefusedError && (error.status ?? 500) < 500) memory.accepted(this.key);
			throw error;
		}
	}

	private async withRetries(call: Call<unknown>): Promise<Answer> {
		const { now, random } = this.surroundings;
		const timeout = call.timeoutMs ?? USUAL_TIMEOUT_MS;
		const latest = this.options.deadline ?? Infinity;
		let deadline = now() + 2 * timeout;
		let isMaybeDone = false;
		for (let attempt = 1; ; attempt++) {
			const asked = now();
			const send = async () => {
				// What a request may take begins once there is a place for it.
				deadline = Math.min(deadline + now() - asked, latest);
				return await this.attempt(call, Math.min(timeout, Math.max(1, deadline - now())));
			};
			try {
				const answer = await laneFor(this.route).places.run(send, this.options.signal);
				this.acted(call);
				return answer;
			} catch (error) {
				if (mayHaveActed(error)) this.acted(call);
				if (!(error instanceof RequestError)) throw error;
				const wait = waitBefore(attempt, error, random);
				if (attempt >= ATTEMPTS || !mayRepeat(error, call.effect) || now() + wait + LEAST_MS >= deadline) {
					throw triedOften(inTheEnd(error, call.effect, isMaybeDone), attempt);
				}
				isMaybeDone ||= mayBeDone(error);
				await pause(wait, this.options.signal);
			}
		}
	}

	private acted(call: Call<unknown>): void {
		if (!onlyReads(call)) this.options.acted?.();
	}

	private async attempt(call: Call<unknown>, timeoutMs: number): Promise<Answer> {
		return this.judged(await this.exchange(call, timeoutMs), call);
	}

	/** @returns an answer that is no refusal @throws RefusedError */
	private judged(answer: Answer, call: Call<unknown>): Answer {
		if (call.alsoFine?.includes(answer.status)) return answer;
		const shown = answer.status < 300 && answer.json !== undefined ? answer : this.shown(answer);
		if (answer.status >= 300 || (answer.json === undefined && (!call.orText || (!call.orPage && isPage(answer))))) this.requireServer(shown, call);
		const ofServer = this.dialect.refusal(shown, new Asking(call.method, onlyReads(call), () => this.asked(call).path));
		const refusal = ofServer ?? foreignRefusal(shown, this.host, this.dialect.addressAdvice(this.url), call);
		if (!refusal) return answer;
		const words = oneLine(this.masked(refusal.words)) || `${this.host} sent an empty answer`;
		const Refused = refusal.secretRejected ? SecretRejectedError : refusal.forbidden ? ForbiddenError : RefusedError;
		const refused = new Refused(
			words,
			this.asked(call),
			answer.status,
			this.adviceOn(refusal, call, answer.status),
			refusal.nothingDone ?? call.nothingDoneIf?.(refusal, answer.status),
			retryAfterMs(answer.headers['retry-after'], this.surroundings.now()),
		);
		if (!ofServer) this.noteProxy(refused);
		throw refused instanceof ForbiddenError && call.rights ? withRights(refused, call.rights, this.dialect.rightLabels) : refused;
	}

	/** @throws KeptOutError where something in front of the server answered in its place */
	private requireServer(answer: Answer, call: Call<unknown>): void {
		const { inFront = {}, clientCertificate, inPlaceOfBasicAuth } = this.connection;
		const shown: Shown = { headers: Object.keys(inFront), clientCertificate: clientCertificate !== undefined, inPlaceOfBasicAuth };
		const isPlain = this.url.origin.startsWith('http:');
		const door = doorMet(answer, { asked: new URL(this.url.origin + this.pathOf(call)), shown, proxy: isPlain ? this.proxy : undefined }, this.dialect.doors);
		if (door) throw new KeptOutError(oneLine(this.masked(door.words)), this.asked(call), answer.status, door.advice);
	}

	private get proxy() {
		return proxyFor(this.url.origin);
	}

	/** What did not come from the server may have come from the proxy on the way, unless it could not look into what was sent. */
	private noteProxy<E extends RequestError>(error: E): E {
		const { proxy } = this;
		if (proxy && this.url.origin.startsWith('http:')) error.notes.push(throughProxy(proxy));
		return error;
	}

	/** Where there is no such route, what the dialect knows of IDs is beside the point if none was requested. */
	private adviceOn({ advice }: Refusal, { provesAddress, isRaw }: Call<unknown>, status: number): string | undefined {
		const hasNoRoute = status === 404 || status === 405;
		if (hasNoRoute && isRaw) return `Check 'Method' and 'Path' in the node: ${this.dialect.product} has nothing there.`;
		if (provesAddress && (hasNoRoute || advice === undefined)) return this.dialect.addressAdvice(this.url);
		return advice;
	}

	private async exchange(call: Call<unknown>, timeoutMs: number): Promise<Answer> {
		const { signal } = this.options;
		if (signal?.aborted) throw new CancelledError();
		const agent = await laneFor(this.route).agent;
		const body = call.json === undefined ? undefined : JSON.stringify(call.json);
		try {
			const { headers, ...head } = this.headOf(call, 'application/json');
			const request = { ...head, headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' }, body };
			const terms = { timeoutMs, limit: call.limit ?? USUAL_LIMIT, signal: call.effect === 'read' ? signal : undefined };
			const received = await exchange(agent, request, terms);
			this.readClock(received.headers.date);
			return await readAnswer(received, call.orFile);
		} catch (cause) {
			if (cause instanceof InputError) throw cause;
			if (signal?.aborted && call.effect === 'read') throw new CancelledError();
			throw this.explain(cause, call, timeoutMs);
		}
	}

	private explain(cause: unknown, call: Call<unknown>, timeoutMs: number): Error {
		if (cause instanceof TooLongError) {
			return new BadAnswerError(`The answer from ${this.host} is ${cause.message}`, this.asked(call), 200, 'Request less at a time.');
		}
		const isFirstOverHttp = call.provesAddress === true && this.url.origin.startsWith('http:');
		return explainUnreachable(cause, this.asked(call), this.host, Math.round(timeoutMs / 1000), { isFirstOverHttp, proxy: this.proxy });
	}

	private asked(call: Call<unknown>): Asked {
		return { method: call.method, path: shortened(this.masked(this.pathOf(call)), LONGEST_PATH), ...(onlyReads(call) && { reads: true }) };
	}

	private pathOf({ path }: Call<unknown>, query?: Call<unknown>['query']): string {
		return buildPath(this.url.path, path, query, this.dialect);
	}

	/** The answer as words are to be cut out of it: a cut through the middle of a secret would leave half of it. */
	private shown(answer: Answer): Answer {
		return { ...answer, text: this.masked(answer.text.slice(0, SHOWN)) };
	}

	/** The text with this connection's secrets replaced: for words of the server that are judged elsewhere. */
	masked(text: string): string {
		return withoutSecrets(text, this.connection.secrets);
	}

	private get surroundings(): Surroundings {
		return this.options.surroundings ?? processWide;
	}
}

/** What was asked, with a path that is made when it is looked at: most answers are no refusal. */
class Asking implements Asked {
	constructor(
		readonly method: Asked['method'],
		readonly reads: boolean,
		private readonly pathOf: () => string,
	) {}

	get path(): string {
		return this.pathOf();
	}
}

/** A web page, where text is fine: no text that was requested is one. What begins like it and is not said to be one may be the output of a command. */
function isPage({ contentType, text }: Answer): boolean {
	return contentType.includes('html') && /^\s*</.test(text);
}

function triedOften(error: RequestError, attempts: number): RequestError {
	if (attempts > 1) error.notes.push(`Tried ${attempts} times.`);
	const wait = error instanceof RefusedError ? error.retryAfterMs : undefined;
	if (wait !== undefined) error.notes.push(`The server asks n8n to wait ${Math.ceil(wait / 1000)} s.`);
	return error;
}
