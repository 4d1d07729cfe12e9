import { generate } from 'selfsigned';
import type { ICredentialDataDecryptedObject, INodeType } from 'n8n-workflow';
import { testCertificates } from '../simulators/support/certificates';
import { Poller } from '../support/poller';
import { runNode } from '../support/runNode';
import { startServer, type TestServer } from '../support/server';
import { shownIn } from './canaries';
import { openList, pressTest } from './doing';
import { interferenceOf, type Elsewhere, type Fault } from './faults';
import { overhear } from './overhear';
import { FaultProxy } from './proxy';
import { changeRequests, waits } from './shorten';
import type { Served, Subject } from './subjects';

/** What can be done with a system: the columns of the table. */
export const kinds = ['read', 'idempotent', 'once', 'trigger', 'drop-down', 'credential test'] as const;
export type Kind = (typeof kinds)[number];

/** How it ended for the user. */
export interface Outcome {
	/** `fine`, or the class of the error as n8n gets it. */
	ended: string;
	/** Message and description of the error. */
	said: string;
	/** What n8n's scheduler reads out of it. */
	cause?: string;
	/** Requests that reached the server or the gateway before it, from the one on at which the fault began. */
	asked: number;
	/** Those that the server itself has got. */
	arrived: number;
	/** Waits between attempts, in ms. */
	waits: number[];
	/** Of a trigger: what the poll with the fault did to its state, and how often that one and the next told what had happened. */
	state?: 'untouched' | 'changed';
	told?: number;
	/** Places in which the secret was found. */
	leaks: string[];
}

const SHORT_MS = 200;
const SHORT_LIMIT = 2_000_000;
let count = 0;

/** A system behind a proxy that makes faults, with another host to be led to. */
export class Bench {
	private constructor(
		private readonly subject: Subject,
		private readonly secret: string,
		private readonly served: Served,
		private readonly proxy: FaultProxy,
		/** Address field of the credential with the proxy in it. */
		private readonly address: string,
		private readonly addresses: Readonly<Record<Elsewhere, string>>,
		/** The host that is redirected to. */
		readonly other: TestServer,
	) {}

