import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Behind, Call, Ended } from './call';
import { callOf, type Kind } from './calls';
import type { Fault } from './faults';
import { WebSocketProxy } from './proxy';

/** What came of one kind of call with one fault. */
export interface Outcome {
	/**
	 * `fine`, or how the error says that it ended: what it was that the server `answered`, that nothing was `not sent`, that it is `unknown`
	 * whether it was carried out, that the poll was `given up`, or, of a credential test, `red`.
	 */
	ended: string;
	/** Message and description of the error. */
	said: string;
	/** What n8n's scheduler reads out of it. */
	cause?: string;
	/** How often the question was asked, as the proxy saw it, and how often it went on to the server. */
	asked: number;
	arrived: number;
	/** How often it was carried out, as the server or the device tells. */
	done?: number;
	/** Of a trigger: what became of its state, and the events told with the fault and in the end. */
	state?: 'untouched' | 'changed';
	told?: [during: number, inTheEnd: number];
	/** What the next calls came to, when all was well again. */
	afterwards: string;
	seconds: number;
}

/** One kind of call, with a way to the server and a separate session. */
export class Cell {
	private constructor(
		private readonly fault: Fault,
		readonly kind: Kind,
		private readonly proxy: WebSocketProxy,
		private readonly call: Call,
		/** Reads over the same session. */
		private readonly reading: Call,
		private readonly test: Call,
	) {}

	/** @param signIn the credential's fields but for address and authority */
	static async open(fault: Fault, kind: Kind, signIn: ICredentialDataDecryptedObject, behind: Behind): Promise<Cell> {
		const proxy = await WebSocketProxy.start(behind.server);
		const data = { ...signIn, baseUrl: proxy.url, caCertificate: proxy.certificate };
		return new Cell(fault, kind, proxy, callOf[kind](data, behind), callOf.read(data, behind), callOf['credential test'](data, behind));
	}

	/** All is well: a session is opened, and a trigger takes what is there as known. */
	async prepare(): Promise<void> {
		await this.call.prepare();
		if (this.kind !== 'credential test') expect(await this.reading.make()).toHaveProperty('result');
	}

	/** @param allIsWell settles when the next calls have to go well, where that takes more than the end of the fault */
	async live(allIsWell?: Promise<void>): Promise<Outcome> {
		const { proxy, call, fault } = this;
		if (fault.whileIdle || fault.atOpening) await proxy.hangUp();
		proxy.reset();
		proxy.interference = fault.interfere?.(call);
		const before = call.state?.();
		const begun = Date.now();
		const ended = await call.make();
		const seconds = Math.round((Date.now() - begun) / 1000);
		const [asked, arrived] = [proxy.asked, proxy.arrived].map((all) => all.filter((action) => action === call.action).length);
		const during = call.state?.();
		const end = this.endOf(ended);
		proxy.interference = undefined;
		await allIsWell;
		const afterwards = await this.recover(ended);
		const after = call.state?.();
		return {
			...end,
			asked: asked!,
			arrived: arrived!,
			...(call.done && { done: (await call.done())[0] }),
			...(before && during && after && {
				state: during.written === before.written && !during.changed ? 'untouched' : 'changed',
				told: [during.told - before.told, after.told - before.told],
			}),
			afterwards,
			seconds,
		};
	}

	/** The fault is over, although the call is not. */
	lift(): void {
		this.proxy.interference = undefined;
	}

	/** Whether the question that the fault is about has gone on to the server. */
	get isUnderWay(): boolean {
		return this.proxy.arrived.includes(this.call.action);
	}

	/** How often each call was carried out; undefined for those that read. */
	async done(): Promise<number[] | undefined> {
		return await this.call.done?.();
	}

	async close(): Promise<void> {
		await this.proxy.stop();
	}

	/**
	 * What was rejected is not requested again until the credential is tested. Then all has to be well: reading first, since a connection
	 * that is dead silently is noticed by anyone who uses it next, and then the same call, with a result of its own.
	 */
	private async recover({ error }: Ended): Promise<string> {
		const { proxy, call, reading, test, kind } = this;
		if (error?.failure?.cause === 'credential-invalid') {
			proxy.reset();
			const again = await call.make();
			// A drop-down shows the advice in the same line, which then says how long ago it was.
			if (sentenceOf(again.error) !== sentenceOf(error)) return `then: ${again.error?.message ?? 'fine'}`;
			if (proxy.asked.length > 0) return `asked again: ${proxy.asked.join()}`;
			const pressed = await test.make();
			if (pressed.error) return `tested: ${pressed.error.message}`;
		}
		if (kind !== 'credential test') {
			const read = await reading.make();
			if (read.error || !reading.isRight(read.result)) return `reading: ${read.error?.message ?? JSON.stringify(read.result).slice(0, 200)}`;
		}
		const again = await call.make();
		if (again.error || !call.isRight(again.result)) return `again: ${again.error?.message ?? JSON.stringify(again.result).slice(0, 200)}`;
		const done = await call.done?.();
		return done && done.at(-1) !== 1 ? `again was done ${done.at(-1)} times` : 'fine';
	}

	private endOf({ error, result }: Ended): Pick<Outcome, 'ended' | 'said' | 'cause'> {
		if (!error) return { ended: this.call.isRight(result) ? 'fine' : `wrong: ${JSON.stringify(result).slice(0, 200)}`, said: '' };
		const said = [error.message, error.description].filter(Boolean).join(' | ');
		const [, ended = ENDS.find(([words]) => words.test(said))?.[1] ?? 'another error'] = this.kind === 'credential test' ? [0, 'red'] : [];
		return { ended, said, ...(error.failure && { cause: error.failure.cause }) };
	}
}

/** The server's own words, which come first. */
function sentenceOf(error: Ended['error']): string | undefined {
	return error?.message.split('. ', 1)[0];
}

/** Words by which errors say whether something may have been done. */
const ENDS: ReadonlyArray<[words: RegExp, ended: string]> = [
	[/was not sent(?! again)/, 'not sent'],
	[/got no complete answer/, 'unknown'],
	[/was answered|returned status/, 'answered'],
	[/s and was stopped/, 'given up'],
];
