import * as z from 'zod/v4';
import type { ZodType } from 'zod/v4';
import { alone } from '../../shared/alone';
import { BadAnswerError, CancelledError, RefusedError, RequestError, UnreachableError, type Asked } from '../../shared/errors';
import { stoppedWaiting } from '../../shared/http/gateways';
import type { Http } from '../../shared/http/http';
import { ATTEMPTS, mayRepeat, waitBefore, type Effect } from '../../shared/http/retry';
import { OTHER_VERSION, readAs, unexpected } from '../../shared/http/reading';
import { buildPath } from '../../shared/http/url';
import { pause } from '../../shared/pause';
import { remarkOn, type OnRemark } from '../../shared/remarks';
import { oneLine } from '../../shared/text';
import { adviceFor } from '../advice';
import { judged, type Said } from './answers';
import type { WrapperCommand } from './commands';
import { gatesOf } from './gates';
import { requireShort, toQuery } from './parameters';

const USUAL_TIMEOUT_MS = 30_000;

type Values = Readonly<Record<string, unknown>>;

interface Options {
	/** ms; 30 s by default. */
	timeoutMs?: number;
	/** What to know where no answer came in time. */
	ifSilent?: string;
	/** What may be wrong where the answer has another form. */
	ifOtherwise?: string;
}

/** Commands to one wrapper: parameters in the form that arrives, two requests at a time, answers judged by what they say. */
export class Wrapper {
	constructor(
		private readonly http: Http,
		private readonly signal?: AbortSignal,
		/** Until when commands are repeated, ms since the epoch, if that is sooner than their own time. */
		private readonly deadline = Infinity,
		/** Told of what could not be read of answers that are good otherwise. */
		private readonly remark?: OnRemark,
	) {}

	/**
	 * Sends a command and returns what it answered, judged.
	 * @throws InputError for values that would not arrive; RefusedError, UnreachableError, BadAnswerError; CancelledError
	 */
	async ask(command: WrapperCommand, values: Values = {}, options?: Options): Promise<unknown> {
		const { answer } = command;
		if (answer === 'output') throw new TypeError(`${command.name} is for runs`);
		const patience = 2 * (options?.timeoutMs ?? USUAL_TIMEOUT_MS);
		return await this.repeated(command.effect, patience, async () => judged(await this.say(command, values, options), answer));
	}

	/** The same, with the answer's form checked. */
	async read<T>(command: WrapperCommand, form: ZodType<T>, values?: Values, options?: Options): Promise<T> {
		return this.checked(await this.ask(command, values, options), form, command, options?.ifOtherwise);
	}

	/**
	 * For commands that run on devices: one at a time, however many devices there are, because meshctrl takes the first output that
	 * comes, of whichever device it is.
	 * @param queue of the device, whichever way its commands go
	 */
	async alone<T>(queue: string, task: () => Promise<T>): Promise<T> {
		let begun = false;
		const turn = alone(queue, async () => {
			return await gatesOf(this.address).runs.run(async () => {
				begun = true;
				return await task();
			}, this.signal);
		});
		return await this.unlessCancelled(turn, () => !begun);
	}

	/** @throws InputError for values that would not arrive */
	check(command: WrapperCommand, values: Values): Record<string, string> {
		const query = toQuery(command, values);
		requireShort(buildPath(this.http.url.path, [command.name], query), query);
		return query;
	}

	/** Sends a command once and returns what came, without judging it. */
	async say(command: WrapperCommand, values: Values, { timeoutMs = USUAL_TIMEOUT_MS, ifSilent }: Options = {}): Promise<Said> {
		const query = this.check(command, values);
		const asked = this.asked(command);
		const send = async (): Promise<Said> => {
			const begun = performance.now();
			// Repeated by us and not there: a command that gets no answer holds a worker forever, so that silence is never asked again.
			const call = { path: [command.name], query, effect: 'once', onlyReads: command.effect === 'read', answer: z.unknown(), orText: true, orPage: true, timeoutMs } as const;
			const value = await this.http.request({ ...call, method: command.effect === 'read' ? 'GET' : 'POST' });
			return { value, asked, durationMs: Math.round(performance.now() - begun), masked: (text) => this.http.masked(text) };
		};
		const sent = gatesOf(this.address).requests.run(send, this.signal);
		try {
			return await (command.effect === 'read' ? this.unlessCancelled(sent) : sent);
		} catch (error) {
			throw isSilence(error) ? silent(error, command.effect, ifSilent) : error;
		}
	}

