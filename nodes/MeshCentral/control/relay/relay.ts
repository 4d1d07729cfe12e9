import { CancelledError, RefusedError, UnreachableError, type Asked } from '../../../shared/errors';
import { isRecord } from '../../../shared/isRecord';
import { parseJson } from '../../../shared/http/json';
import type { Link } from '../link';

/** What comes over a relay: something that is said, or a part of a file. */
export type Received = Readonly<Record<string, unknown>> | Uint8Array;

/** Frames that are about the relay itself, and not about files, have this in them. */
const CONTROL = '102938';
/** As it numbers what it says of the person at the device. */
const [ASKING, REFUSED] = [1, 2];
/** How long the person at the device may take to agree. Nothing tells when the question has gone. */
const CONSENT_WITHIN_MS = 60_000;

interface Around {
	/** As users know the device. */
	deviceName: string;
	/** What an error says was asked. */
	asked: Asked;
	/** Ends all waiting. */
	signal?: AbortSignal;
}

/** Both ends of a relay: what the agent sends is kept until somebody asks for it. */
export class Relay {
	private readonly received: Received[] = [];
	private hasBegun = false;
	private isAsking = false;
	private isRefused = false;
	private isClosed = false;
	private wake?: () => void;

	constructor(
		private readonly link: Link,
		private readonly around: Around,
	) {
		link.listen(
			(text) => this.hear(text),
			() => this.end(),
			(bytes) => this.hearBytes(bytes),
		);
	}

	/** Waits until the agent is there as well. @throws UnreachableError */
	async begun(timeoutMs: number): Promise<void> {
		await this.until(() => this.hasBegun, timeoutMs, () => this.silence('did not connect', timeoutMs));
	}

	/** Says something to the agent; while the person at the device is being asked, only once that one has agreed. */
	async say(message: object | string): Promise<void> {
		await this.granted();
		this.send(typeof message === 'string' ? message : JSON.stringify(message));
	}

	async sendBytes(bytes: Uint8Array): Promise<void> {
		await this.granted();
		this.send(bytes);
	}

	/** The next thing that the agent says. @throws UnreachableError after so long a silence, or where the relay has ended */
	async next(timeoutMs: number): Promise<Received> {
		await this.granted();
		if (this.received.length === 0) await this.until(() => this.received.length > 0, timeoutMs, () => this.silence('did not answer', timeoutMs));
		// Meanwhile the question may have come, and what follows it was not to be asked for.
		await this.granted();
		return this.received.shift()!;
	}

	/** Says something that need not arrive, whatever state this is in. */
	leaveWord(message: object): void {
		if (!this.isClosed) this.link.send(JSON.stringify(message));
	}

	close(): void {
		this.isClosed = true;
		this.link.close();
		this.wake?.();
	}

	/** Agents serve while they ask, so that it is on us to wait for the answer (measured on 1.1.55). */
	private async granted(): Promise<void> {
		if (!this.isAsking && !this.isRefused) return;
		await this.until(() => !this.isAsking, CONSENT_WITHIN_MS, () => this.refusal('Nobody at the device agreed', `Nobody answered within ${CONSENT_WITHIN_MS / 1000} s.`));
		if (this.isRefused) throw this.refusal('The person at the device refused', 'Nothing was done.');
	}

	private send(data: string | Uint8Array): void {
		if (this.isClosed || !this.link.send(data)) throw this.broken();
	}

	private hear(text: string): void {
		if (text === 'c' || text === 'cr') this.hasBegun = true;
		else this.take(parseJson(text));
		this.wake?.();
	}

	/** Agents send JSON in frames of bytes as well. */
	private hearBytes(bytes: Uint8Array): void {
		if (bytes[0] === BRACE) this.take(parseJson(Buffer.from(bytes).toString('utf8')));
		else this.received.push(bytes);
		this.wake?.();
	}

	private take(said: unknown): void {
		if (!isRecord(said)) return;
		if (said.ctrlChannel !== CONTROL) this.received.push(said);
		else if (said.type === 'console') this.hearOfConsent(said);
	}

	private hearOfConsent({ msg, msgid }: Readonly<Record<string, unknown>>): void {
		this.isRefused ||= msgid === REFUSED;
		if (msgid === ASKING) this.isAsking = true;
		else if (msgid === REFUSED || msg === null || msg === undefined) this.isAsking = false;
	}

	private end(): void {
		this.isClosed = true;
		this.wake?.();
	}

	private async until(isSo: () => boolean, timeoutMs: number, late: () => Error): Promise<void> {
		const { signal } = this.around;
		const deadline = Date.now() + timeoutMs;
		while (!isSo()) {
			if (signal?.aborted) throw new CancelledError();
			if (this.isClosed) throw this.isAsking ? this.refusal('The person at the device did not agree', 'The device ended the connection.') : this.broken();
			const left = deadline - Date.now();
			if (left <= 0) throw late();
			await this.change(left);
		}
	}

	/** Until something happens, or the time is over. */
	private async change(timeoutMs: number): Promise<void> {
		const { signal } = this.around;
		const { promise, resolve } = Promise.withResolvers<void>();
		const goOn = () => resolve();
		const timer = setTimeout(goOn, timeoutMs);
		this.wake = goOn;
		signal?.addEventListener('abort', goOn, { once: true });
		try {
			await promise;
		} finally {
			clearTimeout(timer);
			this.wake = undefined;
			signal?.removeEventListener('abort', goOn);
		}
	}

	private broken(): UnreachableError {
		const { deviceName, asked } = this.around;
		const advice = 'The device may have gone offline, or MeshCentral was restarted.';
		return new UnreachableError(`The file connection to ${deviceName} broke`, asked, 'unknown', { advice, repeatable: false });
	}

	private silence(what: string, timeoutMs: number): UnreachableError {
		const { deviceName, asked } = this.around;
		const advice = 'The device may have gone offline unnoticed, or its agent is busy.';
		return new UnreachableError(`The agent of ${deviceName} ${what} within ${Math.round(timeoutMs / 1000)} s`, asked, 'unknown', { advice, repeatable: false });
	}

	private refusal(message: string, more: string): RefusedError {
		const advice = `${more} The device, its group or the account is set to ask before files are opened ('Consent' of the device, for example).`;
		return new RefusedError(message, this.around.asked, undefined, advice);
	}
}

const BRACE = 0x7b;
