/**
 * A plain copy over a relay of MeshCentral, as its own web page does it: a WebSocket through which bytes go to the agent or come from it, in
 * the pieces and with the acknowledgements that the agent's protocol demands. Nothing is looked at, compared or renamed.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, WebSocket } from 'undici';
import { Control, type ControlAccess } from '../../test/servers/meshcentral/control';

/** As long as ours are, and as many under way: only what is done beside the copying is to differ. */
const PIECE = 64_000;
const UNDER_WAY = 16;
const FILES = 5;
/** Before the bytes of a block that is downloaded; the last of them says whether more come. */
const HEADER = 4;
const BRACE = 0x7b;

type Said = Record<string, unknown>;

export class BareRelay {
	private readonly received: Array<Said | Uint8Array> = [];
	private wake: () => void = () => {};

	private constructor(
		private readonly socket: WebSocket,
		private readonly dispatcher: Agent,
	) {
		socket.binaryType = 'arraybuffer';
		socket.addEventListener('message', ({ data }) => {
			const bytes = typeof data === 'string' ? undefined : new Uint8Array(data as ArrayBuffer);
			this.received.push(bytes && bytes[0] !== BRACE ? bytes : data === 'c' || data === 'cr' ? { begun: true } : (JSON.parse(bytes ? Buffer.from(bytes).toString() : (data as string)) as Said));
			this.wake();
		});
	}

	static async open(access: ControlAccess, nodeid: string): Promise<BareRelay> {
		const control = await Control.open(access);
		const dispatcher = new Agent({ connect: { ca: access.ca } });
		try {
			const { cookie, rcookie } = await control.ask('authcookie', {}, ({ action }) => action === 'authcookie');
			const id = randomBytes(6).toString('hex');
			const query = `browser=1&p=${FILES}&nodeid=${encodeURIComponent(nodeid)}&id=${id}&auth=${encodeURIComponent(String(cookie))}`;
			const relay = new BareRelay(new WebSocket(`${access.url.replace('control.ashx', 'meshrelay.ashx')}?${query}`, { dispatcher }), dispatcher);
			await new Promise((resolve) => relay.socket.addEventListener('open', resolve));
			control.send({ action: 'msg', type: 'tunnel', nodeid, usage: FILES, value: `*/meshrelay.ashx?p=${FILES}&nodeid=${nodeid}&id=${id}&rauth=${String(rcookie)}`, responseid: randomUUID() });
			await relay.said(({ begun }) => begun === true);
			relay.socket.send(String(FILES));
			return relay;
		} finally {
			control.close();
		}
	}

	async write(path: string, name: string, content: Iterable<Uint8Array>): Promise<void> {
		const reqid = randomUUID();
		const hears = async (what: string) => await this.said(({ action, reqid: of }) => action === what && of === reqid);
		this.say({ action: 'upload', reqid, path, name, size: 0 });
		await hears('uploadstart');
		let underWay = 0;
		for (const piece of content) {
			for (; underWay >= UNDER_WAY; underWay--) await hears('uploadack');
			// What begins like a word of the protocol is marked.
			this.socket.send(piece[0] === 0 || piece[0] === BRACE ? Buffer.concat([Buffer.from([0]), piece]) : piece);
			underWay++;
		}
		for (; underWay > 0; underWay--) await hears('uploadack');
		this.say({ action: 'uploaddone', reqid });
		await hears('uploaddone');
	}

	/** @returns how many bytes came */
	async read(path: string): Promise<number> {
		const id = randomUUID();
		const say = (sub: string, more: object = {}) => this.say({ action: 'download', sub, id, ...more });
		say('start', { path });
		await this.said(({ sub, id: of }) => sub === 'start' && of === id);
		say('startack');
		for (let ahead = 1; ahead < UNDER_WAY; ahead++) say('ack');
		for (let bytes = 0; ; ) {
			const block = await this.next();
			if (!(block instanceof Uint8Array)) continue;
			bytes += block.length - HEADER;
			if ((block[HEADER - 1]! & 1) !== 0) return bytes;
			say('ack');
		}
	}

	async close(): Promise<void> {
		this.socket.close();
		await this.dispatcher.destroy();
	}

	private say(message: object): void {
		this.socket.send(JSON.stringify(message));
	}

	private async said(isIt: (said: Said) => boolean): Promise<void> {
		for (;;) {
			const next = await this.next();
			if (!(next instanceof Uint8Array) && isIt(next)) return;
		}
	}

	private async next(): Promise<Said | Uint8Array> {
		while (this.received.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
		return this.received.shift()!;
	}
}

/** A content in pieces as they are sent. */
export function* inPieces(content: Uint8Array): Generator<Uint8Array> {
	for (let from = 0; from < content.length; from += PIECE) yield content.subarray(from, from + PIECE);
}