	static async start(subject: Subject): Promise<Bench> {
		const secret = `c4nary/Tok+en${++count}==`;
		const served = await subject.start(secret);
		const entered = new URL(String(served.data[subject.address]));
		const { proxy, url } = await FaultProxy.start(entered.origin);
		const certificates = await testCertificates();
		const own = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keyType: 'ec', extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }] });
		const addresses = {
			'closed port': 'http://127.0.0.1:9',
			'unknown host': 'http://no-such-host.invalid',
			'self-signed': await proxy.open({ key: own.private, cert: own.cert }),
			expired: await proxy.open(certificates.expired),
			'wrong name': await proxy.open(certificates.wrongName),
		};
		const other = await startServer((_, response) => response.end('{}'));
		return new Bench(subject, secret, served, proxy, url, addresses, other);
	}

	async stop(): Promise<void> {
		await Promise.all([this.proxy.stop(), this.other.stop()]);
		await this.served.stop();
	}

	/** Does one thing with one fault, from the request on that matters, and says what came of it. */
	async outcomeOf(kind: Kind, fault: Fault): Promise<Outcome> {
		const { subject, served, proxy } = this;
		const good = await this.credential();
		const bad = await this.credential(fault.elsewhere);
		const heard = overhear();
		let began = false;
		const begin = () => {
			if (began) return;
			began = true;
			proxy.reset();
			waits.length = 0;
			if (!fault.elsewhere) proxy.interfere(interferenceOf(fault, this.other.url));
		};
		const startsAtWrite = kind === 'idempotent' || kind === 'once';
		const watching = changeRequests((call) => {
			if (startsAtWrite && subject.isWrite(call)) begin();
			return { limit: Math.min(call.limit ?? SHORT_LIMIT, SHORT_LIMIT), ...(began && fault.isSlow && { timeoutMs: SHORT_MS }) };
		});
		const beginUnlessAtWrite = () => {
			served.prepare?.();
			if (!startsAtWrite || fault.elsewhere || subject.address === 'signInUrl') begin();
		};
		try {
			const ended = await this.do(kind, { good, bad }, beginUnlessAtWrite, () => proxy.interfere(undefined));
			const told = [ended.told, heard.lines];
			return { ...ended.outcome, asked: ended.asked ?? proxy.asked.length, arrived: ended.arrived ?? proxy.arrived.length, waits: [...waits], leaks: shownIn(told, [this.secret]) };
		} finally {
			watching.stop();
			heard.stop();
			proxy.interfere(undefined);
		}
	}

	private async do(kind: Kind, { good, bad }: Record<'good' | 'bad', ICredentialDataDecryptedObject>, begin: () => void, mend: () => void): Promise<Ended> {
		if (kind === 'trigger') return await this.poll(good, bad, begin, mend);
		if (kind === 'drop-down') return await this.search(bad, begin);
		if (kind === 'credential test') return await this.pressTest(bad, begin);
		begin();
		const { node, credential, operations } = this.subject;
		const { error, output } = await runNode(node, operations[kind], { credentials: { [credential]: bad } });
		return { outcome: endOf(error), told: [error, output] };
	}

	private async pressTest(data: ICredentialDataDecryptedObject, begin: () => void): Promise<Ended> {
		begin();
		const { status, message } = await pressTest(this.subject, data);
		return { outcome: status === 'OK' ? endOf(undefined) : { ended: 'red', said: message }, told: message };
	}

	private async search(data: ICredentialDataDecryptedObject, begin: () => void): Promise<Ended> {
		begin();
		try {
			return { outcome: endOf(undefined), told: await openList(this.subject, this.subject.listSearch, data) };
		} catch (error) {
			return { outcome: endOf(error), told: error };
		}
	}

	/** Activated while all is well; then something happens, and the next poll meets the fault; and then all is well again. */
	private async poll(good: ICredentialDataDecryptedObject, bad: ICredentialDataDecryptedObject, begin: () => void, mend: () => void): Promise<Ended> {
		const { trigger, credential, triggerParameters } = this.subject;
		const load = async (): Promise<INodeType> => await Promise.resolve(trigger);
		const poller = new Poller({ load, parameters: triggerParameters, credentials: { [credential]: good }, workflowId: `w${++count}` });
		await poller.activate();
		await poller.poll();
		this.served.change();
		const before = JSON.stringify(poller.state);
		poller.credentials = { [credential]: bad };
		begin();
		const failure = await poller.poll().then(() => undefined, (error: unknown) => error);
		const state = JSON.stringify(poller.state) === before && !poller.changed ? 'untouched' : 'changed';
		const [asked, arrived] = [this.proxy.asked.length, this.proxy.arrived.length];
		poller.credentials = { [credential]: good };
		mend();
		await poller.poll();
		const outcome = { ...endOf(failure), state, told: poller.emitted.length } as const;
		return { outcome, asked, arrived, told: [failure, poller.emitted, poller.saved, poller.state, poller.warnings] };
	}

	private async credential(elsewhere?: Elsewhere): Promise<ICredentialDataDecryptedObject> {
		const { data } = this.served;
		const { address } = this.subject;
		const { pathname } = new URL(String(data[address]));
		const origin = elsewhere ? this.addresses[elsewhere] : this.address;
		const isPinned = elsewhere === 'expired' || elsewhere === 'wrong name';
		const caCertificate = isPinned ? (await testCertificates()).ca : '';
		return { ...data, [address]: origin + (pathname === '/' ? '' : pathname), caCertificate };
	}
}

interface Ended {
	outcome: Pick<Outcome, 'ended' | 'said' | 'cause' | 'state' | 'told'>;
	/** Everything that a user or a log could see. */
	told: unknown;
	asked?: number;
	arrived?: number;
}

function endOf(error: unknown): Pick<Outcome, 'ended' | 'said' | 'cause'> {
	if (error === undefined) return { ended: 'fine', said: '' };
	const { name, message, description, failure } = error as Error & { description?: string; failure?: { cause: string } };
	return { ended: name, said: [message, description].filter(Boolean).join(' | '), cause: failure?.cause };
}