	/** A no that follows from what was read. */
	refused(words: string, command: WrapperCommand, advice = adviceFor(words)): RefusedError {
		return new RefusedError(oneLine(words), this.asked(command), undefined, advice);
	}

	/** What could not be had whole. */
	incomplete(command: WrapperCommand, message: string): BadAnswerError {
		return new BadAnswerError(message, this.asked(command), undefined, "Try again, or choose 'WebSocket' in 'Connect Through' of the credential, which has no such limit.");
	}

	checked<T>(value: unknown, form: ZodType<T>, command: WrapperCommand, advice = OTHER_VERSION): T {
		const read = readAs(form, value);
		// Names of what it answers may be in the words.
		if ('misfit' in read) throw new BadAnswerError(this.http.masked(unexpected('MeshCentral', read.misfit)), this.asked(command), 200, advice);
		for (const gap of read.gaps) this.remark?.(remarkOn(gap, this.asked(command)));
		return read.value;
	}

	/** A command as an error names it. */
	asked({ name, effect }: Pick<WrapperCommand, 'name' | 'effect'>): Asked {
		const reads = effect === 'read';
		return { method: reads ? 'GET' : 'POST', path: buildPath(this.http.url.path, [name]), ...(reads && { reads }) };
	}

	/** Names the wrapper in this process. */
	get address(): string {
		const { origin, path } = this.http.url;
		return origin + path;
	}

	/** @param patienceMs so long after the first failure nothing is requested again, nor waited for: a gateway may ask for a wait of hours */
	private async repeated<T>(effect: Effect, patienceMs: number, attempt: () => Promise<T>): Promise<T> {
		let deadline: number | undefined;
		for (let attempts = 1; ; attempts++) {
			try {
				return await attempt();
			} catch (error) {
				deadline ??= Math.min(Date.now() + patienceMs, this.deadline);
				const wait = waitBefore(attempts, error, Math.random);
				if (attempts >= ATTEMPTS || !mayHelp(error, effect) || Date.now() + wait >= deadline) throw triedOften(error, attempts);
				await pause(wait, this.signal);
			}
		}
	}

	/** Who cancels need not wait; a request keeps its place at the gate until it is over, as it keeps its worker. */
	private async unlessCancelled<T>(request: Promise<T>, mayLeave = () => true): Promise<T> {
		const { signal } = this;
		if (!signal) return await request;
		const { promise, reject } = Promise.withResolvers<never>();
		const cancel = () => mayLeave() && reject(new CancelledError());
		signal.addEventListener('abort', cancel, { once: true });
		try {
			return await Promise.race([request, promise]);
		} finally {
			signal.removeEventListener('abort', cancel);
			request.catch(() => {});
		}
	}
}

function triedOften(error: unknown, attempts: number): unknown {
	if (attempts > 1 && error instanceof RequestError) error.notes.push(`Tried ${attempts} times.`);
	return error;
}

/** What certainly was not sent the transport has repeated already, and with a 504 a worker is held. */
function mayHelp(error: unknown, effect: Effect): boolean {
	if (error instanceof UnreachableError && error.arrived === 'no') return false;
	return !(error instanceof RefusedError && stoppedWaiting(error.status)) && mayRepeat(error, effect);
}

const SILENCE = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

function isSilence(error: unknown): error is UnreachableError {
	return error instanceof UnreachableError && error.arrived === 'unknown' && error.code !== undefined && SILENCE.has(error.code);
}

const HELD = "A command that is never answered blocks one of the wrapper's five workers, even after n8n stopped waiting. With all five blocked, the wrapper answers nobody until MeshCentral is restarted.";

/** Never to be repeated, not even where it only reads. */
function silent(error: UnreachableError, effect: Effect, more = effect === 'read' ? '' : 'The command may still be running. It was not sent again.'): UnreachableError {
	const { message, asked, code } = error;
	return new UnreachableError(message, asked, 'unknown', { code, advice: `${more} ${HELD}`.trim(), repeatable: false, cause: error });
}
