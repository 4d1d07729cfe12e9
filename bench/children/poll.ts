/**
 * Polls of the NetAlertX trigger in n8n's own PollContext, from the answer's text to the state that n8n would keep, beside JSON.parse of
 * the same text; and whole polls, which get the answer from a server in another process. Between two looks, 20 devices change.
 */
import '../../test/support/environment';
import type { INodeType } from 'n8n-workflow';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import type { Answer } from '../../nodes/shared/http/answer';
import type { Call } from '../../nodes/shared/http/call';
import { Http } from '../../nodes/shared/http/http';
import { Poller } from '../../test/support/poller';
import { answer } from '../support/answer';
import { blocking, peakHeap, type Blocking } from '../support/meters';
import { inTurns } from '../support/rounds';

const CHANGED = 20;
const HEAPS = 7;
/** More than usual: garbage of several polls is collected in one of them. */
const ROUNDS = 15;

export interface PollCosts {
	bodyBytes: number;
	rounds: Record<'parse' | 'quiet' | 'changed' | 'loaded' | 'whole', Blocking[]>;
	peakHeaps: number[];
	/** With a second, larger network in the same process. */
	sizes: Record<'parseSmall' | 'small' | 'parseLarge' | 'large', Blocking[]>;
}

/** n8n polls once a minute: what is kept for some minutes must not pile up because these polls follow each other at once. */
const MINUTE_MS = 60_000;
const Clock = Date;
let ahead = 0;
globalThis.Date = class extends Clock {
	constructor(...given: unknown[]) {
		super(...((given.length > 0 ? given : [Clock.now() + ahead]) as [number]));
	}

	static override now(): number {
		return Clock.now() + ahead;
	}
} as DateConstructor;

/** What the transport gives instead of a server's answer; nothing, and it asks the server. */
let lying: string | undefined;
const transport = Http.prototype as unknown as { exchange(call: Call<unknown>, timeoutMs: number): Promise<Answer> };
const { exchange } = transport;
transport.exchange = async function (call, timeoutMs) {
	if (lying === undefined) return await exchange.call(this, call, timeoutMs);
	const text = call.path[0] === 'devices' ? lying : '{"success":true,"events":[]}';
	return { status: 200, headers: {}, contentType: 'application/json', text, json: JSON.parse(text) };
};

/** A network, and a trigger that has seen all of it. */
class Watched {
	private state = 0;
	private step = 1;

	private constructor(
		private readonly url: string,
		private readonly texts: readonly string[],
		private readonly poller: Poller,
	) {}

	static async activate(url: string, states: number): Promise<Watched> {
		const texts = await Promise.all(Array.from({ length: states }, async (_, state) => await (await fetch(`${url}/${state}`)).text()));
		const poller = new Poller({
			load: async () => await Promise.resolve(new NetAlertXTrigger() as INodeType),
			parameters: { triggerOn: ['deviceAdded', 'deviceChanged', 'deviceDown', 'deviceOffline', 'deviceOnline', 'deviceRemoved', 'ipChanged', 'massChange'] },
			credentials: { netAlertXApi: { baseUrl: url, apiToken: 'bench', allowUnauthorizedCerts: false, caCertificate: '' } },
			workflowId: url,
			saving: 'scheduler',
		});
		await poller.activate();
		return new Watched(url, texts, poller);
	}

	get text(): string {
		return this.texts[this.state]!;
	}

	/** To the next state, and back from the last one. */
	async change(): Promise<void> {
		if (this.texts[this.state + this.step] === undefined) this.step = -this.step;
		this.state += this.step;
		await fetch(`${this.url}/${this.state}`, { method: 'PUT' });
	}

	/** Polls with the answer there already. @param expected number of events */
	async poll(expected: number): Promise<void> {
		lying = this.text;
		await this.pollServer(expected).finally(() => (lying = undefined));
	}

	async pollServer(expected: number): Promise<void> {
		ahead += MINUTE_MS;
		const events = (await this.poller.poll())?.length ?? 0;
		if (events !== expected) throw new Error(`${events} events and not ${expected}`);
	}

	/** Has n8n hold another state than the one that this process has unpacked, as after a start. */
	async forgetLastPoll(): Promise<void> {
		const { saved } = this.poller;
		await this.change();
		await this.poll(CHANGED);
		const { revision, ...rest } = saved!.watch as { revision: number };
		this.poller.saved = { watch: { ...rest, revision: revision + 1_000 } };
	}
}

const report = (line: string) => void process.stderr.write(`poll: ${line}\n`);

async function main([small, smallStates, large, largeStates]: string[]): Promise<PollCosts> {
	const ten = await Watched.activate(small!, Number(smallStates));
	const changed = async (watched: Watched) => {
		await watched.change();
		return await blocking(async () => await watched.poll(CHANGED));
	};
	const rounds = await inTurns(
		{
			parse: async () => await blocking(() => void JSON.parse(ten.text)),
			quiet: async () => await blocking(async () => await ten.poll(0)),
			changed: async () => await changed(ten),
			loaded: async () => {
				await ten.forgetLastPoll();
				return await blocking(async () => await ten.poll(CHANGED));
			},
			whole: async () => {
				await ten.forgetLastPoll();
				return await blocking(async () => await ten.pollServer(CHANGED));
			},
		},
		report,
		ROUNDS,
	);
	const peakHeaps: number[] = [];
	for (let round = 0; round < HEAPS; round++) {
		await ten.forgetLastPoll();
		peakHeaps.push(await peakHeap(async () => await ten.pollServer(CHANGED)));
	}
	const hundred = await Watched.activate(large!, Number(largeStates));
	const parsed = async (watched: Watched) => await blocking(() => void JSON.parse(watched.text));
	const sizes = await inTurns(
		{
			parseSmall: async () => await parsed(ten),
			small: async () => await changed(ten),
			parseLarge: async () => await parsed(hundred),
			large: async () => await changed(hundred),
		},
		report,
	);
	await closeAgents();
	return { bodyBytes: Buffer.byteLength(ten.text), rounds, peakHeaps, sizes };
}

void main(process.argv.slice(2)).then(answer);
