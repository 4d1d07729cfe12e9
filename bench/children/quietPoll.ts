/** Polls of a trigger at a server on which nothing happens: how many requests and bytes each of them is, with few events and with all. */
import '../../test/support/environment';
import type { INodeType } from 'n8n-workflow';
import { MeshCentralTrigger } from '../../nodes/MeshCentral/MeshCentralTrigger.node';
import { sessions } from '../../nodes/MeshCentral/control/channel';
import { MeshtechTrigger } from '../../nodes/Meshtech/MeshtechTrigger.node';
import { NetAlertXTrigger } from '../../nodes/NetAlertX/NetAlertXTrigger.node';
import { TacticalRmmTrigger } from '../../nodes/TacticalRmm/TacticalRmmTrigger.node';
import { closeAgents } from '../../nodes/shared/http/agents';
import { Http } from '../../nodes/shared/http/http';
import { undici } from '../../nodes/shared/http/undici';
import type { Credentials } from '../../test/support/engine';
import { Poller } from '../../test/support/poller';
import { answer } from '../support/answer';
import { counted } from '../support/counted';
import { ROUNDS } from '../support/rounds';

/** A trigger, and a server at which it polls. */
export interface Polled {
	trigger: keyof typeof triggers;
	/** Type of the credential, and its data; the address in `baseUrl`. */
	credential: [type: string, data: { baseUrl: string } & Record<string, unknown>];
	parameters: Record<string, string>;
}

/** What one poll is. */
export interface PollCost {
	/** Of HTTP, or frames over a WebSocket. */
	requests: number;
	/** Bytes as they are on the wire. */
	sent: number;
	received: number;
}
export type QuietCosts = Record<'byDefault' | 'all', PollCost[]>;

const triggers = { MeshCentralTrigger, MeshtechTrigger, NetAlertXTrigger, TacticalRmmTrigger };

/** Every attempt of a request, and every frame but those that keep a session. */
let requests = 0;
const transport = Http.prototype as unknown as { exchange(...args: unknown[]): Promise<unknown> };
const { exchange } = transport;
transport.exchange = async function (...args) {
	requests++;
	return await exchange.apply(this, args);
};
async function countFrames(): Promise<void> {
	const socket = (await undici()).WebSocket.prototype as { send(frame: unknown): void };
	const { send } = socket;
	socket.send = function (frame) {
		if ((JSON.parse(String(frame)) as { action?: unknown }).action !== 'ping') requests++;
		send.call(this, frame);
	};
}

/** Of polls in their stride: what only the first ones ask is not in it. */
async function costs({ trigger, credential: [type, data], parameters }: Polled, isAll: boolean): Promise<PollCost[]> {
	const way = await counted(data.baseUrl);
	try {
		const node: INodeType = new triggers[trigger]();
		const events = node.description.properties.find(({ name }) => name === 'triggerOn')!.options as Array<{ value: string }>;
		const poller = new Poller({
			load: async () => await Promise.resolve(node),
			parameters: { ...parameters, ...(isAll && { triggerOn: events.map(({ value }) => value) }) },
			credentials: { [type]: { ...data, baseUrl: way.url } } as Credentials,
			workflowId: `${trigger} ${isAll}`,
			saving: 'scheduler',
		});
		await poller.activate();
		const measured: PollCost[] = [];
		for (let round = 0; round <= ROUNDS; round++) {
			const before = { requests, ...way.bytes };
			const told = await poller.poll();
			if (told) throw new Error(`A quiet server, and ${told.length} events: ${JSON.stringify(told[0]!.json).slice(0, 200)}`);
			measured.push({ requests: requests - before.requests, sent: way.bytes.sent - before.sent, received: way.bytes.received - before.received });
		}
		return measured.slice(1);
	} finally {
		await sessions.closeAll();
		await closeAgents();
		await way.stop();
	}
}

async function main(polled: Polled): Promise<QuietCosts> {
	await countFrames();
	return { byDefault: await costs(polled, false), all: await costs(polled, true) };
}

void main(JSON.parse(process.argv[2]!) as Polled).then(answer);
